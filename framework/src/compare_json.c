/* downhill compare --json: every number of a comparison. */
#include "compare_out.h"

#include "json.h"
#include "summary/profile.h"

#include <math.h>

static void put_text(FILE *out, const char *key, const char *text)
{
    fprintf(out, "\"%s\": ", key);
    if (text)
        dh_json_text(out, text);
    else
        fputs("null", out);
}

typedef struct number {
    const char *key;
    double value;
} number;

static void put_numbers(FILE *out, const number *n, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s\"%s\": ", i ? ", " : "", n[i].key);
        dh_json_real(out, n[i].value);
    }
}

#define PUT_NUMBERS(OUT, ...) \
    put_numbers(OUT, (const number[]){__VA_ARGS__}, sizeof((const number[]){__VA_ARGS__}) / sizeof(number))

static void put_entry(FILE *out, const dh_comparison *c, const dh_match *m, const dh_entry *e)
{
    fputs("\n      {", out);
    put_text(out, "method", c->contests->method[e->method]);
    fputs(", ", out);
    PUT_NUMBERS(out, {"rank", e->rank}, {"runs", (double)e->runs}, {"lost", (double)e->lost},
                {"solved", (double)e->solved}, {"value", e->value}, {"low", e->interval.low},
                {"high", e->interval.high}, {"median_cost", e->cost}, {"median_final", e->final}, {"area", e->area});
    if (m->against < c->contests->methods && e->method != m->against) {
        fputs(", ", out);
        PUT_NUMBERS(out, {"pairs", (double)e->pairs}, {"p", e->p}, {"p_holm", e->adjusted},
                    {"effect", e->effect.estimate}, {"effect_low", e->effect.low}, {"effect_high", e->effect.high},
                    {"effect_level", e->effect.level});
    }
    putc('}', out);
}

static void put_match(FILE *out, const dh_comparison *c, const dh_match *m)
{
    fputs("\n    {", out);
    put_text(out, "problem", m->contest->problem);
    fputs(", ", out);
    put_text(out, "floor", m->contest->floor == DH_FLOOR_CERTIFIED ? "certified" : "best seen");
    fprintf(out, ", \"seeds\": %zu, \"fixed\": %zu, ", m->contest->seeds, m->fixed);
    put_text(out, "against", m->against < c->contests->methods ? c->contests->method[m->against] : NULL);
    fputs(", ", out);
    put_text(out, "effect_is", m->factor ? "factor" : "difference");
    fputs(", \"methods\": [", out);
    for (size_t i = 0; i < m->entries; i++) {
        fputs(i ? "," : "", out);
        put_entry(out, c, m, &m->entry[i]);
    }
    fputs("\n    ]}", out);
}

static void put_standing(FILE *out, const dh_comparison *c, const dh_standing *s)
{
    fputs("\n      {", out);
    put_text(out, "method", c->contests->method[s->method]);
    fputs(", ", out);
    PUT_NUMBERS(out, {"mean_rank", s->rank}, {"low", s->interval.low}, {"high", s->interval.high},
                {"first", s->first}, {"area", s->area}, {"algoperf", s->algoperf}, {"reference", s->reference});
    if (s->method != c->against) {
        fputs(", ", out);
        PUT_NUMBERS(out, {"p", s->p}, {"p_holm", s->adjusted}, {"effect", s->effect.estimate},
                    {"effect_low", s->effect.low}, {"effect_high", s->effect.high});
    }
    putc('}', out);
}

static void put_overall(FILE *out, const dh_comparison *c)
{
    fprintf(out, "  \"overall\": {\"blocks\": %zu, ", c->blocks);
    put_text(out, "block", c->by_seed ? "seed" : "problem");
    fputs(", ", out);
    put_text(out, "against", c->against < c->contests->methods ? c->contests->method[c->against] : NULL);
    fputs(", \"friedman\": {", out);
    PUT_NUMBERS(out, {"chi_square", c->friedman.chi_square}, {"p_chi_square", c->friedman.p}, {"f", c->friedman.f},
                {"p", c->friedman.p_f});
    fputs("}, \"critical_difference\": ", out);
    dh_json_real(out, c->difference);
    fputs(", \"groups\": [", out);
    for (size_t i = 0; i < c->groups; i++)
        fprintf(out, "%s[%zu, %zu]", i ? ", " : "", c->group[i].first, c->group[i].last);
    fputs("], \"methods\": [", out);
    for (size_t i = 0; i < c->standings; i++) {
        fputs(i ? "," : "", out);
        put_standing(out, c, &c->standing[i]);
    }
    fputs("\n    ]},\n", out);
}

static void put_head(FILE *out, const dh_compare_how *how)
{
    const dh_compare_options *o = &how->comparison->options;
    fputs("{\n  \"compare\": 1, ", out);
    put_text(out, "algoperf_version", DH_ALGOPERF_VERSION);
    fputs(", ", out);
    put_text(out, "reference_version", DH_REFERENCE_SCORE_VERSION);
    fputs(",\n  ", out);
    put_text(out, "judged_by", o->delivered ? "delivered" : "expected cost to target");
    fputs(", ", out);
    put_text(out, "x", how->x);
    fputs(", ", out);
    put_text(out, "y", how->y);
    fputs(", ", out);
    put_text(out, "best_of", how->best_of);
    fprintf(out, ", \"larger_is_better\": %s, ", how->comparison->contests->larger_is_better ? "true" : "false");
    put_text(out, "target_is", o->target.absolute ? "absolute" : "relative");
    fputs(", ", out);
    PUT_NUMBERS(out, {"target", o->target.value}, {"level", o->level}, {"resamples", (double)o->resamples});
}

void dh_compare_json(FILE *out, const dh_compare_how *how, const char *const *warning, size_t warnings)
{
    const dh_comparison *c = how->comparison;
    put_head(out, how);
    fputs(",\n  \"problems\": [", out);
    for (size_t i = 0; i < c->contests->count; i++) {
        fputs(i ? "," : "", out);
        put_match(out, c, &c->match[i]);
    }
    fputs("\n  ],\n", out);
    put_overall(out, c);
    fputs("  \"warnings\": [", out);
    for (size_t i = 0; i < warnings; i++) {
        fputs(i ? ", " : "", out);
        dh_json_text(out, warning[i]);
    }
    fputs("]\n}\n", out);
}
