/* A baseline as text: one word first in each line, labels last, numbers that read back the same, `end` and the number
 * of cells at the end. CONTRIBUTING.md says why it looks so. */
#include "verdict/baseline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* 17 digits always read back the same. */
static void put_real(dh_buffer *out, double value)
{
    char text[40];
    int digits = 15;
    if (!isfinite(value)) {
        dh_put_format(out, isnan(value) ? " nan" : value > 0 ? " inf" : " -inf");
        return;
    }
    do
        snprintf(text, sizeof text, "%.*g", digits, value);
    while (digits++ < 17 && strtod(text, NULL) != value);
    dh_put_format(out, " %s", text);
}

static void put_run(dh_buffer *out, const dh_base_run *r)
{
    dh_put_format(out, "    run %lld %s %llu", (long long)r->seed, dh_status_name(r->status),
                  (unsigned long long)r->steps);
    put_real(out, r->work);
    for (size_t t = 0; t < DH_TARGETS; t++)
        put_real(out, r->cost[t]);
    put_real(out, r->final);
    put_real(out, r->rates);
    dh_put_format(out, " %s", r->hash);
    for (size_t i = 0; i < r->probes; i++)
        put_real(out, r->probe[i]);
    dh_put_format(out, "\n");
}

static void put_cell(dh_buffer *out, const dh_cell *c)
{
    dh_put_format(out, "  cell %s\n    plugins %s %s\n", c->method, c->optimizer, c->schedule);
    if (*c->budget)
        dh_put_format(out, "    budget %s\n", c->budget);
    for (size_t i = 0; i < c->runs; i++)
        put_run(out, &c->run[i]);
}

static void put_problem(dh_buffer *out, const dh_baseline *b, size_t problem)
{
    const dh_base_problem *p = &b->problem[problem];
    dh_put_format(out, "problem %s\n  plugin %s\n  definition %s\n  dataset %s\n  size %lld %lld\n  floor %s",
                  p->label, p->plugin, p->definition, *p->dataset ? p->dataset : "-", (long long)p->dim,
                  (long long)p->samples, p->certified ? "certified" : "seen");
    put_real(out, p->floor);
    dh_put_format(out, "\n");
    for (size_t i = 0; i < b->cells; i++)
        if (b->cell[i].problem == problem)
            put_cell(out, &b->cell[i]);
}

static void put_rule(dh_buffer *out, const dh_rule *r)
{
    dh_put_format(out, r->ignore ? "rule ignore" : "rule margin");
    if (!r->ignore)
        put_real(out, r->margin);
    dh_put_format(out, " %s: %s\n", r->pattern, r->reason);
}

void dh_baseline_put(const dh_baseline *b, dh_buffer *out)
{
    dh_put_format(out, "downhill baseline %d\n", DH_BASELINE_SCHEMA);
    dh_put_format(
        out,
        "# run SEED STATUS STEPS WORK, work to each target, last gap, sum of rates, history's hash, costs in rows "
        "0 1 4 16 ... and the last\n");
    dh_put_format(out, "study %s\nreason %s\nversion %s\ncompiler %s\ncpu %s\ntargets", b->study, b->reason,
                  b->version, b->compiler, b->cpu);
    for (size_t t = 0; t < DH_TARGETS; t++)
        put_real(out, dh_baseline_tau[t]);
    dh_put_format(out, "\n");
    for (size_t i = 0; i < b->rules; i++)
        put_rule(out, &b->rule[i]);
    for (size_t i = 0; i < b->plugins; i++)
        dh_put_format(out, "plugin %s %s %s %s\n", b->plugin[i].kind, b->plugin[i].name, b->plugin[i].abi,
                      b->plugin[i].sha256);
    for (size_t i = 0; i < b->problems; i++)
        put_problem(out, b, i);
    dh_put_format(out, "end %zu\n", b->cells);
}
