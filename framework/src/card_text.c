#include "card_text.h"

#include <stdio.h>
#include <string.h>

/* What flags and optional functions mean, in words. */
typedef struct word {
    uint32_t kind;
    uint64_t flag;
    const char *text;
} word;

static const word flag_words[] = {
    {DH_KIND_OPTIMIZER, DH_OWN_GRADIENT, "takes its gradients from the oracle"},
    {DH_KIND_OPTIMIZER, DH_NEEDS_FULL, "needs full gradients"},
    {DH_KIND_OPTIMIZER, DH_NEEDS_SAMPLES, "needs gradients of chosen samples"},
    {DH_KIND_OPTIMIZER, DH_NEEDS_HVP, "needs Hessian-vector products"},
    {DH_KIND_OPTIMIZER, DH_NEEDS_OPTIMUM, "needs a certified optimum"},
    {DH_KIND_OPTIMIZER, DH_NEEDS_BLOCKS, "treats parameter blocks as matrices"},
    {DH_KIND_OPTIMIZER, DH_NEEDS_FULL_BATCH, "for full batches only"},
    {DH_KIND_OPTIMIZER, DH_IGNORES_RATE, "chooses its own step length"},
    {DH_KIND_OPTIMIZER, DH_WRAPS, "wraps another optimizer (inner: NAME)"},
    {DH_KIND_OPTIMIZER, DH_KEEPS_MEMORY, "keeps memory of its own"},
    {DH_KIND_OPTIMIZER, DH_NEEDS_THREADS, "starts threads"},
    {DH_KIND_SCHEDULE, DH_NEEDS_HORIZON, "needs a budget in steps or epochs"},
    {DH_KIND_SCHEDULE, DH_NEEDS_COST, "reads the recorded cost"},
    {DH_KIND_SCHEDULE, DH_WRAPS_SCHEDULE, "wraps another schedule (inner: NAME)"},
    {DH_KIND_PROBLEM, DH_NEEDS_DATASET, "needs a dataset"},
    {DH_KIND_PROBLEM, DH_NEEDS_TARGET, "needs a target"},
    {DH_KIND_PROBLEM, DH_BINARY_TARGET, "needs a target with two classes"},
    {DH_KIND_PROBLEM, DH_CLASS_TARGET, "needs a target with classes"},
    {DH_KIND_PROBLEM, DH_NOISY, "has noisy gradients"},
    {DH_KIND_PROBLEM, DH_WRAPS_PROBLEM, "wraps another problem (inner: NAME), on which the following depends"},
    {DH_KIND_PROBLEM, DH_CONVEX, "convex"},
    {DH_KIND_PROBLEM, DH_NEEDS_THREADS, "starts threads"},
};

static const word ability_words[] = {
    {DH_KIND_OPTIMIZER, DH_HAS_EVALUATION_POINT, "is judged at another point than x"},
    {DH_KIND_SCHEDULE, DH_HAS_STATE, "keeps state"},
    {DH_KIND_PROBLEM, DH_HAS_HVP, "Hessian-vector products"},
    {DH_KIND_PROBLEM, DH_HAS_OPTIMUM, "certified optimum"},
    {DH_KIND_PROBLEM, DH_HAS_CURVATURE, "known curvature"},
    {DH_KIND_PROBLEM, DH_HAS_MANY, "evaluates many points at once"},
    {DH_KIND_PROBLEM, DH_HAS_BOX, "plotting box"},
};

static size_t add_notes(const dh_plugin_card *c, const word *words, size_t count, uint64_t flags, const char **note)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (words[i].kind == c->kind && (flags & words[i].flag))
            note[n++] = words[i].text;
    return n;
}

size_t dh_card_notes(const dh_plugin_card *c, const char *note[DH_CARD_NOTES])
{
    size_t n = add_notes(c, flag_words, sizeof flag_words / sizeof *flag_words, c->flags, note);
    return n + add_notes(c, ability_words, sizeof ability_words / sizeof *ability_words, c->has, note + n);
}

static void bound(char *out, size_t room, double value, bool none)
{
    if (none)
        snprintf(out, room, "%s", "");
    else
        snprintf(out, room, "%g", value);
}

const char *dh_param_range(const dh_param *p, char *out, size_t room)
{
    char low[32], high[32];
    *out = 0;
    if (p->scale == DH_CHOICE) {
        for (size_t i = 0; p->choices[i]; i++)
            snprintf(out + strlen(out), room - strlen(out), "%s%s", i ? " | " : "", p->choices[i]);
        return out;
    }
    bool from = p->min > -DH_NO_LIMIT, to = p->max < DH_NO_LIMIT;
    bound(low, sizeof low, p->min, !from);
    bound(high, sizeof high, p->max, !to);
    snprintf(out, room, "%s%s%s, %s%s", p->scale == DH_INTEGER ? "whole " : p->scale == DH_LIST ? "list of " : "",
             from ? (p->flags & DH_OPEN_MIN ? "(" : "[") : "(-inf", low, to ? high : "inf", to && !(p->flags & DH_OPEN_MAX) ? "]" : ")");
    return out;
}

const char *dh_param_default(const dh_param *p, char *out, size_t room)
{
    if (p->scale == DH_CHOICE)
        snprintf(out, room, "%s", p->choices[(size_t)p->standard]);
    else if (p->scale == DH_LIST)
        snprintf(out, room, "[]");
    else
        snprintf(out, room, "%g", p->standard);
    return out;
}

const char *dh_card_state(const dh_plugin_card *c, char *out, size_t room)
{
    snprintf(out, room, "%g", c->state.vector);
    if (c->state.matrix != c->state.vector)
        snprintf(out + strlen(out), room - strlen(out), " in a vector, %.3g in a matrix", c->state.matrix);
    if (c->state.sample > 0)
        snprintf(out + strlen(out), room - strlen(out), " + %g a sample", c->state.sample);
    return out;
}
