/* Names that no results file could hold. */
#include "bowl.h"

static const char *const names[] = {"R2 (adjusted)", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    (void)self, (void)rows;
    out[0] = x[0];
}

DH_PROBLEM(.name = "metrics_unnamed", .doc = "has a metric without a usable name", .source = "tests/hostile",
           .dim = dim, .start = start, .evaluate = evaluate, .metric_names = names, .metrics = metrics)
