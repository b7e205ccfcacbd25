/* Support vector machine for labels 0 and 1, linear, by its primal:
 *
 *     f(w) = 1/m sum h(t_i) + l2/2 |w|^2          t_i = (2 y_i - 1) (w0 + x_i . w)
 *     squared_hinge:  h = max(0, 1 - t)^2          hinge:  h = max(0, 1 - t), with slope 0 at t = 1
 *
 * C. Cortes & V. Vapnik 1995, "Support-vector networks", doi:10.1007/BF00994018; the squared hinge as in LIBLINEAR: R.-E. Fan et al.
 * 2008, JMLR 9, 1871-1874. Their C is 1 / (m l2). The intercept is not penalised (LIBLINEAR's is). Metrics: the share of rows
 * on the right side, and the mean loss without the penalty. The minimum: framework/src/kernel/interior.c.
 */
#include "interior.h"

enum { HINGE, SQUARED_HINGE };
static const char *const losses[] = {"hinge", "squared_hinge", NULL};

static const dh_param params[] = {
    PENALISED_PARAMS(0, 1e-3),
    {.name = "loss", .doc = "whether rows inside the margin count by their distance or its square",
     .standard = SQUARED_HINGE, .max = SQUARED_HINGE, .scale = DH_CHOICE, .choices = losses},
};

static void loss(const double *shape, const double *z, const double *y, double *f, double *slope, double *bend)
{
    const int squared = shape[0] == SQUARED_HINGE;
    for (int i = 0; i < 8; i++) {
        const double sign = 2 * y[i] - 1, d = fmax(1 - sign * z[i], 0), inside = d > 0;
        f[i] = squared ? d * d : d;
        slope[i] = -sign * (squared ? 2 * d : inside);
        bend[i] = squared ? 2 * inside : 0;
    }
}

static dh_linear model(const dh_instance *self)
{
    return dh_model_custom(self, loss, self->param + SHAPE);
}

/* Rows whose slope, 2 (1 - t), can fall by `room`. */
static void inside(const double *room, const double *z, const double *y, double *f, double *slope, double *bend)
{
    for (int i = 0; i < 8; i++) {
        f[i] = bend[i] = 1 - (2 * y[i] - 1) * z[i] >= *room / 2;
        slope[i] = 0;
    }
}

/* With e = z - sign, max(0, 1 - t) is the larger one of s e for s = 0 and s = -sign; its square is the largest s e - s^2 / 4 for
 * s of any size and the sign of -sign. At the minimum no s is above MOST: a row's loss is at most m f(0) = m, and m < 2^32. */
static void interval(const double *shape, double y, double *target, double *low, double *high)
{
    static const double MOST = 0x1p17; /* 2 sqrt(2^32) */
    const double most = shape[0] == SQUARED_HINGE ? MOST : 1;
    *target = 2 * y - 1;
    *low = y > 0 ? -most : 0;
    *high = y > 0 ? 0 : most;
}

static dh_interior interior(const dh_instance *self)
{
    const double width = self->param[SHAPE] == SQUARED_HINGE ? 0.5 : 0;
    return (dh_interior){self->data, (int)dh_model_shift(self), self->param[L2], width, interval, self->param + SHAPE};
}

/* The hinge has corners, at which Newton's method stops. */
static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    const dh_linear losses_alone = model(self);
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    const double known = interior_gap(self, x), mean = dh_linear_evaluate(&losses_alone, x, &all, NULL);
    if (self->param[SHAPE] == HINGE)
        return isnan(known) ? (double)INFINITY : known;
    if (!isnan(known))
        return mean * (double)self->data->samples <= 0x1p32 ? known : (double)INFINITY; /* else a slope may be above MOST */
    const double room = sqrt(mean); /* some row's loss is the mean or more */
    return parted_gap(self, x, told(self, x, penalised_gap(self, x, gradient, inside, &room, room, 2)));
}

static const char *const metric_names[] = {"accuracy", "hinge_loss", NULL};

static void curvature(const dh_instance *self, double *mu, double *L)
{
    if (self->param[SHAPE] == SQUARED_HINGE)
        penalised_curvature(self, 0, 2, mu, L);
    else
        *mu = penalised_strength(self); /* at a corner no L holds */
}

DH_PROBLEM(.name = "svm", .doc = "Two classes by a linear support vector machine", .source = "Cortes & Vapnik 1995, doi:10.1007/BF00994018",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_BINARY_TARGET | DH_CONVEX, DH_PARAMS(params), INTERIOR_FIELDS, .curvature = curvature,
           .metric_names = metric_names, .metrics = class_metrics)
