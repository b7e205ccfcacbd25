/* Stochastic gradient descent, with optional weight decay in two forms:
 *
 *     l2:        x <- x - lr (g + weight_decay x)
 *     decoupled: x <- (1 - lr weight_decay) x - lr g
 *
 * H. Robbins & S. Monro 1951, "A stochastic approximation method", doi:10.1214/aoms/1177729586, eq. (8). Decoupled:
 * I. Loshchilov & F. Hutter 2019, arXiv:1711.05101, algorithm 1, but its decay is multiplied by the schedule alone, not
 * by lr. Multiplied by lr, as here, the two forms differ in their rounding only.
 */
#include <downhill/optimizer.h>

enum { WEIGHT_DECAY, DECAY };
enum { L2, DECOUPLED };

static const char *const decays[] = {"l2", "decoupled", NULL};

static const dh_param params[] = {
    {.name = "weight_decay", .doc = "pull towards 0: this times x is added to the gradient (PyTorch: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1e-2},
    {.name = "decay", .doc = "l2: the decay is part of the gradient, as in PyTorch; decoupled: x shrinks first",
     .standard = L2, .min = L2, .max = DECOUPLED, .scale = DH_CHOICE, .choices = decays},
};

static inline void move(double *x, const double *g, size_t dim, double rate, double l2, double kept)
{
    for (size_t i = 0; i < dim; i++)
        x[i] = kept * x[i] - rate * (g[i] + l2 * x[i]);
}

static void step(double *x, double *state, const dh_step *call)
{
    const double rate = call->rate, decay = call->param[WEIGHT_DECAY];
    if (call->param[DECAY] == L2)
        move(x, call->gradient, call->shape->dim, rate, decay, 1);
    else
        move(x, call->gradient, call->shape->dim, rate, 0, 1 - rate * decay);
}

DH_OPTIMIZER(.name = "sgd", .doc = "Gradient descent, stochastic when the batch is",
             .source = "Robbins & Monro 1951, doi:10.1214/aoms/1177729586", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1, .step = step)
