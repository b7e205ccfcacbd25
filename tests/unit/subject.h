/* A problem plugin with made-up parameters and data, ready to be evaluated. */
#ifndef DH_TESTS_UNIT_SUBJECT_H
#define DH_TESTS_UNIT_SUBJECT_H

#include "base/arena.h"
#include "base/random.h"

#include <downhill/problem.h>

enum { VARIANTS = 12, MAX_PROBLEMS = 96 };

/* The plugins named in DH_PROBLEMS, from the folder DH_PLUGIN_DIR, after load_all. */
extern struct problems {
    const dh_problem *at[MAX_PROBLEMS];
    size_t count;
} problems;
void load_all(void);
const dh_problem *named(const char *name);

typedef struct subject subject;
struct subject {
    dh_arena arena;
    dh_stream random;
    const dh_problem *problem;
    dh_instance self;
    dh_dataset data;
    double param[DH_MAX_PARAMS];
    dh_list list[DH_MAX_PARAMS];
    size_t dim;
    dh_batch full;
    double *x, *v, *g, *h; /* [dim]: a point, a direction, room for two gradients */
    subject *within;       /* what a wrapper wraps */
    dh_inner_problem inner;
    dh_problem lacking;    /* the wrapper, without what that lacks */
};

/* A wrapper wraps another of a few problems in each variant. Variant 0: default parameters, one dense column. The others vary parameters, columns, rows, and are sparse now and
 * then. */
void make(subject *s, const dh_problem *problem, size_t variant);
void finish(subject *s);
double *numbers(subject *s, size_t count); /* [count] random, in the arena */
size_t param_of(const subject *s, const char *name);
double f(subject *s, const double *x, const dh_batch *batch, double *gradient);
double largest(const double *a, size_t count); /* max |a_i| */

#endif
