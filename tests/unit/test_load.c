/* Datasets as a study says them: the shipped files and their cards, synthetic data, and what may be said wrongly. */
#include "suite.h"

#include "data/generate.h"
#include "data/load.h"
#include "scratch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- helpers ---- */

/* Loads one dataset as a study would say it. */
static bool want_labels; /* what the problem of the next load asks for */

static int load(const char *dataset, uint64_t seed, dh_arena *arena, dh_data *ret, dh_error *error)
{
    const char *source = getenv("DH_SOURCE");
    const char *catalogue = dh_arena_format(arena, "%s/configs/datasets", source ? source : ".");
    const dh_library library = {.reader = getenv("DH_READER"), .catalogue = &catalogue, .catalogue_count = 1, .store = "/no/store"};
    char *text = dh_arena_format(arena,
                                 "study: t\nseed: %llu\nbudget: {steps: 5}\n"
                                 "problems:\n  - {problem: linear_regression, dataset: %s}\n"
                                 "methods:\n  - {optimizer: sgd, lr: 0.1}\n",
                                 (unsigned long long)seed, dataset);
    dh_study study;
    if (dh_study_parse("t.yaml", text, strlen(text), arena, &study, error)) {
        fprintf(stderr, "%s\n", error->text);
        CU_FAIL_FATAL("the study of a test must be right");
    }
    return dh_data_load(&study, &study.problem[0].dataset[0], want_labels, &library, arena, ret, error);
}

static void load_well(const char *dataset, uint64_t seed, dh_arena *arena, dh_data *ret)
{
    dh_error error = {0};
    int result = load(dataset, seed, arena, ret, &error);
    if (result)
        fprintf(stderr, "%s: %s\n", dataset, error.text);
    CU_ASSERT_EQUAL_FATAL(result, 0);
}

static double mean_of(const dh_dataset *v, size_t feature)
{
    double sum = 0;
    for (size_t i = 0; i < v->samples; i++)
        sum += v->x[i * v->features + feature];
    return sum / (double)v->samples;
}

static double deviation_of(const dh_dataset *v, size_t feature)
{
    double mean = mean_of(v, feature), sum = 0;
    for (size_t i = 0; i < v->samples; i++)
        sum += (v->x[i * v->features + feature] - mean) * (v->x[i * v->features + feature] - mean);
    return sqrt(sum / (double)v->samples);
}

/* ---- the shipped files ---- */

/* From scikit-learn, with load in (load_breast_cancer(), load_diabetes(scaled=False)):
 *   x, y = load.data, load.target
 *   for j in (0, 3, x.shape[1] - 1): print(repr(x[:, j].mean()), repr(x[:, j].std()))
 *   print(repr(x.sum()), repr(y.sum()), repr(x[100, 5]), repr((x * np.arange(1, len(x) + 1)[:, None]).sum())) */
typedef struct shipped {
    const char *name;
    size_t rows, features;
    double mean[3], deviation[3], sum, target_sum, cell, weighted;
} shipped;

static const shipped files[] = {
    {"breast_cancer",
     569,
     30,
     {14.127291739894552, 654.8891036906855, 0.0839458172231986},
     {3.520950760711062, 351.60475406323, 0.01804538930859499},
     1056474.4596356,
     569 - 357 /* sklearn: benign is 1 */,
     0.08511,
     290893084.6134092},
    {"diabetes",
     442,
     10,
     {48.51809954751131, 94.64701357466062, 91.26018099547511},
     {13.094190207980025, 13.815628311857534, 11.48332247173548},
     276404.2336,
     67243.0,
     143.8,
     61724846.9657},
};

static void check_sums(const dh_dataset *v, const shipped *want)
{
    double sum = 0, weighted = 0, target = 0;
    for (size_t i = 0; i < v->samples; i++) {
        target += v->y[i];
        for (size_t j = 0; j < v->features; j++) {
            sum += v->x[i * v->features + j];
            weighted += (double)(i + 1) * v->x[i * v->features + j];
        }
    }
    CHECK_CLOSE(sum, want->sum, 1e-12);
    CHECK_CLOSE(weighted, want->weighted, 1e-12);
    CU_ASSERT_EQUAL(target, want->target_sum);
    CU_ASSERT_EQUAL(v->x[100 * v->features + 5], want->cell);
}

static void shipped_files_equal_sklearn(void)
{
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        dh_arena arena = {0};
        dh_data data;
        const shipped *want = &files[f];
        load_well(dh_arena_format(&arena, "{name: %s, standardise: false}", want->name), 0, &arena, &data);
        CU_ASSERT_EQUAL(data.view.samples, want->rows);
        CU_ASSERT_EQUAL(data.view.test_samples, 0);
        CU_ASSERT_EQUAL(data.view.features, want->features);
        check_sums(&data.view, want);
        size_t column[] = {0, 3, want->features - 1};
        for (int i = 0; i < 3; i++) {
            CHECK_CLOSE(mean_of(&data.view, column[i]), want->mean[i], 1e-13);
            CHECK_CLOSE(deviation_of(&data.view, column[i]), want->deviation[i], 1e-13);
        }
        dh_data_finish(&data);
        dh_arena_finish(&arena);
    }
}

static void shipped_cards(void)
{
    dh_arena arena = {0};
    dh_data data;
    load_well("breast_cancer", 0, &arena, &data);
    CU_ASSERT_EQUAL(data.view.classes, 2);
    CU_ASSERT_STRING_EQUAL(data.class_name[0], "benign");
    CU_ASSERT_STRING_EQUAL(data.class_name[1], "malignant");
    CU_ASSERT_STRING_EQUAL(data.target, "diagnosis");
    CU_ASSERT_STRING_EQUAL(data.feature[29], "worst_fractal_dimension");
    CU_ASSERT_STRING_EQUAL(data.label, "breast_cancer");
    CU_ASSERT_PTR_NOT_NULL(strstr(data.licence, "BSD-3-Clause"));
    CU_ASSERT_PTR_NOT_NULL(strstr(data.source, "doi:10.1117/12.148698"));
    CHECK_CLOSE(deviation_of(&data.view, 29), 1, 1e-13); /* the card says standardise */
    dh_data_finish(&data);
    load_well("{name: diabetes, target: 3}", 0, &arena, &data); /* another target than the card's */
    CU_ASSERT_STRING_EQUAL(data.target, "bmi");
    CU_ASSERT_EQUAL(data.view.y[0], 32.1);
    CU_ASSERT_EQUAL(data.view.classes, 0);
    dh_data_finish(&data);
    dh_arena_finish(&arena);
}

/* ---- splits and scaling ---- */

static void standardised_over_training_rows(void)
{
    static const char *const spec[] = {"{name: breast_cancer, test: 0.25, split_seed: 3}",
                                       "{name: diabetes, test: 0.3}",
                                       "{synthetic: line, samples: 1001, standardise: true}"};
    for (size_t s = 0; s < sizeof spec / sizeof *spec; s++) {
        dh_arena arena = {0};
        dh_data data;
        load_well(spec[s], 5, &arena, &data);
        for (size_t j = 0; j < data.view.features; j++) {
            CU_ASSERT(fabs(mean_of(&data.view, j)) < 1e-14);
            CHECK_CLOSE(deviation_of(&data.view, j), 1, 1e-13);
        }
        dh_data_finish(&data);
        dh_arena_finish(&arena);
    }
}

/* ---- identity ---- */

static void same_bits_twice(void)
{
    dh_arena arena = {0};
    dh_data a, b;
    load_well("{name: breast_cancer, test: 0.2, split_seed: 3}", 0, &arena, &a);
    load_well("{name: breast_cancer, test: 0.2, split_seed: 3}", 9, &arena,
              &b); /* the study's seed has no part in it */
    CU_ASSERT_EQUAL(a.bytes, b.bytes);
    CU_ASSERT(!memcmp(a.map, b.map, a.bytes));
    CU_ASSERT_STRING_EQUAL(a.hash, b.hash);
    CU_ASSERT_EQUAL(strlen(a.hash), 64);
    CU_ASSERT_EQUAL((uintptr_t)a.view.x % 64, 0);
    CU_ASSERT_EQUAL((uintptr_t)a.view.y % 64, 0);
    dh_data_finish(&b);
    load_well("{name: breast_cancer, test: 0.2, split_seed: 4}", 0, &arena, &b);
    CU_ASSERT_STRING_NOT_EQUAL(a.hash, b.hash);
    dh_data_finish(&a);
    dh_data_finish(&b);
    dh_arena_finish(&arena);
}

/* The second from scikit-learn: s = load_diabetes(scaled=False), h = lambda b: hashlib.sha256(b).digest(),
 *   hashlib.sha256(struct.pack("<5Q", 442, 0, 10, 0, 1) + h(s.data.tobytes()) + h(s.target.tobytes())).hexdigest()
 * The first pins the permutation and the scaling to the last bit: whatever changes it changes every run's id. */
static void known_hashes(void)
{
    dh_arena arena = {0};
    dh_data data;
    load_well("{name: breast_cancer, test: 0.2, split_seed: 3}", 0, &arena, &data);
    CU_ASSERT_STRING_EQUAL(data.hash, "3ea924346e9b8dd676c79dba03fdb3c7e349762b0562ed4c747a82b36620085c");
    dh_data_finish(&data);
    load_well("{name: diabetes, standardise: false}", 0, &arena, &data);
    CU_ASSERT_STRING_EQUAL(data.hash, "37407c4c8be34ea1eb52e31fcf7768ca83c8dd2bb128534b7410918af5a8e2f4");
    dh_data_finish(&data);
    dh_arena_finish(&arena);
}

/* ---- synthetic data ---- */

static void line_is_a_line(void)
{
    dh_arena arena = {0};
    dh_data exact, noisy, fewer, other;
    load_well("{synthetic: line, samples: 5000, noise: 0}", 6, &arena, &exact);
    load_well("{synthetic: line, samples: 5000, noise: 2.385}", 6, &arena, &noisy);
    load_well("{synthetic: line, samples: 50, noise: 2.385}", 6, &arena, &fewer);
    load_well("{synthetic: line, samples: 50, noise: 2.385, data_seed: 1}", 6, &arena, &other);
    double least = 9, most = -9, sum = 0, square = 0, skew = 0;
    for (size_t i = 0; i < 5000; i++) {
        double x = exact.view.x[i], e = (noisy.view.y[i] - (4 + 3 * x)) / 2.385;
        CU_ASSERT(exact.view.y[i] == 4 + 3 * x && noisy.view.x[i] == x);
        least = fmin(least, x);
        most = fmax(most, x);
        sum += e;
        square += e * e;
        skew += e * e * e;
    }
    CU_ASSERT(least >= 0 && least < 0.01 && most < 2 && most > 1.99);
    CHECK_CLOSE(mean_of(&exact.view, 0), 1, 0.04);
    CHECK_CLOSE(deviation_of(&exact.view, 0), 2 / sqrt(12), 0.04);
    CU_ASSERT(fabs(sum / 5000) < 0.06 && fabs(skew / 5000) < 0.2); /* 4 standard errors */
    CHECK_CLOSE(square / 5000, 1, 0.08);
    CU_ASSERT(!memcmp(fewer.view.x, noisy.view.x, 50 * sizeof(double)));
    CU_ASSERT(!memcmp(fewer.view.y, noisy.view.y, 50 * sizeof(double)));
    CU_ASSERT(memcmp(fewer.view.x, other.view.x, 50 * sizeof(double)));
    dh_data_finish(&other);
    load_well("{synthetic: line, samples: 50, noise: 2.385}", 7, &arena, &other); /* the study's seed */
    CU_ASSERT(memcmp(fewer.view.x, other.view.x, 50 * sizeof(double)));
    CU_ASSERT_STRING_EQUAL(other.source,
                           "synthetic line: samples 50, noise 2.3849999999999998, data_seed 0, study seed 7");
    CU_ASSERT_STRING_EQUAL(other.label, "line");
    dh_data_finish(&exact);
    dh_data_finish(&noisy);
    dh_data_finish(&fewer);
    dh_data_finish(&other);
    dh_arena_finish(&arena);
}

static void generators_are_sorted(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(dh_generators[0]);
    for (size_t i = 1; dh_generators[i]; i++)
        CU_ASSERT(strcmp(dh_generators[i - 1], dh_generators[i]) < 0);
}

/* ---- what a study may say wrongly ---- */

static void wrong_specs(void)
{
    static const struct {
        const char *dataset, *start, *message;
    } wrong[] = {
        {"breast_canser", "t.yaml:5:43: ",
         "expected one of: breast_cancer, diabetes, digits, fashion_mnist, heart_scale, iris, letter_recognition, mushrooms, "
         "reuters_corn, reuters_grain, wine; got 'breast_canser'; did you mean "
         "'breast_cancer'?"},
        {"mushrooms", "t.yaml:5:43: ", "'mushrooms' is not on this machine yet: `scripts/fetch-data mushrooms` brings it"},
        {"{synthetic: blobs, condition: 3}", "t.yaml:5:", "condition: 'blobs' does not take it; it takes samples: 300, features: 2"},
        {"{synthetic: blobs, classes: 9, samples: 8}", "t.yaml:5:", "classes: expected at most one for each sample, got 9"},
        {"{synthetic: linear, features: 10, samples: 10}", "t.yaml:5:", "features: expected fewer than samples"},
        {"{name: wine, subsample: 179}", "t.yaml:5:", "subsample: expected at most 178, the number of rows, got 179"},
        {"{name: wine, test: 0.6, validation: 0.4}", "t.yaml:5:", "validation: 0.4 leaves no training row of 178"},
        {"{name: diabetes, test: 0.2, stratified: true}", "t.yaml:5:", "stratified: expected a target of class labels"},
        {"{name: iris, label_map: {setose: a}}", "t.yaml:5:", "no row has the label 'setose'; did you mean 'setosa'?"},
        {"{name: iris, label_map: {\"*\": ~}}", "t.yaml:5:", "label_map: it leaves out every row"},
        {"{name: iris, sparse: true, scale: minmax}", "t.yaml:5:", "sparse rows would lose their zeros"},
        {"../datasets/diabetes", "t.yaml:5:43: ", "got '../datasets/diabetes'"},
        {"{synthetic: lime}", "t.yaml:5:", "synthetic: expected one of: blobs, line, linear, logistic, low_rank, sparse; got 'lime'; did you mean 'line'?"},
        {"{synthetic: line, samples: 1e12}", "t.yaml:5:", "samples: expected 1 to 134217728, with features at most so many values, got 1000000000000"},
        {"{file: no/such.csv}", "t.yaml:5:", "no/such.csv: cannot open: No such file or directory"},
        {"{file: /dev}", "t.yaml:5:", "/dev: not a regular file"},
        {"{name: diabetes, test: 0.0001}", "t.yaml:5:", "dataset: test: 0.0001 leaves no test row of 442"},
        {"{name: diabetes, target: progresion}", "",
         "diabetes.csv:1:1: target: expected a column's name or a number from 1 "
         "to 11, got 'progresion'; did you mean 'progression'?"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        dh_arena arena = {0};
        dh_data data;
        dh_error error = {0};
        CU_ASSERT_EQUAL(load(wrong[i].dataset, 0, &arena, &data, &error), -1);
        CU_ASSERT_EQUAL(error.kind, DH_ERROR_INPUT);
        int right =
            !strncmp(error.text, wrong[i].start, strlen(wrong[i].start)) && strstr(error.text, wrong[i].message);
        if (!right)
            fprintf(stderr, "%s: got %s\n", wrong[i].dataset, error.text);
        CU_ASSERT(right);
        dh_arena_finish(&arena);
    }
}

/* One file, two problems: a regression sees the numbers as written, a classification two classes. */
static void labels_on_demand(void)
{
    scratch s = scratch_create();
    const char *path = scratch_write(&s, "signs.csv", "x,sign\n2.385,1\n5.25,-1\n3.5,1\n");
    const char *dataset = dh_arena_format(&s.arena, "{file: %s}", path);
    dh_data data;
    load_well(dataset, 0, &s.arena, &data);
    CU_ASSERT_EQUAL(data.view.classes, 0);
    CU_ASSERT_EQUAL(data.view.y[1], -1);
    dh_data_finish(&data);
    want_labels = true;
    load_well(dataset, 0, &s.arena, &data);
    want_labels = false;
    CU_ASSERT_EQUAL(data.view.classes, 2);
    CU_ASSERT_EQUAL(data.view.y[0], 1);
    CU_ASSERT_EQUAL(data.view.y[1], 0);
    dh_data_finish(&data);
    unlink(path);
    rmdir(s.folder);
    dh_arena_finish(&s.arena);
}

static void files_of_ones_own(void)
{
    scratch s = scratch_create();
    const char *path = scratch_write(&s, "trees.tsv", "height\tkind\n2.385\toak\n5.25\tash\n3.5\toak\n");
    dh_data data;
    load_well(dh_arena_format(&s.arena, "{file: %s, delimiter: \"\\t\"}", path), 0, &s.arena, &data);
    CU_ASSERT_EQUAL(data.view.classes, 2);
    CU_ASSERT_STRING_EQUAL(data.class_name[1], "oak");
    CU_ASSERT_STRING_EQUAL(data.label, "trees");
    CU_ASSERT_STRING_EQUAL(data.source, path);
    CU_ASSERT_STRING_EQUAL(data.licence, "");
    CU_ASSERT_EQUAL(data.view.x[1], 5.25); /* neither shuffled nor standardised unless asked for */
    dh_data_finish(&data);
    unlink(path);
    rmdir(s.folder);
    dh_arena_finish(&s.arena);
}

/* 5 GB, none of it on the disk: refused by its size alone. */
static void huge_files(void)
{
    scratch s = scratch_create();
    const char *path = scratch_write(&s, "huge.csv", "a,y\n2.385,1\n");
    CU_ASSERT_EQUAL_FATAL(truncate(path, INT64_C(5) << 30), 0);
    dh_data data;
    dh_error error = {0};
    CU_ASSERT_EQUAL(load(dh_arena_format(&s.arena, "{file: %s}", path), 0, &s.arena, &data, &error), -1);
    CU_ASSERT(!strncmp(error.text, "t.yaml:5:", 9));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "huge.csv: 5368709120 bytes, larger than the allowed 4294967296"));
    unlink(path);
    rmdir(s.folder);
    dh_arena_finish(&s.arena);
}

SUITE("load", {"shipped files equal scikit-learn's", shipped_files_equal_sklearn}, {"shipped cards", shipped_cards},
      {"standardised over the training rows", standardised_over_training_rows},
      {"the same bits twice", same_bits_twice}, {"known hashes", known_hashes}, {"line is a line", line_is_a_line},
      {"generators are sorted", generators_are_sorted}, {"wrong specs", wrong_specs},
      {"files of one's own", files_of_ones_own}, {"labels on demand", labels_on_demand}, {"huge files", huge_files})
