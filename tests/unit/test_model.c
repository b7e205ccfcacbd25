/* What linear models have in common: what rounding of predictions does to a loss, and bounds from a gradient that is very small. */
#include "suite.h"

#include "kernel/model.h"

#include <math.h>

/* Predictions 1 and 0; the lanes' sum of the first is 0: log 2 instead of log(1 + 1/e). */
static void test_rounding(void)
{
    static const double x[] = {0x1p53, -0x1p53, 1, 0, 0, 0}, value[] = {0x1p53, -0x1p53, 1}, y[] = {1, 1}, w[] = {1, 1, 1};
    static const uint64_t start[] = {0, 3, 3};
    static const uint32_t column[] = {0, 1, 2};
    const double param[] = {0, 0}, expected = (0.6931471805599453 - 0.31326168751822286) / 2;
    _Alignas(64) double scratch[200] = {0}, tiles[24];
    const dh_dataset dense = {.size = sizeof dense, .samples = 2, .features = 3, .classes = 2, .x = x, .y = y};
    const dh_dataset sparse = {.size = sizeof sparse, .samples = 2, .features = 3, .classes = 2, .y = y, .row_start = start,
                               .column = column, .value = value};
    dh_linear_tiles(&dense, tiles);
    dh_instance self = {.size = sizeof self, .data = &dense, .param = param, .scratch = scratch, .memory = tiles};
    dh_linear loss = dh_model_of(&self, DH_LOSS_LOGISTIC);
    CHECK_CLOSE(dh_model_rounding(&self, &loss, w), expected, 1e-15);
    self.data = &sparse;
    self.memory = NULL;
    loss = dh_model_of(&self, DH_LOSS_LOGISTIC);
    CHECK_CLOSE(dh_model_rounding(&self, &loss, w), expected, 1e-15);
}

static void test_small(void)
{
    CHECK_CLOSE(dh_model_gap(1e-200, 1e-290, 0) * 1e110, 1, 1e-14);
    CU_ASSERT_EQUAL(dh_model_gap(3, 2, 0.25), 4.5);
    CU_ASSERT(isinf(dh_model_gap(3, 2, 0.5)) && isinf(dh_model_gap(0, 0, 1)));
}

SUITE("model", {"rounding of predictions", test_rounding}, {"small gradients", test_small})
