/* Mistakes of a study that its plan shows, with their places; and lists that stand in files. */
#include "suite.h"

#include "base/file.h"
#include "plan_model.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- files ---- */

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

SUITE("plan told", {"lists from files", lists_from_files}, {"lists from bad files", lists_from_bad_files},
      {"mistakes have places", mistakes_have_places}, {"products have a limit", products_have_a_limit})
