/* Descriptions of runs: what an id depends on, and that they come back from their bytes or not at all. */
#include "suite.h"

#include "plan/spec.h"

#include <downhill/schedule.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

SUITE("spec", {"ids change with what decides", ids_change_with_what_decides},
      {"descriptions come back", descriptions_come_back}, {"damaged descriptions", damaged_descriptions},
      {"descriptions have limits", descriptions_have_limits}, {"too long a hash", too_long_a_hash},
      {"threads of what is wrapped", threads_of_what_is_wrapped})
