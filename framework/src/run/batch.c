#include "run/batch.h"

#include <math.h>

static size_t batch_size(const dh_spec *spec, size_t samples)
{
    return spec->batch && spec->batch < samples ? spec->batch : samples;
}

uint64_t dh_steps_per_epoch(const dh_spec *spec, size_t samples)
{
    size_t size = batch_size(spec, samples);
    return size ? (samples + size - 1) / size : 1;
}

uint64_t dh_horizon(const dh_spec *spec, size_t samples)
{
    double epochs = spec->budget.epochs > 0 ? floor(spec->budget.epochs * (double)dh_steps_per_epoch(spec, samples) + 0.5) : 0;
    uint64_t steps = spec->budget.steps;
    if (epochs < 1)
        return spec->budget.epochs > 0 ? 1 : steps;
    uint64_t limit = epochs < 0x1p62 ? (uint64_t)epochs : (uint64_t)1 << 62;
    return steps && steps < limit ? steps : limit;
}

int dh_batches_init(dh_batches *b, const dh_spec *spec, size_t samples, dh_arena *arena)
{
    *b = (dh_batches){.samples = samples, .size = batch_size(spec, samples), .replacement = spec->replacement};
    b->steps_per_epoch = dh_steps_per_epoch(spec, samples);
    if (!samples || (b->size == samples && !b->replacement))
        return 0;
    dh_stream_init(&b->stream, spec->study_seed, dh_spec_core(spec), spec->data_hash, spec->seed, "batch");
    b->index = DH_NEW(arena, uint32_t, b->replacement ? b->size : samples);
    return b->index ? 0 : -1;
}

static void go_to(dh_batches *b, uint64_t step)
{
    b->epoch = step / b->steps_per_epoch;
    b->place = step % b->steps_per_epoch;
}

__attribute__((noinline)) static void begin_epoch(dh_batches *b)
{
    dh_stream_seek(&b->stream, b->epoch << 32); /* so that an epoch does not depend on those before it */
    if (!b->replacement)
        dh_stream_permute(&b->stream, b->index, b->samples);
}

static const uint32_t *draw(dh_batches *b)
{
    for (size_t i = 0; i < b->size; i++)
        b->index[i] = (uint32_t)dh_stream_below(&b->stream, b->samples);
    return b->index;
}

const uint32_t *dh_batches_at(dh_batches *b, uint64_t step, size_t *ret_count)
{
    *ret_count = b->size;
    if (!b->index)
        return NULL;
    if (step != b->next)
        go_to(b, step);
    if (!b->place)
        begin_epoch(b);
    const size_t first = b->place * b->size;
    b->next = step + 1;
    if (++b->place == b->steps_per_epoch) {
        b->place = 0;
        b->epoch++;
    }
    if (b->replacement)
        return draw(b);
    if (b->samples - first < b->size)
        *ret_count = b->samples - first;
    return b->index + first;
}
