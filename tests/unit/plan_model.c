#include "plan_model.h"

#include "suite.h"

#include <string.h>

/* ---- a registry without files ---- */

static const char *const shapes[] = {"round", "flat", NULL};
static const dh_param adam_params[] = {
    {.name = "beta1", .doc = "first", .standard = 0.9, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_ONE_MINUS_LOG},
    {.name = "epsilon", .doc = "tiny", .standard = 1e-8, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LOG},
};
static const dh_param outer_params[] = {
    {.name = "k", .doc = "repeats", .standard = 5, .min = 1, .max = 100, .scale = DH_INTEGER}};
static const dh_param fall_params[] = {
    {.name = "gamma", .doc = "factor", .standard = 0.95, .max = 1, .scale = DH_LINEAR}};
static const dh_param steps_params[] = {
    {.name = "at", .doc = "where", .min = 0, .max = 1e6, .scale = DH_LIST},
    {.name = "beta1", .doc = "of a schedule", .standard = 0.5, .max = 1},
};
static const dh_param bowl_params[] = {
    {.name = "shape", .doc = "which", .scale = DH_CHOICE, .choices = shapes},
    {.name = "a_name_that_together_with_its_prefix_no_column_could_ever_have",
     .doc = "long",
     .standard = 2.5,
     .max = 9},
};

static const dh_param veil_params[] = {{.name = "thickness", .doc = "how much", .max = 9}};

#define PARAMS(TABLE) .param = (TABLE), .param_count = sizeof(TABLE) / sizeof *(TABLE)
static dh_plugin_card cards[] = {
    {DH_KIND_OPTIMIZER, .name = "adam", PARAMS(adam_params), .rate = 0.001, .fd = 40},
    {DH_KIND_OPTIMIZER, .name = "armijo", .flags = DH_IGNORES_RATE, .fd = 41},
    {DH_KIND_OPTIMIZER, .name = "outer", .flags = DH_WRAPS, PARAMS(outer_params), .fd = 42},
    {DH_KIND_OPTIMIZER, .name = "sgd", .fd = 43},
    {DH_KIND_SCHEDULE, .name = "constant", .fd = 44},
    {DH_KIND_SCHEDULE, .name = "fall", PARAMS(fall_params), .unit = DH_UNIT_EPOCH, .fd = 45},
    {DH_KIND_SCHEDULE, .name = "join", .flags = DH_WRAPS_SCHEDULE, .fd = 46},
    {DH_KIND_SCHEDULE, .name = "steps", PARAMS(steps_params), .fd = 47},
    {DH_KIND_PROBLEM, .name = "bowl", PARAMS(bowl_params), .fd = 48},
    {DH_KIND_PROBLEM, .name = "line", .flags = DH_NEEDS_DATASET, .fd = 49},
    {DH_KIND_PROBLEM, .name = "veil", .flags = DH_WRAPS_PROBLEM, PARAMS(veil_params), .fd = 50},
};
static dh_rejected rejected[] = {{"/plugins/broken.so", "/plugins/broken.so: step: missing"}};
static dh_registry registry = {
    .count = sizeof cards / sizeof *cards, .card = cards, .rejected_count = 1, .rejected = rejected};

/* ---- studies ---- */

const char head[] = "study: test\nseeds: [3, 8]\nbudget: {epochs: 5}\n";

made make(const char *problems, const char *methods)
{
    made m = {0};
    for (size_t i = 0; i < registry.count; i++) {
        snprintf(cards[i].sha256, sizeof cards[i].sha256, "%064zx", i + 77);
        cards[i].doc = cards[i].source = "a line";
        cards[i].path = "";
    }
    char *text = dh_arena_format(&m.arena, "%sproblems: %s\nmethods: %s\n", head, problems, methods);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    m.result = dh_study_parse("t.yaml", text, strlen(text), &m.arena, &m.study, &m.error) ? -2 : 0;
    return m;
}

void plan(made *m)
{
    if (!m->result)
        m->result = dh_plan_make(&m->study, &registry, NULL, &m->arena, &m->plan, &m->error);
}

void finish(made *m)
{
    if (!m->result)
        dh_plan_finish(&m->plan);
    dh_arena_finish(&m->arena);
}

const dh_plan_method *method(const made *m, const char *label)
{
    for (size_t i = 0; i < m->plan.method_count; i++)
        if (!strcmp(m->plan.method[i].label, label))
            return &m->plan.method[i];
    fprintf(stderr, "no method '%s' among\n", label);
    for (size_t i = 0; i < m->plan.method_count; i++)
        fprintf(stderr, "  %s\n", m->plan.method[i].label);
    CU_FAIL_FATAL("no such method");
    return NULL;
}
