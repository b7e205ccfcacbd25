/* DoG, distance over gradients: no rate to tune.
 *
 *     r <- max(r, |x - x_0|)      G <- G + |g|^2      x <- x - lr r / sqrt(G + epsilon) g
 *
 * with r = initial (1 + |x_0|) in the first step. With average = polynomial it is judged at a mean of the iterates in
 * which the t-th has weight (gamma + 1) / (gamma + t), gamma = 8.
 *
 * M. Ivgi, O. Hinder & Y. Carmon 2023, "DoG is SGD's best friend", arXiv:2302.12022, eq. (DoG); epsilon, the initial r
 * and the average as in the authors' code (formll/dog). lr is 1 in the paper.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { INITIAL, EPSILON, AVERAGE };
enum { NONE, POLYNOMIAL };

static const char *const averages[] = {"none", "polynomial", NULL};

static const dh_param params[] = {
    {.name = "initial", .doc = "first distance, as a share of 1 + |x_0|: r_epsilon (the authors' code: 1e-6)",
     .standard = 1e-6, .min = 0, .max = 1, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-2},
    {.name = "epsilon", .doc = "added to the sum of squares, inside the root (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LOG},
    {.name = "average", .doc = "none: judged at x; polynomial: at a mean that forgets early iterates",
     .standard = NONE, .min = NONE, .max = POLYNOMIAL, .scale = DH_CHOICE, .choices = averages},
};

/* Steps done, r, G, then x_0 [dim], mean [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient;
    double *r = state + 1, *G = state + 2, *first = state + 3, *mean = first + dim, square = 0, away = 0;
    if (state[0] == 0) {
        for (size_t i = 0; i < dim; i++)
            away += x[i] * x[i];
        *r = call->param[INITIAL] * (1 + sqrt(away));
        memcpy(first, x, dim * sizeof *x);
        away = 0;
    }
    state[0]++;
    for (size_t i = 0; i < dim; i++) {
        square += g[i] * g[i];
        away += (x[i] - first[i]) * (x[i] - first[i]);
    }
    *r = fmax(*r, sqrt(away));
    *G += square;
    const double length = call->rate * *r / sqrt(*G + call->param[EPSILON]), share = 9 / (8 + state[0]);
    for (size_t i = 0; i < dim; i++) {
        x[i] -= length * g[i];
        mean[i] += share * (x[i] - mean[i]);
    }
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    memcpy(out, state[0] > 0 && call->param[AVERAGE] == POLYNOMIAL ? state + 3 + dim : x, dim * sizeof *out);
}

DH_OPTIMIZER(.name = "dog", .doc = "Stochastic gradient with distance over gradients as its rate: nothing to tune",
             .source = "Ivgi, Hinder & Carmon 2023, arXiv:2302.12022", DH_PARAMS(params),
             .rate = 1, .rate_min = 0.1, .rate_max = 10,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
