/* Datasets in memory: splits, scaling, identity, and the shared memory that workers attach. */
#include "suite.h"

#include "base/hash.h"
#include "data/build.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

/* ---- helpers ---- */

/* 7 rows of 3 features; the second is constant. */
static double small_x[] = {2.385, 8.125, -3.5,  1.75, 8.125, 41.0,  9.5,  8.125, 0.625, -7.25, 8.125,
                           12.5,  3.875, 8.125, 6.5,  5.125, 8.125, 1.25, 0.375, 8.125, 2.75};
static double small_y[] = {0.5, 2.25, -1.75, 8.5, 3.125, 4.625, 7.375};

static const dh_arrangement plain = {.scale = DH_SCALE_NONE}, standard = {.scale = DH_SCALE_STANDARD};

static dh_rows small_rows(void)
{
    return (dh_rows){.rows = 7, .features = 3, .x = small_x, .y = small_y};
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

/* ---- splits and scaling ---- */

static void constant_features(void)
{
    dh_rows rows = small_rows();
    dh_data data;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &standard, &data, &error), 0);
    for (size_t i = 0; i < 7; i++)
        CU_ASSERT_EQUAL(data.view.x[3 * i + 1], 0);
    CHECK_CLOSE(data.view.x[0],
                (2.385 - mean_of(&(dh_dataset){.samples = 7, .features = 3, .x = small_x}, 0)) /
                    deviation_of(&(dh_dataset){.samples = 7, .features = 3, .x = small_x}, 0),
                1e-14);
    dh_data_finish(&data);
}

/* One unit in the last place apart and a mean a billion times as large: still a deviation, not rounding dust. */
static void hard_scaling(void)
{
    double x[] = {1e9, 1e9 + 0x1p-20, 1e9, 1e9}, huge[] = {1.5e308, -1.5e308}, tiny[] = {1e-200, 2e-200};
    dh_data data;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&(dh_rows){.rows = 4, .features = 1, .x = x}, &standard, &data, &error), 0);
    CHECK_CLOSE(data.view.x[1], sqrt(3), 0.2);
    CU_ASSERT_PTR_NULL(data.view.y);
    dh_data_finish(&data);
    CU_ASSERT_EQUAL(dh_data_build(&(dh_rows){.rows = 2, .features = 1, .x = huge}, &standard, &data, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "feature 1 cannot be standardised: its values are too large or missing");
    CU_ASSERT_EQUAL(dh_data_build(&(dh_rows){.rows = 2, .features = 1, .x = tiny}, &standard, &data, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "feature 1 cannot be standardised: its deviation underflows to 0");
}

/* Every row lands in exactly one place, with its own target. */
static void split_is_a_permutation(void)
{
    enum { ROWS = 200 };
    double x[2 * ROWS], y[ROWS];
    int seen[ROWS] = {0}, moved = 0;
    for (int i = 0; i < ROWS; i++) {
        x[2 * i] = i + 0.385;
        x[2 * i + 1] = -3.5 * i;
        y[i] = 7.25 * i;
    }
    dh_data data;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(
        dh_data_build(&(dh_rows){.rows = ROWS, .features = 2, .x = x, .y = y}, &(dh_arrangement){.test = 0.2, .split_seed = 11, .scale = DH_SCALE_NONE}, &data, &error), 0);
    CU_ASSERT_EQUAL(data.view.test_samples, 40);
    for (int i = 0; i < ROWS; i++) {
        int row = (int)data.view.x[2 * i];
        seen[row]++;
        moved += row != i;
        CU_ASSERT(data.view.x[2 * i + 1] == -3.5 * row && data.view.y[i] == 7.25 * row);
    }
    for (int i = 0; i < ROWS; i++)
        CU_ASSERT_EQUAL(seen[i], 1);
    CU_ASSERT(moved > ROWS / 2);
    dh_data_finish(&data);
}

static void split_sizes(void)
{
    static const struct {
        double test;
        size_t test_samples; /* SIZE_MAX: refused */
        const char *message;
    } want[] = {
        {0, 0, ""},
        {0.2, 1, ""},
        {0.25, 2, ""},
        {0.5, 4, ""}, /* 3.5 rounds up */
        {0.9, 6, ""},
        {0.93, SIZE_MAX, "test: 0.93 leaves no training row of 7"},
        {0.07, SIZE_MAX, "test: 0.07 leaves no test row of 7"},
        {1, SIZE_MAX, "test: 1 is no share of the rows; expected 0 to below 1"},
        {-0.5, SIZE_MAX, "no share"},
        {NAN, SIZE_MAX, "no share"},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        dh_rows rows = small_rows();
        dh_data data = {0};
        dh_error error = {0};
        int result = dh_data_build(&rows, &(dh_arrangement){.test = want[i].test, .split_seed = 4, .scale = DH_SCALE_NONE}, &data, &error);
        CU_ASSERT_EQUAL(result, want[i].test_samples == SIZE_MAX ? -1 : 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, want[i].message));
        CU_ASSERT(result || data.view.test_samples == want[i].test_samples);
        dh_data_finish(&data);
    }
}

/* ---- identity ---- */

static void hash_of(const dh_rows *rows, double test, char out[65])
{
    dh_data data;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(rows, &(dh_arrangement){.test = test, .scale = DH_SCALE_NONE}, &data, &error), 0);
    memcpy(out, data.hash, 65);
    dh_data_finish(&data);
}

/* The last bit of any value, the shape, and whether there is a target. */
static void hash_changes_with_anything(void)
{
    enum { VALUES = 21 + 7, MOST = VALUES + 5 };
    char hash[MOST][65];
    size_t count = 0;
    dh_rows rows = small_rows();
    for (size_t i = 0; i < VALUES; i++) {
        double *value = i < 21 ? &small_x[i] : &small_y[i - 21], kept = *value;
        *value = nextafter(kept, 100);
        hash_of(&rows, 0, hash[count++]);
        *value = kept;
    }
    hash_of(&rows, 0, hash[count++]);
    rows.y = NULL;
    hash_of(&rows, 0, hash[count++]);
    rows = (dh_rows){.rows = 21, .features = 1, .x = small_x};
    hash_of(&rows, 0, hash[count++]);
    double labels[] = {0, 1, 1, 0, 2, 1, 0};
    rows = (dh_rows){.rows = 7, .features = 3, .x = small_x, .y = labels, .classes = 3};
    hash_of(&rows, 0, hash[count++]);
    rows.classes = 4;
    hash_of(&rows, 0, hash[count++]);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(hash[i], hash[j]);
}

/* ---- shared memory ---- */

static int memfd_of(const void *bytes, size_t size, int seals)
{
    int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    CU_ASSERT_FATAL(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    CU_ASSERT_EQUAL_FATAL(fcntl(fd, F_ADD_SEALS, seals), 0);
    return fd;
}

/* The message of the refusal, "" when it was accepted. The fd is closed either way. */
static const char *attach(int fd, dh_error *error)
{
    dh_data data;
    *error = (dh_error){0};
    if (!dh_data_attach(fd, &data, error))
        dh_data_finish(&data);
    else if (close(fd))
        CU_FAIL("a refused fd must stay open");
    return error->text;
}

/* A good image on the heap, of the small rows with labels. */
static unsigned char *image(size_t *size)
{
    static double labels[] = {0, 1, 1, 0, 2, 1, 0};
    dh_rows rows = {.rows = 7, .features = 3, .x = small_x, .y = labels, .classes = 3};
    dh_data data;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &(dh_arrangement){.test = 0.25, .split_seed = 8, .scale = DH_SCALE_NONE}, &data, &error), 0);
    unsigned char *copy = malloc(data.bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, data.map, *size = data.bytes);
    dh_data_finish(&data);
    return copy;
}

static void attach_sees_what_was_built(void)
{
    dh_rows rows = small_rows();
    dh_data built, attached;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &(dh_arrangement){.test = 0.25, .split_seed = 8, .scale = DH_SCALE_STANDARD}, &built, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_data_attach(dup(built.fd), &attached, &error), 0);
    CU_ASSERT_EQUAL(attached.view.samples, 5);
    CU_ASSERT_EQUAL(attached.view.test_samples, 2);
    CU_ASSERT_EQUAL(attached.view.features, 3);
    CU_ASSERT(attached.map != built.map && !memcmp(attached.map, built.map, built.bytes));
    CU_ASSERT_EQUAL((uintptr_t)attached.view.x % 64, 0);
    CU_ASSERT_EQUAL((uintptr_t)attached.view.y % 64, 0);
    CU_ASSERT_STRING_EQUAL(attached.hash, "");
    dh_data_finish(&attached);
    dh_data_finish(&built);
    CU_ASSERT_EQUAL(built.fd, -1);
}

static void nobody_can_change_it(void)
{
    dh_rows rows = small_rows();
    dh_data data;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(dh_data_build(&rows, &plain, &data, &error), 0);
    CU_ASSERT_EQUAL(pwrite(data.fd, "x", 1, 0), -1);
    CU_ASSERT_EQUAL(ftruncate(data.fd, 0), -1);
    CU_ASSERT_EQUAL(ftruncate(data.fd, (off_t)data.bytes + 1), -1);
    CU_ASSERT(mmap(NULL, data.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, data.fd, 0) == MAP_FAILED);
    CU_ASSERT_EQUAL(fcntl(data.fd, F_GETFD), FD_CLOEXEC);
    dh_data_finish(&data);
}

static void attach_refuses_what_is_not_sealed(void)
{
    static const int seal[] = {F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE};
    size_t size;
    unsigned char *good = image(&size);
    dh_error error;
    CU_ASSERT_STRING_EQUAL(attach(memfd_of(good, size, SEALS), &error), "");
    for (int i = 0; i < 4; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(attach(memfd_of(good, size, SEALS & ~seal[i]), &error), "sealed"));
    CU_ASSERT_PTR_NOT_NULL(strstr(attach(open("/dev/null", O_RDONLY), &error), "sealed"));
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_SYSTEM);
    dh_data data;
    CU_ASSERT_EQUAL(dh_data_attach(-1, &data, &error), -1);
    free(good);
}

static void attach_refuses_other_sizes(void)
{
    size_t size, accepted = 0;
    unsigned char *good = image(&size);
    dh_error error;
    for (size_t length = 0; length < size; length++)
        accepted += !*attach(memfd_of(good, length, SEALS), &error);
    unsigned char *longer = calloc(size + 64, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(longer);
    memcpy(longer, good, size);
    for (size_t more = 1; more <= 64; more += 21)
        accepted += !*attach(memfd_of(longer, size + more, SEALS), &error);
    CU_ASSERT_EQUAL(accepted, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "but its header declares"));
    free(longer);
    free(good);
}

static void sign(dh_data_head *head)
{
    head->checksum = dh_checksum(head, offsetof(dh_data_head, checksum));
}

/* Each field with several values, with the old checksum and with one that fits, when only what the fields say of each
 * other is left to notice. No classes, with a checksum that says so, is a dataset in its own right. */
static void attach_refuses_each_field_corrupted(void)
{
    static const uint64_t value[] = {0,
                                     1,
                                     2,
                                     63,
                                     64,
                                     127,
                                     129,
                                     UINT32_MAX,
                                     UINT64_C(1) << 31,
                                     UINT64_C(1) << 60,
                                     INT64_MAX,
                                     UINT64_MAX - 7,
                                     UINT64_MAX};
    size_t size, accepted = 0, fields = sizeof(dh_data_head) / sizeof(uint64_t);
    unsigned char *good = image(&size);
    dh_error error;
    for (size_t f = 0; f < fields; f++)
        for (size_t i = 0; i < 2 * sizeof value / sizeof *value; i++) {
            dh_data_head head;
            memcpy(&head, good, sizeof head);
            uint64_t *field = (uint64_t *)&head + f, before = *field;
            *field = value[i / 2];
            if (i & 1)
                sign(&head);
            if (*field == before || (head.classes == 0 && i & 1) || !memcmp(&head, good, sizeof head))
                continue;
            unsigned char *bad = malloc(size);
            CU_ASSERT_PTR_NOT_NULL_FATAL(bad);
            memcpy(bad, good, size);
            memcpy(bad, &head, sizeof head);
            const char *text = attach(memfd_of(bad, size, SEALS), &error);
            if (!*text)
                fprintf(stderr, "field %zu = %llx was accepted\n", f, (unsigned long long)*field);
            accepted += !*text;
            free(bad);
        }
    CU_ASSERT_EQUAL(accepted, 0);
    free(good);
}

static void attach_refuses_every_flipped_bit(void)
{
    size_t size, accepted = 0;
    unsigned char *good = image(&size);
    dh_error error;
    for (size_t bit = 0; bit < 8 * sizeof(dh_data_head); bit++) {
        good[bit / 8] ^= (unsigned char)(1u << bit % 8);
        accepted += !*attach(memfd_of(good, size, SEALS), &error);
        good[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    CU_ASSERT_EQUAL(accepted, 0);
    CU_ASSERT_STRING_EQUAL(attach(memfd_of(good, size, SEALS), &error), "");
    free(good);
}

/* A header that is right in itself but claims 2 GB, and another shape of the same size. */
static void attach_compares_with_the_real_size(void)
{
    size_t size;
    unsigned char *good = image(&size);
    dh_data_head *head = (dh_data_head *)good;
    dh_error error;
    head->samples = UINT64_C(1) << 26;
    CU_ASSERT_EQUAL_FATAL(dh_data_plan(head), 0);
    CU_ASSERT(head->bytes > UINT64_C(2000000000));
    CU_ASSERT_PTR_NOT_NULL(strstr(attach(memfd_of(good, size, SEALS), &error), "but its header declares 2"));
    free(good);
}

static void attach_checks_labels(void)
{
    static const double bad[] = {3, -1, 0.5, NAN, INFINITY, -INFINITY, 1e300};
    size_t size;
    unsigned char *good = image(&size);
    const dh_data_head *head = (dh_data_head *)good;
    dh_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        memcpy(good + head->y + 6 * sizeof(double), &bad[i], sizeof(double));
        CU_ASSERT_PTR_NOT_NULL(
            strstr(attach(memfd_of(good, size, SEALS), &error), "target of row 6 is no label below 3"));
    }
    free(good);
}

static void impossible_plans(void)
{
    static const dh_data_head bad[] = {
        {.samples = 0, .features = 3},
        {.samples = 7, .features = 0},
        {.samples = UINT64_C(1) << 32, .features = 1},
        {.samples = 7, .test_samples = UINT64_MAX - 2, .features = 1},
        {.samples = 7, .features = UINT64_MAX / 7},
        {.samples = 7, .features = INT64_MAX / 56},
        {.samples = 7, .features = 3, .classes = 2},
        {.samples = 7, .features = 3, .classes = 8, .has_target = 1},
        {.samples = 7, .features = 3, .has_target = 2},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dh_data_head head = bad[i];
        CU_ASSERT_EQUAL(dh_data_plan(&head), -1);
    }
}

SUITE("data", {"constant features", constant_features}, {"hard scaling", hard_scaling},
      {"a split is a permutation", split_is_a_permutation}, {"sizes of splits", split_sizes},
      {"the hash changes with anything", hash_changes_with_anything},
      {"attach sees what was built", attach_sees_what_was_built}, {"nobody can change it", nobody_can_change_it},
      {"attach refuses what is not sealed", attach_refuses_what_is_not_sealed},
      {"attach refuses other sizes", attach_refuses_other_sizes},
      {"attach refuses each field corrupted", attach_refuses_each_field_corrupted},
      {"attach refuses every flipped bit", attach_refuses_every_flipped_bit},
      {"attach compares with the real size", attach_compares_with_the_real_size},
      {"attach checks labels", attach_checks_labels}, {"impossible plans", impossible_plans})
