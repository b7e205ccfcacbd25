/* Tests, intervals and profiles against SciPy, a published example and all subsets (make_statistics.py). */
#include "suite.h"

#include "base/random.h"
#include "summary/ert.h"
#include "summary/friedman.h"
#include "summary/paired.h"
#include "summary/profile.h"
#include "summary/studentized.h"
#include "summary/tuning.h"

#include <math.h>
#include <string.h>

enum { MOST = 24 };

typedef struct signed_rank_row {
    size_t count;
    double difference[MOST];
    size_t zeros;
    double plus, minus, p[3];
} signed_rank_row;

typedef struct sign_row {
    size_t plus, minus;
    double p[3];
} sign_row;

typedef struct shift_row {
    size_t count;
    double difference[MOST], level, estimate, low, high, got;
} shift_row;

typedef struct range_row {
    size_t k;
    double p, q;
} range_row;

typedef struct friedman_row {
    size_t blocks, methods;
    double value[80], rank[8], chi_square, p, f, p_f;
} friedman_row;

typedef struct best_of_row {
    size_t count, k;
    double value[MOST], mean, quartile[3];
} best_of_row;

#include "statistics.inc"

#define ROWS(TABLE) (sizeof(TABLE) / sizeof *(TABLE))

static dh_arena arena;
static dh_error error;

static void check_p(dh_p_values got, const double *want, double tolerance)
{
    CHECK_CLOSE(got.greater, want[0], tolerance);
    CHECK_CLOSE(got.less, want[1], tolerance);
    CHECK_CLOSE(got.both, want[2], tolerance);
}

static void signed_ranks_are_those_of_all_signs(void)
{
    for (size_t i = 0; i < ROWS(signed_rank_rows); i++) {
        const signed_rank_row *row = &signed_rank_rows[i];
        dh_signed_rank got;
        CU_ASSERT_EQUAL_FATAL(dh_signed_rank_test(row->difference, row->count, &arena, &got, &error), 0);
        CU_ASSERT_TRUE(got.exact);
        CU_ASSERT_EQUAL(got.count, row->count);
        CU_ASSERT_EQUAL(got.zeros, row->zeros);
        CU_ASSERT_EQUAL(got.plus, row->plus);
        CU_ASSERT_EQUAL(got.minus, row->minus);
        check_p(got.p, row->p, 1e-15);
    }
    const double bad[] = {2.385, NAN};
    dh_signed_rank got;
    CU_ASSERT_EQUAL(dh_signed_rank_test(bad, 2, &arena, &got, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "difference 1 of 2 is no number");
}

static double mean_rank(const double *difference, size_t count, size_t at)
{
    double rank = 0.5;
    for (size_t i = 0; i < count; i++)
        rank += fabs(difference[i]) < fabs(difference[at])    ? 1
                : fabs(difference[i]) == fabs(difference[at]) ? 0.5
                                                              : 0;
    return rank;
}

/* Three measures of eight pairs with ties, zeros and an infinity, against all 256 exchanges of their sides. */
static void joint_ranks_are_those_of_all_exchanges(void)
{
    const double measure[3][8] = {{0.5, -0.25, 2.385, 0, 1.5, 0.5, -0.5, 3.25},
                                  {INFINITY, 0.75, 1.25, -0.125, 0, 0, 0.75, -INFINITY},
                                  {0.25, 0.25, 0.25, 0.5, 1.5, -2.25, 0.125, 1}};
    const double *const all[] = {measure[0], measure[1], measure[2]};
    double sum[8] = {0}, got = 0, greater = 0, less = 0;
    for (size_t i = 0; i < 8; i++) {
        for (size_t m = 0; m < 3; m++) {
            const double d = measure[m][i];
            sum[i] += mean_rank(measure[m], 8, i) * ((d > 0) - (d < 0));
        }
        got += sum[i];
    }
    for (unsigned signs = 0; signs < 256; signs++) {
        double other = 0;
        for (size_t i = 0; i < 8; i++)
            other += signs >> i & 1 ? sum[i] : -sum[i];
        greater += other >= got;
        less += other <= got;
    }
    dh_signed_rank test;
    CU_ASSERT_EQUAL_FATAL(dh_joint_rank_test(all, 3, 8, &arena, &test, &error), 0);
    CHECK_CLOSE(test.plus - test.minus, got, 1e-15);
    CHECK_CLOSE(test.p.greater, greater / 256, 1e-15);
    CHECK_CLOSE(test.p.less, less / 256, 1e-15);
    CU_ASSERT_TRUE(greater < 64 && greater > 1); /* a case that can tell */
    const double *const twice[] = {measure[0], measure[0]};
    dh_signed_rank one;
    CU_ASSERT_EQUAL_FATAL(dh_joint_rank_test(twice, 2, 8, &arena, &test, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_signed_rank_test(measure[0], 8, &arena, &one, &error), 0);
    CU_ASSERT_EQUAL(test.p.greater, one.p.greater); /* the same measure again says nothing new */
    CU_ASSERT_EQUAL(test.zeros, 1);
}

/* On both sides of the end of the exact law: the normal one is near it there. */
static void many_differences_go_over_to_the_normal_law(void)
{
    dh_stream stream;
    dh_stream_init(&stream, 2385, "", "", 0, "many");
    double d[257];
    for (size_t i = 0; i < 257; i++)
        d[i] = dh_stream_normal(&stream) + 0.12;
    dh_signed_rank exact, nearly;
    CU_ASSERT_EQUAL_FATAL(dh_signed_rank_test(d, 256, &arena, &exact, &error), 0);
    d[256] = 0; /* dropped: the exact law again, of the ranks above it */
    CU_ASSERT_EQUAL_FATAL(dh_signed_rank_test(d, 257, &arena, &nearly, &error), 0);
    CU_ASSERT_TRUE(exact.exact && nearly.exact);
    d[256] = 1e-9;
    CU_ASSERT_EQUAL_FATAL(dh_signed_rank_test(d, 257, &arena, &nearly, &error), 0);
    CU_ASSERT_FALSE(nearly.exact);
    CU_ASSERT_TRUE(exact.p.greater > 1e-3 && exact.p.greater < 0.1);
    CHECK_CLOSE(nearly.p.greater, exact.p.greater, 0.05); /* one more difference moves it as well */
    CHECK_CLOSE(nearly.p.less, exact.p.less, 0.05);
    dh_shift few, many;
    CU_ASSERT_EQUAL_FATAL(dh_shift_estimate(d, 256, 0.95, &arena, &few, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_shift_estimate(d, 257, 0.95, &arena, &many, &error), 0);
    CHECK_CLOSE(few.low, many.low, 0.05);
    CHECK_CLOSE(few.high, many.high, 0.05);
}

static void rank_sums_are_those_of_all_choices(void)
{
    const double old[] = {1.02, 1.11, 0.97, 1.05, 1.3, 0.99, 1.01, 1.08, 1.04},
                 new[] = {1.09, 1.14, 1.21, 1.06, 1.17, 1.12, 1.35, 1.03, 1.25};
    dh_p_values got;
    CU_ASSERT_EQUAL_FATAL(dh_rank_sum_test(old, new, 9, &arena, &got, &error), 0);
    CHECK_CLOSE(got.greater, 0.012217194570135747, 1e-14); /* scipy.stats.mannwhitneyu(new, old, method='exact') */
    CHECK_CLOSE(got.less, 0.9906211435623199, 1e-14);
    CHECK_CLOSE(got.both, 2 * got.greater, 1e-15);
    const double a[] = {1, 2, 2, 5}, b[] = {2, 3, 5, 5}; /* ties: all 70 choices of 4 ranks of 8 */
    double rank[8], sum = 0, all = 0, above = 0;
    for (size_t i = 0; i < 8; i++) {
        const double x = i < 4 ? a[i] : b[i - 4];
        rank[i] = 0.5;
        for (size_t k = 0; k < 8; k++) {
            const double y = k < 4 ? a[k] : b[k - 4];
            rank[i] += y < x ? 1 : y == x ? 0.5 : 0;
        }
        sum += i < 4 ? 0 : rank[i];
    }
    for (unsigned chosen = 0; chosen < 256; chosen++) {
        double other = 0, count = 0;
        for (size_t i = 0; i < 8; i++) {
            count += chosen >> i & 1;
            other += chosen >> i & 1 ? rank[i] : 0;
        }
        all += count == 4;
        above += count == 4 && other >= sum;
    }
    CU_ASSERT_EQUAL_FATAL(dh_rank_sum_test(a, b, 4, &arena, &got, &error), 0);
    CHECK_CLOSE(got.greater, above / all, 1e-15);
    CU_ASSERT_EQUAL(dh_rank_sum_needed(1, 0.002), 6);  /* C(12, 6) = 924 >= 500 > C(10, 5) = 252 */
    CU_ASSERT_EQUAL(dh_rank_sum_needed(97, 0.002), 9); /* C(18, 9) = 48620 */
    CU_ASSERT_EQUAL(dh_rank_sum_needed(98, 0.002), 10);
}

static void signs_are_binomial(void)
{
    for (size_t i = 0; i < ROWS(sign_rows); i++) {
        const sign_row *row = &sign_rows[i];
        double tolerance = row->plus + row->minus > 1000 ? 1e-11 : 2e-13; /* GSL's incomplete beta there */
        check_p(dh_sign_test(row->plus, row->minus), row->p, tolerance);
    }
}

static void shifts_are_medians_of_walsh_averages(void)
{
    for (size_t i = 0; i < ROWS(shift_rows); i++) {
        const shift_row *row = &shift_rows[i];
        dh_shift got;
        CU_ASSERT_EQUAL_FATAL(dh_shift_estimate(row->difference, row->count, row->level, &arena, &got, &error), 0);
        CHECK_CLOSE(got.estimate, row->estimate, 1e-14);
        CU_ASSERT_TRUE(got.low == row->low || fabs(got.low - row->low) < 1e-14);
        CU_ASSERT_TRUE(got.high == row->high || fabs(got.high - row->high) < 1e-14);
        CHECK_CLOSE(got.level, row->got, 1e-15);
    }
}

/* Two of three runs did not reach the target where the other method did: the shift is infinite, and is not NaN. */
static void shifts_of_unreached_targets(void)
{
    const double lost[] = {INFINITY, INFINITY, 0.3}, mixed[] = {INFINITY, -INFINITY, 0, 0};
    dh_shift got;
    CU_ASSERT_EQUAL_FATAL(dh_shift_estimate(lost, 3, 0.5, &arena, &got, &error), 0);
    CU_ASSERT_EQUAL(got.estimate, INFINITY);
    CU_ASSERT_EQUAL_FATAL(dh_shift_estimate(mixed, 4, 0.5, &arena, &got, &error), 0);
    CU_ASSERT_EQUAL(got.estimate, 0);
    CU_ASSERT_EQUAL_FATAL(dh_shift_estimate(mixed, 0, 0.5, &arena, &got, &error), 0);
    CU_ASSERT_TRUE(isnan(got.estimate));
    CU_ASSERT_EQUAL(dh_shift_estimate(mixed, 4001, 0.5, &arena, &got, &error), -1);
}

/* Holm's steps by hand: sorted 0.005 0.01 0.03 0.04 times 4 3 2 1; then ties, and what is no test. */
static void holm_steps_down(void)
{
    const double p[] = {0.01, 0.04, 0.03, NAN, 0.005}, want[] = {0.03, 0.06, 0.06, NAN, 0.02};
    double got[5];
    CU_ASSERT_EQUAL_FATAL(dh_holm_adjust(p, 5, &arena, got, &error), 0);
    for (size_t i = 0; i < 5; i++)
        CU_ASSERT_TRUE(isnan(want[i]) ? isnan(got[i]) : fabs(got[i] - want[i]) < 1e-15);
    const double high[] = {0.7, 0.4, 0.4};
    CU_ASSERT_EQUAL_FATAL(dh_holm_adjust(high, 3, &arena, got, &error), 0);
    CU_ASSERT_TRUE(got[0] == 1 && got[1] == 1 && got[2] == 1);
}

/* n >= log2(m / alpha); and one pair fewer cannot do it, whatever the differences are. */
static void pairs_needed(void)
{
    CU_ASSERT_TRUE(dh_pairs_needed(100, 0.01) == 14 && dh_pairs_needed(500, 0.01) == 16 &&
                   dh_pairs_needed(1, 0.05) == 5);
    const double best[] = {1, 2.385, 3, 4, 5};
    dh_signed_rank got;
    CU_ASSERT_EQUAL_FATAL(dh_signed_rank_test(best, 5, &arena, &got, &error), 0);
    CU_ASSERT_TRUE(got.p.greater <= 0.05);
    CU_ASSERT_EQUAL_FATAL(dh_signed_rank_test(best, 4, &arena, &got, &error), 0);
    CU_ASSERT_TRUE(got.p.greater > 0.05);
}

static void ranges_are_scipys(void)
{
    for (size_t i = 0; i < ROWS(range_rows); i++) {
        CHECK_CLOSE(dh_normal_range_quantile(range_rows[i].p, range_rows[i].k), range_rows[i].q, 1e-9);
        CHECK_CLOSE(dh_normal_range_below(range_rows[i].q, range_rows[i].k), range_rows[i].p, 1e-10);
    }
}

static void friedmans_are_scipys(void)
{
    for (size_t i = 0; i < ROWS(friedman_rows); i++) {
        const friedman_row *row = &friedman_rows[i];
        dh_friedman got;
        CU_ASSERT_EQUAL_FATAL(dh_friedman_test(row->value, row->blocks, row->methods, &arena, &got, &error), 0);
        for (size_t j = 0; j < row->methods; j++)
            CHECK_CLOSE(got.rank[j], row->rank[j], 1e-14);
        CHECK_CLOSE(got.chi_square, row->chi_square, 1e-12);
        CHECK_CLOSE(got.p, row->p, 1e-12);
        CHECK_CLOSE(got.f, row->f, 1e-12);
        CHECK_CLOSE(got.p_f, row->p_f, 1e-12);
    }
    const double tied[] = {INFINITY, INFINITY, INFINITY, 2.385, 2.385, 2.385};
    dh_friedman got;
    CU_ASSERT_EQUAL_FATAL(dh_friedman_test(tied, 2, 3, &arena, &got, &error), 0);
    CU_ASSERT_TRUE(got.p == 1 && got.p_f == 1 && got.rank[0] == 2 && got.rank[2] == 2);
    const double clear[] = {1, 2, 3, 1, 2, 3};
    CU_ASSERT_EQUAL_FATAL(dh_friedman_test(clear, 2, 3, &arena, &got, &error), 0);
    CU_ASSERT_TRUE(got.f == INFINITY && got.p_f == 0);
}

/* Demsar (2006), table 6: areas under the ROC curve of C4.5 and variants; more is better. His ranks of "voting" are
 * those before rounding (0.975 is twice there, with ranks 2 and 3). His chi-square is not corrected for ties. */
static const double demsar[14][4] = {
    {.763, .768, .771, .798},  {.599, .591, .590, .569},
    {.954, .971, .968, .967},  {.628, .661, .654, .657},
    {.882, .888, .886, .898},  {.936, .931, .916, .931},
    {.661, .668, .609, .685},  {.583, .583, .563, .625},
    {.775, .838, .866, .875},  {1, 1, 1, 1},
    {.940, .962, .965, .962},  {.619, .666, .614, .669},
    {.972, .981, .9751, .975}, {.957, .978, .946, .970},
};

static void demsars_example(void)
{
    static const double rank[] = {3.143, 2.000, 2.893, 1.964};
    double value[14 * 4], squares = 0;
    for (size_t i = 0; i < 56; i++)
        value[i] = -demsar[i / 4][i % 4];
    dh_friedman got;
    CU_ASSERT_EQUAL_FATAL(dh_friedman_test(value, 14, 4, &arena, &got, &error), 0);
    for (size_t j = 0; j < 4; j++) {
        CU_ASSERT_DOUBLE_EQUAL(got.rank[j], rank[j], 5e-4);
        squares += got.rank[j] * got.rank[j];
    }
    double chi_square = 12.0 * 14 / (4 * 5) * (squares - 4 * 25 / 4.0);
    CU_ASSERT_DOUBLE_EQUAL(chi_square, 9.28, 5e-3);
    CU_ASSERT_DOUBLE_EQUAL(13 * chi_square / (14 * 3 - chi_square), 3.69, 5e-3);
    CU_ASSERT_DOUBLE_EQUAL(dh_critical_difference(4, 14, 0.05), 1.25, 5e-3);
    CU_ASSERT_DOUBLE_EQUAL(dh_critical_difference(4, 14, 0.10), 1.12, 5e-3);
    const double sorted[] = {got.rank[3], got.rank[1], got.rank[2], got.rank[0]};
    dh_group group[4];
    CU_ASSERT_EQUAL(dh_groups_find(sorted, 4, dh_critical_difference(4, 14, 0.05), group), 1);
    CU_ASSERT_TRUE(group[0].first == 0 && group[0].last == 3);
    /* "pure C4.5 is significantly worse than C4.5+m and C4.5+m+cf", and of C4.5+cf nothing can be said */
    CU_ASSERT_EQUAL(dh_groups_find(sorted, 4, dh_critical_difference(4, 14, 0.10), group), 2);
    CU_ASSERT_TRUE(group[0].first == 0 && group[0].last == 2 && group[1].first == 2 && group[1].last == 3);
}

/* Demsar (2006), table 5: alpha = 0.05, k = 2 ... 10 */
static void nemenyis_constants_are_published(void)
{
    static const double q[] = {1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164};
    for (size_t k = 2; k <= 10; k++)
        CU_ASSERT_DOUBLE_EQUAL(dh_normal_range_quantile(0.95, k) / sqrt(2), q[k - 2], 1e-3);
}

static void groups_are_the_longest_runs(void)
{
    const double sorted[] = {1, 1.4, 2.3, 2.5, 5, 7};
    dh_group group[6];
    CU_ASSERT_EQUAL(dh_groups_find(sorted, 6, 1.2, group), 2);
    CU_ASSERT_TRUE(group[0].first == 0 && group[0].last == 1 && group[1].first == 1 && group[1].last == 3);
    CU_ASSERT_EQUAL(dh_groups_find(sorted, 6, 0.1, group), 0);
    CU_ASSERT_EQUAL(dh_groups_find(sorted, 6, 9, group), 1);
}

/* ---- costs ---- */

/* (4 + 6.5 + what the others spent: 10 + 2) / 2 */
static void ert_counts_what_failures_spent(void)
{
    const double cost[] = {4, INFINITY, 6.5, NAN, INFINITY}, spent[] = {10, 10, 10, 10, 2};
    dh_ert got = dh_ert_estimate(cost, spent, 5, NULL, NULL);
    CU_ASSERT_EQUAL(got.value, (4 + 6.5 + 12) / 2);
    CU_ASSERT_TRUE(got.runs == 4 && got.solved == 2 && isnan(got.interval.low));
    got = dh_ert_estimate(cost + 4, spent + 4, 1, NULL, NULL);
    CU_ASSERT_TRUE(got.value == INFINITY && got.runs == 1 && got.solved == 0);
    got = dh_ert_estimate(cost + 3, spent + 3, 1, NULL, NULL);
    CU_ASSERT_TRUE(isnan(got.value) && got.runs == 0);
}

static void steps_and_areas(void)
{
    const double value[] = {8, INFINITY, 2, 2, NAN};
    dh_steps s;
    CU_ASSERT_EQUAL_FATAL(dh_steps_make(value, 5, &arena, &s, &error), 0);
    CU_ASSERT_EQUAL_FATAL(s.points, 2);
    CU_ASSERT_TRUE(s.x[0] == 2 && s.share[0] == 0.5 && s.x[1] == 8 && s.share[1] == 0.75);
    CHECK_CLOSE(dh_steps_area(&s, 1, 16, false), (0.5 * 6 + 0.75 * 8) / 15, 1e-15);
    CHECK_CLOSE(dh_steps_area(&s, 1, 16, true), (0.5 * 2 + 0.75 * 1) / 4, 1e-15);
    CHECK_CLOSE(dh_steps_area(&s, 4, 16, true), (0.5 * 1 + 0.75 * 1) / 2,
                1e-15); /* what was there at the start counts */
    CU_ASSERT_EQUAL(dh_steps_area(&s, 0.5, 1.5, false), 0);
}

/* Three problems, three methods; the last problem nobody solves but the third, which fails the first. */
static void profiles_and_scores(void)
{
    const double cost[] = {10, 20, INFINITY, 30, 10, 90, INFINITY, INFINITY, 5};
    const double ratio[] = {1, 2, INFINITY, 3, 1, 9, INFINITY, INFINITY, 1};
    double got[9];
    dh_profile_ratios(cost, 3, 3, 3, got);
    CU_ASSERT_FALSE(memcmp(got, ratio, sizeof ratio));
    CHECK_CLOSE(dh_algoperf_score(got, 3, 3), (1 + 1 / 3.0) / 3, 1e-15);
    CHECK_CLOSE(dh_algoperf_score(got + 1, 3, 3), (2 / 3.0 + 1) / 3, 1e-15);
    CHECK_CLOSE(dh_algoperf_score(got + 2, 3, 3), 1 / 3.0, 1e-15);
    dh_steps s; /* the score is the area under the profile */
    const double column[] = {got[0], got[3], got[6]};
    CU_ASSERT_EQUAL_FATAL(dh_steps_make(column, 3, &arena, &s, &error), 0);
    CHECK_CLOSE(dh_steps_area(&s, 1, 4, false), dh_algoperf_score(got, 3, 3), 1e-15);
    dh_profile_ratios(cost, 3, 3, 1, got);
    CU_ASSERT_TRUE(got[0] == 0.5 && got[3] == 3 && got[6] == INFINITY && got[1] == 1 && got[8] == 0 &&
                   got[2] == INFINITY);
    CHECK_CLOSE(dh_reference_score(got, 3, 3), (3 / 4.0 + (log(4) - log(3)) / (2 * log(4))) / 3, 1e-14);
    CHECK_CLOSE(dh_reference_score(got + 1, 3, 3), 2 / 2.0 / 3, 1e-15); /* two solved, 1/2 each */
}

/* With a fixed reference a newcomer moves no score; with the least cost it turns the order of two others around. */
static void newcomers_move_one_score_and_not_the_other(void)
{
    const double two[] = {10, 20, 20, 10, 30, 30.5}, three[] = {10, 20, 3, 20, 10, 99, 30, 30.5, 99};
    double before[6], after[9];
    dh_profile_ratios(two, 3, 2, 2, before);
    dh_profile_ratios(three, 3, 3, 3, after);
    CU_ASSERT_TRUE(dh_algoperf_score(before, 3, 2) > dh_algoperf_score(before + 1, 3, 2));
    CU_ASSERT_TRUE(dh_algoperf_score(after, 3, 3) < dh_algoperf_score(after + 1, 3, 3));
    dh_profile_ratios(two, 3, 2, 0, before);
    dh_profile_ratios(three, 3, 3, 0, after);
    CU_ASSERT_EQUAL(dh_reference_score(before + 1, 3, 2), dh_reference_score(after + 1, 3, 3));
}

static void best_of_k_is_the_mean_over_all_subsets(void)
{
    for (size_t i = 0; i < ROWS(best_of_rows); i++) {
        const best_of_row *row = &best_of_rows[i];
        dh_tuning got;
        CU_ASSERT_EQUAL_FATAL(dh_tuning_curve(row->value, row->count, &arena, &got, &error), 0);
        CU_ASSERT_EQUAL_FATAL(got.trials, row->count);
        CHECK_CLOSE(got.mean[row->k - 1], row->mean, 1e-14);
        CU_ASSERT_EQUAL(got.low[row->k - 1], row->quartile[0]);
        CU_ASSERT_EQUAL(got.median[row->k - 1], row->quartile[1]);
        CU_ASSERT_EQUAL(got.high[row->k - 1], row->quartile[2]);
    }
    const double lost[] = {2.385, INFINITY, 0.7};
    dh_tuning got;
    CU_ASSERT_EQUAL_FATAL(dh_tuning_curve(lost, 3, &arena, &got, &error), 0);
    CU_ASSERT_TRUE(got.mean[0] == INFINITY && got.median[0] == 2.385 && got.median[1] == 0.7);
    CHECK_CLOSE(got.mean[1], (0.7 * 2 + 2.385) / 3, 1e-15); /* of two one is always finite */
    CU_ASSERT_EQUAL(got.mean[2], 0.7);
}

SUITE("tests", {"rank sums", rank_sums_are_those_of_all_choices},
      {"the signed-rank test is that of all signs", signed_ranks_are_those_of_all_signs},
      {"the joint test is that of all exchanges", joint_ranks_are_those_of_all_exchanges},
      {"more than 256 differences", many_differences_go_over_to_the_normal_law},
      {"the sign test is SciPy's", signs_are_binomial},
      {"Hodges and Lehmann's shift", shifts_are_medians_of_walsh_averages},
      {"shifts of targets that were not reached", shifts_of_unreached_targets}, {"Holm", holm_steps_down},
      {"pairs needed", pairs_needed}, {"the studentized range is SciPy's", ranges_are_scipys},
      {"Friedman's test is SciPy's", friedmans_are_scipys}, {"Demsar's example", demsars_example},
      {"Nemenyi's constants", nemenyis_constants_are_published}, {"groups", groups_are_the_longest_runs},
      {"expected running time", ert_counts_what_failures_spent}, {"steps and areas", steps_and_areas},
      {"profiles and scores", profiles_and_scores}, {"newcomers", newcomers_move_one_score_and_not_the_other},
      {"best of k", best_of_k_is_the_mean_over_all_subsets})
