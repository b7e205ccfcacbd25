/* A study and a registry become runs: what multiplies, what is told with its place, what an id depends on. */
#include "suite.h"

#include "base/file.h"
#include "plan/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

typedef struct made {
    dh_arena arena;
    dh_study study;
    dh_plan plan;
    dh_error error;
    int result;
} made;

static const char head[] = "study: test\nseeds: [3, 8]\nbudget: {epochs: 5}\n";

/* problems and methods: lists in flow style. */
static made make(const char *problems, const char *methods)
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

/* In its own place: a plan keeps the study's address. */
static void plan(made *m)
{
    if (!m->result)
        m->result = dh_plan_make(&m->study, &registry, NULL, &m->arena, &m->plan, &m->error);
}

static void finish(made *m)
{
    if (!m->result)
        dh_plan_finish(&m->plan);
    dh_arena_finish(&m->arena);
}

#define GOOD(M, PROBLEMS, METHODS)                                        \
    made M = make(PROBLEMS, METHODS);                                     \
    plan(&M);                                                             \
    if (M.result)                                                         \
        fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, M.error.text); \
    CU_ASSERT_EQUAL_FATAL(M.result, 0)

static const dh_plan_method *method(const made *m, const char *label)
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

/* ---- what multiplies ---- */

static void lists_multiply(void)
{
    GOOD(m, "[{problem: bowl, shape: [round, flat]}, {problem: line, dataset: {synthetic: line, samples: 9}}]",
         "[{optimizer: [sgd, adam], schedule: [constant, fall], lr: [0.1, 0.25, 1], batch: [3, full], clip: 2.5}, "
         "{optimizer: adam, beta1: [0.5, 0.7], epsilon: [1e-8, 0.001]}]");
    CU_ASSERT_EQUAL(m.plan.problem_count, 3);
    CU_ASSERT_EQUAL(m.plan.method_count, 2 * 2 * 3 * 2 + 4);
    CU_ASSERT_EQUAL(m.plan.count, 3 * 28 * 2);
    for (size_t i = 0; i < m.plan.method_count; i++)
        for (size_t j = 0; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(m.plan.method[i].label, m.plan.method[j].label);
    const dh_plan_method *one = method(&m, "adam fall lr=0.25 batch=3 clip=2.5");
    CU_ASSERT(one->lr == 0.25 && one->batch == 3 && one->clip == 2.5 && one->optimizer.param[0] == 0.9);
    CU_ASSERT(one->schedule.unit == DH_UNIT_EPOCH && one->schedule.param[0] == 0.95);
    const dh_plan_method *two = method(&m, "adam beta1=0.7 epsilon=0.001");
    CU_ASSERT(two->lr == 0.001 && two->batch == 0 && two->optimizer.param[0] == 0.7 &&
              two->optimizer.param[1] == 0.001);
    CU_ASSERT_STRING_EQUAL(two->schedule.name, "constant");
    CU_ASSERT_STRING_EQUAL(m.plan.problem[1].label, "bowl shape=flat");
    CU_ASSERT_EQUAL(m.plan.problem[1].use.param[0], 1);
    CU_ASSERT_STRING_EQUAL(m.plan.problem[2].label, "line line");
    finish(&m);
}

static void names_keep_what_varies(void)
{
    GOOD(m, "[{name: a hill, problem: bowl}]",
         "[{name: mine, optimizer: adam, lr: [0.1, 0.2], beta1: 0.7}, {name: other, optimizer: [sgd, adam], lr: 1}]");
    method(&m, "mine lr=0.2");
    method(&m, "other sgd");
    CU_ASSERT_STRING_EQUAL(m.plan.problem[0].label, "a hill");
    finish(&m);
}

static void runs_have_places(void)
{
    GOOD(m, "[{problem: bowl}, {name: b, problem: bowl}]", "[{optimizer: sgd, lr: [0.1, 0.2, 0.3]}]");
    for (size_t i = 0; i < m.plan.count; i++) {
        dh_run_place at = dh_plan_place(&m.plan, i);
        dh_spec spec;
        CU_ASSERT(at.problem == &m.plan.problem[i / 6] && at.method == &m.plan.method[i / 2 % 3] &&
                  at.seed == (i % 2 ? 8 : 3));
        CU_ASSERT_EQUAL(dh_plan_spec(&m.plan, i, &spec, &m.error), 0);
        CU_ASSERT(!strcmp(spec.id, m.plan.id[i]) && strlen(spec.id) == 32 && spec.seed == at.seed &&
                  spec.lr == at.method->lr);
        for (size_t j = 0; j < i;
             j++) /* b is the same problem by another name: runs of equal content have equal ids */
            CU_ASSERT_EQUAL(!strcmp(m.plan.id[i], m.plan.id[j]), j == i - 6);
    }
    finish(&m);
}

static void wrappers_nest(void)
{
    GOOD(m, "[{problem: bowl}]",
         "[{optimizer: {name: outer, k: [2, 3], inner: [adam, {name: outer, k: 7, inner: {name: adam, beta1: [0.1, "
         "0.2]}}]}},"
         " {name: flat, optimizer: {name: outer, inner: adam}, beta1: [0.3, 0.4], k: 9}]");
    CU_ASSERT_EQUAL(m.plan.method_count, 2 * 3 + 2);
    const dh_plan_method *deep = method(&m, "outer k=3 (outer k=7 (adam beta1=0.2))");
    const dh_use *second = deep->optimizer.inner;
    CU_ASSERT(deep->optimizer.param[0] == 3 && second->param[0] == 7 && second->inner->param[0] == 0.2);
    CU_ASSERT_EQUAL(deep->lr, 0.001); /* the default of the one inside */
    const dh_plan_method *flat = method(&m, "flat beta1=0.4");
    CU_ASSERT(flat->optimizer.param[0] == 9 && flat->optimizer.inner->param[0] == 0.4);
    CU_ASSERT_EQUAL(method(&m, "flat beta1=0.3")->optimizer.inner->param[0], 0.3); /* each has its own copy */
    CU_ASSERT_EQUAL(method(&m, "outer k=2 (adam)")->optimizer.inner->param[0], 0.9);
    finish(&m);
}

static void schedules_in_sequence(void)
{
    GOOD(m, "[{problem: bowl}]",
         "[{optimizer: sgd, lr: 1, schedule: {name: join, inner: [[constant, {name: fall, gamma: [0.5, 0.7], unit: "
         "steps}]]}}]");
    CU_ASSERT_EQUAL(m.plan.method_count, 2);
    const dh_use *join = &m.plan.method[1].schedule;
    CU_ASSERT(join->inner_count == 2 && !strcmp(join->inner[0].name, "constant") && join->inner[1].param[0] == 0.7);
    CU_ASSERT(join->inner[1].unit == DH_UNIT_STEP);
    finish(&m);
}

static void lists_as_values(void)
{
    GOOD(m, "[{problem: bowl}]",
         "[{optimizer: sgd, lr: 1, schedule: {name: steps, at: [10, 20.5, 30]}},"
         " {name: several, optimizer: sgd, lr: 1, schedule: {name: steps, at: [[1], [2, 4]]}}]");
    CU_ASSERT_EQUAL(m.plan.method_count, 3);
    const dh_list *one = &m.plan.method[0].schedule.list[0], *last = &m.plan.method[2].schedule.list[0];
    CU_ASSERT(one->count == 3 && one->at[1] == 20.5 && last->count == 2 && last->at[1] == 4);
    finish(&m);
}

/* A study in a folder of its own, beside a file "list.csv" with this text (NULL: no such file). */
static void make_beside(made *m, const char *list, const char *value)
{
    dh_error error;
    *m = (made){0};
    char folder[] = "/tmp/downhill-plan-XXXXXX", path[64];
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/list.csv", folder);
    if (list)
        CU_ASSERT_EQUAL_FATAL(dh_file_write(path, list, strlen(list), &error), 0);
    char *text = dh_arena_format(&m->arena,
                                 "%sproblems: [{problem: bowl}]\nmethods: [{optimizer: sgd, lr: 1, schedule: {name: "
                                 "steps, at: %s}}]\n",
                                 head, value);
    char *name = dh_arena_format(&m->arena, "%s/t.yaml", folder);
    CU_ASSERT_FATAL(text && name);
    m->result = dh_study_parse(name, text, strlen(text), &m->arena, &m->study, &m->error) ? -2 : 0;
    plan(m); /* the plan reads the files */
    unlink(path);
    rmdir(folder);
}

static void lists_from_files(void)
{
    static const char text[] = "\xEF\xBB\xBF"
                               "10,20.5\r\n 3e1 \n\n";
    made m;
    make_beside(&m, text, "[{file: list.csv}, [1], {file: list.csv}]");
    CU_ASSERT_EQUAL(m.result, -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(m.error.text, "two methods are both 'sgd steps at=list.csv lr=1'"));
    finish(&m);
    make_beside(&m, text, "[{file: list.csv}, [1]]");
    CU_ASSERT_EQUAL_FATAL(m.result, 0);
    CU_ASSERT_EQUAL_FATAL(m.plan.method_count, 2);
    const dh_list *at = &m.plan.method[0].schedule.list[0];
    CU_ASSERT(at->count == 3 && at->at[0] == 10 && at->at[1] == 20.5 && at->at[2] == 30);
    CU_ASSERT_STRING_EQUAL(m.plan.method[0].label, "sgd steps at=list.csv lr=1");
    CU_ASSERT_EQUAL(m.plan.method[1].schedule.list[0].count, 1);
    finish(&m);
}

static void lists_from_bad_files(void)
{
    static const struct {
        const char *list, *value, *message;
    } row[] = {
        {NULL, "{file: list.csv}", "/t.yaml:5:63: at: /tmp/downhill-plan-"},
        {NULL, "{file: list.csv}", "/list.csv: cannot open: No such file"},
        {"", "{file: list.csv}", "/list.csv:1:1: at: expected numbers, separated by commas or line ends; got none"},
        {"1\n2,x\n", "{file: list.csv}", "/list.csv:2:3: at: expected a number >= 0 and <= 1e+06, got 'x' (where)"},
        {"1\n\n2\n", "{file: list.csv}", "/list.csv:2:1: at: expected a number >= 0 and <= 1e+06, got ''"},
        {"1\n-2\n", "{file: list.csv}", "/list.csv:2:1: at: expected a number >= 0 and <= 1e+06, got '-2'"},
        {"1e999\n", "{file: list.csv}", "/list.csv:1:1: at: expected a number >= 0 and <= 1e+06, got '1e999'"},
        {"1\r2\n", "{file: list.csv}", "/list.csv:1:2: expected lines that end in LF or CRLF"},
        {"1", "{fil: list.csv}", "/t.yaml:5:64: unknown key 'fil' in a list from a file; did you mean 'file'?"},
        {"1", "{}", "/t.yaml:5:63: a list from a file needs the key 'file'"},
        {"1", "{file: [list.csv]}", "/t.yaml:5:70: file: expected a text, got a list"},
        {"1", "list.csv", "/t.yaml:5:63: expected a list of numbers, as in [1, 10, 100], or {file: PATH}"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        made m;
        make_beside(&m, row[i].list, row[i].value);
        CU_ASSERT_EQUAL(m.result, -1);
        bool told = strstr(m.error.text, row[i].message) != NULL;
        if (!told)
            fprintf(stderr, "expected: %s\ngot:      %s\n", row[i].message, m.error.text);
        CU_ASSERT(told);
        CU_ASSERT_EQUAL(m.error.kind, DH_ERROR_INPUT);
        finish(&m);
    }
}

static void equal_datasets_are_loaded_once(void)
{
    GOOD(m,
         "[{problem: line, dataset: {synthetic: line, samples: 9}},"
         " {name: other, problem: line, dataset: {synthetic: line, samples: 9, data_seed: 2}},"
         " {name: again, problem: line, dataset: {synthetic: line, samples: 9}}]",
         "[{optimizer: sgd, lr: 1}]");
    CU_ASSERT_EQUAL(m.plan.problem_count, 3);
    CU_ASSERT_EQUAL(m.plan.data_count, 2);
    CU_ASSERT_PTR_EQUAL(m.plan.problem[0].data, m.plan.problem[2].data);
    finish(&m);
}

/* ---- what is told ---- */

static void mistakes_have_places(void)
{
    static const struct {
        const char *problems, *methods, *message;
    } row[] = {
        {"[{problem: bowle}]", "[{optimizer: sgd, lr: 1}]",
         "t.yaml:4:22: no problem is called 'bowle': did you mean 'bowl'?"},
        {"[{problem: sgd}]", "[{optimizer: sgd, lr: 1}]", "t.yaml:4:22: no problem is called 'sgd'"},
        {"[{problem: bowl, shap: flat}]", "[{optimizer: sgd, lr: 1}]",
         "t.yaml:4:28: problem 'bowl' has no parameter 'shap': did"},
        {"[{problem: bowl, shape: fat}]", "[{optimizer: sgd, lr: 1}]",
         "t.yaml:4:35: shape: expected one of round, flat; got 'fat'"},
        {"[{problem: line}]", "[{optimizer: sgd, lr: 1}]", "t.yaml:4:22: problem 'line' needs a dataset"},
        {"[{problem: bowl}, {problem: bowl}]", "[{optimizer: sgd, lr: 1}]",
         "t.yaml:4:29: two problems are both 'bowl'"},
        {"[{problem: bowl}]", "[{optimizer: sgd}]", "t.yaml:5:11: optimizer 'sgd' has no default learning rate"},
        {"[{problem: bowl}]", "[{optimizer: adam, beta1: 1}]",
         "t.yaml:5:36: beta1: expected a number >= 0 and < 1, got '1'"},
        {"[{problem: bowl}]", "[{optimizer: adam, epsilon: 0}]",
         "t.yaml:5:38: epsilon: expected a number > 0, got '0'"},
        {"[{problem: bowl}]", "[{optimizer: adam, beta1: [0.5, {a: 1}]}]", "t.yaml:5:42: beta1: expected a number"},
        {"[{problem: bowl}]", "[{optimizer: adam, bta1: 0.5}]", "has a parameter 'bta1': did you mean 'beta1'?"},
        {"[{problem: bowl}]", "[{optimizer: adam, shedule: fall}]",
         "has a parameter 'shedule': did you mean 'schedule'?"},
        {"[{problem: bowl}]", "[{optimizer: adam, schedule: steps, beta1: 0.5}]",
         "both optimizer 'adam' and schedule 'steps' have"},
        {"[{problem: veil}]", "[{optimizer: sgd, lr: 1}]",
         "t.yaml:4:22: problem 'veil' wraps another: add inner, as in {problem: veil, inner: rosenbrock}"},
        {"[{problem: bowl, inner: bowl}]", "[{optimizer: sgd, lr: 1}]", "t.yaml:4:22: problem 'bowl' wraps no other"},
        {"[{problem: veil, inner: line}]", "[{optimizer: sgd, lr: 1}]", "problem 'line' needs a dataset and cannot be wrapped"},
        {"[{problem: veil, inner: [[bowl, bowl]]}]", "[{optimizer: sgd, lr: 1}]", "problem 'veil' wraps one other, got 2"},
        {"[{problem: veil, inner: bowk}]", "[{optimizer: sgd, lr: 1}]", "no problem is called 'bowk': did you mean 'bowl'?"},
        {"[{problem: veil, iner: bowl}]", "[{optimizer: sgd, lr: 1}]", "has no parameter 'iner': did you mean 'inner'?"},
        {"[{problem: veil, inner: bowl, thickness: 10}]", "[{optimizer: sgd, lr: 1}]", "thickness: expected a number >= 0 and <= 9, got '10'"},
        {"[{problem: bowl}]", "[{optimizer: outer, lr: 1}]", "optimizer 'outer' wraps another: add inner"},
        {"[{problem: bowl}]", "[{optimizer: {name: sgd, inner: adam}, lr: 1}]", "optimizer 'sgd' wraps no other"},
        {"[{problem: bowl}]", "[{optimizer: {name: outer, inner: [[sgd, adam]]}, lr: 1}]", "wraps one other, got 2"},
        {"[{problem: bowl}]", "[{optimizer: {name: outer, inner: outer}, lr: 1}]",
         "optimizer 'outer' wraps another: add inner"},
        {"[{problem: bowl}]", "[{optimizer: {name: outer, k: 2.5, inner: sgd}, lr: 1}]",
         "k: expected a whole number >= 1 and <= 100"},
        {"[{problem: bowl}]", "[{optimizer: sgd, lr: 1, schedule: {name: steps, at: 3}}]",
         "expected a list of numbers"},
        {"[{problem: bowl}]", "[{optimizer: sgd, lr: 1, schedule: {name: fall, unit: days}}]",
         "unit: expected steps, epochs or horizon"},
        {"[{problem: bowl}]", "[{optimizer: sgd, lr: 1}, {optimizer: sgd, lr: 1}]",
         "two methods are both 'sgd lr=1' (the other on"},
        {"[{problem: bowl}]", "[{optimizer: broken, lr: 1}]",
         "optimizer 'broken' cannot be used: /plugins/broken.so: step: missing"},
        {"[{problem: bowl}]", "[{optimizer: [sgd, outher], lr: 1}]",
         "t.yaml:5:29: no optimizer is called 'outher': did you mean 'outer'"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        made m = make(row[i].problems, row[i].methods);
        plan(&m);
        CU_ASSERT_EQUAL(m.result, -1);
        bool told = !strncmp(m.error.text, "t.yaml:", 7) && strstr(m.error.text, row[i].message);
        if (!told)
            fprintf(stderr, "expected: %s\ngot:      %s\n", row[i].message, m.error.text);
        CU_ASSERT(told);
        CU_ASSERT_EQUAL(m.error.kind, strstr(row[i].message, "broken") ? DH_ERROR_PLUGIN : DH_ERROR_INPUT);
        finish(&m);
    }
}

static char *repeat(dh_arena *arena, const char *begin, const char *part, int count, const char *end)
{
    char *text = dh_arena_text(arena, begin);
    for (int i = 0; i < count; i++)
        text = dh_arena_format(arena, "%s%s", text, part);
    return dh_arena_format(arena, "%s%s", text, end);
}

static void refuse_methods(const char *methods, const char *message)
{
    made m = make("[{problem: bowl}]", methods);
    plan(&m);
    CU_ASSERT_EQUAL(m.result, -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(m.error.text, message));
    finish(&m);
}

/* Of a wrapped problem too, settings multiply, and everything decides the id. */
static void problems_nest(void)
{
    GOOD(m, "[{problem: veil, inner: [bowl, {name: veil, inner: {name: bowl, shape: [round, flat]}}], thickness: [0, 3]}]",
         "[{optimizer: sgd, lr: 1}]");
    CU_ASSERT_EQUAL(m.plan.problem_count, 3 * 2);
    for (size_t i = 0; i < m.plan.count; i++)
        for (size_t j = 0; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(m.plan.id[i], m.plan.id[j]);
    const dh_plan_problem *last = &m.plan.problem[5];
    CU_ASSERT_STRING_EQUAL(last->label, "veil (veil (bowl shape=flat)) thickness=3");
    CU_ASSERT(last->use.param[0] == 3 && last->use.inner->param[0] == 0 && last->use.inner->inner->param[0] == 1);
    finish(&m);
}

/* 256 choices eight times over are 2^64: a product that wraps to 0 must not be an empty study. */
static void products_have_a_limit(void)
{
    dh_arena arena = {0};
    char *gammas = dh_arena_text(&arena, "0.1");
    for (int i = 1; i < 256; i++)
        gammas = dh_arena_format(&arena, "%s, %.3f", gammas, i / 256.);
    char *one = dh_arena_format(&arena, "{name: fall, gamma: [%s]},", gammas);
    char *eight = repeat(&arena, "[{optimizer: sgd, lr: 1, schedule: {name: join, inner: [[", one, 8, "]]}}]");
    refuse_methods(eight, "more than 100000 combinations");
    char *rates = dh_arena_text(&arena, "1");
    for (int i = 2; i <= 400; i++)
        rates = dh_arena_format(&arena, "%s, %d", rates, i);
    char *many = dh_arena_format(&arena, "[{optimizer: adam, lr: [%s], batch: [%s], beta1: 0.5}]", rates, rates);
    refuse_methods(many, "more than 100000 combinations");
    char *nine = repeat(&arena, "[{optimizer: sgd, lr: 1, schedule: {name: join, inner: [[", "constant,", 9, "]]}}]");
    refuse_methods(nine, "at most 8");
    char *deep = repeat(&arena, "[{lr: 1, optimizer: ", "{name: outer, inner: ", 9, "sgd}}}}}}}}}}]");
    refuse_methods(deep, "at most 8 plugins inside one another");
    char *fits = repeat(&arena, "[{lr: 1, optimizer: ", "{name: outer, inner: ", 8, "sgd}}}}}}}}}]");
    GOOD(m, "[{problem: bowl}]", fits);
    finish(&m);
    dh_arena_finish(&arena);
}

static void rates_by_default(void)
{
    GOOD(m, "[{problem: bowl}]", "[{optimizer: [adam, armijo]}, {name: given, optimizer: armijo, lr: 0.3}]");
    CU_ASSERT(method(&m, "adam")->lr == 0.001 && method(&m, "armijo")->lr == 1 && method(&m, "given")->lr == 0.3);
    finish(&m);
}

/* ---- ids and descriptions ---- */

static dh_spec full_spec(dh_arena *arena)
{
    static double at[] = {10, 20.5}, start[] = {0.25, -1.5};
    dh_spec s = {.data_fd = 9,
                 .study_seed = 4,
                 .seed = 6,
                 .instance = 2,
                 .start_count = 2,
                 .start = start,
                 .lr = 0.125,
                 .clip = 2.5,
                 .batch = 16,
                 .replacement = true,
                 .budget = {100, 2.5, 77, 0.5},
                 .record = {DH_PER_DECADE, 12, DH_METRICS_FINAL},
                 .limits = {60, 1e9, 1e12},
                 .target = {0.5, NAN}};
    strcpy(s.data_hash, "a728826e");
    dh_use *use[] = {&s.problem, &s.optimizer, &s.schedule};
    for (int i = 0; i < 3; i++) {
        dh_use u = {.name = i ? "outer" : "bowl", .fd = 40 + i, .unit = DH_UNIT_EPOCH, .param_count = 2};
        snprintf(u.sha256, sizeof u.sha256, "%064d", i);
        u.param = DH_NEW(arena, double, 2);
        u.list = DH_NEW(arena, dh_list, 2);
        u.param[0] = 0.7 + i;
        u.list[1] = (dh_list){at, 2};
        if (i) {
            u.inner_count = 1;
            u.inner = DH_NEW(arena, dh_use, 1);
            u.inner[0] = (dh_use){.name = "adam",
                                  .fd = 50 + i,
                                  .param_count = 1,
                                  .param = DH_NEW(arena, double, 1),
                                  .list = DH_NEW(arena, dh_list, 1)};
            u.inner[0].param[0] = 0.9;
        }
        *use[i] = u;
    }
    return s;
}

static void ids_change_with_what_decides(void)
{
    dh_arena arena = {0};
    dh_error error;
    dh_spec base = full_spec(&arena);
    static double other[] = {10, 20.75}, elsewhere[] = {0.25, -1.25};
    CU_ASSERT_EQUAL(dh_spec_identify(&base, &error), 0);
    enum { CHANGES = 34 };
    for (int i = 0; i < CHANGES; i++) {
        dh_spec s = full_spec(&arena);
        s.problem.name = i == 0 ? "hill" : s.problem.name;
        s.problem.sha256[5] = i == 1 ? 'f' : '0';
        s.problem.param[0] += i == 2;
        s.problem.list[1].at = i == 3 ? other : s.problem.list[1].at;
        s.problem.list[1].count -= i == 4;
        s.optimizer.name = i == 5 ? "sgd" : s.optimizer.name;
        s.optimizer.param[1] += i == 6 ? 1e-15 : 0;
        s.optimizer.inner[0].param[0] += i == 7;
        s.optimizer.inner[0].name = i == 8 ? "sgd" : "adam";
        s.optimizer.inner_count -= i == 9;
        s.schedule.unit += i == 10;
        s.schedule.sha256[60] = i == 11 ? 'e' : '0';
        s.data_hash[2] = i == 12 ? '3' : '2';
        s.study_seed += i == 13;
        s.seed += i == 14;
        s.instance += i == 15;
        s.start = i == 16 ? elsewhere : s.start;
        s.start_count -= i == 17;
        s.lr += i == 18 ? 1e-16 : 0;
        s.clip += i == 19;
        s.batch += i == 20;
        s.replacement ^= i == 21;
        s.budget.steps += i == 22;
        s.budget.epochs += i == 23;
        s.budget.gradients += i == 24;
        s.budget.seconds += i == 25;
        s.record.unit = i == 26 ? DH_EVERY_STEPS : s.record.unit;
        s.record.every += i == 27;
        s.record.metrics = i == 28 ? DH_METRICS_EVERY : s.record.metrics;
        s.limits.cost *= i == 29 ? 2 : 1;
        s.target.cost += i == 30;
        s.target.gap = i == 31 ? 0.1 : s.target.gap;
        s.schedule.inner[0].unit += i == 32;
        s.schedule.param[1] = i == 33 ? -0.0 : 0; /* even that: its bits are another value */
        CU_ASSERT_EQUAL(dh_spec_identify(&s, &error), 0);
        if (!strcmp(s.id, base.id))
            fprintf(stderr, "change %d has the same id\n", i);
        CU_ASSERT_STRING_NOT_EQUAL(s.id, base.id);
    }
    dh_spec s = full_spec(&arena); /* who runs it, and for how long at most, decides nothing */
    s.data_fd = 33;
    s.problem.fd = s.optimizer.fd = s.schedule.fd = s.optimizer.inner[0].fd = 7;
    s.limits.seconds = 1;
    s.limits.memory = 1e6;
    CU_ASSERT_EQUAL(dh_spec_identify(&s, &error), 0);
    CU_ASSERT_STRING_EQUAL(s.id, base.id);
    dh_arena_finish(&arena);
}

static void descriptions_come_back(void)
{
    dh_arena arena = {0};
    dh_error error;
    dh_spec s = full_spec(&arena), back;
    dh_buffer one = {0}, two = {0};
    CU_ASSERT_EQUAL(dh_spec_identify(&s, &error), 0);
    dh_spec_encode(&s, &one);
    dh_cursor in = {.data = one.data, .size = one.size};
    CU_ASSERT_EQUAL_FATAL(dh_spec_decode(&in, &arena, &back, &error), 0);
    dh_spec_encode(&back, &two);
    CU_ASSERT(one.size == two.size && !memcmp(one.data, two.data, one.size));
    CU_ASSERT(!strcmp(back.id, s.id) && back.schedule.inner[0].fd == 52 && back.optimizer.list[1].at[1] == 20.5);
    CU_ASSERT(back.data_fd == 9 && back.limits.memory == 1e9 && isnan(back.target.gap) && back.start[1] == -1.5);
    CU_ASSERT_EQUAL(dh_spec_identify(&back, &error), 0);
    CU_ASSERT_STRING_EQUAL(back.id, s.id);
    dh_buffer_finish(&one);
    dh_buffer_finish(&two);
    dh_arena_finish(&arena);
}

static void damaged_descriptions(void)
{
    dh_arena arena = {0};
    dh_error error;
    dh_spec s = full_spec(&arena), back;
    dh_buffer b = {0};
    dh_spec_encode(&s, &b);
    for (size_t size = 0; size < b.size; size++) {
        void *exact = memcpy(malloc(size + 1), b.data, size);
        dh_cursor in = {.data = exact, .size = size};
        CU_ASSERT_EQUAL(dh_spec_decode(&in, &arena, &back, &error), -1);
        free(exact);
    }
    for (size_t bit = 0; bit < 8 * b.size; bit++) { /* a wrong one or none, but nothing outside the bytes */
        dh_arena scratch = {0};
        b.data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        dh_cursor in = {.data = b.data, .size = b.size};
        dh_spec_decode(&in, &scratch, &back, &error);
        b.data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        dh_arena_finish(&scratch);
    }
    dh_buffer_finish(&b);
    dh_arena_finish(&arena);
}

static int decode_of(const dh_spec *s, dh_arena *arena, dh_spec *back, dh_error *error)
{
    dh_buffer b = {0};
    dh_spec_encode(s, &b);
    CU_ASSERT_FATAL(!b.failed);
    dh_cursor in = {.data = b.data, .size = b.size};
    const int result = dh_spec_decode(&in, arena, back, error);
    dh_buffer_finish(&b);
    return result;
}

/* `inner` plugins inside one another below s.optimizer. */
static dh_spec nested(size_t inner, dh_arena *arena)
{
    dh_spec s = full_spec(arena);
    dh_use *use = &s.optimizer;
    for (size_t i = 0; i < inner; i++) {
        use->inner_count = 1;
        use->inner = DH_NEW(arena, dh_use, 1);
        use = use->inner;
        *use = (dh_use){.name = "outer"};
    }
    return s;
}

/* Whole bytes, with more in them than a description can have. */
static void descriptions_have_limits(void)
{
    static double many[DH_MAX_PARAMS + 1];
    static dh_list none[DH_MAX_PARAMS + 1];
    dh_arena arena = {0};
    dh_error error = {0};
    dh_spec back, s = nested(DH_MOST_NESTED, &arena);
    CU_ASSERT_EQUAL(decode_of(&s, &arena, &back, &error), 0);
    s = nested(DH_MOST_NESTED + 1, &arena);
    CU_ASSERT_EQUAL(decode_of(&s, &arena, &back, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "run description: damaged");
    for (size_t extra = 0; extra < 2; extra++) {
        s = full_spec(&arena);
        s.problem.param = many, s.problem.list = none, s.problem.param_count = DH_MAX_PARAMS + extra;
        CU_ASSERT_EQUAL(decode_of(&s, &arena, &back, &error), extra ? -1 : 0);
        s = full_spec(&arena);
        s.schedule.inner_count = DH_MOST_NESTED + extra;
        s.schedule.inner = DH_NEW(&arena, dh_use, DH_MOST_NESTED + 1);
        CU_ASSERT_EQUAL(decode_of(&s, &arena, &back, &error), extra ? -1 : 0);
    }
    s = full_spec(&arena);
    memset(s.data_hash, 'a', 64);
    CU_ASSERT_EQUAL_FATAL(decode_of(&s, &arena, &back, &error), 0);
    CU_ASSERT_EQUAL(strlen(back.data_hash), 64);
    dh_arena_finish(&arena);
}

/* A hash that is longer than one is does not fit where it goes. */
static void too_long_a_hash(void)
{
    dh_arena arena = {0};
    dh_error error;
    dh_spec s = full_spec(&arena), back;
    dh_buffer b = {0}, longer = {0};
    dh_spec_encode(&s, &b);
    const size_t hash = 32 + 4 + 4 + strlen(s.problem.name); /* behind id, version and the first name */
    CU_ASSERT_EQUAL_FATAL(b.data[hash], 64);
    dh_put(&longer, b.data, hash);
    dh_put_u32(&longer, 65);
    dh_put(&longer, b.data + hash + 4, 64);
    dh_put_u8(&longer, '0');
    dh_put(&longer, b.data + hash + 68, b.size - hash - 68);
    dh_cursor in = {.data = longer.data, .size = longer.size};
    CU_ASSERT_EQUAL(dh_spec_decode(&in, &arena, &back, &error), -1);
    dh_buffer_finish(&longer);
    dh_buffer_finish(&b);
    dh_arena_finish(&arena);
}

static void threads_of_what_is_wrapped(void)
{
    dh_arena arena = {0};
    dh_spec s = nested(3, &arena);
    CU_ASSERT(!dh_use_threads(&s.optimizer) && !dh_use_threads(&s.problem));
    s.optimizer.inner->inner->inner->threads = true;
    CU_ASSERT(dh_use_threads(&s.optimizer) && !dh_use_threads(&s.problem));
    s.problem.threads = true;
    CU_ASSERT(dh_use_threads(&s.problem));
    dh_arena_finish(&arena);
}

/* ---- tables ---- */

static void runs_have_labels(void)
{
    GOOD(m, "[{problem: bowl, shape: flat}, {problem: line, dataset: {synthetic: line, samples: 20, test: 0.25}}]",
         "[{optimizer: {name: outer, k: 3, inner: adam}, clip: 2.5, batch: 4, sampling: replacement, schedule: "
         "{name: steps, at: [1, 2.5]}},"
         " {optimizer: sgd, lr: 0.5}]");
    const size_t index[] = {1, 4, 7}; /* bowl with outer, seed 8; line with outer, seed 3; line with sgd, seed 8 */
    dh_table t;
    CU_ASSERT_EQUAL_FATAL(dh_plan_runs(&m.plan, index, 3, &m.arena, &t, &m.error), 0);
    CU_ASSERT_EQUAL(t.rows, 3);
    CU_ASSERT_STRING_EQUAL(dh_table_find(&t, "id")->text[1], m.plan.id[4]);
    CU_ASSERT_STRING_EQUAL(dh_table_find(&t, "problem")->text[0], "bowl shape=flat");
    CU_ASSERT_STRING_EQUAL(dh_table_find(&t, "dataset")->text[2], "line");
    CU_ASSERT_STRING_EQUAL(dh_table_find(&t, "problem_shape")->text[0], "flat");
    CU_ASSERT_STRING_EQUAL(dh_table_find(&t, "schedule_at")->text[1], "1,2.5");
    CU_ASSERT(dh_table_find(&t, "seed")->whole[0] == 8 && dh_table_find(&t, "seed")->whole[1] == 3);
    CU_ASSERT(dh_table_find(&t, "samples")->whole[0] == 0 && dh_table_find(&t, "samples")->whole[1] == 15);
    CU_ASSERT(dh_table_find(&t, "batch")->whole[1] == 4 && dh_table_find(&t, "batch")->whole[2] == 15);
    CU_ASSERT(dh_table_find(&t, "replacement")->flag[1] && !dh_table_find(&t, "replacement")->flag[2]);
    CU_ASSERT(dh_table_find(&t, "clip")->real[1] == 2.5 && isnan(dh_table_find(&t, "clip")->real[2]));
    CU_ASSERT(dh_table_find(&t, "optimizer_k")->real[0] == 3 && isnan(dh_table_find(&t, "optimizer_k")->real[2]));
    CU_ASSERT_EQUAL(dh_table_find(&t, "optimizer_inner_beta1")->real[1], 0.9);
    CU_ASSERT_EQUAL(dh_table_find(&t, "schedule_beta1")->real[1], 0.5);
    for (size_t i = 0; i < t.count; i++)
        CU_ASSERT(strlen(t.column[i].name) <= 64);
    finish(&m);
}

static void plugins_in_use(void)
{
    GOOD(m, "[{problem: bowl}]", "[{optimizer: {name: outer, inner: adam}, schedule: {name: join, inner: fall}}]");
    dh_table t;
    static const char *const used[] = {"adam", "outer", "fall", "join", "bowl"};
    CU_ASSERT_EQUAL_FATAL(dh_plan_plugins(&m.plan, &m.arena, &t, &m.error), 0);
    CU_ASSERT_EQUAL_FATAL(t.rows, 5);
    for (int i = 0; i < 5; i++)
        CU_ASSERT_STRING_EQUAL(dh_table_find(&t, "name")->text[i], used[i]);
    CU_ASSERT_STRING_EQUAL(dh_table_find(&t, "kind")->text[3], "schedule");
    CU_ASSERT_EQUAL(strlen(dh_table_find(&t, "sha256")->text[0]), 64);
    finish(&m);
}

static void metrics_where_they_say_something(void)
{
    GOOD(m,
         "[{problem: line, dataset: {synthetic: line, samples: 20, test: 0.25}},"
         " {name: whole, problem: line, dataset: {synthetic: line, samples: 21}}]",
         "[{optimizer: sgd, lr: 1}, {optimizer: sgd, lr: 2, record: {metrics: none}}]");
    const dh_metrics_when expected[] = {DH_METRICS_EVERY, DH_METRICS_NONE, DH_METRICS_FINAL, DH_METRICS_NONE};
    for (size_t i = 0; i < 4; i++) {
        dh_spec spec;
        CU_ASSERT_EQUAL(dh_plan_spec(&m.plan, 2 * i, &spec, &m.error), 0);
        CU_ASSERT_EQUAL(spec.record.metrics, expected[i]);
    }
    finish(&m);
}

SUITE("plan", {"lists multiply", lists_multiply}, {"names keep what varies", names_keep_what_varies},
      {"runs have places", runs_have_places}, {"wrappers nest", wrappers_nest}, {"problems nest", problems_nest},
      {"schedules in sequence", schedules_in_sequence}, {"lists as values", lists_as_values},
      {"lists from files", lists_from_files}, {"lists from bad files", lists_from_bad_files},
      {"equal datasets are loaded once", equal_datasets_are_loaded_once},
      {"mistakes have places", mistakes_have_places}, {"products have a limit", products_have_a_limit},
      {"rates by default", rates_by_default}, {"ids change with what decides", ids_change_with_what_decides},
      {"descriptions come back", descriptions_come_back}, {"damaged descriptions", damaged_descriptions},
      {"descriptions have limits", descriptions_have_limits}, {"too long a hash", too_long_a_hash},
      {"threads of what is wrapped", threads_of_what_is_wrapped},
      {"runs have labels", runs_have_labels}, {"plugins in use", plugins_in_use},
      {"metrics where they say something", metrics_where_they_say_something})
