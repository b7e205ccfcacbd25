#include "run/history.h"

#include <downhill/math.h>
#include <math.h>
#include <string.h>

enum { STEP, EPOCH, COST, NORM, RATE, LOSS_EVALS, GRADIENT_EVALS, SAMPLE_LOSSES, SAMPLE_GRADIENTS, HVPS, FIXED };

static double nearest(double x)
{
    return floor(x + 0.5);
}

/* i-th due step of an even or a logarithmic spacing, as a real number. */
static double due(const dh_recording *record, double steps_per_epoch, double i)
{
    if (record->unit == DH_PER_DECADE)
        return nearest(dh_pow(10, (i - 1) / record->every));
    return nearest(i * record->every * (record->unit == DH_EVERY_EPOCHS ? steps_per_epoch : 1));
}

uint64_t dh_next_due(const dh_recording *record, uint64_t steps_per_epoch, uint64_t step)
{
    double now = (double)step, unit = record->unit == DH_EVERY_EPOCHS ? (double)steps_per_epoch : 1, i;
    if (record->unit == DH_PER_DECADE)
        i = step ? floor(record->every * dh_log(now) / dh_log(10)) : 1;
    else
        i = floor(now / (record->every * unit));
    i = i < 1 ? 1 : i;
    double next = due(record, unit, i);
    while (next <= now)
        next = due(record, unit, ++i);
    return next < 0x1p62 ? (uint64_t)next : (uint64_t)1 << 62;
}

uint64_t dh_row_room(const dh_recording *record, uint64_t steps_per_epoch, uint64_t horizon)
{
    if (!horizon)
        return DH_ROWS_UNCOUNTED;
    double steps = (double)horizon, rows;
    if (record->unit == DH_PER_DECADE)
        rows = record->every * (dh_log(steps) / dh_log(10) + 1);
    else
        rows = steps / (record->every * (record->unit == DH_EVERY_EPOCHS ? (double)steps_per_epoch : 1));
    rows = rows < steps ? rows : steps;
    return (uint64_t)rows + 4;
}

/* No stdio here and in the rest of a run's common path: its first call would map a dozen pages into each run's process. */
static void name(char out[DH_COLUMN_NAME], const char *prefix, const char *rest)
{
    size_t length = strlen(prefix);
    memcpy(out, prefix, length);
    strncpy(out + length, rest, DH_COLUMN_NAME - 1 - length);
}

static void add_column(dh_outcome *out, const char *prefix, const char *rest)
{
    name(out->column[out->columns++], prefix, rest);
}

static void add_metrics(dh_history *h, const char *prefix)
{
    for (size_t i = 0; h->metrics && i < DH_MAX_METRICS && h->engine->problem->metric_names[i]; i++)
        add_column(h->out, prefix, h->engine->problem->metric_names[i]);
}

void dh_history_init(dh_history *h, size_t dim)
{
    static const char *const fixed[FIXED] = {"step", "epoch", "cost", "gradient_norm", "rate", "loss_evals",
                                             "gradient_evals", "sample_losses", "sample_gradients", "hvps"};
    h->metrics = h->metrics && h->engine->problem->metric_names;
    for (int i = 0; i < FIXED; i++)
        add_column(h->out, "", fixed[i]);
    const bool tested = h->engine->test.count, validated = h->engine->validation.count;
    if (tested)
        add_column(h->out, "", "test_cost");
    if (validated)
        add_column(h->out, "", "validation_cost");
    add_metrics(h, "train_");
    if (tested)
        add_metrics(h, "test_");
    if (validated)
        add_metrics(h, "validation_");
    if (dim == 2) {
        add_column(h->out, "", "x1");
        add_column(h->out, "", "x2");
    }
    add_column(h->out, "", "seconds");
    add_column(h->out, "", "oracle_seconds");
    h->out->dim = dim;
}

double dh_norm(const double *g, size_t dim)
{
    double big = 0, sum = 0;
    for (size_t i = 0; i < dim; i++)
        sum += g[i] * g[i];
    if (sum > 1e-290 && sum < 1e290)
        return sqrt(sum);
    for (size_t i = 0; i < dim; i++) /* scaled, where squares leave the range */
        big = fabs(g[i]) > big ? fabs(g[i]) : big;
    if (!(big > 0) || !isfinite(big))
        return sum != sum ? sum : big;
    sum = 0;
    for (size_t i = 0; i < dim; i++)
        sum += (g[i] / big) * (g[i] / big);
    return big * sqrt(sum);
}

static double *put_metrics(const dh_history *h, const double *x, const dh_batch *rows, double *at)
{
    if (!h->metrics)
        return at;
    double value[DH_MAX_METRICS];
    const dh_problem *p = h->engine->problem;
    p->metrics(&h->engine->instance, x, rows, value);
    for (size_t i = 0; i < DH_MAX_METRICS && p->metric_names[i]; i++)
        *at++ = value[i];
    return at;
}

void dh_history_row(dh_history *h, uint64_t step, const double *x, double cost, const double *gradient, const dh_ledger *ledger,
                    bool last)
{
    dh_outcome *out = h->out;
    if (out->rows + !last >= out->row_room)
        return;
    double *row = out->value + out->rows * out->columns;
    row[STEP] = (double)step;
    row[EPOCH] = (double)step / (double)h->steps_per_epoch;
    row[COST] = cost;
    row[NORM] = dh_norm(gradient, out->dim);
    row[RATE] = out->rows ? row[(int)RATE - (int)out->columns] : 0;
    row[LOSS_EVALS] = (double)ledger->loss_evals;
    row[GRADIENT_EVALS] = (double)ledger->gradient_evals;
    row[SAMPLE_LOSSES] = (double)ledger->sample_losses;
    row[SAMPLE_GRADIENTS] = (double)ledger->sample_gradients;
    row[HVPS] = (double)ledger->hvps;
    const dh_batch *split[] = {&h->engine->test, &h->engine->validation};
    double *at = row + FIXED;
    for (int i = 0; i < 2; i++)
        if (split[i]->count)
            *at++ = dh_engine_split_cost(h->engine, split[i], x);
    at = put_metrics(h, x, &h->engine->all, at);
    for (int i = 0; i < 2; i++)
        if (split[i]->count)
            at = put_metrics(h, x, split[i], at);
    if (out->dim == 2) {
        *at++ = x[0];
        *at++ = x[1];
    }
    *at++ = ledger->oracle_seconds + ledger->optimizer_seconds;
    *at++ = ledger->oracle_seconds;
    for (double *value = row; value < at; value++)
        if (isnan(*value))
            *value = NAN; /* one NaN: its sign depends on compiler and instruction */
    __atomic_store_n(&out->rows, out->rows + 1, __ATOMIC_RELEASE);
}

void dh_history_rate(dh_history *h, double rate)
{
    if (h->out->rows)
        h->out->value[(h->out->rows - 1) * h->out->columns + RATE] = rate;
}

static void final_metrics(dh_history *h, const char *prefix, const double *x, const dh_batch *rows)
{
    double value[DH_MAX_METRICS];
    dh_outcome *out = h->out;
    const dh_problem *p = h->engine->problem;
    p->metrics(&h->engine->instance, x, rows, value);
    for (size_t i = 0; i < DH_MAX_METRICS && p->metric_names[i]; i++) {
        name(out->metric[out->metrics], prefix, p->metric_names[i]);
        out->metric_value[out->metrics++] = value[i];
    }
}

void dh_history_final(dh_history *h, const double *x, bool metrics)
{
    dh_outcome *out = h->out;
    if (out->dim <= DH_KEEP_DIM) {
        memcpy(dh_outcome_final_x(out, out->row_room), x, out->dim * sizeof *x);
        out->has_final_x = 1;
    }
    if (!metrics || !h->engine->problem->metric_names)
        return;
    final_metrics(h, "train_", x, &h->engine->all);
    if (h->engine->test.count)
        final_metrics(h, "test_", x, &h->engine->test);
    if (h->engine->validation.count)
        final_metrics(h, "validation_", x, &h->engine->validation);
}
