/* What `compare` and `report` are asked: options that both have, and the comparison that they stand for. */
#ifndef DH_ASKED_H
#define DH_ASKED_H

#include "summary/compare.h"

#include <argp.h>

typedef struct dh_asked {
    const char *x, *y, *best_of, *reference; /* NULL: the default; x is never NULL */
    dh_goal target;
    bool has_target, final;
} dh_asked;

extern const dh_asked dh_asked_default;
extern const struct argp_child dh_asked_child[]; /* its input is a dh_asked */

/* group: a text column of /runs; with `best` only the best method of each group is kept. name [files] tells files
 * apart that hold the same runs made by different builds. */
int dh_asked_traces(const dh_asked *asked, dh_results *const *results, const char *const *name, size_t files,
                    const char *group, bool best, dh_arena *arena, dh_traces *ret, dh_error *error);

/* The method that is meant by the reference: with best_of a method is known by the group it is the best of as well.
 */
const char *dh_asked_reference(const dh_asked *asked, const dh_traces *traces);

int dh_asked_compare(const dh_asked *asked, const dh_traces *traces, dh_arena *arena, dh_contests *ret_contests,
                     dh_comparison *ret, dh_error *error);

#endif
