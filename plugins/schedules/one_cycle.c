/* One cycle in the whole run: up from 1 / div to 1, then down to 1 / (div final_div), in two phases or with a stop at
 * 1 / div in three. Each phase is half a cosine or a line.
 *
 * L. Smith & N. Topin 2018, "Super-convergence: very fast training of neural networks using large learning rates",
 * arXiv:1708.07120. The paper has lines and three phases; half cosines and two phases come from fastai. As PyTorch's
 * OneCycleLR (which moves the momentum as well): in a run of T steps, counted from 0, the phases end at steps
 * pct_start T - 1 and T - 1, or pct_start T - 1, 2 pct_start T - 2 and T - 1. So the last step has the last rate, and
 * the peak lies between two steps unless pct_start T is whole. With three phases, pct_start counts as 1/2 at most, or
 * the third would not come.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

enum { ANNEAL, DIV, FINAL_DIV, PCT_START, PHASES };
enum { COSINE, LINEAR };

static const char *const anneals[] = {"cosine", "linear", NULL};

static const dh_param params[] = {
    {.name = "anneal", .doc = "way from one rate to the next (PyTorch and fastai: cosine; paper: linear)",
     .standard = COSINE, .min = COSINE, .max = LINEAR, .scale = DH_CHOICE, .choices = anneals},
    {.name = "div", .doc = "how far below the peak the run begins (PyTorch's div_factor: 25)",
     .standard = 25, .min = 1, .max = 1e15, .scale = DH_LOG, .search_min = 2, .search_max = 100},
    {.name = "final_div", .doc = "how far below its beginning the run ends (PyTorch's final_div_factor: 1e4)",
     .standard = 1e4, .min = 1e-15, .max = 1e15, .scale = DH_LOG, .search_min = 1, .search_max = 1e6},
    {.name = "pct_start", .doc = "share of the run in which the rate rises (PyTorch: 0.3)",
     .standard = 0.3, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0.05, .search_max = 0.5},
    {.name = "phases", .doc = "2: up, down to the end; 3: up, down again, down to the end (PyTorch: 2; paper: 3)",
     .standard = 2, .min = 2, .max = 3, .scale = DH_INTEGER},
};

/* From a to b while z goes from 0 to 1; both ends are exact. */
static double between(double a, double b, double z, double anneal)
{
    const double left = anneal == COSINE ? (1 + dh_cos(3.14159265358979323846 * z)) / 2 : 1 - z;
    return a * left + b * (1 - left);
}

static double rate(const dh_rate_call *call, double *state)
{
    const double *p = call->param, step = (double)call->step, steps = (double)call->steps, three = p[PHASES] == 3;
    const double low = 1 / p[DIV], last = low / p[FINAL_DIV], share = three ? fmin(p[PCT_START], 0.5) : p[PCT_START];
    const double peak = share * steps - 1, back = 2 * share * steps - 2, end = steps - 1;
    if (step <= peak)
        return peak > 0 ? between(low, 1, step / peak, p[ANNEAL]) : 1;
    if (three && step <= back)
        return between(1, low, (step - peak) / (back - peak), p[ANNEAL]);
    const double start = three ? back : peak;
    return step < end ? between(three ? low : 1, last, (step - start) / (end - start), p[ANNEAL]) : last;
}

DH_SCHEDULE(.name = "one_cycle", .doc = "Up to the base rate, then down to almost nothing at the last step",
            .source = "Smith & Topin 2018, arXiv:1708.07120", DH_PARAMS(params),
            .flags = DH_NEEDS_HORIZON, .unit = DH_UNIT_HORIZON, .rate = rate)
