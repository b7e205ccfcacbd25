/* A CUnit program in one macro: SUITE("name", {"what it shows", function}, ...).
 * Exit status 0 only when tests ran and none failed (CU_get_error() is 0 even when tests fail: a known trap). */
#ifndef DH_TESTS_SUITE_H
#define DH_TESTS_SUITE_H

#include <CUnit/Basic.h>
#include <stdio.h>

#define SUITE(NAME, ...)                                                                             \
    int main(void)                                                                                   \
    {                                                                                                \
        CU_TestInfo tests[] = {__VA_ARGS__, CU_TEST_INFO_NULL};                                      \
        CU_SuiteInfo suites[] = {{.pName = NAME, .pTests = tests}, CU_SUITE_INFO_NULL};              \
        if (CU_initialize_registry() || CU_register_suites(suites))                                  \
            return 99;                                                                               \
        CU_basic_set_mode(CU_BRM_VERBOSE);                                                           \
        CU_basic_run_tests();                                                                        \
        int failed = CU_get_number_of_failures() || CU_get_number_of_suites_failed() ||              \
                     !CU_get_number_of_tests_run();                                                  \
        CU_cleanup_registry();                                                                       \
        return failed;                                                                               \
    }

/* |A - B| <= TOLERANCE * max(|A|, |B|), with both values in the log when it fails. */
#define CHECK_CLOSE(A, B, TOLERANCE)                                                                 \
    do {                                                                                             \
        double a_ = (A), b_ = (B), big_ = __builtin_fmax(__builtin_fabs(a_), __builtin_fabs(b_));    \
        int close_ = __builtin_fabs(a_ - b_) <= (TOLERANCE) * big_;                                  \
        if (!close_)                                                                                 \
            fprintf(stderr, "%s:%d: %.17g is not %.17g\n", __FILE__, __LINE__, a_, b_);              \
        CU_ASSERT(close_);                                                                           \
    } while (0)

#endif
