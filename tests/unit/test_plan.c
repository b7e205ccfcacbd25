/* A study and a registry become runs: what multiplies, what is inside one another, and tables of what there is. */
#include "suite.h"

#include "plan_model.h"

#include <math.h>
#include <string.h>

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

static void rates_by_default(void)
{
    GOOD(m, "[{problem: bowl}]", "[{optimizer: [adam, armijo]}, {name: given, optimizer: armijo, lr: 0.3}]");
    CU_ASSERT(method(&m, "adam")->lr == 0.001 && method(&m, "armijo")->lr == 1 && method(&m, "given")->lr == 0.3);
    finish(&m);
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
      {"equal datasets are loaded once", equal_datasets_are_loaded_once}, {"rates by default", rates_by_default},
      {"runs have labels", runs_have_labels}, {"plugins in use", plugins_in_use},
      {"metrics where they say something", metrics_where_they_say_something})
