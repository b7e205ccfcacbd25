#include "kernel/dependent.h"

#include "kernel/decompose.h"
#include "kernel/gram.h"
#include "kernel/rows.h"
#include "kernel/twice.h"

#include <math.h>

static const double WHOLE = 1e-3, MOST = 0x1p20, SMALL = 0x1p-900; /* off a whole number; a multiple; products whose rounding is not known */

size_t dh_dependent_room(size_t k)
{
    return k * k + 2 * k + dh_gram_room(k);
}

/* c [j] = the multiples of the columns before j whose sum is nearest to column j, by Cholesky's factor of X'X, in which columns that have no
 * digits of their own are infinite. 0: they are not whole. */
static int multiples(const double *L, size_t k, size_t j, const double *mark, double *c)
{
    memcpy(c, L + j * k, j * sizeof *c);
    for (size_t i = j; i-- > 0;) {
        c[i] /= L[i * k + i];
        dh_add_scaled(i, -c[i], L + i * k, c);
    }
    for (size_t i = 0; i < j; i++) {
        const double whole = floor(c[i] + 0.5);
        if (!(fabs(c[i] - whole) <= WHOLE) || fabs(whole) > MOST || (whole != 0 && mark[i] != 0))
            return 0;
        c[i] = whole;
    }
    return 1;
}

/* Whether x_j is the sum of c_i x_i exactly: nothing was rounded on the way. */
static int is_sum(const double *c, const double *x, size_t j)
{
    double sum = -x[j];
    for (size_t i = 0; i < j; i++) {
        if (c[i] == 0 || x[i] == 0)
            continue;
        const double product = c[i] * x[i];
        if (!(fabs(product) >= SMALL) || dh_lost_product(c[i], x[i]) != 0 || dh_lost_sum(sum, product) != 0)
            return 0;
        sum += product;
    }
    return sum == 0;
}

size_t dh_dependent(const dh_dataset *data, int intercept, const double *weight, double *mark, double *room)
{
    const size_t first = intercept != 0, k = data->features + first;
    double *L = room, *c = L + k * k, *row = c + k;
    size_t count = 0;
    dh_gram(data, intercept, weight, L, row + k);
    dh_cholesky_singular(L, k);
    memset(mark, 0, k * sizeof *mark);
    for (size_t j = 0; j < k; j++) {
        int sums = isinf(L[j * k + j]) && multiples(L, k, j, mark, c);
        row[0] = 1; /* unless a feature comes there */
        for (size_t i = 0; i < data->samples && sums; i++) {
            if (weight[i] == 0)
                continue;
            dh_row_copy(data, i, row + first);
            sums = is_sum(c, row, j);
        }
        mark[j] = sums;
        count += (size_t)sums;
    }
    return count;
}

void dh_leave_out(double *H, size_t k, const double *mark)
{
    for (size_t a = 0; a < k; a++)
        for (size_t b = 0; b <= a; b++)
            if (mark[a] != 0 || mark[b] != 0)
                H[a * k + b] = 0;
}
