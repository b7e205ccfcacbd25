/* Random linear models whose every array lies against pages that no one may touch, and a plain scalar loop that
 * follows the order of sums stated in kernel/linear.h. */
#ifndef DH_TESTS_KERNEL_TWIN_H
#define DH_TESTS_KERNEL_TWIN_H

#include "base/random.h"
#include "kernel/linear.h"

#include <stdbool.h>

enum { COLUMNS = 40, ROWS = 1300, LANES = 8, BLOCK = 512, MAPPINGS = 12 };

/* One model; its arrays are as long as they must be and end where a page without access begins, or begin where one
 * ends. */
typedef struct fixture {
    bool front; /* they begin there */
    struct mapping {
        void *at;
        size_t size;
    } mapping[MAPPINGS];
    size_t mappings;
    dh_stream random;
    dh_dataset data;
    dh_linear model;
    double *w, *v, *gradient; /* [dimension] */
    uint32_t *index;          /* [ROWS] samples */
} fixture;

/* Everything follows from the seed. sparse: about a third of the values are stored, and some rows are empty. */
void fixture_make(fixture *f, uint64_t seed, bool front, size_t rows, size_t columns, dh_loss loss, int intercept,
                  bool sparse);
void fixture_finish(fixture *f);
void fixture_fill(fixture *f, double *at, size_t count, double scale);
size_t fixture_dim(const fixture *f);

/* ((0+4)+(2+6)) + ((1+5)+(3+7)) */
double twin_tree(const double *lanes);

/* Mean loss at w, and the mean of slope times (1, x) in out [dimension]; with v the product of Hessian and v instead.
 */
double twin_evaluate(const dh_linear *model, const double *w, const dh_batch *batch, const double *v, double *out);

#endif
