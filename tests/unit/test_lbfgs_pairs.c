/* What a trajectory of L-BFGS hardly ever reaches: a pair that is not kept while the memory is full. The plugin's file is compiled
 * in. */
#include "suite.h"

#include <math.h>

#include "../../plugins/optimizers/lbfgs.c"

/* rho s.y = 1 for every pair that counts. */
static int pairs_hold(const memory *m)
{
    const size_t pairs = (size_t)*m->pairs, first = pairs > m->room ? pairs - m->room : 0;
    for (size_t k = first; k < pairs; k++) {
        const size_t r = k % m->room;
        if (fabs(m->rho[r] * dot(m->s + r * m->n, m->y + r * m->n, m->n) - 1) > 1e-12)
            return 0;
    }
    return 1;
}

/* A pair that is not kept leaves the others as they were, also when the memory is full. */
static void test_rejected_pairs(void)
{
    enum { DIM = 3, ROOM = 2 };
    const dh_shape shape = {.size = sizeof shape, .dim = DIM};
    const double param[] = {ROOM, 1e-4, 0.9, 1e-10};
    const dh_step call = {.size = sizeof call, .shape = &shape, .param = param};
    double state[1000] = {0};
    CU_ASSERT_FATAL(state_size(&shape, param, NULL) <= 1000);
    const memory m = unpack(state, &call);
    static const struct {
        double d[DIM], change[DIM];
        int kept;
    } move[] = {{{1, 0, 0}, {2, 0.5, 0}, 1},  {{0, 1, 0}, {0.5, 3, 0}, 1},   {{0, 0, 1}, {0, 0, -1}, 0},
                {{1, 1, 0}, {2, 2, 0}, 1},    {{0, 1, 0}, {0, 0, 0}, 0},     {{1, 0, 1}, {-1, 0, -2}, 0},
                {{0, 0, 1}, {0.5, 0, 1.5}, 1}, {{1, 0, 0}, {-0.375, 1, 1}, 0}};
    double pairs = 0;
    for (size_t k = 0; k < sizeof move / sizeof *move; k++) {
        memcpy(m.d, move[k].d, sizeof move[k].d);
        remember_pair(&m, &(tried){.t = 0.5, .gradient = (double *)(uintptr_t)move[k].change});
        pairs += move[k].kept;
        CU_ASSERT_EQUAL(*m.pairs, pairs);
        CU_ASSERT(pairs_hold(&m));
    }
}

SUITE("pairs of L-BFGS", {"a pair that is not kept", test_rejected_pairs})
