/* Gradient descent with a backtracking line search on the step's own batch: the first step length t among
 * t0, shrink t0, shrink^2 t0, ... that decreases the loss enough,
 *
 *     f(x - t g) <= f(x) - c t |g|^2
 *
 * where t0 is grow times the length accepted last, but never above lr; lr itself in the first step.
 *
 * J. Nocedal & S. Wright 2006, "Numerical optimization", 2nd edition, algorithm 3.1 and eq. (3.4); on mini-batches:
 * S. Vaswani et al. 2019, "Painless stochastic gradient", arXiv:1905.09997, algorithm 1.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { C, GROW, SHRINK, TRIES };

static const dh_param params[] = {
    {.name = "c", .doc = "share of the predicted decrease that must be seen (Nocedal & Wright: 1e-4)",
     .standard = 1e-4, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX,
     .scale = DH_LOG, .search_min = 1e-5, .search_max = 0.5},
    {.name = "grow", .doc = "the search starts at this times the length accepted last (2 undoes one halving)",
     .standard = 2, .min = 1, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1, .search_max = 10},
    {.name = "shrink", .doc = "factor from one try to the next, rho in Nocedal & Wright",
     .standard = 0.5, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX,
     .scale = DH_LINEAR, .search_min = 0.1, .search_max = 0.9},
    {.name = "tries", .doc = "lengths tried before x is left where it is and the search begins anew at lr",
     .standard = 60, .min = 1, .max = 1000, .scale = DH_INTEGER},
};

/* The length accepted last, then the point under trial [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, *param = call->param;
    double *last = state, *trial = state + 1, square = 0;
    for (size_t i = 0; i < dim; i++)
        square += g[i] * g[i];

    double t = *last > 0 ? fmin(param[GROW] * *last, call->rate) : call->rate;
    *last = 0;
    for (int k = 0; k < (int)param[TRIES]; k++, t *= param[SHRINK]) {
        for (size_t i = 0; i < dim; i++)
            trial[i] = x[i] - t * g[i];
        if (call->oracle->batch(call->oracle, trial, NULL) <= call->loss - param[C] * t * square) {
            memcpy(x, trial, dim * sizeof *x);
            *last = t;
            return;
        }
    }
}

DH_OPTIMIZER(.name = "gd_armijo", .doc = "Gradient descent with a backtracking line search; lr is the longest step",
             .source = "Nocedal & Wright 2006, doi:10.1007/978-0-387-40065-5, algorithm 3.1", DH_PARAMS(params),
             .rate = 1, .rate_min = 1e-2, .rate_max = 100,
             .state_size = state_size, .step = step)
