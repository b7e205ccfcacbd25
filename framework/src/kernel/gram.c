#include "kernel/gram.h"

#include "kernel/dense.h"
#include "kernel/rows.h"

enum { ROWS = 32 }; /* at a time: H is fetched from memory once for them */

size_t dh_gram_room(size_t k)
{
    return 2 * ROWS * k;
}

void dh_gram(const dh_dataset *data, int intercept, const double *weight, double *H, double *room)
{
    const size_t first = intercept != 0, k = data->features + first;
    double *left = room, *right = room + ROWS * k;
    size_t rows = 0;
    memset(H, 0, k * k * sizeof *H);
    for (size_t i = 0; i < data->samples; i++) {
        double *from = right + rows * k, *to = left + rows * k;
        if (weight[i] != 0) {
            from[0] = 1; /* unless a feature comes there */
            dh_row_copy(data, i, from + first);
            for (size_t a = 0; a < k; a++)
                to[a] = weight[i] * from[a];
            rows++;
        }
        if (rows == ROWS || (rows && i + 1 == data->samples)) {
            dh_dense_gram(rows, k, left, right, H);
            rows = 0;
        }
    }
}
