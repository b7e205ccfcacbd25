/* Records: what is encoded comes back, a damaged one is refused, and the hash is of the history alone. */
#include "suite.h"

#include "run/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 5, COLUMNS = 4 };

static const char *columns[COLUMNS] = {"step", "cost", "seconds", "rate"};
static const char *metrics[2] = {"train_mae", "test_accuracy"};
static double values[ROWS * COLUMNS], metric_values[2] = {0.731, NAN}, final_x[3] = {2.385, -0.0, 1e-310};

static dh_record sample(void)
{
    static const double costs[ROWS] = {3.71, 1.25, NAN, 0.61, 0.75};
    for (size_t i = 0; i < ROWS; i++) {
        values[i * COLUMNS] = (double)(10 * i);
        values[i * COLUMNS + 1] = costs[i];
        values[i * COLUMNS + 2] = 0.137 * (double)i;
        values[i * COLUMNS + 3] = 0.1 / (double)(1 + i);
    }
    dh_record r = {.id = "00112233445566778899aabbccddeeff",
                   .status = DH_TIMED_OUT,
                   .cause = "over 60 s",
                   .stop_step = 47,
                   .ledger = {48, 2.385, 3, 49, 300, 4900, 7, 0.7385, 0.1274},
                   .clock_sampled = true,
                   .wall_seconds = 60.25,
                   .began = 1.7e9,
                   .state_size = 6,
                   .peak_memory = 4096000,
                   .sandbox = DH_SANDBOX_SECCOMP,
                   .notes = DH_NOTE_FP_MODE,
                   .verified = DH_CONTRADICTED,
                   .rows = ROWS,
                   .columns = COLUMNS,
                   .column = columns,
                   .value = values,
                   .metrics = 2,
                   .metric = metrics,
                   .metric_value = metric_values,
                   .dim = 3,
                   .final_x = final_x};
    dh_record_close(&r);
    return r;
}

static dh_buffer encoded(const dh_record *r)
{
    dh_buffer out = {0};
    dh_record_encode(r, &out);
    CU_ASSERT_FATAL(!out.failed);
    return out;
}

static void round_trip(void)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_record r = sample(), back;
    dh_buffer bytes = encoded(&r);
    CU_ASSERT_EQUAL_FATAL(dh_record_decode(bytes.data, bytes.size, &arena, &back, &error), 0);
    CU_ASSERT_STRING_EQUAL(back.id, r.id);
    CU_ASSERT_STRING_EQUAL(back.cause, "over 60 s");
    CU_ASSERT(back.status == DH_TIMED_OUT && back.stop_step == 47 && back.clock_sampled);
    CU_ASSERT(back.wall_seconds == 60.25 && back.began == 1.7e9 && back.state_size == 6 &&
              back.peak_memory == 4096000);
    CU_ASSERT(back.sandbox == DH_SANDBOX_SECCOMP && back.notes == DH_NOTE_FP_MODE &&
              back.verified == DH_CONTRADICTED);
    CU_ASSERT(back.ledger.steps == 48 && back.ledger.epochs == 2.385 && back.ledger.loss_evals == 3);
    CU_ASSERT(back.ledger.gradient_evals == 49 && back.ledger.sample_losses == 300);
    CU_ASSERT(back.ledger.sample_gradients == 4900 && back.ledger.hvps == 7);
    CU_ASSERT(back.ledger.oracle_seconds == 0.7385 && back.ledger.optimizer_seconds == 0.1274);
    CU_ASSERT_FATAL(back.rows == ROWS && back.columns == COLUMNS && back.metrics == 2 && back.dim == 3);
    for (size_t c = 0; c < COLUMNS; c++)
        CU_ASSERT_STRING_EQUAL(back.column[c], columns[c]);
    CU_ASSERT(!memcmp(back.value, values, sizeof values) && !memcmp(back.final_x, final_x, sizeof final_x));
    CU_ASSERT(!memcmp(back.metric_value, metric_values, sizeof metric_values));
    CU_ASSERT_STRING_EQUAL(back.metric[1], "test_accuracy");
    CU_ASSERT_STRING_EQUAL(back.history_hash, r.history_hash);
    dh_buffer again = encoded(&back);
    CU_ASSERT(again.size == bytes.size && !memcmp(again.data, bytes.data, bytes.size));
    dh_buffer_finish(&again);
    dh_buffer_finish(&bytes);
    dh_arena_finish(&arena);
}

/* What a plugin that writes over its history can leave there. */
static void steps_that_are_none(void)
{
    static const double steps[] = {-1, 5.28516e+180, (double)NAN, (double)INFINITY};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        dh_record r = sample();
        for (size_t row = 0; row < ROWS; row++)
            values[row * COLUMNS] = steps[i];
        dh_record_close(&r);
        CU_ASSERT(r.best_cost == 0.61 && r.best_step == 0);
    }
}

static void nothing_recorded(void)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_record r = {.id = "00112233445566778899aabbccddeeff", .status = DH_REFUSED, .dim = 1 << 20}, back;
    dh_record_close(&r);
    CU_ASSERT(isnan(r.final_cost) && isnan(r.best_cost) && r.best_step == 0 && strlen(r.history_hash) == 64);
    dh_buffer bytes = encoded(&r);
    CU_ASSERT_EQUAL_FATAL(dh_record_decode(bytes.data, bytes.size, &arena, &back, &error), 0);
    CU_ASSERT_STRING_EQUAL(back.cause, "");
    CU_ASSERT(!back.rows && !back.columns && !back.metrics && !back.final_x && back.dim == 1 << 20);
    dh_buffer_finish(&bytes);
    dh_arena_finish(&arena);
}

static void best_and_final_cost(void)
{
    dh_record r = sample();
    CU_ASSERT(r.final_cost == 0.75 && r.best_cost == 0.61 && r.best_step == 30);
    for (size_t i = 0; i < ROWS; i++)
        values[i * COLUMNS + 1] = NAN;
    dh_record_close(&r);
    CU_ASSERT(isnan(r.final_cost) && isnan(r.best_cost) && r.best_step == 0);
    values[3 * COLUMNS + 1] = INFINITY;
    dh_record_close(&r);
    CU_ASSERT(r.best_cost == (double)INFINITY && r.best_step == 30);
    values[4 * COLUMNS + 1] = -2.385;
    dh_record_close(&r);
    CU_ASSERT(r.best_cost == -2.385 && r.final_cost == -2.385 && r.best_step == 40);
}

/* Times are outside the hash; every other value and name is inside. */
static void hash(void)
{
    dh_record r = sample();
    char before[65];
    memcpy(before, r.history_hash, sizeof before);
    for (size_t i = 0; i < ROWS * COLUMNS; i++) {
        uint64_t bits;
        double kept = values[i];
        memcpy(&bits, &values[i], 8);
        bits ^= 1; /* the last bit, of NaNs as well */
        memcpy(&values[i], &bits, 8);
        dh_record_close(&r);
        CU_ASSERT_EQUAL(!strcmp(before, r.history_hash), i % COLUMNS == 2);
        values[i] = kept;
    }
    dh_record_close(&r);
    CU_ASSERT_STRING_EQUAL(before, r.history_hash);
    columns[3] = "gradient_norm";
    dh_record_close(&r);
    CU_ASSERT_STRING_NOT_EQUAL(before, r.history_hash);
    columns[3] = "rate";
    CU_ASSERT(dh_column_is_time("seconds") && dh_column_is_time("oracle_seconds") && !dh_column_is_time("cost"));
}

static void cut_short(void)
{
    dh_record r = sample(), back;
    dh_buffer bytes = encoded(&r);
    size_t accepted = 0;
    for (size_t size = 0; size <= bytes.size + 1; size++) {
        dh_arena arena = {0};
        dh_error error = {0};
        unsigned char copy[4096];
        CU_ASSERT_FATAL(bytes.size < sizeof copy);
        memcpy(copy, bytes.data, bytes.size);
        copy[bytes.size] = 0;
        accepted += !dh_record_decode(copy, size, &arena, &back, &error);
        dh_arena_finish(&arena);
    }
    CU_ASSERT_EQUAL(accepted, 1);
    dh_buffer_finish(&bytes);
}

/* Whatever is in the bytes, decoding ends, and what it accepts can be encoded again. */
static void damaged(void)
{
    dh_record r = sample(), back;
    dh_buffer bytes = encoded(&r);
    size_t refused = 0, other = 0;
    for (size_t bit = 0; bit < 8 * bytes.size; bit++) {
        dh_arena arena = {0};
        dh_error error = {0};
        bytes.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
        if (dh_record_decode(bytes.data, bytes.size, &arena, &back, &error)) {
            CU_ASSERT_NOT_EQUAL(strlen(error.text), 0);
            refused++;
        } else {
            dh_buffer again = encoded(&back);
            other += dh_record_decode(again.data, again.size, &arena, &back, &error) != 0;
            dh_buffer_finish(&again);
        }
        bytes.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
        dh_arena_finish(&arena);
    }
    CU_ASSERT(refused > 500 && other == 0);
    dh_buffer_finish(&bytes);
}

static bool is_damaged(const dh_buffer *bytes)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_record back;
    const int result = dh_record_decode(bytes->data, bytes->size, &arena, &back, &error);
    dh_arena_finish(&arena);
    return result == -1 && error.kind == DH_ERROR_SYSTEM && strstr(error.text, "damaged");
}

static void refused(size_t at, uint8_t value, const char *words)
{
    dh_record r = sample(), back;
    dh_arena arena = {0};
    dh_error error = {0};
    dh_buffer bytes = encoded(&r);
    bytes.data[at] = value;
    CU_ASSERT_EQUAL(dh_record_decode(bytes.data, bytes.size, &arena, &back, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    dh_buffer_finish(&bytes);
    dh_arena_finish(&arena);
}

static void bad_fields(void)
{
    refused(0, 2, "version 2, expected 1");
    refused(7, 'g', "damaged");              /* an id that is not hexadecimal */
    refused(36, DH_STATUS_COUNT, "damaged"); /* a status that does not exist */
}

/* The verdict is written into what is encoded already; the peek finds it behind a cause of any length. */
static void marks(void)
{
    dh_arena arena = {0};
    dh_error error;
    const char *cause[] = {"", "a longer cause, as of a run that crashed"};
    for (int i = 0; i < 2; i++) {
        dh_record r = sample(), back, peeked;
        r.cause = cause[i];
        r.verified = DH_UNVERIFIED;
        dh_buffer bytes = encoded(&r), same = encoded(&r);
        dh_record_mark(bytes.data, bytes.size, DH_CONTRADICTED);
        CU_ASSERT_EQUAL_FATAL(dh_record_decode(bytes.data, bytes.size, &arena, &back, &error), 0);
        CU_ASSERT_EQUAL(dh_record_peek(bytes.data, bytes.size, &peeked), 0);
        CU_ASSERT(back.verified == DH_CONTRADICTED && peeked.verified == DH_CONTRADICTED && peeked.status == DH_TIMED_OUT);
        dh_record_mark(bytes.data, bytes.size, DH_UNVERIFIED);
        CU_ASSERT(!memcmp(bytes.data, same.data, same.size)); /* nothing else was touched */
        dh_record_mark(bytes.data, 60, DH_VERIFIED);
        CU_ASSERT(!memcmp(bytes.data, same.data, same.size));
        dh_buffer_finish(&bytes);
        dh_buffer_finish(&same);
    }
    dh_arena_finish(&arena);
}

static void status_names(void)
{
    for (int i = 0; i < DH_STATUS_COUNT; i++)
        for (int j = 0; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(dh_status_name((dh_status)i), dh_status_name((dh_status)j));
    CU_ASSERT_STRING_EQUAL(dh_status_name(DH_TARGET_REACHED), "target_reached");
    CU_ASSERT_STRING_EQUAL(dh_status_name(DH_OUT_OF_MEMORY), "out_of_memory");
    CU_ASSERT_STRING_EQUAL(dh_status_name((dh_status)DH_STATUS_COUNT), "unknown");
}

static void names_of_columns(void)
{
    static const char *const good[] = {"step", "cost", "grad_norm2"}, *const twice[] = {"step", "cost", "step"};
    static const char *const bad[] = {"row", "run", "", "9lives", "Cost", "~", "a-b",
                                      "a234567890123456789012345678901234567890123456789012345678901234x"};
    CU_ASSERT(dh_record_names_fit(good, 3) && !dh_record_names_fit(twice, 3));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT(!dh_record_names_fit(&bad[i], 1));
}

/* The bytes hold together, and what they say does not: another number of values than of names, another x than the dimension says. */
static void parts_that_disagree(void)
{
    static const char *const other[] = {"cost", "step", "seconds", "rate"},
                     *const twice[] = {"step", "rate", "cost", "rate"},
                     *const mae[] = {"train_mae", "train_mae"};
    dh_record good = sample(), row[5];
    for (int i = 0; i < 5; i++)
        row[i] = good;
    row[0].column = (const char **)(uintptr_t)other; /* the first is not the step */
    row[1].column = (const char **)(uintptr_t)twice;
    row[2].metric = (const char **)(uintptr_t)mae;
    row[3].history_hash[63] = 0; /* a digit too few */
    row[4].history_hash[17] = 'G';
    for (int i = 0; i < 5; i++) {
        dh_buffer bytes = encoded(&row[i]);
        CU_ASSERT(is_damaged(&bytes));
        dh_buffer_finish(&bytes);
    }
    dh_buffer bytes = encoded(&good);
    const size_t x = bytes.size - 3 * 8 - 8, dim = x - 8, names = dim - 2 * 8 - 8;
    CU_ASSERT_EQUAL(bytes.data[dim], 3);
    bytes.data[dim] = 4; /* of a point with three numbers */
    CU_ASSERT(is_damaged(&bytes));
    bytes.data[dim] = 3;
    CU_ASSERT(!is_damaged(&bytes));
    CU_ASSERT_EQUAL_FATAL(bytes.data[names], 2);
    memmove(bytes.data + names + 8, bytes.data + names + 16, bytes.size - names - 16); /* one value of two metrics */
    bytes.data[names] = 1;
    bytes.size -= 8;
    CU_ASSERT(is_damaged(&bytes));
    dh_buffer_finish(&bytes);
}

/* A cost without steps has a best one, and nothing that says where. */
static void costs_without_steps(void)
{
    dh_record r = sample();
    static const char *names[COLUMNS] = {"epoch", "cost", "seconds", "rate"};
    r.column = names;
    dh_record_close(&r);
    CU_ASSERT(r.best_cost == 0.61 && r.best_step == 0 && r.final_cost == 0.75);
}

/* Too short to look into, or of another version; a mark does not reach beyond the end. */
static void what_cannot_be_looked_into(void)
{
    dh_record r = sample(), front;
    dh_buffer bytes = encoded(&r);
    CU_ASSERT_EQUAL(dh_record_peek(bytes.data, bytes.size, &front), 0);
    CU_ASSERT_EQUAL(front.verified, DH_CONTRADICTED);
    const size_t mark = 4 + 32 + 1 + 8 + 4 + strlen(r.cause) + 8 + 9 * 8 + 1 + 8 + 8 + 8 + 1 + 4; /* where `verified` is */
    CU_ASSERT_EQUAL_FATAL(bytes.data[mark], DH_CONTRADICTED);
    for (size_t size = 0; size <= mark; size++) {
        unsigned char *exact = memcpy(malloc(size + 1), bytes.data, size);
        exact[size] = 0x5a;
        CU_ASSERT_EQUAL(dh_record_peek(exact, size, &front), -1);
        dh_record_mark(exact, size, DH_UNVERIFIED);
        CU_ASSERT(!memcmp(exact, bytes.data, size) && exact[size] == 0x5a);
        free(exact);
    }
    bytes.data[0] ^= 1;
    CU_ASSERT_EQUAL(dh_record_peek(bytes.data, bytes.size, &front), -1);
    dh_buffer_finish(&bytes);
}

SUITE("record", {"what is encoded comes back", round_trip}, {"a run that recorded nothing", nothing_recorded},
      {"best and final cost", best_and_final_cost}, {"the hash is of the history, times aside", hash},
      {"a record cut short anywhere is refused", cut_short}, {"any flipped bit: refused or another record", damaged},
      {"fields that cannot be", bad_fields}, {"marks", marks}, {"steps that are none", steps_that_are_none},
      {"names of the ends", status_names},
      {"names of columns", names_of_columns}, {"parts that disagree", parts_that_disagree},
      {"costs without steps", costs_without_steps}, {"what cannot be looked into", what_cannot_be_looked_into})
