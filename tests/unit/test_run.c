/* What a run stands on: which samples a step sees, when rows are due, and the record of what a process leaves. */
#include "suite.h"

#include "run/batch.h"
#include "run/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- batches ---- */

static dh_spec spec_of(uint64_t batch, bool replacement)
{
    dh_spec s = {.study_seed = 11, .seed = 5, .batch = batch, .replacement = replacement, .lr = 0.1};
    s.problem.name = "linear_regression";
    s.optimizer.name = "sgd";
    s.schedule.name = "constant";
    strcpy(s.data_hash, "a728826e8e5e7577");
    return s;
}

enum { SAMPLES = 103, MOST_STEPS = 2000 };

/* All indices of steps from ... to - 1, one after the other, and how many each step has. */
typedef struct sequence {
    size_t count;
    uint32_t index[MOST_STEPS];
    size_t size[MOST_STEPS];
} sequence;

static void draw(const dh_spec *spec, size_t samples, uint64_t from, uint64_t to, sequence *ret)
{
    dh_arena arena = {0};
    dh_batches b;
    memset(ret, 0, sizeof *ret);
    CU_ASSERT_EQUAL_FATAL(dh_batches_init(&b, spec, samples, &arena), 0);
    for (uint64_t k = from; k < to; k++) {
        const uint32_t *index = dh_batches_at(&b, k, &ret->size[k - from]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(index);
        for (size_t i = 0; i < ret->size[k - from]; i++)
            ret->index[ret->count++] = index[i];
    }
    dh_arena_finish(&arena);
}

static void epochs_cover_each_sample_once(void)
{
    dh_spec spec = spec_of(20, false);
    static sequence s;
    CU_ASSERT_EQUAL(dh_steps_per_epoch(&spec, SAMPLES), 6);
    draw(&spec, SAMPLES, 0, 24, &s);
    for (int epoch = 0; epoch < 4; epoch++) {
        int seen[SAMPLES] = {0};
        for (int i = 0; i < SAMPLES; i++)
            seen[s.index[epoch * SAMPLES + i]]++;
        for (int i = 0; i < SAMPLES; i++)
            CU_ASSERT_EQUAL(seen[i], 1);
        for (int k = 0; k < 6; k++)
            CU_ASSERT_EQUAL(s.size[6 * epoch + k], k < 5 ? 20 : 3);
        if (epoch)
            CU_ASSERT_NOT_EQUAL(memcmp(s.index, s.index + epoch * SAMPLES, SAMPLES * sizeof *s.index), 0);
    }
}

static void replacement_draws_from_all(void)
{
    dh_spec spec = spec_of(1, true);
    static sequence s;
    int seen[7] = {0};
    CU_ASSERT_EQUAL(dh_steps_per_epoch(&spec, 7), 7);
    draw(&spec, 7, 0, 1400, &s);
    for (size_t i = 0; i < s.count; i++) {
        CU_ASSERT_FATAL(s.index[i] < 7);
        seen[s.index[i]]++;
    }
    CU_ASSERT_EQUAL(s.count, 1400);
    for (int i = 0; i < 7; i++)
        CU_ASSERT(seen[i] > 140 && seen[i] < 260); /* 200 expected, standard deviation 13 */
}

static bool same(const sequence *a, const sequence *b)
{
    return a->count == b->count && !memcmp(a->index, b->index, a->count * sizeof *a->index);
}

static void batches_do_not_depend_on_the_method(void)
{
    static sequence one, other;
    for (int replacement = 0; replacement < 2; replacement++) {
        dh_spec spec = spec_of(9, replacement), method = spec;
        method.optimizer.name = "adam";
        method.schedule.name = "cosine";
        method.lr = 2.5;
        method.clip = 0.7;
        method.budget.steps = 77;
        draw(&spec, SAMPLES, 0, 60, &one);
        draw(&method, SAMPLES, 0, 60, &other);
        CU_ASSERT(same(&one, &other));
        dh_spec change[4] = {spec, spec, spec, spec};
        change[0].seed++;
        change[1].study_seed++;
        change[2].problem.name = "logistic_regression";
        change[3].data_hash[3] = 'f';
        for (int i = 0; i < 4; i++) {
            draw(&change[i], SAMPLES, 0, 60, &other);
            CU_ASSERT(!same(&one, &other));
        }
    }
}

static void batches_are_found_again_at_any_epoch(void)
{
    static sequence all, later;
    for (int replacement = 0; replacement < 2; replacement++) {
        dh_spec spec = spec_of(20, replacement);
        draw(&spec, SAMPLES, 0, 60, &all);
        draw(&spec, SAMPLES, 42, 60, &later); /* from epoch 7 on */
        CU_ASSERT(later.count > 300);
        CU_ASSERT(!memcmp(all.index + all.count - later.count, later.index, later.count * sizeof *later.index));
    }
}

static void full_batches_have_no_list(void)
{
    const uint64_t batch[] = {0, SAMPLES, 5000};
    dh_arena arena = {0};
    for (int i = 0; i < 3; i++) {
        dh_spec spec = spec_of(batch[i], false);
        dh_batches b;
        size_t count = 77;
        CU_ASSERT_EQUAL(dh_batches_init(&b, &spec, SAMPLES, &arena), 0);
        CU_ASSERT_PTR_NULL(dh_batches_at(&b, 3, &count));
        CU_ASSERT_EQUAL(count, SAMPLES);
        CU_ASSERT_EQUAL(b.steps_per_epoch, 1);
        CU_ASSERT_EQUAL(dh_batches_init(&b, &spec, 0, &arena), 0); /* an analytic problem */
        CU_ASSERT_PTR_NULL(dh_batches_at(&b, 3, &count));
        CU_ASSERT_EQUAL(count, 0);
        CU_ASSERT_EQUAL(b.steps_per_epoch, 1);
    }
    dh_arena_finish(&arena);
}

static void horizons(void)
{
    static const struct {
        uint64_t steps;
        double epochs, gradients;
        uint64_t batch, expected;
    } row[] = {{70, 0, 0, 20, 70}, {0, 12, 0, 20, 72},           {50, 12, 0, 20, 50}, {90, 12, 0, 20, 72},
               {0, 0.5, 0, 20, 3}, {0, 0.01, 0, 20, 1},          {0, 2.5, 0, 0, 3},   {0, 0, 40, 20, 0},
               {9, 0, 40, 20, 9},  {0, 1e300, 0, 20, 1ull << 62}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        dh_spec spec = spec_of(row[i].batch, false);
        spec.budget = (dh_budget){row[i].steps, row[i].epochs, row[i].gradients, 0};
        CU_ASSERT_EQUAL(dh_horizon(&spec, SAMPLES), row[i].expected);
    }
}

/* ---- rows ---- */

static const uint64_t lengths[] = {1, 2, 3, 8, 45, 1000};
static const double fractions[] = {0.1, 0.3, 1. / 3, 0.5, 0.77, 1, 1.5, 2.385, 7, 40};
#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof *(ARRAY))

/* Rows at every `every` steps or epochs: those of round(i every), each once, and none in between. */
static void rows_are_due_evenly(void)
{
    for (size_t l = 0; l < COUNT(lengths); l++)
        for (size_t f = 0; f < COUNT(fractions); f++)
            for (int unit = DH_EVERY_STEPS; unit <= DH_EVERY_EPOCHS; unit++) {
                double every = unit == DH_EVERY_STEPS ? ceil(fractions[f]) : fractions[f];
                dh_recording record = {(dh_record_unit)unit, every, DH_METRICS_NONE};
                double length = unit == DH_EVERY_EPOCHS ? (double)lengths[l] : 1;
                uint64_t due = dh_next_due(&record, lengths[l], 0);
                for (uint64_t i = 1, expected; i < 300; i++) {
                    expected = (uint64_t)floor((double)i * every * length + 0.5);
                    if (!expected || expected < due)
                        continue; /* rounds to one that was already due */
                    CU_ASSERT_EQUAL_FATAL(due, expected);
                    uint64_t next = dh_next_due(&record, lengths[l], due);
                    CU_ASSERT_FATAL(next > due);
                    for (uint64_t k = due; k < next && k < due + 5; k++)
                        CU_ASSERT_EQUAL(dh_next_due(&record, lengths[l], k), next);
                    due = next;
                }
            }
}

static void rows_are_due_per_decade(void)
{
    for (double every = 1; every <= 1000; every *= every < 20 ? 3 : 7) {
        dh_recording record = {DH_PER_DECADE, every, DH_METRICS_NONE};
        uint64_t step = 0, power = 1;
        size_t in_decade = 0;
        while (power < 100000000) {
            uint64_t next = dh_next_due(&record, 45, step);
            CU_ASSERT_FATAL(next > step);
            if (next >= power) { /* every power of ten has a row */
                CU_ASSERT_EQUAL_FATAL(next, power);
                CU_ASSERT(in_decade <= (size_t)every);
                CU_ASSERT(power < 10000 || every > 300 || in_decade == (size_t)every);
                in_decade = 0;
                power *= 10;
            }
            in_decade++;
            step = next;
        }
    }
}

/* Row 0, all that are due before the last step, and the last one fit, with one place to spare for the last. */
static void the_room_always_suffices(void)
{
    const uint64_t horizons[] = {1, 2, 9, 10, 11, 99, 1000, 1001, 12345};
    for (size_t h = 0; h < COUNT(horizons); h++)
        for (size_t l = 0; l < COUNT(lengths); l++)
            for (size_t f = 0; f < COUNT(fractions); f++)
                for (int unit = DH_EVERY_STEPS; unit <= DH_PER_DECADE; unit++) {
                    double every =
                        unit == DH_EVERY_EPOCHS ? fractions[f] : ceil(fractions[f]) * (unit == DH_PER_DECADE ? 5 : 1);
                    dh_recording record = {(dh_record_unit)unit, every, DH_METRICS_NONE};
                    uint64_t rows = 0, room = dh_row_room(&record, lengths[l], horizons[h]);
                    for (uint64_t step = 0; step < horizons[h]; step = dh_next_due(&record, lengths[l], step))
                        rows++;
                    CU_ASSERT_FATAL(rows + 1 <= room);
                    CU_ASSERT(room <= horizons[h] + 4);
                }
    dh_recording record = {DH_EVERY_STEPS, 1, DH_METRICS_NONE};
    CU_ASSERT_EQUAL(dh_row_room(&record, 45, 0), DH_ROWS_UNCOUNTED);
}

static void far_steps_end(void)
{
    dh_recording record = {DH_EVERY_STEPS, 3, DH_METRICS_NONE};
    CU_ASSERT(dh_next_due(&record, 1, (1ull << 52) + 1) > (1ull << 52));
    record = (dh_recording){DH_PER_DECADE, 20, DH_METRICS_NONE};
    uint64_t step = 0;
    for (int i = 0; i < 20 * 17; i++)
        step = dh_next_due(&record, 1, step);
    CU_ASSERT(step > 10000000000000000ull);
}

static void norms(void)
{
    const double plain[] = {3.5, -8.4, 0}, large[] = {3.5e200, -8.4e200}, small[] = {3.5e-200, 8.4e-200};
    const double none[] = {1e200, NAN}, endless[] = {-INFINITY, 2}, zero[] = {0, -0.0};
    CHECK_CLOSE(dh_norm(plain, 3), 9.1, 1e-15);
    CHECK_CLOSE(dh_norm(large, 2), 9.1e200, 1e-15);
    CHECK_CLOSE(dh_norm(small, 2), 9.1e-200, 1e-15);
    CU_ASSERT(isnan(dh_norm(none, 2)));
    CU_ASSERT_EQUAL(dh_norm(endless, 2), INFINITY);
    CU_ASSERT_EQUAL(dh_norm(zero, 2), 0);
}

/* ---- outcomes ---- */

enum { ROOM = 9, ROWS = 6, DIM = 3 };

static dh_outcome *outcome(void)
{
    static const char *const column[] = {"step", "epoch", "cost", "gradient_norm", "seconds", "oracle_seconds"};
    dh_outcome *o = calloc(1, dh_outcome_size(ROOM));
    CU_ASSERT_PTR_NOT_NULL_FATAL(o);
    o->row_room = ROOM;
    o->columns = COUNT(column);
    for (size_t c = 0; c < COUNT(column); c++)
        strcpy(o->column[c], column[c]);
    for (o->rows = 0; o->rows < ROWS; o->rows++)
        for (size_t c = 0; c < COUNT(column); c++)
            o->value[o->rows * o->columns + c] = c ? 2.385 * (double)c / (double)(o->rows + 1) : (double)o->rows;
    o->metrics = 2;
    strcpy(o->metric[0], "train_mae");
    strcpy(o->metric[1], "train_r2");
    o->metric_value[0] = 0.77;
    o->metric_value[1] = 0.61;
    o->status = DH_TARGET_REACHED;
    strcpy(o->cause, "the cost is 0.5 at step 5");
    o->stop_step = 5;
    o->dim = DIM;
    o->has_final_x = 1;
    o->state_size = 17;
    o->notes = DH_NOTE_FP_MODE;
    o->ledger = (dh_ledger){.steps = 5, .epochs = 2.5, .gradient_evals = 6, .sample_gradients = 90};
    for (int i = 0; i < DIM; i++)
        dh_outcome_final_x(o, ROOM)[i] = 1.5 * i - 0.7;
    o->done = DH_OUTCOME_DONE;
    return o;
}

static dh_spec run_spec(void)
{
    dh_spec spec = spec_of(20, false);
    strcpy(spec.id, "0123456789abcdef0123456789abcdef");
    return spec;
}

static void outcomes_become_records(void)
{
    dh_outcome *o = outcome();
    dh_spec spec = run_spec();
    dh_arena arena = {0};
    dh_record r;
    dh_error error;
    CU_ASSERT_EQUAL(dh_outcome_record(o, ROOM, &spec, DH_CRASHED, "signal 11", &arena, &r, &error), 0);
    CU_ASSERT_STRING_EQUAL(r.id, spec.id);
    CU_ASSERT_EQUAL(r.status, DH_TARGET_REACHED);
    CU_ASSERT_STRING_EQUAL(r.cause, "the cost is 0.5 at step 5");
    CU_ASSERT_EQUAL(r.stop_step, 5);
    CU_ASSERT_EQUAL(r.rows, ROWS);
    CU_ASSERT_EQUAL(r.ledger.sample_gradients, 90);
    CU_ASSERT_EQUAL(r.notes, DH_NOTE_FP_MODE);
    CU_ASSERT_EQUAL(r.state_size, 17);
    CHECK_CLOSE(r.final_cost, 2.385 * 2 / ROWS, 1e-15);
    CU_ASSERT_EQUAL(r.best_step, ROWS - 1);
    CU_ASSERT_EQUAL(r.metrics, 2);
    CHECK_CLOSE(r.metric_value[1], 0.61, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(r.final_x);
    CHECK_CLOSE(r.final_x[2], 2.3, 1e-15);
    o->done = 0; /* without the end mark the slot's own account counts; the rows stay */
    CU_ASSERT_EQUAL(dh_outcome_record(o, ROOM, &spec, DH_CRASHED, "signal 11", &arena, &r, &error), 0);
    CU_ASSERT_EQUAL(r.status, DH_CRASHED);
    CU_ASSERT_STRING_EQUAL(r.cause, "signal 11");
    CU_ASSERT_EQUAL(r.rows, ROWS);
    dh_arena_finish(&arena);
    free(o);
}

static uint64_t noise(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static void spoil(dh_outcome *o, uint64_t *state)
{
    unsigned char *bytes = (unsigned char *)o;
    size_t header = sizeof *o, count = 1 + noise(state) % 12;
    for (size_t i = 0; i < count; i++) {
        size_t at = noise(state) % (i % 3 ? 160 : header); /* most among the numbers at its head */
        bytes[at] = (unsigned char)(noise(state) % 5 ? noise(state) : 0xff);
    }
    if (noise(state) % 2)
        o->done = DH_OUTCOME_DONE;
    if (!(noise(state) % 50))
        memset(bytes, (int)(noise(state) & 0xff), header);
}

/* Whatever foreign code has written, the record is one that journal and results file take. */
static void spoiled_outcomes_are_records(void)
{
    dh_outcome *good = outcome(), *o = outcome();
    dh_spec spec = run_spec();
    uint64_t state = 0x2385;
    size_t whole = 0;
    for (int i = 0; i < 4000; i++) {
        dh_arena arena = {0};
        dh_record r, back;
        dh_error error = {0};
        dh_buffer bytes = {0};
        memcpy(o, good, sizeof *o + (size_t)(ROWS * 6) * sizeof(double));
        spoil(o, &state);
        CU_ASSERT_EQUAL_FATAL(dh_outcome_record(o, ROOM, &spec, DH_CRASHED, "signal 11", &arena, &r, &error), 0);
        CU_ASSERT_FATAL(r.rows <= ROOM && (unsigned)r.status < DH_STATUS_COUNT);
        dh_record_encode(&r, &bytes);
        CU_ASSERT_EQUAL_FATAL(dh_record_decode(bytes.data, bytes.size, &arena, &back, &error), 0);
        CU_ASSERT_STRING_EQUAL(back.history_hash, r.history_hash);
        for (const char *c = r.cause; *c; c++)
            CU_ASSERT((unsigned char)*c >= 0x20);
        whole += r.rows == ROWS;
        dh_buffer_finish(&bytes);
        dh_arena_finish(&arena);
    }
    CU_ASSERT(whole > 400 && whole < 3600); /* both kinds were met */
    free(good);
    free(o);
}

static void texts_are_cleaned(void)
{
    dh_arena arena = {0};
    CU_ASSERT_STRING_EQUAL(dh_outcome_text("no minimum below \xe2\x88\x92"
                                           "2.5",
                                           64, &arena),
                           "no minimum below \xe2\x88\x92"
                           "2.5");
    CU_ASSERT_STRING_EQUAL(dh_outcome_text("\x1b[31mred\x07 \xfe", 64, &arena), " [31mred   ");
    CU_ASSERT_STRING_EQUAL(dh_outcome_text("two\nlines", 64, &arena), "two lines");
    const char endless[4] = {'a', 'b', 'c', 'd'};
    CU_ASSERT_STRING_EQUAL(dh_outcome_text(endless, 4, &arena), "abc");
    dh_arena_finish(&arena);
}

SUITE("run", {"epochs cover each sample once", epochs_cover_each_sample_once},
      {"replacement draws from all", replacement_draws_from_all},
      {"batches do not depend on the method", batches_do_not_depend_on_the_method},
      {"batches are found again at any epoch", batches_are_found_again_at_any_epoch},
      {"full batches have no list", full_batches_have_no_list}, {"horizons", horizons},
      {"rows are due evenly", rows_are_due_evenly}, {"rows are due per decade", rows_are_due_per_decade},
      {"the room always suffices", the_room_always_suffices}, {"far steps end", far_steps_end}, {"norms", norms},
      {"outcomes become records", outcomes_become_records},
      {"spoiled outcomes are records", spoiled_outcomes_are_records}, {"texts are cleaned", texts_are_cleaned})
