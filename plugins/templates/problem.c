/* SPDX-License-Identifier: MIT
 *
 * A problem: a valley that is steeper in one direction than in the other.
 *
 *     f(x, y) = (x^2 + stretch y^2) / 2          gradient (x, stretch y)          minimum 0 at (0, 0)
 *
 * Say here what yours is, and where it comes from. Then change the parameters and the functions. It is built by
 * `downhill plugin build template_problem.c`, and `downhill plugin test` looks for faults. <downhill/problem.h> has
 * what else there is: data and batches, metrics, blocks of parameters, a smoothness and a condition.
 */
#include <downhill/problem.h>

/* Hyperparameters, numbered in the order of the table. A study sets them by name. */
enum { STRETCH };

static const dh_param params[] = {
    {.name = "stretch", .doc = "how much steeper y is than x: the condition number",
     .standard = 10, .min = 1, .max = 1e12, .scale = DH_LOG, .search_min = 1, .search_max = 1e4},
};

/* How many numbers x has. 0 and a sentence in `refusal` when the parameters or the data make no sense. */
static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return 2;
}

/* Where runs begin: by the seed alone. */
static void start(const dh_instance *self, dh_random *random, double *x)
{
    x[0] = 2 * random->normal(random);
    x[1] = 2 * random->normal(random);
}

/* The cost, and the gradient unless NULL. */
static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double stretch = self->param[STRETCH];
    if (gradient) {
        gradient[0] = x[0];
        gradient[1] = stretch * x[1];
    }
    return 0.5 * (x[0] * x[0] + stretch * x[1] * x[1]);
}

/* What is known of it is worth saying: charts then show the distance from the minimum. All of this may be left out. */
static double optimum(const dh_instance *self, double *x_star)
{
    if (x_star)
        x_star[0] = x_star[1] = 0;
    return 0;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    *mu = 1;
    *L = self->param[STRETCH];
}

/* The part that contour and surface show: x from box[0] to box[1], y from box[2] to box[3]. */
static void box(const dh_instance *self, double box[4])
{
    box[0] = box[2] = -3;
    box[1] = box[3] = 3;
}

DH_PROBLEM(.name = "template_problem", .doc = "A valley that is steeper in y than in x",
           .source = "Polyak 1987, Introduction to optimization", DH_PARAMS(params), .flags = DH_CONVEX, .dim = dim,
           .start = start, .evaluate = evaluate, .optimum = optimum, .certificate = "analytic", .curvature = curvature,
           .box = box)
