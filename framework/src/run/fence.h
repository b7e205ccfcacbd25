/* Memory handed to plugins, between pages that nobody can touch: who writes past it ends at that instruction, or is
 * found out. */
#ifndef DH_RUN_FENCE_H
#define DH_RUN_FENCE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct dh_fence {
    double *data; /* [count], zeroed; aligned to 64 bytes where asked for or large, else its end is the page's */
    const double *lent; /* the same memory, which cannot be written by this address; NULL unless asked for */
    size_t count;
} dh_fence;

enum { DH_FENCE_ALIGNED = 1, DH_FENCE_LENT = 2 };

/* For good (a run's process ends). -1: memory is out. */
int dh_fence_make(size_t count, int how, dh_fence *ret);

/* Whether the room that alignment leaves before and behind the numbers is as it was. */
bool dh_fence_is_whole(const dh_fence *fence);

#endif
