/* Reduce on plateau: when the recorded cost has not got better for more than `patience` rows in a row, the multiplier
 * is cut by `factor`. The history's row 0, the initial cost, counts as the first cost seen.
 *
 * PyTorch's ReduceLROnPlateau with mode min, threshold_mode rel and eps 0, but for costs below 0, where a share of
 * |best| is meant here and PyTorch's best (1 - threshold) lets a worse cost pass. The manual practice that it
 * automates: K. He, X. Zhang, S. Ren & J. Sun 2016, arXiv:1512.03385, section 3.4.
 */
#include <downhill/schedule.h>
#include <math.h>

enum { COOLDOWN, FACTOR, LOWEST, PATIENCE, THRESHOLD };

static const dh_param params[] = {
    {.name = "cooldown", .doc = "rows after a cut in which nothing is counted (PyTorch: 0)",
     .standard = 0, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
    {.name = "factor", .doc = "a cut multiplies the rate by this (PyTorch: 0.1)",
     .standard = 0.1, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX,
     .scale = DH_LOG, .search_min = 0.05, .search_max = 0.9},
    {.name = "min", .doc = "lowest multiplier (PyTorch's min_lr is 0, and counts the rate itself)",
     .standard = 0, .min = 0, .max = 1, .scale = DH_LINEAR},
    {.name = "patience", .doc = "rows without improvement that are let pass; the next one cuts (PyTorch: 10)",
     .standard = 10, .min = 0, .max = 0x1p53, .scale = DH_INTEGER, .search_min = 1, .search_max = 30},
    {.name = "threshold", .doc = "a cost is better when below the best by more than this share of it (PyTorch: 1e-4)",
     .standard = 1e-4, .min = 0, .max = 1, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1e-2},
};

typedef struct memory {
    double rows; /* already taken into account; 0: nothing has happened yet */
    double multiplier, best, bad, cooling;
} memory;

static size_t state_size(const double *param, const dh_list *list)
{
    return sizeof(memory) / sizeof(double);
}

static void look_at(memory *m, double cost, const double *param)
{
    if (cost < m->best - param[THRESHOLD] * fabs(m->best) || (m->best == INFINITY && cost < m->best)) {
        m->best = cost;
        m->bad = 0;
    } else {
        m->bad++;
    }
    if (m->cooling > 0) {
        m->cooling--;
        m->bad = 0;
    }
    if (m->bad > param[PATIENCE]) {
        m->multiplier = fmax(m->multiplier * param[FACTOR], param[LOWEST]);
        m->cooling = param[COOLDOWN];
        m->bad = 0;
    }
}

static double rate(const dh_rate_call *call, double *state)
{
    memory *m = (memory *)state;
    if (m->rows == 0)
        *m = (memory){.multiplier = 1, .best = INFINITY};
    if (m->rows < (double)call->records) {
        m->rows = (double)call->records;
        look_at(m, call->cost, call->param);
    }
    return m->multiplier;
}

DH_SCHEDULE(.name = "plateau", .doc = "Cuts the rate when the recorded cost stops falling",
            .source = "He, Zhang, Ren & Sun 2016, arXiv:1512.03385, section 3.4", DH_PARAMS(params),
            .flags = DH_NEEDS_COST, .unit = DH_UNIT_STEP,
            .state_size = state_size, .rate = rate)
