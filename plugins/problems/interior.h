/* What linear models with an L2 penalty share whose loss is of the kind that framework/src/kernel/interior.h minimises. The file that
 * includes it defines `interior`, the kernel's view of an instance, and `gap`. */
#ifndef DH_PLUGINS_INTERIOR_H
#define DH_PLUGINS_INTERIOR_H

#include "kernel/interior.h"
#include "penalised.h"

static dh_interior interior(const dh_instance *self);

/* Beside what penalties take: a point and what the kernel takes. */
static inline size_t interior_scratch_size(const dh_instance *self)
{
    const dh_interior problem = interior(self);
    const size_t own = dh_interior_size(&problem), size = penalised_scratch_size(self) + self->data->features + 1 + own;
    return own ? dh_model_untouched(size) : penalised_scratch_size(self);
}

/* f at a point whose distance from the minimum interior_gap tells: to its last digits, where `evaluate` rounds predictions. */
static inline double interior_optimum(const dh_instance *self, double *x_star)
{
    const dh_interior problem = interior(self);
    const size_t dim = self->data->features + dh_model_shift(self);
    double f, *x = self->scratch + penalised_scratch_size(self);
    if (!dh_interior_size(&problem) || !(dh_interior_solve(&problem, x, &f, x + dim) < (double)INFINITY))
        return (double)NAN;
    if (x_star)
        memcpy(x_star, x, dim * sizeof *x);
    return f;
}

/* NaN: it would take minutes. */
static inline double interior_gap(const dh_instance *self, const double *x)
{
    const dh_interior problem = interior(self);
    return dh_interior_size(&problem) ? dh_interior_gap(&problem, x, self->scratch + penalised_scratch_size(self)) : (double)NAN;
}

/* All but flags, params, curvature and metrics. */
#define INTERIOR_FIELDS                                                                                           \
    PENALISED_FIELDS_(interior_scratch_size), PRECONDITIONED, .optimum = interior_optimum, .gap = gap, .certificate = "duality, convexity"
#define INTERIOR_REGRESSION                                                                                       \
    INTERIOR_FIELDS, .metric_names = dh_model_error_names, .metrics = dh_model_errors

#endif
