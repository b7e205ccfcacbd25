/* The rules: a regression is sure (the cell by Holm over all cells, and the measure by itself, at alpha) and larger
 * than the margin; a pass is surely smaller than the margin
 * (the upper bounds of all shifts at 1 - alpha, which needs no correction: all of them have to hold); the rest is
 * undecided. */
#include "verdict/weigh.h"

#include <downhill/math.h>
#include <math.h>

static const char *const verdicts[DH_VERDICTS] = {
    "same bits",
    "change accepted by rule",
    "only rounding changed",
    "algorithm changed, within the margin",
    "got faster",
    "not in the baseline",
    "algorithm changed, undecided",
    "algorithm changed, too few seeds",
    "problem or dataset differs",
    "got slower",
    "broken",
};

static const char *const metrics[DH_METRICS] = {
    "work to 0.1 of the start's gap",
    "work to 0.01 of the start's gap",
    "work to 0.001 of the start's gap",
    "gap at the end",
    "seeds that reach 0.001 of the start's gap",
};

const char *dh_verdict_name(dh_verdict verdict)
{
    return verdicts[verdict];
}

const char *dh_metric_name(size_t metric)
{
    return metrics[metric];
}

static double limit(const dh_judgement *cell, size_t metric)
{
    return metric == DH_METRICS - 1 ? cell->margin : dh_log(1 + cell->margin) / M_LN10;
}

/* How far a metric went in a direction, in margins. */
static double excess(const dh_judgement *cell, size_t metric, double sign)
{
    double most = limit(cell, metric), shift = sign * cell->weighing[metric].shift.estimate;
    return most > 0 ? shift / most : shift > 0 ? INFINITY : shift;
}

static bool sure(const dh_judgement *cell, size_t metric, double sign, double alpha)
{
    const dh_weighing *w = &cell->weighing[metric];
    double p = sign > 0 ? fmax(cell->chance.adjusted, w->p) : fmax(cell->chance.less_adjusted, w->less);
    return (cell->fixed || p <= alpha) && sign * w->shift.estimate > limit(cell, metric);
}

/* The metric that went farthest among the sure ones, or among all. */
static size_t farthest(const dh_judgement *cell, double sign, double alpha, bool only_sure)
{
    size_t best = DH_METRICS;
    for (size_t m = 0; m < DH_METRICS; m++)
        if (cell->weighing[m].tested && (!only_sure || sure(cell, m, sign, alpha)) &&
            (best == DH_METRICS || excess(cell, m, sign) > excess(cell, best, sign)))
            best = m;
    return best;
}

static bool bounded(const dh_judgement *cell)
{
    for (size_t m = 0; m < DH_METRICS; m++) {
        const dh_weighing *w = &cell->weighing[m];
        double high = cell->fixed ? w->shift.estimate : w->shift.high;
        if (w->tested && !(high < limit(cell, m)))
            return false;
    }
    return true;
}

void dh_cell_decide(dh_judgement *cell, double alpha, size_t needed)
{
    size_t any = farthest(cell, 1, alpha, false);
    cell->worst = any;
    if (any == DH_METRICS) { /* another path to the same costs */
        cell->verdict = DH_MOVED;
        return;
    }
    if (!cell->fixed && cell->pairs < needed) {
        cell->verdict = DH_TOO_FEW;
        return;
    }
    size_t slower = farthest(cell, 1, alpha, true), faster = farthest(cell, -1, alpha, true);
    if (slower < DH_METRICS) {
        cell->verdict = DH_SLOWER;
        cell->worst = slower;
    } else if (!bounded(cell)) {
        cell->verdict = DH_UNDECIDED;
    } else if (faster < DH_METRICS) {
        cell->verdict = DH_FASTER;
        cell->worst = faster;
    } else {
        cell->verdict = DH_MOVED;
    }
}

/* ---- in words ---- */

const char *dh_seeds_text(const dh_cell *cell, dh_arena *arena)
{
    const dh_base_run *run = cell->run;
    if (cell->runs == 1)
        return dh_arena_format(arena, "seed %lld", (long long)run->seed);
    if (run[cell->runs - 1].seed - run[0].seed == (int64_t)cell->runs - 1)
        return dh_arena_format(arena, "seeds %lld to %lld", (long long)run[0].seed,
                               (long long)run[cell->runs - 1].seed);
    const char *text = dh_arena_format(arena, "seeds %lld", (long long)run[0].seed);
    for (size_t i = 1; text && i < cell->runs && i < 8; i++)
        text = dh_arena_format(arena, "%s, %lld%s", text, (long long)run[i].seed,
                               i == 7 && cell->runs > 8 ? ", ..." : "");
    return text;
}

static const char *size_text(const dh_judgement *cell, dh_arena *arena)
{
    static const char *const target[] = {"0.1", "0.01", "0.001"};
    size_t m = cell->worst;
    double shift = cell->weighing[m].shift.estimate, percent = 100 * (dh_pow(10, fabs(shift)) - 1);
    if (m == DH_METRICS - 1)
        return dh_arena_format(arena, "%.3g %% %s of the seeds reach %s of the start's gap", 100 * fabs(shift),
                               shift > 0 ? "fewer" : "more", target[DH_TARGETS - 1]);
    if (isinf(shift) && m < DH_TARGETS)
        return dh_arena_format(arena, "%s reaches %s of the start's gap", shift > 0 ? "no longer" : "now", target[m]);
    if (isinf(shift)) /* the other way it is a lost run */
        return "now ends with a finite cost";
    if (m < DH_TARGETS && shift > 0)
        return dh_arena_format(arena, "needs %.3g %% more work to reach %s of the start's gap", percent, target[m]);
    if (m < DH_TARGETS)
        return dh_arena_format(arena, "needs %.3g %% less work to reach %s of the start's gap",
                               100 * (1 - dh_pow(10, shift)), target[m]);
    return shift > 0 ? dh_arena_format(arena, "ends with a gap %.3g %% larger", percent)
                     : dh_arena_format(arena, "ends with a gap %.3g %% smaller", 100 * (1 - dh_pow(10, shift)));
}

static const char *chance_text(const dh_judgement *cell, size_t needed, dh_arena *arena)
{
    const dh_weighing *w = &cell->weighing[cell->worst];
    if (cell->fixed)
        return "no seed changes this run, so there is no chance in it";
    if (cell->verdict == DH_TOO_FEW)
        return dh_arena_format(arena, "at least %zu seeds are needed to judge", needed);
    const char *p = dh_arena_format(arena, "p = %.2g",
                                    cell->verdict == DH_FASTER ? cell->chance.less_adjusted : cell->chance.adjusted);
    return p && cell->verdict == DH_UNDECIDED
               ? dh_arena_format(arena, "%s, could be up to %.3g %% more: run more seeds", p,
                                 100 * (dh_pow(10, w->shift.high) - 1))
               : p;
}

int dh_cell_tell(dh_judgement *cell, const dh_pairing *pairs, size_t needed, dh_arena *arena)
{
    if (cell->worst == DH_METRICS) {
        cell->detail = "another path to the same targets and the same end";
        return 0;
    }
    const char *size = size_text(cell, arena), *chance = chance_text(cell, needed, arena);
    cell->detail = size && chance ? dh_arena_format(arena, "%s (%zu seeds, %lld to %lld; %s)", size, pairs->count,
                                                    (long long)pairs->old[0]->seed,
                                                    (long long)pairs->old[pairs->count - 1]->seed, chance)
                                  : NULL;
    return cell->detail ? 0 : -1;
}
