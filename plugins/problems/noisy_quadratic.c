/* The noisy quadratic model: a quadratic (quadratic.h) whose gradients are noisy most where it is curved most.
 *
 *     F_k(x) = f(x) + noise z_k' A^p (x - c)          gradient A (x - c) + noise A^p z_k          z_k from N(0, 1)
 *
 *     covariance: hessian, p = 1/2: the gradient's covariance is noise^2 A. G. Zhang et al. 2019, "Which algorithmic
 *         choices matter at which batch sizes?", arXiv:1907.04164.
 *     covariance: hessian_squared, p = 1: it is noise^2 A^2, that of gradients of 1/2 (x - c_k)' A (x - c_k) with the
 *         minimisers c_k from N(c, noise^2). T. Schaul, S. Zhang & Y. LeCun 2013, "No more pesky learning rates",
 *         arXiv:1206.1106. With `spectrum: deep` and `dim: 100` it is DeepOBS' quadratic_deep, noise being 0.6 over the
 *         square root of its batch; there the data are 1000 points, and the start is (1, ..., 1): as far from c as ours
 *         on average.
 *
 * A batch of b samples has noise / sqrt(b). In one step all points see the same z_k, as F_k is one function; what is
 * recorded is f.
 */
#include "quadratic.h"

enum { COVARIANCE = QUADRATIC_OWN, NOISE };

static const char *const covariances[] = {"hessian", "hessian_squared", NULL};

static const dh_param params[] = {
    QUADRATIC_PARAMS,
    {.name = "covariance", .doc = "of the gradient: proportional to the Hessian or to its square",
     .standard = 0, .max = 1, .scale = DH_CHOICE, .choices = covariances},
    {.name = "noise", .doc = "its root scale: sigma over the square root of the batch",
     .standard = 0.1, .min = 0, .max = 1e100, .scale = DH_LINEAR},
};

/* noise A^p z for eigenvalue i, in the basis of the eigenvectors. */
static double push(const dh_instance *self, size_t i, dh_random *random)
{
    const double lambda = self->memory[i];
    return self->param[NOISE] * (self->param[COVARIANCE] != 0 ? lambda : sqrt(lambda)) * random->normal(random);
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const size_t n = size_of(self);
    double *d = self->scratch, *u = d + n, tilt = 0;
    const double f = measure(self, n, x, d, u);
    for (size_t i = 0; i < n && batch->noise && self->param[NOISE] != 0; i++) {
        const double z = push(self, i, batch->noise);
        tilt += z * u[i];
        d[i] += z;
    }
    if (gradient)
        turn_back(self, n, d, gradient);
    return f + tilt;
}

DH_PROBLEM(.name = "noisy_quadratic", .doc = "A quadratic with gradients that are noisy most where it is curved most",
           .source = "Zhang et al. 2019, arXiv:1907.04164; Schaul, Zhang & LeCun 2013, arXiv:1206.1106",
           .flags = DH_CONVEX | DH_NOISY, DH_PARAMS(params), .evaluate = evaluate, QUADRATIC_FIELDS)
