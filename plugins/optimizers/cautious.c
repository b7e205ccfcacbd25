/* Cautious form of another optimizer: of its move, only the coordinates that go against the gradient are made, and
 * longer, to make up for the others:
 *
 *     u = the inner optimizer's x_before - x_after      mask_i = 1 if u_i g_i > 0, else 0
 *     x <- x_before - u mask / max(mean of the mask, floor)
 *
 * K. Liang, L. Chen, B. Liu & Q. Liu 2024, "Cautious optimizers: improving training with one line of code",
 * arXiv:2411.16085, algorithm 1.
 *
 * The scale is that of the authors' AdamW and Muon today (kyleliang919/C-Optim; their Lion still has the paper's
 * first form, dim / (kept + 1)). Code and algorithm 1 take the mean for each tensor apart, this file over the whole
 * of x. u is the whole move, with the inner method's weight decay if it has any.
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "floor", .doc = "least mean of the mask that is divided by (the authors' code: 1e-3)",
     .standard = 1e-3, .min = 0, .max = 1, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-3, .search_max = 1},
};

/* x before the inner step. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *before, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, least = call->param[0];
    memcpy(before, x, dim * sizeof *x);
    call->inner->step(call->inner, x, call);

    double kept = 0;
    for (size_t i = 0; i < dim; i++)
        kept += (before[i] - x[i]) * g[i] > 0;
    const double mean = kept / (double)dim, scale = 1 / (mean > least ? mean : least);
    for (size_t i = 0; i < dim; i++) {
        const double u = before[i] - x[i];
        x[i] = before[i] - (u * g[i] > 0 ? u * scale : 0);
    }
}

DH_OPTIMIZER(.name = "cautious", .doc = "Only those moves of another optimizer that go against the gradient",
             .source = "Liang, Chen, Liu & Liu 2024, arXiv:2411.16085", DH_PARAMS(params),
             .flags = DH_WRAPS | DH_WRAPS_GRADIENT, .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
