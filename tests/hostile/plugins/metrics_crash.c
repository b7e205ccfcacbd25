/* Well until the run is over. */
#include "bowl.h"
#include <stdlib.h>

static const char *const names[] = {"mood", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    (void)self, (void)rows;
    out[0] = x[0];
    abort();
}

DH_PROBLEM(.name = "metrics_crash", .doc = "aborts when it is over", .source = "tests/hostile",
           .flags = DH_NEEDS_DATASET, .dim = dim, .start = start, .evaluate = evaluate, .metric_names = names,
           .metrics = metrics)
