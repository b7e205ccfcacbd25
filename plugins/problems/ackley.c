/* Ackley's function: a nearly flat outer part with many small minima around one deep, pointed hole.
 *
 *     f(x) = 20 (1 - exp(-0.2 r)) + e - exp(mean_i cos 2 pi x_i)          r^2 = mean_i x_i^2;  minimum 0 at the origin
 *
 * D. H. Ackley 1987, "A connectionist machine for genetic hillclimbing". At the origin, where f has a tip and no gradient,
 * 0 is returned, which belongs to its subgradients.
 */
#define BOX {-32.768, 32.768, -32.768, 32.768}
#define SIZE ((size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {BOX_PARAM_DIM};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double n = (double)SIZE;
    double square = 0, wave = 0;
    for (size_t i = 0; i < SIZE; i++) {
        square += x[i] * x[i] / n;
        wave += dh_cos(2 * pi * x[i]) / n;
    }
    const double r = sqrt(square), fall = dh_exp(-0.2 * r), ripple = dh_exp(wave);
    for (size_t i = 0; gradient && i < SIZE; i++)
        gradient[i] = (r > 0 ? 4 * fall * x[i] / (r * n) : 0) + ripple * 2 * pi * dh_sin(2 * pi * x[i]) / n;
    return 20 * (1 - fall) + (dh_exp(1) - ripple);
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 0);
    return 0;
}

DH_PROBLEM(.name = "ackley", .doc = "Small minima around one deep hole",
           .source = "Ackley 1987, A connectionist machine for genetic hillclimbing", DH_PARAMS(params), BOX_FIELDS,
           .evaluate = evaluate, .optimum = optimum, .certificate = "analytic")
