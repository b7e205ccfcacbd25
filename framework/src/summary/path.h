/* The paths of runs over problems in two dimensions, with the functions under them. */
#ifndef DH_SUMMARY_PATH_H
#define DH_SUMMARY_PATH_H

#include "summary/trace.h"

/* One run's. */
typedef struct dh_path {
    const dh_trace *trace; /* rows, steps (x) and cost or gap (y) */
    const double *x1, *x2; /* [trace->rows], may be anything */
} dh_path;

/* A problem in two dimensions and the runs on it that have one seed. */
typedef struct dh_terrain {
    const char *problem;
    double x1_low, x1_high, x2_low, x2_high; /* the box */
    size_t side;
    const double *f;          /* [side][side] cost over the box: a row for each x2, rising, as x1 in it */
    double f_star, x_star[2]; /* NaN: not known */
    int64_t seed;
    size_t seeds;     /* that its runs have */
    dh_traces traces; /* of the runs with that seed */
    dh_path *path;    /* [traces.count] */
} dh_terrain;

typedef struct dh_terrains {
    size_t count;
    dh_terrain *terrain; /* in the order in which the problems appear */
} dh_terrains;

enum { DH_LOWEST_SEED = -1 };

/* Has any of the files a surface? */
bool dh_terrains_any(dh_results *const *results, size_t count);

/* Problems without a surface, and files of which none has one, are left out; none at all is an error, as is a seed
 * that a problem has not. best_of: of each value of this text column of /runs only the best method, as in best.h;
 * NULL: all. Uses of /history: step cost x1 x2; of /surface: all. Everything lives in the arena. */
int dh_terrains_read(dh_results *const *results, size_t count, const char *best_of, int64_t seed, dh_arena *arena,
                     dh_terrains *ret, dh_error *error);

#endif
