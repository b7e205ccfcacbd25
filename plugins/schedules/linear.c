/* A line: multiplier start + (end - start) min(t, length) / length, then `end`.
 *
 * By default from 1 to 0 in the whole run: A. Defazio, A. Cutkosky, H. Mehta & K. Mishchenko 2023, "When, why and how
 * much? Adaptive learning rate scheduling by refinement", arXiv:2310.07831. PyTorch's LinearLR has other defaults:
 * start 1/3, end 1, length 5, a ramp. The end belongs to t = length: in a run of T steps the last step, T - 1, is
 * still one stair above it.
 */
#include <downhill/schedule.h>

enum { END, LENGTH, START };

static const dh_param params[] = {
    {.name = "end", .doc = "multiplier from t = length on (paper: 0; LinearLR's end_factor: 1)",
     .standard = 0, .min = 0, .max = 1e15, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.2},
    {.name = "length", .doc = "length of the line, in the schedule's unit (paper: the run; LinearLR's total_iters: 5)",
     .standard = 1, .min = 1e-9, .max = DH_NO_LIMIT, .scale = DH_LOG},
    {.name = "start", .doc = "multiplier of step 0 (paper: 1; LinearLR's start_factor: 1/3)",
     .standard = 1, .min = 0, .max = 1e15, .scale = DH_LINEAR},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double start = call->param[START], end = call->param[END], length = call->param[LENGTH];
    return call->t < length ? start + (end - start) * call->t / length : end;
}

DH_SCHEDULE(.name = "linear", .doc = "A line from `start` to `end`, then `end`",
            .source = "Defazio, Cutkosky, Mehta & Mishchenko 2023, arXiv:2310.07831", DH_PARAMS(params),
            .unit = DH_UNIT_HORIZON, .rate = rate)
