/* Rastrigin's function: a bowl covered with local minima, one near each point of the integer grid.
 *
 *     f(x) = sum_i (x_i^2 + 10 (1 - cos 2 pi x_i))          minimum 0 at the origin
 *
 * L. A. Rastrigin 1974, "Systems of extremal control"; in n dimensions: H. Muehlenbein, D. Schomisch & J. Born 1991, "The parallel
 * genetic algorithm as function optimizer", doi:10.1016/S0167-8191(05)80052-3.
 */
#define BOX {-5.12, 5.12, -5.12, 5.12}
#define SIZE ((size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {BOX_PARAM_DIM};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double f = 0;
    for (size_t i = 0; i < SIZE; i++) {
        f += x[i] * x[i] + 10 * (1 - dh_cos(2 * pi * x[i]));
        if (gradient)
            gradient[i] = 2 * x[i] + 20 * pi * dh_sin(2 * pi * x[i]);
    }
    return f;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    for (size_t i = 0; i < SIZE; i++)
        out[i] = (2 + 40 * pi * pi * dh_cos(2 * pi * x[i])) * v[i];
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 0);
    return 0;
}

DH_PROBLEM(.name = "rastrigin", .doc = "A bowl covered with local minima",
           .source = "Rastrigin 1974; Muehlenbein et al. 1991, doi:10.1016/S0167-8191(05)80052-3", DH_PARAMS(params), BOX_FIELDS,
           .evaluate = evaluate, .hvp = hvp, .optimum = optimum, .certificate = "analytic")
