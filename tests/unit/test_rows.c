/* Rows on their way to a dataset: labels, joined files, splits, scales, one-hot columns, and what generators promise. */
#include "suite.h"

#include "data/build.h"
#include "data/generate.h"
#include "data/one_hot.h"
#include "kernel/decompose.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static dh_arena arena;
static dh_error error;

/* ---- splits ---- */

enum { ROWS = 100, CLASSES = 3 };
static double x[ROWS], y[ROWS];

/* Classes of 70, 24 and 6 rows, one after the other. */
static dh_rows labelled(void)
{
    static const char *const name[] = {"a", "b", "c"};
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = (double)i + 0.385;
        y[i] = i < 70 ? 0 : i < 94 ? 1 : 2;
    }
    return (dh_rows){.rows = ROWS, .features = 1, .x = x, .y = y, .classes = CLASSES, .class_name = name};
}

static void count_classes(const dh_data *data, size_t from, size_t count, size_t out[CLASSES])
{
    memset(out, 0, CLASSES * sizeof *out);
    for (size_t i = from; i < from + count; i++)
        out[(size_t)data->view.y[i]]++;
}

static void stratified_splits(void)
{
    const dh_rows rows = labelled();
    dh_data data;
    size_t got[CLASSES], seen[ROWS] = {0};
    const dh_arrangement how = {.test = 0.25, .validation = 0.1, .split_seed = 3, .stratified = true, .scale = DH_SCALE_NONE};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &how, &data, &error), 0);
    CU_ASSERT(data.view.samples == 65 && data.view.test_samples == 25 && data.view.validation_samples == 10);
    count_classes(&data, 90, 10, got); /* shares 7, 2.4, 0.6: the seats left go to the largest rests */
    CU_ASSERT(got[0] == 7 && got[1] == 2 && got[2] == 1);
    count_classes(&data, 65, 25, got); /* of 63, 22 and 5: 17.5, 6.11, 1.39 */
    CU_ASSERT(got[0] == 18 && got[1] == 6 && got[2] == 1);
    for (size_t i = 0; i < ROWS; i++)
        seen[(size_t)data.view.x[i]]++;
    for (size_t i = 0; i < ROWS; i++)
        CU_ASSERT_EQUAL(seen[i], 1);
    dh_data_finish(&data);
}

static void subsamples(void)
{
    const dh_rows rows = labelled();
    dh_data part, whole;
    size_t got[CLASSES];
    dh_arrangement how = {.subsample = 0.5, .stratified = true, .scale = DH_SCALE_NONE};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &how, &part, &error), 0);
    count_classes(&part, 0, part.view.samples, got);
    CU_ASSERT(part.view.samples == 50 && got[0] == 35 && got[1] == 12 && got[2] == 3);
    dh_data_finish(&part);
    how = (dh_arrangement){.subsample = 30, .test = 0.2, .split_seed = 5, .scale = DH_SCALE_NONE};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &how, &part, &error), 0);
    CU_ASSERT(part.view.samples == 24 && part.view.test_samples == 6);
    how.subsample = 40; /* of the same permutation: it takes the same rows, and more */
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &how, &whole, &error), 0);
    CU_ASSERT(!memcmp(part.view.x, whole.view.x, 24 * sizeof *x));
    CU_ASSERT_STRING_NOT_EQUAL(part.hash, whole.hash);
    dh_data_finish(&part);
    dh_data_finish(&whole);
}

/* Rows that files give for the test stay, whatever is done with the others. */
static void given_test_rows(void)
{
    dh_rows rows = labelled();
    dh_data data;
    rows.test = 20;
    dh_arrangement how = {.validation = 0.25, .subsample = 40, .split_seed = 9, .scale = DH_SCALE_NONE};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &how, &data, &error), 0);
    CU_ASSERT(data.view.samples == 30 && data.view.test_samples == 20 && data.view.validation_samples == 10);
    for (size_t i = 0; i < 60; i++)
        CU_ASSERT_EQUAL(data.view.x[i] >= 80, i >= 30 && i < 50);
    CU_ASSERT_EQUAL(data.view.x[30], 80.385);
    dh_data_finish(&data);
    how.test = 0.5;
    CU_ASSERT_EQUAL(dh_data_build(&rows, &how, &data, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "the dataset's files say which rows are for the test"));
}

/* ---- scales ---- */

static void scales(void)
{
    static const double value[] = {2, -4, 5, 6, 0, 5, 4, 3, 5}; /* 3 rows; the last feature is constant */
    static const struct {
        dh_feature_scale scale;
        double factor, want[9];
    } row[] = {
        {DH_SCALE_MAXABS, 0, {2 / 6.0, -1, 1, 1, 0, 1, 4 / 6.0, 0.75, 1}},
        {DH_SCALE_MINMAX, 0, {0, 0, 0, 1, 4 / 7.0, 0, 0.5, 1, 0}},
        {DH_SCALE_NONE, 0.25, {0.5, -1, 1.25, 1.5, 0, 1.25, 1, 0.75, 1.25}},
        {DH_SCALE_NONE, 0, {2, -4, 5, 6, 0, 5, 4, 3, 5}},
    };
    const dh_rows rows = {.rows = 3, .features = 3, .x = value};
    dh_data data;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const dh_arrangement how = {.scale = row[i].scale, .factor = row[i].factor};
        CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &how, &data, &error), 0);
        for (size_t k = 0; k < 9; k++)
            CHECK_CLOSE(data.view.x[k], row[i].want[k], 1e-15);
        dh_data_finish(&data);
    }
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &(dh_arrangement){.scale = DH_SCALE_ROWS}, &data, &error), 0);
    for (size_t i = 0; i < 3; i++) {
        const double *r = data.view.x + 3 * i;
        CHECK_CLOSE(r[0] * r[0] + r[1] * r[1] + r[2] * r[2], 1, 1e-15);
        CHECK_CLOSE(r[0] * value[3 * i + 2], r[2] * value[3 * i], 1e-14);
    }
    dh_data_finish(&data);
}

static void sparse_is_dense(void)
{
    static const double value[] = {2, 0, 0, 0, 0, 0, -3, 0, 1.5, 0, 7, 0};
    dh_rows dense = {.rows = 4, .features = 3, .x = value}, sparse = dense;
    const dh_arrangement how = {.test = 0.25, .split_seed = 2, .scale = DH_SCALE_MAXABS};
    dh_data a, b;
    CU_ASSERT_EQUAL_FATAL(dh_rows_to_sparse(&sparse, &arena, &error), 0);
    CU_ASSERT(sparse.row_start[4] == 4 && sparse.row_start[1] == 1 && sparse.row_start[2] == 1 && !sparse.x);
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&dense, &how, &a, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&sparse, &how, &b, &error), 0);
    CU_ASSERT(!b.view.x && a.view.x && b.view.row_start[4] == 4);
    for (size_t i = 0; i < 4; i++) {
        double row[3] = {0};
        for (uint64_t k = b.view.row_start[i]; k < b.view.row_start[i + 1]; k++)
            row[b.view.column[k]] = b.view.value[k];
        CU_ASSERT(!memcmp(row, a.view.x + 3 * i, sizeof row));
    }
    CU_ASSERT_STRING_NOT_EQUAL(a.hash, b.hash);
    dh_data_finish(&a);
    dh_data_finish(&b);
    CU_ASSERT_EQUAL_FATAL(dh_rows_to_dense(&sparse, &arena, &error), 0);
    CU_ASSERT(!memcmp(sparse.x, value, sizeof value));
}

/* Sparse memory whose rows lead outside is refused, with a header that is right. */
static void attach_checks_sparse_rows(void)
{
    static const double value[] = {2, 0, 0, 5, 0, 1};
    dh_rows rows = {.rows = 2, .features = 3, .x = value};
    dh_data good, other;
    CU_ASSERT_EQUAL_FATAL(dh_rows_to_sparse(&rows, &arena, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &(dh_arrangement){.scale = DH_SCALE_NONE}, &good, &error), 0);
    const dh_data_head *head = good.map;
    const struct {
        uint64_t at;
        uint64_t value;
        size_t size;
    } damage[] = {{head->column, 3, 4}, {head->column + 8, 0, 4}, {head->row_start + 8, 9, 8}, {head->row_start, 1, 8},
                  {head->row_start + 16, 2, 8}, {head->row_start + 8, UINT64_MAX, 8}};
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
        CU_ASSERT_FATAL(write(fd, good.map, good.bytes) == (ssize_t)good.bytes);
        CU_ASSERT_FATAL(pwrite(fd, &damage[i].value, damage[i].size, (off_t)damage[i].at) == (ssize_t)damage[i].size);
        CU_ASSERT_EQUAL_FATAL(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE), 0);
        CU_ASSERT_EQUAL(dh_data_attach(fd, &other, &error), -1);
        close(fd);
    }
    dh_data_finish(&good);
}

/* ---- labels ---- */

static void numbers_become_labels(void)
{
    double target[] = {3, -1, 3, 0.5, -1};
    dh_rows rows = {.rows = 5, .features = 1, .x = x, .y = target};
    CU_ASSERT_EQUAL_FATAL(dh_rows_label(&rows, &arena, &error), 0);
    static const double want[] = {2, 0, 2, 1, 0};
    CU_ASSERT(rows.classes == 3 && !memcmp(rows.y, want, sizeof want));
    CU_ASSERT_STRING_EQUAL(rows.class_name[0], "-1");
    CU_ASSERT_STRING_EQUAL(rows.class_name[1], "0.5");
}

static void labels_by_other_names(void)
{
    static const char *const name[] = {"3", "5", "8"}, *const from[] = {"5", "*"}, *const odd[] = {"odd", "rest"},
                             *const drop[] = {"", "rest"};
    static const double label[] = {0, 1, 2, 0, 1}, value[] = {10, 20, 30, 40, 50};
    const dh_rows before = {.rows = 5, .features = 1, .x = value, .y = label, .classes = 3, .class_name = name, .test = 2};
    dh_rows rows = before;
    CU_ASSERT_EQUAL_FATAL(dh_rows_relabel(&rows, 2, from, odd, &arena, &error), 0);
    static const double want[] = {1, 0, 1, 1, 0};
    CU_ASSERT(rows.classes == 2 && rows.rows == 5 && rows.test == 2 && !memcmp(rows.y, want, sizeof want));
    CU_ASSERT_STRING_EQUAL(rows.class_name[0], "odd");
    rows = before;
    CU_ASSERT_EQUAL_FATAL(dh_rows_relabel(&rows, 1, from, drop, &arena, &error), 0);
    CU_ASSERT(rows.rows == 3 && rows.test == 1 && rows.classes == 2 && rows.x[1] == 30 && rows.y[1] == 1 && rows.y[2] == 0);
}

/* The second file lacks one label and has another. */
static void joined_files(void)
{
    static const char *const first[] = {"a", "c"}, *const second[] = {"b", "c"};
    static const double label[] = {0, 1, 1};
    const dh_rows train = {.rows = 3, .features = 1, .x = x, .y = label, .classes = 2, .class_name = first};
    dh_rows test = {.rows = 2, .features = 1, .x = x + 3, .y = label, .classes = 2, .class_name = second}, both;
    CU_ASSERT_EQUAL_FATAL(dh_rows_join(&train, &test, &arena, &both, &error), 0);
    static const double want[] = {0, 2, 2, 1, 2};
    CU_ASSERT(both.rows == 5 && both.test == 2 && both.classes == 3 && !memcmp(both.y, want, sizeof want));
    CU_ASSERT_STRING_EQUAL(both.class_name[1], "b");
    CU_ASSERT(!memcmp(both.x, x, 5 * sizeof *x));
    test.features = 2;
    CU_ASSERT_EQUAL(dh_rows_join(&train, &test, &arena, &both, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "expected 1 features in the test file, as in the training file, got 2");
}

static void one_hot_columns(void)
{
    static const char *const feature[] = {"size", "color"};
    static const double value[] = {1.5, 0, 2.5, 0, 3.5, 0};
    const dh_label label[] = {{"red", 3}, {"blue", 4}, {"red", 3}};
    dh_rows rows = {.rows = 3, .features = 2, .x = value, .feature = feature};
    CU_ASSERT_EQUAL_FATAL(dh_one_hot(&rows, &(dh_coded){1, label}, 1, &arena, &error), 0);
    static const double want[] = {1.5, 0, 1, 2.5, 1, 0, 3.5, 0, 1};
    CU_ASSERT(rows.features == 3 && !memcmp(rows.x, want, sizeof want));
    CU_ASSERT_STRING_EQUAL(rows.feature[1], "color=blue");
    CU_ASSERT_STRING_EQUAL(rows.feature[0], "size");
}

/* ---- generators ---- */

static dh_rows made(const char *dataset, bool labels)
{
    char text[512];
    static dh_study study;
    dh_rows rows;
    const char *source;
    snprintf(text, sizeof text, "study: t\nbudget: {steps: 5}\nproblems: [{problem: p, dataset: {synthetic: %s}}]\n"
             "methods: [{optimizer: sgd}]\n", dataset);
    CU_ASSERT_EQUAL_FATAL(dh_study_parse("t.yaml", text, strlen(text), &arena, &study, &error), 0);
    const int result = dh_generate(&study, study.problem->dataset, labels, &arena, &rows, &arena, &source, &error);
    if (result)
        fprintf(stderr, "%s\n", error.text);
    CU_ASSERT_EQUAL_FATAL(result, 0);
    return rows;
}

/* X'X/m, and with it the constant column, by our own SVD, which test_decompose.c holds to GSL's. */
static void linear_has_its_condition(void)
{
    enum { N = 6, M = 40 };
    const dh_rows rows = made("linear, samples: 40, features: 6, condition: 1e6, noise: 0", false);
    double gram[N * N] = {0}, v[N * N], length[N];
    for (size_t j = 0; j < N; j++) {
        double sum = 0;
        for (size_t i = 0; i < M; i++)
            sum += rows.x[i * N + j];
        CU_ASSERT(fabs(sum / M) < 1e-14);
        for (size_t k = 0; k < N; k++)
            for (size_t i = 0; i < M; i++)
                gram[k * N + j] += rows.x[i * N + j] * rows.x[i * N + k] / M;
    }
    dh_svd_columns(gram, v, N);
    for (size_t j = 0; j < N; j++) {
        length[j] = 0;
        for (size_t k = 0; k < N; k++)
            length[j] += gram[j * N + k] * gram[j * N + k];
        length[j] = sqrt(length[j]);
    }
    double least = INFINITY, most = 0;
    for (size_t j = 0; j < N; j++) {
        least = fmin(least, length[j]);
        most = fmax(most, length[j]);
    }
    CHECK_CLOSE(most, 1, 1e-13);
    CHECK_CLOSE(least, 1e-6, 1e-9);
}

static double share_positive(const dh_rows *rows)
{
    double sum = 0;
    for (size_t i = 0; i < rows->rows; i++)
        sum += rows->y[i];
    return sum / (double)rows->rows;
}

/* With a margin a plane through 0 parts the classes: the perceptron, which needs at most (R / margin)^2 mistakes to find one (A. B.
 * J. Novikoff 1962), makes no more. Flipped labels are as many as were asked for. */
static void logistic_has_its_margin(void)
{
    enum { N = 4, M = 300 };
    const dh_rows rows = made("logistic, samples: 300, features: 4, margin: 0.5", true);
    const dh_rows flipped = made("logistic, samples: 300, features: 4, margin: 0.5, flip: 0.2", true);
    double w[N] = {0}, radius = 0;
    size_t mistakes = 0, before, differ = 0;
    do {
        before = mistakes;
        for (size_t i = 0; i < M; i++) {
            const double *r = rows.x + i * N, side = rows.y[i] != 0 ? 1 : -1;
            double z = 0, square = 0;
            for (size_t j = 0; j < N; j++) {
                z += r[j] * w[j];
                square += r[j] * r[j];
            }
            radius = fmax(radius, square);
            for (size_t j = 0; j < N && z * side <= 0; j++)
                w[j] += side * r[j];
            mistakes += z * side <= 0;
        }
    } while (mistakes > before && mistakes < 10000);
    CU_ASSERT((double)mistakes <= radius / 0.25);
    CU_ASSERT(share_positive(&rows) > 0.3 && share_positive(&rows) < 0.7);
    CU_ASSERT(!memcmp(rows.x, flipped.x, N * sizeof *rows.x));
    for (size_t i = 0; i < M; i++)
        differ += rows.y[i] != flipped.y[i];
    CU_ASSERT(differ > 30 && differ < 90); /* 60 +- 6.9 * 4.3 */
}

static void sparse_has_its_density(void)
{
    const dh_rows rows = made("sparse, samples: 50, features: 400, density: 0.05, noise: 0", false);
    const dh_rows sides = made("sparse, samples: 50, features: 400, density: 0.05, noise: 0", true);
    size_t used[400] = {0}, most = 0;
    CU_ASSERT(!rows.x && rows.row_start[50] == 50 * 20 && sides.classes == 2);
    for (size_t i = 0; i < 50; i++) {
        CU_ASSERT_EQUAL(sides.y[i] != 0, rows.y[i] > 0);
        for (uint64_t k = rows.row_start[i]; k < rows.row_start[i + 1]; k++) {
            CU_ASSERT(rows.column[k] < 400 && (k == rows.row_start[i] || rows.column[k] > rows.column[k - 1]));
            used[rows.column[k]]++;
        }
    }
    for (size_t j = 0; j < 400; j++)
        most = used[j] > most ? used[j] : most;
    CU_ASSERT(most < 14); /* 2.5 on average */
}

static void low_rank_has_its_rank(void)
{
    enum { N = 8 };
    const dh_rows rows = made("low_rank, samples: 8, features: 8, rank: 3", false);
    double a[N * N], v[N * N];
    size_t rank = 0;
    CU_ASSERT_FATAL(rows.rows == N && rows.features == N && !rows.y);
    memcpy(a, rows.x, sizeof a);
    dh_svd_columns(a, v, N);
    for (size_t j = 0; j < N; j++) {
        double square = 0;
        for (size_t k = 0; k < N; k++)
            square += a[j * N + k] * a[j * N + k];
        rank += sqrt(square) > 1e-12;
    }
    CU_ASSERT_EQUAL(rank, 3);
}

static void blobs_lie_around_centres(void)
{
    const dh_rows far = made("blobs, samples: 600, features: 2, classes: 2, spread: 100, noise: 0.5", true);
    double mean[2][2] = {{0}};
    CU_ASSERT(far.classes == 2);
    for (size_t i = 0; i < 600; i++)
        for (size_t j = 0; j < 2; j++)
            mean[(size_t)far.y[i]][j] += far.x[2 * i + j] / 300;
    for (size_t i = 0; i < 600; i++)
        for (size_t j = 0; j < 2; j++)
            CU_ASSERT(fabs(far.x[2 * i + j] - mean[(size_t)far.y[i]][j]) < 0.5 * 5.5);
}

static void finish_arena(void)
{
    dh_arena_finish(&arena);
}

SUITE("rows", {"stratified splits", stratified_splits}, {"subsamples", subsamples}, {"given test rows", given_test_rows},
      {"scales", scales}, {"sparse is dense", sparse_is_dense}, {"attach checks sparse rows", attach_checks_sparse_rows},
      {"numbers become labels", numbers_become_labels}, {"labels by other names", labels_by_other_names},
      {"joined files", joined_files}, {"one-hot columns", one_hot_columns},
      {"linear has its condition", linear_has_its_condition}, {"logistic has its margin", logistic_has_its_margin},
      {"sparse has its density", sparse_has_its_density}, {"low_rank has its rank", low_rank_has_its_rank},
      {"blobs lie around centres", blobs_lie_around_centres}, {"memory is given back", finish_arena})
