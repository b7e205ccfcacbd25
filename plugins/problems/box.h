/* Analytic problems that start anywhere in a box. Before it is included, BOX is {x1 min, x1 max, x2 min, x2 max}: odd coordinates of
 * a longer x have the first two bounds, even ones the others. SIZE is the number of coordinates, an expression of `self`. */
#ifndef DH_PLUGINS_BOX_H
#define DH_PLUGINS_BOX_H

#include <downhill/math.h>
#include <downhill/problem.h>
#include <math.h>

static const double bounds[4] = BOX;
static const double pi = 3.141592653589793;

/* A first parameter for problems of any dimension, which have SIZE (size_t)self->param[0]. */
#define BOX_PARAM_DIM                                                                                             \
    {.name = "dim", .doc = "coordinates of x", .standard = 2, .min = 1, .max = 100000, .scale = DH_INTEGER}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return SIZE;
}

static void box(const dh_instance *self, double box[4])
{
    memcpy(box, bounds, sizeof bounds);
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    for (size_t i = 0; i < SIZE; i++) {
        const double low = bounds[i % 2 * 2], high = bounds[i % 2 * 2 + 1];
        x[i] = low + (high - low) * random->uniform(random);
    }
}

/* x_star [SIZE], unless NULL, becomes `value` everywhere. */
static inline void fill(const dh_instance *self, double *x_star, double value)
{
    for (size_t i = 0; x_star && i < SIZE; i++)
        x_star[i] = value;
}

/* All but evaluate, hvp and optimum. */
#define BOX_FIELDS .dim = dim, .start = start, .box = box

#endif
