/* Gradient descent with the step lengths of Barzilai and Borwein: with s = x_k - x_{k-1} and y = g_k - g_{k-1},
 *
 *     bb1   t = s.s / s.y          bb2   t = s.y / y.y
 *     x <- x - t g
 *
 * after t <- shrink t as often as the loss would exceed the largest of the present and the `memory` losses before it:
 *
 *     f(x - t g) <= max(f_k, ..., f_{k-memory}) - c t |g|^2
 *
 * J. Barzilai & J. M. Borwein 1988, "Two-point step size gradient methods", doi:10.1093/imanum/8.1.141, eqs (5) and
 * (6); L. Grippo, F. Lampariello & S. Lucidi 1986, doi:10.1137/0723046; both together: M. Raydan 1997, "The Barzilai
 * and Borwein gradient method for the large scale unconstrained minimization problem", doi:10.1137/S1052623494266365.
 *
 * The first length is lr; so is a later one that is not a number, not positive or outside [1e-10, 1e10] (Raydan's
 * bounds; he puts a length there that depends on |g|), and the one after 100 trials without success, which leave x in
 * place. At |g| <= gtol |g_0| nothing moves, so that no step is decided by rounding.
 */
#include "vector.h"

#include <downhill/optimizer.h>

enum { FORM, MEMORY, C, SHRINK, GTOL };
enum { BB1, BB2 };
enum { TRIES = 100 };

static const char *const forms[] = {"bb1", "bb2", NULL};
static const dh_param params[] = {
    {.name = "form", .doc = "which of the paper's two lengths, the longer or the shorter one",
     .standard = BB1, .max = BB2, .scale = DH_CHOICE, .choices = forms},
    {.name = "memory", .doc = "former losses that the new one is compared with, M in Raydan (10); 0: it must fall",
     .standard = 10, .min = 0, .max = 1000, .scale = DH_INTEGER, .search_min = 0, .search_max = 20},
    {.name = "c", .doc = "share of the predicted decrease that must be seen, gamma in Raydan (1e-4)",
     .standard = 1e-4, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX, .scale = DH_LOG},
    {.name = "shrink", .doc = "factor from one trial to the next, sigma in Raydan, who interpolates within [0.1, 0.5]",
     .standard = 0.5, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX,
     .scale = DH_LINEAR, .search_min = 0.1, .search_max = 0.9},
    {.name = "gtol", .doc = "the method rests where the gradient's norm is below this share of the first one (ours)",
     .standard = 1e-10, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_LOG},
};

/* Moves made, |g_0|, whether the last one failed; the last memory + 1 losses; former x and gradient, trial [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + ((size_t)param[MEMORY] + 1) + 3 * shape->dim;
}

static double find_length(const double *x, const double *g, const double *x0, const double *g0, size_t n, double form,
                          double rate)
{
    double ss = 0, sy = 0, yy = 0;
    for (size_t i = 0; i < n; i++) {
        const double s = x[i] - x0[i], y = g[i] - g0[i];
        ss += s * s;
        sy += s * y;
        yy += y * y;
    }
    const double t = form == BB1 ? ss / sy : sy / yy;
    return t >= 1e-10 && t <= 1e10 ? t : rate;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t n = call->shape->dim, room = (size_t)call->param[MEMORY] + 1;
    const double *g = call->gradient, *param = call->param;
    double *moves = state, *first = state + 1, *failed = state + 2, *losses = state + 3;
    double *x0 = losses + room, *g0 = x0 + n, *trial = g0 + n;
    if (call->rate == 0)
        return;
    const double size = norm(g, n);
    if (*moves == 0 && *failed == 0)
        *first = size;
    if (size <= param[GTOL] * *first)
        return;

    losses[(size_t)*moves % room] = call->loss;
    double highest = call->loss;
    for (size_t j = 0; j < room && (double)j <= *moves; j++)
        highest = fmax(highest, losses[j]);
    double t = *moves > 0 && *failed == 0 ? find_length(x, g, x0, g0, n, param[FORM], call->rate) : call->rate;
    *failed = 1;
    for (int k = 0; k < TRIES && *failed; k++, t *= param[SHRINK]) {
        for (size_t i = 0; i < n; i++)
            trial[i] = x[i] - t * g[i];
        *failed = !(call->oracle->batch(call->oracle, trial, NULL) <= highest - param[C] * t * (size * size));
    }
    if (*failed)
        return;
    ++*moves;
    memcpy(x0, x, n * sizeof *x);
    memcpy(g0, g, n * sizeof *x);
    memcpy(x, trial, n * sizeof *x);
}

DH_OPTIMIZER(.name = "barzilai_borwein",
             .doc = "Gradient descent, step lengths from the last two points; lr is the first one",
             .source = "Barzilai & Borwein 1988, doi:10.1093/imanum/8.1.141; Raydan 1997, "
                       "doi:10.1137/S1052623494266365",
             DH_PARAMS(params), .flags = DH_NEEDS_FULL_BATCH, .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
