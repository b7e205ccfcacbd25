/* Nesterov's accelerated gradient for convex f, its momentum growing towards 1:
 *
 *     x_k = y - lr g(y)
 *     t' = (1 + sqrt(1 + 4 t^2)) / 2,     y <- x_k + (t - 1) / t' (x_k - x_{k-1}),     t <- t'     from t = 1, y = x_0
 *
 * Y. Nesterov 1983, "A method of solving a convex programming problem with convergence rate O(1/k^2)", Soviet Math.
 * Dokl. 27, in the form of A. Beck & M. Teboulle 2009, doi:10.1137/080716542, eqs (4.1) to (4.3) without the proximal
 * part.
 *
 * restart: where momentum does harm the method starts afresh at x_k, with y = x_k and t = 1,
 *
 *     function    f(x_k) > f(x_{k-1})                   gradient    g(y) . (x_k - x_{k-1}) > 0
 *
 * B. O'Donoghue & E. Candes 2015, "Adaptive restart for accelerated gradient schemes", arXiv:1204.3982, section 3.2.
 *
 * Here x holds the extrapolated point y; the method is judged at the iterate x_k. On mini-batches f(x_k) is taken on
 * the batch of the step that made x_k, for one more loss a step.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { NONE, FUNCTION, GRADIENT };

static const char *const restarts[] = {"none", "function", "gradient", NULL};
static const dh_param params[] = {
    {.name = "restart", .doc = "what ends a run of momentum (Nesterov 1983: none)",
     .standard = NONE, .max = GRADIENT, .scale = DH_CHOICE, .choices = restarts},
};

/* t (0: no step yet), loss at the iterate, then the iterate [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + shape->dim;
}

static void step(double *y, double *state, const dh_step *call)
{
    const size_t n = call->shape->dim;
    const double *g = call->gradient, rate = call->rate, restart = call->param[0];
    double *t = state, *loss = state + 1, *x = state + 2, along = 0;
    if (*t == 0) {
        memcpy(x, y, n * sizeof *x);
        *t = 1;
        *loss = call->loss;
    }
    const double next = (1 + sqrt(1 + 4 * *t * *t)) / 2, ahead = (*t - 1) / next;
    for (size_t i = 0; i < n; i++) {
        const double moved = y[i] - rate * g[i], difference = moved - x[i];
        along += g[i] * difference;
        y[i] = moved + ahead * difference;
        x[i] = moved;
    }
    *t = next;
    int afresh = restart == GRADIENT && along > 0;
    if (restart == FUNCTION) {
        const double now = call->oracle->batch(call->oracle, x, NULL);
        afresh = now > *loss;
        *loss = now;
    }
    if (afresh) {
        memcpy(y, x, n * sizeof *x);
        *t = 1;
    }
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    memcpy(out, state[0] > 0 ? state + 2 : x, call->shape->dim * sizeof *out);
}

DH_OPTIMIZER(.name = "nesterov_convex", .doc = "Accelerated gradient for convex f, its momentum growing towards 1",
             .source = "Nesterov 1983; Beck & Teboulle 2009, doi:10.1137/080716542; "
                       "O'Donoghue & Candes 2015, arXiv:1204.3982",
             DH_PARAMS(params), .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
