/* What a trajectory of conjugate gradients hardly ever reaches: a gradient that has not changed. The plugin's file is compiled in. */
#include "suite.h"

#include <math.h>

#include "../../plugins/optimizers/cg.c"

/* Neither form has anything to go by, and the direction starts afresh. */
static void test_equal_gradients(void)
{
    enum { DIM = 2 };
    double d[DIM] = {-3, -4}, g[DIM] = {300, 400};
    const memory m = {.n = DIM, .d = d, .g = g};
    CU_ASSERT_EQUAL(find_beta(&m, g, HAGER_ZHANG), 0);
    CU_ASSERT_EQUAL(find_beta(&m, g, PR_PLUS), 0);
}

/* On a quadratic with an exact search both are the linear method's |g'|^2 / |g|^2. */
static void test_quadratic(void)
{
    enum { DIM = 2 };
    double d[DIM] = {-2, -1}, g[DIM] = {2, 1};
    const double t = 5 / 9., after[DIM] = {2 - 2 * 2 * t, 1 - t}; /* curvatures 2 and 1, t = g.g / g.Hg */
    const memory m = {.n = DIM, .d = d, .g = g};
    const double right = (after[0] * after[0] + after[1] * after[1]) / 5;
    CHECK_CLOSE(find_beta(&m, after, PR_PLUS), right, 1e-14);
    CHECK_CLOSE(find_beta(&m, after, HAGER_ZHANG), right, 1e-14);
}

SUITE("beta of conjugate gradients", {"equal gradients", test_equal_gradients}, {"a quadratic", test_quadratic})
