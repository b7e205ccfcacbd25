/* Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70: of m p-values in rising order the i-th (from 0)
 * becomes the largest of (m - j) p_j, j <= i, at most 1. Rejecting those below alpha keeps the chance of any false
 * alarm in the family at or below alpha, however the tests depend on each other. */
#include "summary/paired.h"

#include <math.h>
#include <stdlib.h>

typedef struct place {
    double p;
    size_t index;
} place;

static int compare(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

int dh_holm_adjust(const double *p, size_t count, dh_arena *arena, double *adjusted, dh_error *error)
{
    place *sorted = DH_NEW(arena, place, count);
    if (!sorted)
        return dh_fail_memory(error);
    size_t tests = 0;
    for (size_t i = 0; i < count; i++) {
        adjusted[i] = NAN;
        if (!isnan(p[i]))
            sorted[tests++] = (place){p[i], i};
    }
    qsort(sorted, tests, sizeof *sorted, compare);
    double least = 0;
    for (size_t i = 0; i < tests; i++) {
        least = fmax(least, fmin(1, (double)(tests - i) * sorted[i].p));
        adjusted[sorted[i].index] = least;
    }
    return 0;
}
