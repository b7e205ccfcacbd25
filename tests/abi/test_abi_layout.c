/* The layout of ABI 1.0, byte by byte, on 64-bit machines: plugins built years ago rely on it. A line here never
 * changes; a new minor version adds lines. */
#include "suite.h"

#include <downhill/optimizer.h>
#include <downhill/problem.h>
#include <downhill/schedule.h>

#define AT(TYPE, FIELD, OFFSET) CU_ASSERT_EQUAL(offsetof(TYPE, FIELD), OFFSET)

static void test_head(void)
{
    AT(dh_head, abi_major, 4);
    AT(dh_head, size, 8);
    AT(dh_head, kind, 12);
    AT(dh_head, param_size, 16);
    AT(dh_head, params, 24);
    AT(dh_head, name, 32);
    AT(dh_head, flags, 56);
    AT(dh_param, standard, 16);
    AT(dh_param, scale, 40);
    AT(dh_param, flags, 44);
    AT(dh_param, search_max, 56);
    AT(dh_param, choices, 64);
    AT(dh_list, count, 8);
    AT(dh_random, normal, 32);
}

static void test_optimizer(void)
{
    AT(dh_optimizer, rate, 64);
    AT(dh_optimizer, state_size, 88);
    AT(dh_optimizer, step, 96);
    AT(dh_optimizer, evaluation_point, 104);
    AT(dh_optimizer, release, 112);
    AT(dh_block, cols, 24);
    AT(dh_shape, blocks, 24);
    AT(dh_shape, horizon, 56);
    AT(dh_oracle, batch, 8);
    AT(dh_oracle, optimum, 40);
    AT(dh_inner, step, 8);
    AT(dh_step, rate, 16);
    AT(dh_step, gradient, 32);
    AT(dh_step, param, 56);
    AT(dh_step, shape, 72);
    AT(dh_step, inner, 96);
}

static void test_schedule(void)
{
    AT(dh_schedule, unit, 64);
    AT(dh_schedule, state_size, 72);
    AT(dh_schedule, rate, 80);
    AT(dh_rate_call, t, 24);
    AT(dh_rate_call, steps_per_epoch, 48);
    AT(dh_rate_call, cost, 64);
    AT(dh_rate_call, inner_count, 96);
    AT(dh_inner_schedule, rate, 8);
}

static void test_problem(void)
{
    AT(dh_dataset, x, 40);
    AT(dh_dataset, value, 72);
    AT(dh_batch, noise, 32);
    AT(dh_instance, scratch, 40);
    AT(dh_instance, inner, 48);
    AT(dh_inner_problem, problem, 8);
    AT(dh_inner_problem, instance, 16);
    AT(dh_problem, dim, 64);
    AT(dh_problem, start, 104);
    AT(dh_problem, evaluate, 112);
    AT(dh_problem, metrics, 144);
    AT(dh_problem, box, 176);
    AT(dh_problem, gap, 184);
    AT(dh_problem, squares, 192);
    AT(dh_problem, precondition, 216);
}

static void test_flags(void)
{
    CU_ASSERT_EQUAL(DH_ABI_MAJOR, 1);
    CU_ASSERT_EQUAL(DH_MAGIC, 0x4c494844u);
    CU_ASSERT_EQUAL(DH_OWN_GRADIENT, 1);
    CU_ASSERT_EQUAL(DH_NEEDS_BLOCKS, 32);
    CU_ASSERT_EQUAL(DH_WRAPS_GRADIENT, 1024);
    CU_ASSERT_EQUAL(DH_KEEPS_MEMORY, 2048);
    CU_ASSERT_EQUAL(DH_NEEDS_THREADS, 4096); /* of problems, too */
    CU_ASSERT_EQUAL(DH_LIST, 5);
    CU_ASSERT_EQUAL(DH_UNIT_HORIZON, 2);
    CU_ASSERT_EQUAL(DH_WRAPS_SCHEDULE, 4);
    CU_ASSERT_EQUAL(DH_NOISY, 32);
    CU_ASSERT_EQUAL(DH_WRAPS_PROBLEM, 64);
}

/* What an older or newer maker of a call left out reads as zero, never as what lies behind it. */
static void test_copy_of_a_shorter_call(void)
{
    struct {
        dh_step call;
        double behind;
    } given = {.call = {.size = offsetof(dh_step, shape), .step = 47, .rate = 0.385, .loss = 2.385}, .behind = 9.75};
    given.call.inner = (const dh_inner *)&given.behind; /* beyond what the maker knew */
    dh_step copy = dh_step_copy(&given.call);
    CU_ASSERT_EQUAL(copy.size, offsetof(dh_step, shape));
    CU_ASSERT_EQUAL(copy.step, 47);
    CU_ASSERT_EQUAL(copy.rate, 0.385);
    CU_ASSERT_PTR_NULL(copy.inner);
    CU_ASSERT(DH_HAS(&copy, list));
    CU_ASSERT(!DH_HAS(&copy, shape));
}

SUITE("abi layout", {"head and parameters", test_head}, {"optimizer", test_optimizer}, {"schedule", test_schedule},
      {"problem", test_problem}, {"numbers", test_flags}, {"copying a shorter call", test_copy_of_a_shorter_call})
