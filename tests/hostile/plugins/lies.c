/* Gives its run a better end: the cost in the newest row becomes -1, and there is no room for another. */
#include "hostile.h"
#include "shared.h"

static dh_outcome *record;

static void step(double *x, double *state, const dh_step *call)
{
    (void)state;
    if (!record)
        record = find_record();
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * call->gradient[i];
}

static void point(double *out, const double *x, const double *state, const dh_step *call)
{
    (void)state;
    for (size_t i = 0; i < call->shape->dim; i++)
        out[i] = x[i];
    if (!record || call->step < call->shape->horizon)
        return;
    record->value[(record->rows - 1) * record->columns + 2] = -1;
    record->row_room = record->rows;
}

DH_OPTIMIZER(.name = "lies", .doc = "writes a better cost into its record", .source = "tests/hostile", .rate = 0.01,
             .rate_min = 1e-4, .rate_max = 1, .step = step, .evaluation_point = point)
