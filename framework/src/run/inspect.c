/* The facts about a problem instance: found. */
#include "run/setup.h"

#include "base/clock.h"
#include "run/certify.h"
#include "run/least.h"

#include <math.h>
#include <string.h>

enum { LEAST_SIDE = 41 };
static const double SURFACE_SAMPLES = 2e7; /* terms of f evaluated for a surface, if LEAST_SIDE allows it */

/* Fewer points where each of them is a sum over much data: the number must not depend on the clock. Odd, so that the middle
 * of the box is one. */
static size_t side_for(const dh_engine *engine)
{
    double samples = engine->all.count ? (double)engine->all.count : 1, side = floor(sqrt(SURFACE_SAMPLES / samples));
    size_t even = (size_t)fmin(fmax(side, LEAST_SIDE), DH_MOST_SIDE) / 2 * 2;
    return even + 1 > DH_MOST_SIDE ? DH_MOST_SIDE : even + 1;
}

/* f over the box, if the problem gave one that is a box. */
static int survey(dh_trial *t, dh_facts *facts)
{
    const double *box = facts->box;
    if (!isfinite(box[1] - box[0]) || !isfinite(box[3] - box[2]) || !(box[0] < box[1]) || !(box[2] < box[3]))
        return 0;
    size_t side = side_for(&t->engine);
    double *f = dh_trial_doubles(t, side * side);
    if (!f)
        return dh_fail_memory(t->error);
    for (size_t i = 0; i < side * side; i++) {
        const double x[2] = {dh_surface_at(box, side, 0, i % side), dh_surface_at(box, side, 1, i / side)};
        f[i] = dh_engine_cost(&t->engine, x, NULL);
        if (isnan(f[i]))
            f[i] = NAN; /* one NaN, as in histories */
    }
    facts->side = side;
    facts->surface = f;
    return 0;
}

/* Median of three, after one to warm up; long evaluations are measured once. */
static double time_cost(dh_trial *t)
{
    double took[3] = {0};
    for (int i = -1; i < 3; i++) {
        double start = dh_clock();
        dh_engine_cost(&t->engine, t->x, t->gradient);
        double seconds = dh_clock() - start;
        if (seconds > 0.05)
            return seconds;
        if (i >= 0)
            took[i] = seconds;
    }
    double low = took[0] < took[1] ? took[0] : took[1], high = took[0] < took[1] ? took[1] : took[0];
    return took[2] < low ? low : took[2] > high ? high : took[2];
}

/* A sum of squares, solved outright; nothing where it is none, or too wide. */
static int solve_squares(dh_trial *t, dh_facts *facts)
{
    const dh_problem *p = t->engine.problem;
    dh_least least;
    if (!p->squares || t->shape.dim > DH_LEAST_COLUMNS)
        return 0;
    if (dh_least_squares(&t->engine.instance, p->squares, t->shape.dim, t->arena, &least))
        return dh_fail_memory(t->error);
    facts->mu = least.mu;
    facts->L = least.L;
    if (isnan(facts->optimum))
        facts->optimum = least.optimum;
    if (t->shape.dim == 2)
        memcpy(facts->x_star, least.x, sizeof facts->x_star);
    return 0;
}

/* What the problem says; where it tells a point and how far that may be from the minimum, only if that is little. 1: it did. */
static int ask_optimum(dh_trial *t, dh_facts *facts)
{
    const dh_problem *p = t->engine.problem;
    const dh_instance *instance = &t->engine.instance;
    t->x[0] = NAN;
    facts->optimum = p->optimum(instance, t->x);
    if (t->shape.dim == 2 && !isnan(t->x[0]))
        memcpy(facts->x_star, t->x, sizeof facts->x_star);
    if (!p->gap || isnan(t->x[0]) || !isfinite(facts->optimum))
        return 0;
    dh_engine_cost(&t->engine, t->x, t->gradient);
    facts->optimum_gap = p->gap(instance, t->x, t->gradient);
    if (!(facts->optimum_gap <= DH_CERTIFIED * fabs(facts->optimum)))
        facts->optimum = facts->optimum_gap = NAN;
    return 1;
}

/* The minimum from the problem itself, or by minimising. */
static int find_optimum(dh_trial *t, dh_facts *facts)
{
    const dh_problem *p = t->engine.problem;
    int asked = 0;
    facts->optimum = t->spec->optimum;
    if (isnan(facts->optimum) && p->optimum)
        asked = ask_optimum(t, facts);
    else if (p->optimum && t->shape.dim == 2) /* it was found before, but for its place */
        p->optimum(&t->engine.instance, facts->x_star);
    if (solve_squares(t, facts))
        return -1;
    if (isnan(facts->optimum) && !asked && p->gap && p->hvp && (p->flags & DH_CONVEX) &&
        dh_certify(&t->engine, t->shape.dim, t->arena, &facts->optimum, &facts->optimum_gap))
        return dh_fail_memory(t->error);
    if (!isfinite(facts->optimum))
        facts->optimum = facts->optimum_gap = NAN; /* infinite: it was looked for before, in vain */
    facts->certificate = isnan(facts->optimum) ? "" : p->certificate;
    return 0;
}

int dh_trial_inspect(const dh_spec *spec, const dh_dataset *data, dh_loader *load, void *self, dh_arena *arena, dh_facts *ret,
                     dh_error *error)
{
    dh_outcome *out = DH_NEW(arena, dh_outcome, 1); /* only for a refusal's cause */
    dh_trial t = {.spec = spec, .arena = arena, .out = out, .error = error};
    if (!out)
        return dh_fail_memory(error);
    int ended = dh_setup_problem(&t, data, load, self);
    if (ended)
        return ended < 0 ? -1 : dh_fail(error, DH_ERROR_INPUT, "%s", out->cause);
    t.x = dh_trial_doubles(&t, t.shape.dim);
    t.gradient = dh_trial_doubles(&t, t.shape.dim);
    if (!t.x || !t.gradient)
        return dh_fail_memory(error);
    const dh_problem *p = t.engine.problem;
    const dh_instance *instance = &t.engine.instance;
    dh_facts facts = {.dim = t.shape.dim, .blocks = t.shape.block_count, .mu = NAN, .L = NAN,
                      .box = {NAN, NAN, NAN, NAN}, .x_star = {NAN, NAN}};
    if (find_optimum(&t, &facts))
        return -1;
    if (p->curvature && isnan(facts.L))
        p->curvature(instance, &facts.mu, &facts.L);
    if (p->box && facts.dim == 2)
        p->box(instance, facts.box);
    if (survey(&t, &facts))
        return -1;
    dh_stream init;
    dh_stream_init(&init, spec->study_seed, dh_spec_core(spec), spec->data_hash, spec->seed, "init");
    p->start(instance, &init.lent, t.x);
    facts.cost_seconds = time_cost(&t);
    *ret = facts;
    return 0;
}
