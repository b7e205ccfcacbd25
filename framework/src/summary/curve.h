/* Curves: for each problem and method the median over seeds and the quartiles around it, with lost runs counted as
 * lost.
 *
 * A run is a step function: its value at x is the one in its last row at or before x; nothing is interpolated. A run
 * that used up its budget or reached its target keeps its last value from there on: that is what it delivered. A run
 * that was lost (diverged, crashed, timed out, out of memory, refused) is censored: after its last finite row it
 * counts as the worst value there is, +infinity (-infinity for a score), as do rows whose value is not finite and the
 * time before a first row. So it stays in the median and the quartiles at its rank, is never dropped, and never
 * stands as a number nobody measured; a quartile is infinite where so many runs are lost that it is not known.
 *
 * The grid of a curve is the union of the x of its runs, thinned to at most `most` of them, evenly in x or in log x.
 */
#ifndef DH_SUMMARY_CURVE_H
#define DH_SUMMARY_CURVE_H

#include "summary/trace.h"

/* What stands around and in the middle of a curve. */
typedef struct dh_band {
    bool mean; /* the mean with the bootstrap interval of that level; infinite from where the first run is lost. Else
                * the median between two quantiles, which bear lost runs */
    double level;
    double low, high; /* quantiles, 0 <= low <= 0.5 <= high <= 1 */
} dh_band;

typedef enum dh_scale { DH_SCALE_AUTO, DH_SCALE_LINEAR, DH_SCALE_LOG } dh_scale;

typedef struct dh_curve {
    size_t method;                 /* index in dh_curves.method */
    const char *settings;          /* of dh_trace; NULL: `method` says it all */
    size_t runs;                   /* 0: the method was not tried on this problem, and all below is empty */
    size_t ended[DH_STATUS_COUNT]; /* runs by their end */
    size_t points;
    const double *x; /* [points], rising */
    const double *median, *low,
        *high;                     /* [points] low and high: quartiles, low <= median <= high; may be infinite. With
                                    * another band: its middle and its ends, NaN where one run has no interval */
    size_t lost;                   /* runs that did not finish and have at least one finite row */
    const double *lost_x, *lost_y; /* [lost] their last finite rows */
    double final;                  /* the median when all runs have ended, the lost ones lost; the worst infinity when
                                    * there is none */
} dh_curve;

/* All that belongs to one problem. */
typedef struct dh_panel {
    const char *problem;
    bool gap;           /* values are cost - f_star */
    bool best_seen;     /* as in dh_trace */
    double resolution;  /* a gap below this is rounding: f_star times the distance of 1 to the next double; else 0 */
    bool quantity;      /* values are no loss: all of them are shown, and zeros stand on the edge of a log axis */
    double ceiling;     /* > 0: where the axis of a loss ends at the latest */
    bool log_x;         /* the grid is even in log x */
    double first, last; /* smallest positive and largest x; first is infinite when there is none */
    size_t seeds;       /* distinct ones */
    dh_curve *curve;    /* [methods] */
} dh_panel;

typedef struct dh_curves {
    bool larger_is_better;
    const char *x_label, *y_label; /* NULL: what the chart's options say */
    const char *centre;            /* what stands for "median of 10 seeds, band: quartiles"; NULL: that */
    const char *order;             /* what makes a curve the better one: "by final median" when NULL */
    bool lost_on_edge;             /* lost runs have no place but the worst end of the axis */
    bool from_first;               /* a linear axis begins at panel->first, not at 0 */
    bool share;                    /* values are shares, 0 to 1, of step functions: value i holds from x i on */
    size_t methods;
    const char **method; /* [methods] in order of appearance */
    size_t panels;
    dh_panel *panel; /* [panels] in order of appearance */
} dh_curves;

/* At most `most` (>= 8) points a curve. scale AUTO: even in log x when the last x is at least 50 times the first
 * positive one. Everything lives in the arena, labels in the traces'. Of runs of one problem some with a gap and some
 * without are an error. */
int dh_curves_make(const dh_traces *traces, dh_scale scale, size_t most, dh_arena *arena, dh_curves *ret,
                   dh_error *error);

/* The same with another band than the quartiles. */
int dh_curves_make_band(const dh_traces *traces, dh_scale scale, size_t most, const dh_band *band, dh_arena *arena,
                        dh_curves *ret, dh_error *error);

/* Quantile q in [0, 1] of sorted values, definition 7 of Hyndman and Fan (1996), The American Statistician 50(4),
 * 361-365: with h = (n - 1) q, linear between the values of rank floor(h) and floor(h) + 1 (from 0). Infinite when it
 * leans on an infinite value; n >= 1, no NaN. */
double dh_quantile(const double *sorted, size_t n, double q);

#endif
