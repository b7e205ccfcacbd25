#include "kernel/model.h"

#include "kernel/rows.h"
#include "kernel/vector.h"

#include <math.h>
#include <stdio.h>

const char *const dh_model_no_yes[] = {"no", "yes", NULL};

size_t dh_model_dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    const size_t size = self->data->features + dh_model_shift(self);
    if (!size)
        snprintf(refusal, refusal_size, "a dataset without features needs `intercept: yes`");
    return size;
}

void dh_model_blocks(const dh_instance *self, dh_block *block, size_t *count)
{
    const size_t shift = dh_model_shift(self), features = self->data->features;
    *count = 0;
    if (shift)
        block[(*count)++] = (dh_block){"intercept", 0, 1, 1};
    if (features)
        block[(*count)++] = (dh_block){"weights", shift, features, 1};
}

size_t dh_model_memory_size(const dh_instance *self)
{
    return dh_linear_tiles_size(self->data);
}

size_t dh_model_scratch_size(const dh_instance *self)
{
    return dh_linear_scratch_size(self->data);
}

void dh_model_prepare(const dh_instance *self, double *memory, dh_random *random)
{
    (void)random;
    dh_linear_tiles(self->data, memory);
}

void dh_model_start(const dh_instance *self, dh_random *random, double *x)
{
    const size_t size = self->data->features + dh_model_shift(self);
    for (size_t i = 0; i < size; i++)
        x[i] = self->param[DH_MODEL_START_SCALE] * random->normal(random);
}

double dh_model_radius(const dh_instance *self)
{
    const dh_dataset *d = self->data;
    double most = 0;
    for (size_t i = 0; i < d->samples; i++) {
        const size_t begin = d->x ? i * d->features : d->row_start[i], end = d->x ? begin + d->features : d->row_start[i + 1];
        const double *row = (d->x ? d->x : d->value) + begin;
        most = fmax(most, dh_dot(end - begin, row, row));
    }
    return sqrt(most);
}

/* A prediction as a dataset of one row and one column. */
double dh_model_rounding(const dh_instance *self, const dh_linear *loss, const double *x)
{
    const dh_dataset *data = self->data;
    const size_t shift = dh_model_shift(self), m = data->samples;
    const dh_batch all = {.size = sizeof all, .count = m}, one = {.size = sizeof one, .count = 1};
    double sum = 0, rest = 0;
    for (size_t i = 0; i < m; i++) {
        const double z = dh_row_dot_twice(data, i, shift ? x[0] : 0, x + shift), unit = 1;
        const dh_dataset row = {.size = sizeof row, .samples = 1, .features = 1, .classes = data->classes, .x = &z, .y = data->y + i};
        dh_linear alone = *loss;
        alone.data = &row;
        alone.tiles = NULL;
        alone.intercept = 0;
        const double term = dh_linear_evaluate(&alone, &unit, &one, NULL);
        rest += dh_lost_sum(sum, term);
        sum += term;
    }
    return fabs((sum + rest) / (double)m - dh_linear_evaluate(loss, x, &all, NULL));
}

double dh_model_gap(double slope, double mu, double radius)
{
    return mu > 0 && radius * slope <= mu / 2 ? slope * (slope / mu) : (double)INFINITY;
}

dh_linear dh_model_custom(const dh_instance *self, dh_custom_loss *loss, const double *shape)
{
    dh_linear m = dh_model_of(self, DH_LOSS_CUSTOM);
    m.custom = loss;
    m.shape = shape;
    return m;
}

const char *const dh_model_error_names[] = {"mae", "r2", NULL};

void dh_model_errors(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const dh_linear absolute = dh_model_of(self, DH_LOSS_ABSOLUTE), squared = dh_model_of(self, DH_LOSS_SQUARED);
    double mean, squares, count = (double)rows->count;
    dh_moments(rows->count, self->data->y + rows->first, &mean, &squares);
    out[0] = dh_linear_evaluate(&absolute, x, rows, NULL);
    out[1] = squares > 0 ? 1 - 2 * count * dh_linear_evaluate(&squared, x, rows, NULL) / squares : (double)NAN;
}

void dh_model_hits(const dh_instance *self, const dh_linear *loss, const double *x, const dh_batch *rows, double *out)
{
    const dh_linear wrong = dh_model_of(self, DH_LOSS_ZERO_ONE);
    out[0] = 1 - dh_linear_evaluate(&wrong, x, rows, NULL);
    out[1] = dh_linear_evaluate(loss, x, rows, NULL);
}
