/* A minimiser of the GNU Scientific Library as an optimizer: one of its iterations a step.
 *
 * The library allocates and keeps addresses (of its own memory and of `function`), so the state must not move. x is the
 * starting point of the first iteration; so it is again, with the rate as the first step's length, after an iteration
 * that reports a failure (GSL_ENOPROG mostly), which leaves x in place, and where someone else has moved x. At
 * |g| <= gtol |g_0| nothing moves, so that no step is decided by rounding. */
#ifndef DH_PLUGINS_GSL_MINIMIZER_H
#define DH_PLUGINS_GSL_MINIMIZER_H

#include <downhill/optimizer.h>
#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

enum { TOL, GTOL };

#define GSL_PARAM_GTOL                                                                                                 \
    {.name = "gtol", .doc = "the method rests where the gradient's norm is below this share of the first one (ours)",  \
     .standard = 1e-10, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_LOG}

typedef struct gsl_state {
    gsl_multimin_fdfminimizer *minimizer; /* NULL before the first step */
    gsl_multimin_function_fdf function;
    const dh_oracle *oracle;              /* of the step under way */
    double first;                         /* |g_0| */
    double begun;                         /* 0: the next step begins anew */
} gsl_state;

static inline size_t gsl_state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return (sizeof(gsl_state) + sizeof(double) - 1) / sizeof(double);
}

/* The library's vectors have stride 1. */
static inline void gsl_both(const gsl_vector *x, void *state, double *ret_f, gsl_vector *gradient)
{
    const dh_oracle *oracle = ((const gsl_state *)state)->oracle;
    *ret_f = oracle->batch(oracle, x->data, gradient->data);
}

static inline double gsl_loss(const gsl_vector *x, void *state)
{
    const dh_oracle *oracle = ((const gsl_state *)state)->oracle;
    return oracle->batch(oracle, x->data, NULL);
}

static inline void gsl_gradient(const gsl_vector *x, void *state, gsl_vector *gradient)
{
    double f;
    gsl_both(x, state, &f, gradient);
}

static inline void gsl_begin(gsl_state *s, const double *x, const dh_step *call)
{
    gsl_vector_const_view start = gsl_vector_const_view_array(x, call->shape->dim);
    gsl_multimin_fdfminimizer_set(s->minimizer, &s->function, &start.vector, call->rate, call->param[TOL]);
    s->begun = 1;
}

static inline void gsl_step(double *x, double *state, const dh_step *call, const gsl_multimin_fdfminimizer_type *type)
{
    gsl_state *s = (gsl_state *)(void *)state;
    const size_t bytes = call->shape->dim * sizeof *x;
    if (call->rate == 0)
        return;
    s->oracle = call->oracle;
    if (!s->minimizer) {
        s->minimizer = gsl_multimin_fdfminimizer_alloc(type, call->shape->dim);
        s->function = (gsl_multimin_function_fdf){gsl_loss, gsl_gradient, gsl_both, call->shape->dim, s};
        gsl_begin(s, x, call);
        s->first = gsl_blas_dnrm2(s->minimizer->gradient);
    }
    else if (!s->begun || memcmp(x, s->minimizer->x->data, bytes))
        gsl_begin(s, x, call);
    if (gsl_blas_dnrm2(s->minimizer->gradient) <= call->param[GTOL] * s->first)
        return;
    s->begun = gsl_multimin_fdfminimizer_iterate(s->minimizer) == GSL_SUCCESS;
    if (s->begun)
        memcpy(x, s->minimizer->x->data, bytes);
}

static inline void gsl_release(double *state)
{
    gsl_multimin_fdfminimizer_free(((gsl_state *)(void *)state)->minimizer); /* NULL is allowed */
}

#endif
