/* The progress line: on stderr, on a terminal only; elsewhere one plain line every 30 seconds. */
#ifndef DH_PROGRESS_H
#define DH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct dh_progress {
    const char *what, *noun; /* "study", "runs" */
    size_t total;
    double began, shown, seconds; /* seconds: from begin to end */
    bool fancy, drawn;
} dh_progress;

void dh_progress_begin(dh_progress *progress, const char *what, const char *noun, size_t total);
void dh_progress_show(dh_progress *progress, size_t done, size_t failed);
/* At once, on a terminal: before something that may take long. */
void dh_progress_announce(dh_progress *progress, size_t done);
void dh_progress_end(dh_progress *progress); /* wipes the line */

#endif
