/* The gate: which cells changed, which of them are tested, and what came out. Holm's family is all changed cells in
 * which a pair differs; a cell without one cannot fail, whatever the others do (Tarone 1990, Biometrics 46(2),
 * 515-522). */
#include "verdict/judge.h"

#include "verdict/weigh.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

typedef struct judging {
    const dh_judge_options *options;
    dh_judged *judged;
    dh_pairing *pairing; /* [cells] */
    dh_arena *arena;
    dh_error *error;
} judging;

/* ---- which cells ---- */

static int list_cells(judging *j)
{
    dh_judged *d = j->judged;
    const char *only = j->options->only;
    d->cell = DH_NEW(j->arena, dh_judgement, d->old->cells + d->new->cells);
    if (!d->cell)
        return dh_fail_memory(j->error);
    for (size_t i = 0; i < d->old->cells + d->new->cells; i++) {
        bool added = i >= d->old->cells;
        const dh_baseline *from = added ? d->new : d->old;
        size_t at = added ? i - d->old->cells : i;
        const char *method = from->cell[at].method, *problem = dh_baseline_problem(from, at);
        const char *name = dh_arena_format(j->arena, "%s on %s", method, problem);
        if (!name)
            return dh_fail_memory(j->error);
        if (only && fnmatch(only, name, 0))
            continue;
        size_t old = added ? dh_baseline_find_cell(d->old, method, problem) : at;
        size_t new = added ? at : dh_baseline_find_cell(d->new, method, problem);
        if ((added && old < d->old->cells) || (new == d->new->cells && j->options->missing))
            continue;
        d->cell[d->cells++] = (dh_judgement){.method = method,
                                             .problem = problem,
                                             .name = name,
                                             .old = old,
                                             .new = new,
                                             .detail = "",
                                             .cause = "",
                                             .margin = j->options->margin,
                                             .worst = DH_METRICS};
    }
    return d->cells ? 0
                    : dh_fail(j->error, DH_ERROR_INPUT, "%s and %s: no cell to compare%s%s", d->old->name,
                              d->new->name, only ? "; none is called like " : "", only ? only : "");
}

/* ---- pairs ---- */

static int pair(judging *j, size_t at)
{
    const dh_judgement *cell = &j->judged->cell[at];
    const dh_cell *old = &j->judged->old->cell[cell->old], *new = &j->judged->new->cell[cell->new];
    dh_pairing *p = &j->pairing[at];
    p->old = DH_NEW(j->arena, const dh_base_run *, old->runs);
    p->new = DH_NEW(j->arena, const dh_base_run *, old->runs);
    if (!p->old || !p->new)
        return dh_fail_memory(j->error);
    for (size_t i = 0, k = 0; i < old->runs; i++) {
        while (k < new->runs &&new->run[k].seed < old->run[i].seed)
            k++;
        if (k < new->runs &&new->run[k].seed == old->run[i].seed) {
            p->old[p->count] = &old->run[i];
            p->new[p->count++] = &new->run[k];
        }
    }
    return 0;
}

static bool changed(const dh_pairing *p, size_t i)
{
    return strcmp(p->old[i]->hash, p->new[i]->hash) || p->old[i]->status != p->new[i]->status;
}

/* Every seed gives the same run, before and after. */
static bool is_fixed(const dh_pairing *p)
{
    for (size_t i = 1; i < p->count; i++)
        if (strcmp(p->old[i]->hash, p->old[0]->hash) || strcmp(p->new[i]->hash, p->new[0]->hash))
            return false;
    return p->count > 1;
}

/* ---- what needs no statistics ---- */

static int other(judging *j, dh_judgement *cell, const char *what)
{
    cell->verdict = DH_OTHER;
    cell->detail = what;
    return what ? 0 : dh_fail_memory(j->error);
}

/* 1: settled; 0: comparable; -1: memory */
static int check_same(judging *j, size_t at)
{
    dh_judgement *cell = &j->judged->cell[at];
    const dh_cell *old = &j->judged->old->cell[cell->old], *new = &j->judged->new->cell[cell->new];
    const dh_base_problem *was = &j->judged->old->problem[old->problem], *is = &j->judged->new->problem[new->problem];
    const char *what = NULL;
    bool same_seeds = cell->pairs == old->runs && cell->pairs == new->runs;
    const char *was_seeds = dh_seeds_text(old, j->arena), *is_seeds = dh_seeds_text(new, j->arena);
    if (!was_seeds || !is_seeds)
        return dh_fail_memory(j->error);
    if (!same_seeds && (!cell->pairs || !j->options->missing || cell->pairs < new->runs))
        what = dh_arena_format(j->arena, "other seeds: %s in the baseline, %s now", was_seeds, is_seeds);
    else if (!cell->changed)
        return 1;
    else if (strcmp(was->dataset, is->dataset) || was->samples != is->samples)
        what = "the dataset differs: other rows than in the baseline";
    else if (strcmp(was->definition, is->definition) || was->certified != is->certified)
        what = "the problem differs: other parameters or another size than in the baseline";
    else if (*old->budget && *new->budget && strcmp(old->budget, new->budget))
        what = dh_arena_format(j->arena, "the budget differs: %s in the baseline, %s now", old->budget, new->budget);
    else
        return 0;
    return other(j, cell, what) ? -1 : 1;
}

static const dh_rule *find_rule(judging *j, const dh_judgement *cell)
{
    for (size_t i = 0; i < j->options->rules; i++)
        if (!fnmatch(j->options->rule[i].pattern, cell->name, 0))
            return &j->options->rule[i];
    for (size_t i = 0; i < j->judged->old->rules; i++)
        if (!fnmatch(j->judged->old->rule[i].pattern, cell->name, 0))
            return &j->judged->old->rule[i];
    return NULL;
}

/* A run that ended well before and does not now: 1; -1: memory */
static int find_broken(judging *j, size_t at)
{
    dh_judgement *cell = &j->judged->cell[at];
    const dh_pairing *p = &j->pairing[at];
    size_t count = 0, first = 0;
    for (size_t i = p->count; i-- > 0;)
        if (dh_run_lost(p->new[i]) && !dh_run_lost(p->old[i])) {
            count++;
            first = i;
        }
    if (!count)
        return 0;
    const char *end = dh_status_name(p->new[first]->status);
    cell->verdict = DH_BROKEN;
    cell->detail = dh_arena_format(j->arena, "%zu of %zu seeds are lost that were not: seed %lld %s after %llu steps",
                                   count, p->count, (long long)p->new[first]->seed,
                                   p->new[first]->status <= DH_TARGET_REACHED ? "ends without a finite cost" : end,
                                   (unsigned long long)p->new[first]->steps);
    return cell->detail ? 1 : dh_fail_memory(j->error);
}

/* Whose file changed: the same compiler makes the same file of the same source. */
static const char *sha_of(const dh_baseline *b, const char *kind, const char *name)
{
    for (size_t i = 0; i < b->plugins; i++)
        if (!strcmp(b->plugin[i].kind, kind) && !strcmp(b->plugin[i].name, name))
            return b->plugin[i].sha256;
    return "";
}

static int find_cause(judging *j, dh_judgement *cell)
{
    const dh_baseline *old = j->judged->old, *new = j->judged->new;
    const dh_cell *c = &new->cell[cell->new];
    const char *kind[] = {"optimizer", "schedule", "problem"},
               *name[] = {c->optimizer, c->schedule, new->problem[c->problem].plugin};
    if (strcmp(old->compiler, new->compiler))
        return 0;
    const char *text = "";
    for (int i = 0; text && i < 3; i++)
        if (strcmp(sha_of(old, kind[i], name[i]), sha_of(new, kind[i], name[i])))
            text = dh_arena_format(j->arena, "%s%s%s %s", text, *text ? ", " : "other file: ", kind[i], name[i]);
    cell->cause = text && !*text ? "its plugins' files are the same" : text;
    return cell->cause ? 0 : dh_fail_memory(j->error);
}

/* 1: to be tested */
static int sort_out(judging *j, size_t at)
{
    dh_judgement *cell = &j->judged->cell[at];
    dh_pairing *p = &j->pairing[at];
    if (cell->old == j->judged->old->cells) {
        cell->verdict = DH_ADDED;
        cell->detail = "a new cell: put it into the baseline";
        return 0;
    }
    if (cell->new == j->judged->new->cells)
        return other(j, cell, "the cell is gone: the baseline has it, the new results do not");
    if (pair(j, at))
        return -1;
    cell->pairs = p->count;
    for (size_t i = 0; i < p->count; i++)
        cell->changed += changed(p, i);
    int settled = check_same(j, at);
    if (settled)
        return settled < 0 ? -1 : 0;
    const dh_rule *rule = find_rule(j, cell);
    if (find_cause(j, cell))
        return -1;
    if (rule && !rule->ignore)
        cell->margin = rule->margin;
    if (rule)
        cell->cause = rule->reason;
    if (rule && rule->ignore) {
        cell->verdict = DH_IGNORED;
        return 0;
    }
    int broken = find_broken(j, at);
    if (broken)
        return broken < 0 ? -1 : 0;
    if (!dh_only_rounded(p, &j->judged->old->problem[j->judged->old->cell[cell->old].problem]))
        return 1;
    cell->verdict = DH_ROUNDED;
    cell->detail = "costs are the same but for their last digits";
    return 0;
}

/* ---- statistics ---- */

static int adjust(judging *j)
{
    dh_judged *d = j->judged;
    size_t count = d->cells, weight = 1;
    double *p = DH_NEW(j->arena, double, 4 * count), *less = p + count, *adjusted = less + count;
    if (!p)
        return dh_fail_memory(j->error);
    for (size_t i = 0; i < count; i++) {
        const dh_chance *chance = &d->cell[i].chance;
        p[i] = chance->tests ? chance->p : NAN;
        less[i] = chance->tests ? chance->less : NAN;
        d->tests += chance->tests > 0;
        weight = chance->tests && dh_chance_weight(chance) > weight ? dh_chance_weight(chance) : weight;
    }
    if (dh_holm_adjust(p, count, j->arena, adjusted, j->error) ||
        dh_holm_adjust(less, count, j->arena, adjusted + count, j->error))
        return -1;
    for (size_t i = 0; i < count; i++) {
        d->cell[i].chance.adjusted = adjusted[i];
        d->cell[i].chance.less_adjusted = adjusted[count + i];
    }
    d->needed = d->tests ? dh_pairs_needed(weight * d->tests, j->options->alpha) : 0;
    return 0;
}

static int weigh_cell(judging *j, size_t at)
{
    dh_judgement *cell = &j->judged->cell[at];
    const dh_base_problem *problem = &j->judged->old->problem[j->judged->old->cell[cell->old].problem];
    cell->fixed = is_fixed(&j->pairing[at]);
    return dh_pairs_weigh(&j->pairing[at], problem, j->options->alpha, j->arena, cell, j->error);
}

static int test_cells(judging *j, const bool *tested)
{
    dh_judged *d = j->judged;
    for (size_t i = 0; i < d->cells; i++)
        if (tested[i] && weigh_cell(j, i))
            return -1;
    if (adjust(j))
        return -1;
    for (size_t i = 0; i < d->cells; i++) {
        if (!tested[i])
            continue;
        dh_cell_decide(&d->cell[i], j->options->alpha, d->needed);
        if (dh_cell_tell(&d->cell[i], &j->pairing[i], d->needed, j->arena))
            return dh_fail_memory(j->error);
    }
    return 0;
}

int dh_judge(const dh_baseline *old, const dh_baseline *new, const dh_judge_options *options, dh_arena *arena,
             dh_judged *ret, dh_error *error)
{
    judging j = {.options = options, .judged = ret, .arena = arena, .error = error};
    *ret = (dh_judged){.options = *options, .old = old, .new = new};
    if (list_cells(&j))
        return -1;
    bool *tested = DH_NEW(arena, bool, ret->cells);
    j.pairing = DH_NEW(arena, dh_pairing, ret->cells);
    if (!tested || !j.pairing)
        return dh_fail_memory(error);
    for (size_t i = 0; i < ret->cells; i++) {
        int test = sort_out(&j, i);
        if (test < 0)
            return -1;
        tested[i] = test;
    }
    if (test_cells(&j, tested))
        return -1;
    for (size_t i = 0; i < ret->cells; i++)
        ret->count[ret->cell[i].verdict]++;
    ret->machine_differs =
        strcmp(old->cpu, new->cpu) || strcmp(old->compiler, new->compiler) || strcmp(old->version, new->version);
    return 0;
}
