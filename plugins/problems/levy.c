/* Levy's function: waves over a valley that is steep along the last coordinate.
 *
 *     w_i = 1 + (x_i - 1) / 4
 *     f(x) = sin^2(pi w_1) + sum_{i<n} (w_i - 1)^2 (1 + 10 sin^2(pi w_i + 1)) + (w_n - 1)^2 (1 + sin^2(2 pi w_n))
 *
 * Minimum 0 at (1, ..., 1). A. V. Levy & A. Montalvo 1985, "The tunneling algorithm for the global minimization of functions",
 * doi:10.1137/0906002, in the form of M. Laguna & R. Marti 2005, doi:10.1007/s10898-004-1936-z.
 */
#define BOX {-10, 10, -10, 10}
#define SIZE ((size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {BOX_PARAM_DIM};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const size_t n = SIZE;
    const double head = dh_sin(pi * ((x[0] - 1) / 4)); /* sin(pi w) up to its sign, exact at the minimum */
    double f = head * head;
    if (gradient)
        gradient[0] = pi / 2 * head * dh_cos(pi * ((x[0] - 1) / 4));
    for (size_t i = 0; i < n; i++) {
        const double d = (x[i] - 1) / 4, depth = i < n - 1 ? 10 : 1, turn = i < n - 1 ? pi : 2 * pi;
        const double at = i < n - 1 ? pi * (1 + d) + 1 : 2 * pi * d, s = dh_sin(at), c = dh_cos(at);
        f += d * d * (1 + depth * s * s);
        if (gradient)
            gradient[i] = (i ? 0 : gradient[0]) + (2 * d * (1 + depth * s * s) + d * d * depth * 2 * s * c * turn) / 4;
    }
    return f;
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 1);
    return 0;
}

DH_PROBLEM(.name = "levy", .doc = "Waves over a valley", .source = "Levy & Montalvo 1985, doi:10.1137/0906002", DH_PARAMS(params),
           BOX_FIELDS, .evaluate = evaluate, .optimum = optimum, .certificate = "analytic")
