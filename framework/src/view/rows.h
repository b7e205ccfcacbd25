/* Charts with a row a method, best on top, a picture a problem: points and boxes of one number a run, or bars of two
 * parts. */
#ifndef DH_VIEW_ROWS_H
#define DH_VIEW_ROWS_H

#include "summary/sample.h"
#include "view/picture.h"

typedef struct dh_rows_look {
    const char *what;    /* of the numbers, for the subtitle: "final cost" */
    const char *x_label; /* NULL: what */
    const char *order;   /* "best first" */
    dh_scale scale;
    bool shares;         /* bars: which part of the number is not `other`, as a share; and `other` */
    const char *part[2]; /* names of the two */
    const char *marks;   /* what the marks are; NULL: quartiles, median and points */
    bool expected;       /* the bar is an estimate that may lie beyond all points, and so may its box */
    const char *more;    /* a part of the file's name; NULL */
} dh_rows_look;

int dh_rows_draw(const dh_samples *samples, const dh_rows_look *look, const dh_chart_options *options,
                 dh_arena *arena, dh_pictures *ret, dh_error *error);

/* What runs delivered; where their time went; what they spent until a target; how long a step took. */
int dh_final_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                  dh_pictures *ret, dh_error *error);
int dh_ledger_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                   dh_pictures *ret, dh_error *error);
int dh_time_to_target_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                           dh_pictures *ret, dh_error *error);
int dh_speed_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                  dh_pictures *ret, dh_error *error);

#endif
