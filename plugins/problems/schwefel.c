/* Schwefel's function: the best minimum lies far from the next best ones.
 *
 *     f(x) = sum_i (418.9828872724338 - x_i sin sqrt |x_i|)          0 at x_i = 420.968746..., the least value in the box
 *
 * H.-P. Schwefel 1981, "Numerical optimization of computer models". Outside its box, [-500, 500], f falls without end, so
 * there is no minimum that could be certified.
 */
#define BOX {-500, 500, -500, 500}
#define SIZE ((size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {BOX_PARAM_DIM};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double f = 0;
    for (size_t i = 0; i < SIZE; i++) {
        const double r = sqrt(fabs(x[i])), s = dh_sin(r);
        f += 418.9828872724338 - x[i] * s;
        if (gradient)
            gradient[i] = -s - r / 2 * dh_cos(r);
    }
    return f;
}

DH_PROBLEM(.name = "schwefel", .doc = "The best minimum is far from the next best",
           .source = "Schwefel 1981, Numerical optimization of computer models", DH_PARAMS(params), BOX_FIELDS,
           .evaluate = evaluate)
