/* Good studies field by field. */
#include "config/study.h"
#include "config_model.h"

#include <math.h>
#include <string.h>

static dh_study study;

static int parse(const char *text)
{
    dh_arena_finish(&arena);
    error = (dh_error){0};
    memset(&study, 0x5a, sizeof study);
    int result = dh_study_parse("some/folder/x.yaml", text, strlen(text), &arena, &study, &error);
    if (result)
        fprintf(stderr, "%s\n", error.text);
    return result;
}

static const char tutorial[] =
    "study: tutorial\n"
    "seeds: 10\n"
    "budget: {epochs: 50}\n"
    "record: {every: 1 epoch}\n"
    "problems:\n"
    "  - problem: linear_regression\n"
    "    dataset: {synthetic: line, samples: 100, noise: 1.0}\n"
    "methods:\n"
    "  - {optimizer: sgd,      batch: [1, 20, full], lr: [0.1, 0.01]}          # lists multiply\n"
    "  - {optimizer: sgd,      batch: 1, lr: 1, schedule: inverse_time, t0: 5, t1: 50}\n"
    "  - {optimizer: momentum, batch: full, lr: 0.1, beta: 0.9}\n"
    "  - {optimizer: adam,     batch: full, lr: 0.01}\n";

static void check_choices(const char *key, const dh_node *node, const dh_domain *domain, size_t count,
                          const dh_value *wanted)
{
    CU_ASSERT_FATAL(node && dh_choice_count(node) == count);
    for (size_t i = 0; i < count; i++) {
        dh_value got;
        CU_ASSERT_FATAL(!dh_value_read(&study.document, key, dh_choice_at(node, i), domain, &got, &error));
        CU_ASSERT(got.word == wanted[i].word);
        CU_ASSERT(got.number == wanted[i].number);
    }
}

static void tutorial_study(void)
{
    CU_ASSERT_FATAL(!parse(tutorial));
    CU_ASSERT_STRING_EQUAL(study.name, "tutorial");
    CU_ASSERT_STRING_EQUAL(study.folder, "some/folder");
    CU_ASSERT(study.seed_count == 10 && study.seeds[0] == 0 && study.seeds[7] == 7);
    CU_ASSERT_FATAL(study.problem_count == 1 && study.method_count == 4);
    const dh_problem_entry *p = study.problem;
    CU_ASSERT_STRING_EQUAL(p->problem, "linear_regression");
    CU_ASSERT(is_at(p->at, 6, 5) && is_at(p->problem_at, 6, 14));
    CU_ASSERT_FATAL(p->dataset_count == 1 && p->setting_count == 0 && p->start_count == 0 && !p->start && !p->label);
    CU_ASSERT(p->dataset->kind == DH_DATA_SYNTHETIC && p->dataset->samples == 100 && p->dataset->noise == 1.0);
    CU_ASSERT_STRING_EQUAL(p->dataset->source, "line");
    CU_ASSERT_STRING_EQUAL(p->dataset->label, "line");
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT(study.method[i].budget.epochs == 50 && study.method[i].budget.steps == 0);
        CU_ASSERT(study.method[i].record.unit == DH_EVERY_EPOCHS && study.method[i].record.every == 1);
        CU_ASSERT(isnan(study.method[i].target.cost) && isnan(study.method[i].target.gap));
    }
}

static void tutorial_methods(void)
{
    CU_ASSERT_FATAL(!parse(tutorial) && study.method_count == 4);
    const dh_method_entry *m = study.method;
    CU_ASSERT(is_at(m[1].at, 10, 5));
    CU_ASSERT_STRING_EQUAL(m[2].optimizer->text, "momentum");
    CU_ASSERT_STRING_EQUAL(m[1].schedule->text, "inverse_time");
    CU_ASSERT(!m[0].schedule && !m[0].sampling && !m[0].clip && !m[0].unit && !m[0].label);
    check_choices("batch", m[0].batch, &dh_batch_domain, 3, (dh_value[]){{-1, 1}, {-1, 20}, {0, 0}});
    check_choices("lr", m[0].lr, &dh_rate_domain, 2, (dh_value[]){{-1, 0.1}, {-1, 0.01}});
    check_choices("lr", m[3].lr, &dh_rate_domain, 1, (dh_value[]){{-1, 0.01}});
    CU_ASSERT_FATAL(m[1].setting_count == 2 && m[0].setting_count == 0);
    CU_ASSERT_STRING_EQUAL(m[1].setting[1].key, "t1");
    CU_ASSERT_STRING_EQUAL(m[1].setting[1].value->text, "50");
    CU_ASSERT(is_at(m[1].setting[1].at, 10, 75) && is_at(m[1].setting[1].value->at, 10, 79));
}

static const char everything[] =
    "doc: >\n  All keys,\n  none at its default.\n"
    "methods:\n"
    "- optimizer: [lbfgs, {name: lookahead, inner: adam, k: 6}]\n"
    "  schedule: {name: warmup, inner: cosine}\n"
    "  unit: [epochs, horizon, steps]\n"
    "  sampling: [replacement, shuffle]\n"
    "  clip: [2.385, 1e2]\n"
    "  name: the \"first\" α\n"
    "  history: 17\n"
    "- optimizer: sgd\n"
    "  budget: {steps: 3e3, gradients: 2.5e5}\n"
    "  record: {metrics: none, per_decade: 23}\n"
    "  target: {cost: -2.385}\n"
    "- {optimizer: adam, target: {}}\n"
    "budget: {epochs: 2.5, seconds: 7.25}\n"
    "record: {every: 12   steps, metrics: final}\n"
    "limits: {seconds: 61.5, memory: 3e8, cost: 2e12}\n"
    "target: {gap: 3e-7}\n"
    "seed: 77\n"
    "seeds: [31, 5e2, 4]\n"
    "plugins: [{file: mine.so, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}, ../lib]\n"
    "problems:\n"
    "- problem: quadratic\n"
    "  name: bent\n"
    "  start: [2.385, -1.5, 0.25]\n"
    "  instance: 9\n"
    "  spectrum: [1, 3, 9]\n"
    "- problem: logistic\n"
    "  dataset: [breast_cancer, {file: ../data/my.rows.csv, target: 3, header: no, delimiter: \";\", test: 0.375,"
    " split_seed: 8, standardise: yes}]\n"
    "- {problem: linear, dataset: {synthetic: line, samples: 1e3, noise: 0.125, data_seed: 21, standardise: false}}\n"
    "- {problem: linear, start: 4.5, dataset: {name: diabetes, target: none, test: 0.25}}\n"
    "check: [{cells: adam on *, margin: 0.125, reason: few seeds},"
    " {reason: 'ticket 12', ignore: yes, cells: '* on p'}]\n"
    "study: All.keys_v-2\n";

static void study_keys(void)
{
    CU_ASSERT_FATAL(!parse(everything));
    CU_ASSERT_STRING_EQUAL(study.name, "All.keys_v-2");
    CU_ASSERT_STRING_EQUAL(study.doc, "All keys, none at its default.\n");
    CU_ASSERT(study.seed == 77);
    CU_ASSERT(study.seed_count == 3 && study.seeds[0] == 31 && study.seeds[1] == 500 && study.seeds[2] == 4);
    CU_ASSERT(study.limits.seconds == 61.5 && study.limits.memory == 3e8 && study.limits.cost == 2e12);
    CU_ASSERT_FATAL(study.plugin_count == 2);
    CU_ASSERT_STRING_EQUAL(study.plugins[0].file, "mine.so");
    CU_ASSERT_STRING_EQUAL(study.plugins[0].sha256, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    CU_ASSERT(!strcmp(study.plugins[1].file, "../lib") && !study.plugins[1].sha256);
    CU_ASSERT_FATAL(study.check_count == 2);
    CU_ASSERT_STRING_EQUAL(study.check[0].cells, "adam on *");
    CU_ASSERT_STRING_EQUAL(study.check[0].reason, "few seeds");
    CU_ASSERT(study.check[0].margin == 0.125 && !study.check[0].ignore && study.check[1].ignore);
    CU_ASSERT_STRING_EQUAL(study.check[1].reason, "ticket 12");
    CU_ASSERT(study.problem_count == 4 && study.method_count == 3);
    CU_ASSERT_STRING_EQUAL(study.document.source, everything);
}

static void method_keys(void)
{
    CU_ASSERT_FATAL(!parse(everything) && study.method_count == 3);
    const dh_method_entry *m = study.method;
    CU_ASSERT_STRING_EQUAL(m->label, "the \"first\" α");
    CU_ASSERT_FATAL(dh_choice_count(m->optimizer) == 2 && m->setting_count == 1);
    CU_ASSERT_STRING_EQUAL(m->setting->key, "history");
    CU_ASSERT_STRING_EQUAL(dh_node_find(dh_choice_at(m->optimizer, 1), "inner")->text, "adam");
    CU_ASSERT_STRING_EQUAL(dh_node_find(dh_choice_at(m->schedule, 0), "name")->text, "warmup");
    check_choices("unit", m->unit, &dh_unit_domain, 3, (dh_value[]){{1, 0}, {2, 0}, {0, 0}});
    check_choices("sampling", m->sampling, &dh_sampling_domain, 2,
                  (dh_value[]){{DH_REPLACEMENT, 0}, {DH_SHUFFLE, 0}});
    check_choices("clip", m->clip, &dh_clip_domain, 2, (dh_value[]){{-1, 2.385}, {-1, 100}});
}

static void rules_of_the_study_and_of_a_method(void)
{
    CU_ASSERT_FATAL(!parse(everything) && study.method_count == 3);
    const dh_method_entry *m = study.method;
    CU_ASSERT(m[0].budget.epochs == 2.5 && m[0].budget.seconds == 7.25 && !m[0].budget.steps &&
              !m[0].budget.gradients);
    CU_ASSERT(m[0].record.unit == DH_EVERY_STEPS && m[0].record.every == 12 &&
              m[0].record.metrics == DH_METRICS_FINAL);
    CU_ASSERT(m[0].target.gap == 3e-7 && isnan(m[0].target.cost));
    /* A method's own map replaces the study's whole map. */
    CU_ASSERT(m[1].budget.steps == 3000 && m[1].budget.gradients == 2.5e5 && !m[1].budget.epochs &&
              !m[1].budget.seconds);
    CU_ASSERT(m[1].record.unit == DH_PER_DECADE && m[1].record.every == 23 && m[1].record.metrics == DH_METRICS_NONE);
    CU_ASSERT(m[1].target.cost == -2.385 && isnan(m[1].target.gap));
    CU_ASSERT(isnan(m[2].target.cost) && isnan(m[2].target.gap));
    CU_ASSERT(m[2].record.every == 12 && m[2].budget.epochs == 2.5);
}

static void problem_keys(void)
{
    CU_ASSERT_FATAL(!parse(everything) && study.problem_count == 4);
    const dh_problem_entry *p = study.problem;
    CU_ASSERT_STRING_EQUAL(p[0].label, "bent");
    CU_ASSERT(p[0].instance == 9 && p[0].start_count == 3 && p[0].start[1] == -1.5 && p[0].dataset_count == 0);
    CU_ASSERT(p[3].start_count == 1 && p[3].start[0] == 4.5);
    CU_ASSERT_FATAL(p[0].setting_count == 1 && p[0].setting->value->kind == DH_SEQUENCE);
    CU_ASSERT_STRING_EQUAL(p[0].setting->value->item[2]->text, "9");
}

static void dataset_keys(void)
{
    CU_ASSERT_FATAL(!parse(everything) && study.problem[1].dataset_count == 2);
    const dh_dataset_spec *named = study.problem[1].dataset, *file = named + 1, *made = study.problem[2].dataset;
    CU_ASSERT(named->kind == DH_DATA_NAMED && named->file.header == -1 && named->file.standardise == -1 && !named->file.delimiter);
    CU_ASSERT(!named->file.target && named->test == 0 && is_at(named->at, 31, 13));
    CU_ASSERT_STRING_EQUAL(named->label, "breast_cancer");
    CU_ASSERT(file->kind == DH_DATA_FILE && file->file.header == 0 && file->file.delimiter == ';' && file->test == 0.375);
    CU_ASSERT(file->split_seed == 8 && file->file.standardise == 1 && is_at(file->at, 31, 28));
    CU_ASSERT_STRING_EQUAL(file->source, "../data/my.rows.csv");
    CU_ASSERT_STRING_EQUAL(file->label, "my.rows");
    CU_ASSERT_STRING_EQUAL(file->file.target, "3");
    CU_ASSERT(made->kind == DH_DATA_SYNTHETIC && made->samples == 1000 && made->noise == 0.125 &&
              made->data_seed == 21);
    CU_ASSERT(made->file.standardise == 0);
    CU_ASSERT_STRING_EQUAL(study.problem[3].dataset->file.target, "none");
}

#define LEAST "study: x\nbudget: {steps: 7}\nproblems: [{problem: bowl}]\nmethods: [{optimizer: sgd}]\n"

static void defaults(void)
{
    CU_ASSERT_FATAL(!parse(LEAST));
    CU_ASSERT_STRING_EQUAL(study.doc, "");
    CU_ASSERT(study.seed == 0 && study.seed_count == 1 && study.seeds[0] == 0 && study.plugin_count == 0);
    CU_ASSERT(study.limits.seconds == 600 && study.limits.memory == 1073741824 && study.limits.cost == 1e100);
    CU_ASSERT(study.method->record.unit == DH_EVERY_EPOCHS && study.method->record.every == 1);
    CU_ASSERT(study.method->record.metrics == DH_METRICS_AUTO && study.problem->instance == 0);
    CU_ASSERT(!study.method->lr && !study.method->batch);
}

static void recording_intervals(void)
{
    static const struct {
        const char *text;
        dh_record_unit unit;
        double every;
    } row[] = {{"1 step", DH_EVERY_STEPS, 1},
               {"'25 steps'", DH_EVERY_STEPS, 25},
               {"1e3 steps", DH_EVERY_STEPS, 1000},
               {"0.375 epochs", DH_EVERY_EPOCHS, 0.375},
               {"3 epoch", DH_EVERY_EPOCHS, 3}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[256];
        snprintf(text, sizeof text, LEAST "record: {every: %s}\n", row[i].text);
        CU_ASSERT_FATAL(!parse(text));
        CU_ASSERT(study.method->record.unit == row[i].unit && study.method->record.every == row[i].every);
    }
}

static void delimiters(void)
{
    static const struct {
        const char *text;
        char delimiter;
    } row[] = {{"'|'", '|'}, {"\"\\t\"", '\t'}, {"' '", ' '}, {"':'", ':'}, {"\";\"", ';'}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "study: x\nbudget: {steps: 7}\nmethods: [{optimizer: sgd}]\n"
                 "problems: [{problem: p, dataset: {file: a/.b, delimiter: %s}}]\n",
                 row[i].text);
        CU_ASSERT_FATAL(!parse(text));
        CU_ASSERT(study.problem->dataset->file.delimiter == row[i].delimiter);
        CU_ASSERT_STRING_EQUAL(study.problem->dataset->label, ".b");
    }
}

static void folders(void)
{
    static const char *const row[][2] = {
        {"x.yaml", "."}, {"/x.yaml", "/"}, {"a/b/x.yaml", "a/b"}, {"../x.yaml", ".."}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        dh_arena_finish(&arena);
        CU_ASSERT_FATAL(!dh_study_parse(row[i][0], LEAST, strlen(LEAST), &arena, &study, &error));
        CU_ASSERT_STRING_EQUAL(study.folder, row[i][1]);
    }
}

static void own_keys(void)
{
    const char *keys[DH_MOST_KEYS];
    size_t count = dh_method_keys(keys);
    CU_ASSERT_STRING_EQUAL(keys[0], "batch");
    for (size_t i = 1; i < count; i++)
        CU_ASSERT(strcmp(keys[i - 1], keys[i]) < 0);
    CU_ASSERT_STRING_EQUAL(keys[count - 1], "unit");
    count = dh_problem_keys(keys);
    for (size_t i = 1; i < count; i++)
        CU_ASSERT(strcmp(keys[i - 1], keys[i]) < 0);
    CU_ASSERT_STRING_EQUAL(keys[count - 1], "start");
}

static void minus_zero_is_zero(void)
{
    dh_value value;
    const dh_node *root = tree("[-0, -0.0]");
    CU_ASSERT_FATAL(root && root->count == 2);
    for (size_t i = 0; i < 2; i++) {
        dh_document document = {"x", "", 0, root};
        CU_ASSERT(!dh_value_read(&document, "lr", root->item[i], &dh_rate_domain, &value, &error));
        CU_ASSERT(value.number == 0 && !signbit(value.number));
    }
}

static void domains_in_words(void)
{
    static const char *const words[] = {"a", "b", "c", NULL};
    static const struct {
        dh_domain domain;
        const char *text;
    } row[] = {
        {{.number = true, .min = -1e300, .max = 1e300}, "a number"},
        {{.number = true, .min = 0.5, .max = 1e300, .open_min = true}, "a number > 0.5"},
        {{.number = true, .min = -1e300, .max = 2, .open_max = true}, "a number < 2"},
        {{.number = true, .min = -1e300, .max = 2}, "a number <= 2"},
        {{.number = true, .min = -0.1, .max = 2, .open_min = true}, "a number in (-0.1, 2]"},
        {{.number = true, .whole = true, .min = 3, .max = 1e300, .words = words}, "a whole number >= 3, a, b or c"},
        {{.words = words}, "a, b or c"},
        {{.words = words + 2}, "c"},
    };
    char text[100], small[12];
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        CU_ASSERT_STRING_EQUAL(dh_domain_text(&row[i].domain, text, sizeof text), row[i].text);
    CU_ASSERT_STRING_EQUAL(dh_domain_text(&row[5].domain, small, sizeof small), "a whole num");
}

static void files(void)
{
    dh_document document;
    dh_arena_finish(&arena);
    CU_ASSERT(dh_study_read("no/such/study.yaml", &arena, &study, &error) == -1 && error.kind == DH_ERROR_INPUT);
    CU_ASSERT(strstr(error.text, "no/such/study.yaml") == error.text);
    CU_ASSERT(dh_yaml_read("/", &arena, &document, &error) == -1 && error.kind == DH_ERROR_INPUT);
    dh_arena_finish(&arena);
}

SUITE("config", {"the tutorial study", tutorial_study}, {"the tutorial's methods", tutorial_methods},
      {"keys of a study", study_keys}, {"keys of a method", method_keys},
      {"a method's rules replace the study's", rules_of_the_study_and_of_a_method},
      {"keys of a problem", problem_keys}, {"keys of a dataset", dataset_keys}, {"defaults", defaults},
      {"recording intervals", recording_intervals}, {"delimiters", delimiters}, {"folder of a study", folders},
      {"lists of own keys are sorted", own_keys}, {"minus zero is zero", minus_zero_is_zero},
      {"domains in words", domains_in_words}, {"files that cannot be read", files})
