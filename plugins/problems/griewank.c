/* Griewank's function: a wide bowl with regular ripples, which matter less the more dimensions there are.
 *
 *     f(x) = 1 + sum_i x_i^2 / 4000 - prod_i cos(x_i / sqrt(i))          minimum 0 at the origin
 *
 * A. O. Griewank 1981, "Generalized descent for global optimization", doi:10.1007/BF00933356.
 */
#define BOX {-600, 600, -600, 600}
#define SIZE ((size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {BOX_PARAM_DIM};

/* prod_i cos without coordinate i comes from the products before and after it. gradient holds the former. */
static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double square = 0, product = 1, after = 1;
    for (size_t i = 0; i < SIZE; i++) {
        if (gradient)
            gradient[i] = product;
        square += x[i] * x[i] / 4000;
        product *= dh_cos(x[i] / sqrt((double)i + 1));
    }
    for (size_t i = SIZE; gradient && i-- > 0;) {
        const double root = sqrt((double)i + 1);
        gradient[i] = x[i] / 2000 + gradient[i] * after * dh_sin(x[i] / root) / root;
        after *= dh_cos(x[i] / root);
    }
    return square + (1 - product);
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 0);
    return 0;
}

DH_PROBLEM(.name = "griewank", .doc = "A wide bowl with ripples", .source = "Griewank 1981, doi:10.1007/BF00933356",
           DH_PARAMS(params), BOX_FIELDS, .evaluate = evaluate, .optimum = optimum, .certificate = "analytic")
