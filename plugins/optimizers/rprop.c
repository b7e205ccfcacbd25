/* Rprop: each coordinate has a step length, which grows while the sign of the gradient stays and shrinks when it turns;
 * the gradient's size has no say:
 *
 *     h <- clamp(h eta,  step_min, step_max)   with eta = eta_plus when g p > 0, eta_minus when g p < 0, otherwise 1
 *     g <- 0 when g p < 0
 *     x <- x - h sign(g)          p <- g
 *
 * M. Riedmiller & H. Braun 1993, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
 * doi:10.1109/ICNN.1993.298623.
 *
 * Settled as in PyTorch: where the sign turns, x stays for one step (iRprop- of C. Igel & M. Huesken 2003,
 * doi:10.1016/S0925-2312(01)00700-7); the paper takes the last move back. h starts from the rate of the first step (the
 * paper's Delta_0 is 0.1), clamped as well: after it the rate, and so a schedule, has no effect, and x moves even at
 * rate 0. Signs are compared, so that g p cannot underflow. Batches are allowed; the paper wants all samples.
 */
#include <downhill/optimizer.h>

enum { ETA_MINUS, ETA_PLUS, STEP_MIN, STEP_MAX };

static const dh_param params[] = {
    {.name = "eta_minus", .doc = "factor of a step length whose sign has turned (paper: 0.5)",
     .standard = 0.5, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX,
     .scale = DH_LINEAR, .search_min = 0.25, .search_max = 0.9},
    {.name = "eta_plus", .doc = "factor of a step length whose sign has stayed (paper: 1.2)",
     .standard = 1.2, .min = 1, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LINEAR, .search_min = 1.05, .search_max = 1.5},
    {.name = "step_min", .doc = "shortest step (paper: 1e-6)",
     .standard = 1e-6, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-9, .search_max = 1e-4},
    {.name = "step_max", .doc = "longest step, also where step_min is longer (paper: 50)",
     .standard = 50, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 0.1, .search_max = 100},
};

/* 1 once h is set, then h [dim] and the sign of p [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double minus = call->param[ETA_MINUS], plus = call->param[ETA_PLUS];
    const double low = call->param[STEP_MIN], high = call->param[STEP_MAX], *g = call->gradient;
    double *h = state + 1, *p = h + dim;
    for (size_t i = 0; i < dim && state[0] == 0; i++)
        h[i] = call->rate;
    state[0] = 1;
    for (size_t i = 0; i < dim; i++) {
        const double sign = (g[i] > 0) - (g[i] < 0), turn = sign * p[i];
        const double length = h[i] * (turn > 0 ? plus : turn < 0 ? minus : 1);
        const double longer = length < low ? low : length;
        h[i] = longer > high ? high : longer;
        p[i] = turn < 0 ? 0 : sign;
        x[i] -= h[i] * p[i];
    }
}

DH_OPTIMIZER(.name = "rprop", .doc = "A step length for each coordinate, from the signs of the gradient alone",
             .source = "Riedmiller & Braun 1993, doi:10.1109/ICNN.1993.298623", DH_PARAMS(params),
             .flags = DH_MOVES_AT_RATE_0, .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
