/* Linear models: lays out the inputs, picks the pass for this CPU and loss, and turns its sums into means. */
#include "kernel/linear.h"

#include "kernel/lanes.h"
#include "kernel/pass.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#ifndef DH_KERNEL_LEVEL
#include <cpuid.h>
#include <sys/platform/x86.h>
#endif

enum { STREAM = 1 << 18 }; /* values in a batch that are taken to come from memory: 2 MiB */
enum { NARROW = 256 }; /* columns of one row up to which the widest registers lose: w was just stored in narrower pieces */

static int is_dense(const dh_dataset *data)
{
    return data->x != NULL;
}

static int is_one_row(const dh_linear *model, const dh_batch *batch)
{
    return is_dense(model->data) && batch->count == 1;
}

static size_t rows_of(const dh_dataset *data)
{
    return data->samples + data->test_samples + data->validation_samples;
}

static size_t padded(const dh_dataset *data)
{
    return (data->features + DH_LANES - 1) / DH_LANES * DH_LANES;
}

size_t dh_linear_tiles_size(const dh_dataset *data)
{
    int few = is_dense(data) && data->features < DH_LANES;
    return few ? (rows_of(data) + DH_LANES - 1) / DH_LANES * DH_LANES * data->features : 0;
}

void dh_linear_tiles(const dh_dataset *data, double *tiles)
{
    size_t columns = data->features, size = dh_linear_tiles_size(data);
    if (size)
        memset(tiles, 0, size * sizeof *tiles);
    for (size_t i = 0; i < rows_of(data) && size; i++)
        for (size_t j = 0; j < columns; j++)
            tiles[(i / DH_LANES * columns + j) * DH_LANES + i % DH_LANES] = data->x[i * columns + j];
}

/* Dense: w, v, part, sum, and the rows of dh_pass.row. */
size_t dh_linear_scratch_size(const dh_dataset *data)
{
    return is_dense(data) ? 13 * padded(data) : 0;
}

/* The C library has asked the processor already. The compiler's __builtin_cpu_supports asks it again as each plugin is
 * loaded, some ten questions, of which one takes 18 us in a virtual machine: half of a short run. */
int dh_linear_level(void)
{
#ifdef DH_KERNEL_LEVEL /* scripts/torture matrix: one level, whatever the CPU has */
    return DH_KERNEL_LEVEL;
#else
    const unsigned widest = bit_AVX512F | bit_AVX512VL | bit_AVX512DQ;
    const unsigned active = __x86_get_cpuid_feature_leaf(CPUID_INDEX_7)->active_array[cpuid_register_index_ebx];
    if ((active & widest) == widest)
        return DH_LEVEL_AVX512;
    return active & bit_AVX2 ? DH_LEVEL_AVX2 : DH_LEVEL_BASE;
#endif
}

/* Equal bits at every level leave the choice free: where memory is the limit, narrower registers read it faster. */
static dh_pass_run *choose(int level, dh_loss loss, int stream)
{
    if (stream && level > DH_LEVEL_AVX2)
        level = DH_LEVEL_AVX2;
    return level == DH_LEVEL_AVX512 ? dh_pass_avx512[loss]
           : level == DH_LEVEL_AVX2 ? dh_pass_avx2[loss]
                                    : dh_pass_base[loss];
}

static double run_row(int level, const dh_linear *model, const dh_batch *batch, int penalised, double l2, const double *w, const double *v,
                      double *out)
{
    static dh_row_run *const at[] = {dh_row_base, dh_row_avx2, dh_row_avx512};
    if (level > DH_LEVEL_AVX2 && model->data->features <= NARROW)
        level = DH_LEVEL_AVX2;
    return at[level](model, dh_row_at(batch, 0), penalised, l2, w, v, out);
}

static const double *fill_up(double *to, const double *from, size_t count, size_t room)
{
    memcpy(to, from, count * sizeof *to);
    memset(to + count, 0, (room - count) * sizeof *to);
    return to;
}

/* Runs the pass at w (and v); out, unless NULL, gets the mean of slope times (1, x). Returns the mean loss. */
static double run(int level, const dh_linear *model, dh_pass_kind kind, const double *w, const double *v,
                  const dh_batch *batch, double *out)
{
    const dh_dataset *data = model->data;
    size_t columns = data->features, room = padded(data), shift = model->intercept != 0;
    if (is_one_row(model, batch))
        return run_row(level, model, batch, 0, 0, w, v, out);
    double few[DH_LANES];
    dh_pass pass = {.data = data,
                    .model = model,
                    .tiles = model->tiles,
                    .batch = batch,
                    .kind = kind,
                    .padded = room,
                    .w = w + shift,
                    .v = v ? v + shift : NULL,
                    .sum = few,
                    .w0 = shift ? w[0] + 0.0 : 0.0,
                    .v0 = shift && v ? v[0] + 0.0 : 0.0};
    if (!is_dense(data)) {
        pass.sum = out ? out + shift : NULL;
    } else if (!model->tiles) {
        double *at = model->scratch;
        pass.w = fill_up(at, w + shift, columns, room);
        pass.v = v ? fill_up(at + room, v + shift, columns, room) : NULL;
        pass.part = at + 2 * room;
        pass.sum = at + 3 * room;
        pass.row = at + 4 * room;
        pass.stream = batch->count * columns > STREAM;
        /* With 8 or more columns, only the last row's padding can lie outside. */
        pass.safe = rows_of(data) - (room > columns);
    }
    choose(level, model->loss, pass.stream)(&pass);
    double count = (double)batch->count;
    if (out && shift)
        out[0] = pass.slope / count;
    for (size_t j = 0; out && j < columns; j++)
        out[shift + j] = pass.sum[j] / count;
    return pass.loss / count;
}

double dh_linear_evaluate_at(int level, const dh_linear *model, const double *w, const dh_batch *batch,
                             double *gradient)
{
    return run(level, model, gradient ? DH_PASS_GRADIENT : DH_PASS_LOSS, w, NULL, batch, gradient);
}

void dh_linear_hvp_at(int level, const dh_linear *model, const double *w, const dh_batch *batch, const double *v,
                      double *out)
{
    run(level, model, DH_PASS_HVP, w, v, batch, out);
}

double dh_linear_evaluate(const dh_linear *model, const double *w, const dh_batch *batch, double *gradient)
{
    return dh_linear_evaluate_at(dh_linear_level(), model, w, batch, gradient);
}

__attribute__((noinline)) static double penalise(int level, const dh_linear *model, double l2, const double *w, const dh_batch *batch,
                                                 double *gradient)
{
    const size_t shift = model->intercept != 0, columns = model->data->features;
    const double loss = dh_linear_evaluate_at(level, model, w, batch, gradient);
    if (gradient)
        dh_add_scaled(columns, l2, w + shift, gradient + shift);
    return loss + 0.5 * l2 * dh_dot(columns, w + shift, w + shift);
}

double dh_linear_penalised_at(int level, const dh_linear *model, double l2, const double *w, const dh_batch *batch, double *gradient)
{
    if (is_one_row(model, batch))
        return run_row(level, model, batch, 1, l2, w, NULL, gradient);
    return penalise(level, model, l2, w, batch, gradient);
}

double dh_linear_penalised(const dh_linear *model, double l2, const double *w, const dh_batch *batch, double *gradient)
{
    return dh_linear_penalised_at(dh_linear_level(), model, l2, w, batch, gradient);
}

void dh_linear_hvp(const dh_linear *model, const double *w, const dh_batch *batch, const double *v, double *out)
{
    dh_linear_hvp_at(dh_linear_level(), model, w, batch, v, out);
}
