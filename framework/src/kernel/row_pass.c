/* Sums over one dense row, of any number of columns, in the order of linear.h, without copies and blocks. Compiled once per CPU level,
 * each time with DH_ROW the name of the table. */
#include "kernel/lanes.h"
#include "kernel/pass.h"

#define ALWAYS DH_KERNEL_INLINE

/* The columns behind the last whole 8: a register at a time, then one by one. Lanes are never -0, so that adding 0 is nothing. */
ALWAYS dh_lanes rest(dh_lanes sum, const double *a, const double *b, size_t count)
{
    double lane[DH_LANES];
    size_t done = 0;
    DH_EACH_PART(i)
    if (count >= (size_t)(i + 1) * DH_WIDTH) {
        done = (size_t)(i + 1) * DH_WIDTH;
        sum.part[i] += *(const dh_vec_loose *)(a + i * DH_WIDTH) * *(const dh_vec_loose *)(b + i * DH_WIDTH);
    }
    if (done == count)
        return sum;
    memcpy(lane, &sum, sizeof lane);
    for (; done < count; done++)
        lane[done] += a[done] * b[done];
    return dh_lanes_load(lane);
}

static double dot(size_t columns, const double *a, const double *b)
{
    const size_t last = columns / DH_LANES * DH_LANES;
    dh_lanes sum = {0};
    for (size_t j = 0; j < last; j += DH_LANES)
        sum = dh_lanes_add(sum, dh_lanes_times(dh_lanes_load(a + j), dh_lanes_load(b + j)));
    return dh_lanes_sum(rest(sum, a + last, b + last, columns - last));
}

/* + 0.0: sums begin at 0, which -0 does not change. */
static void spread(size_t columns, double slope, const double *restrict x, const double *l2, const double *restrict w, double *restrict out)
{
    if (!l2) {
        for (size_t j = 0; j < columns; j++)
            out[j] = slope * x[j] + 0.0;
        return;
    }
    const double decay = *l2;
    for (size_t j = 0; j < columns; j++)
        out[j] = (slope * x[j] + 0.0) + decay * w[j];
}

const dh_row_level DH_ROW = {dot, spread};
