/* Contour lines: traced, closed along the edge, thinned. */
#include "suite.h"

#include "view/isoline.h"

#include <math.h>

enum { SIDE = 81 };
static const double PI = 3.14159265358979323846;
static dh_arena arena;
static double f[SIDE * SIDE];

/* By the surveyor's formula: positive when what is inside lies to the left. */
static double area(const dh_loop *l)
{
    double twice = 0;
    for (size_t k = 0; k < l->count; k++) {
        dh_vertex a = l->at[k], b = l->at[(k + 1) % l->count];
        twice += a.x * b.y - b.x * a.y;
    }
    return twice / 2;
}

static double area_of(const double *value, size_t side, double level, size_t loops)
{
    dh_loops all;
    double sum = 0;
    CU_ASSERT_EQUAL_FATAL(dh_loops_trace(value, side, level, &arena, &all), 0);
    CU_ASSERT_EQUAL(all.count, loops);
    for (size_t i = 0; i < all.count; i++)
        sum += area(&all.loop[i]);
    return sum;
}

/* Squared distance from the middle, in cells. */
static void cone(void)
{
    for (size_t j = 0; j < SIDE; j++)
        for (size_t i = 0; i < SIDE; i++)
            f[j * SIDE + i] = ((double)i - 40) * ((double)i - 40) + ((double)j - 40) * ((double)j - 40);
}

static void circles_are_round(void)
{
    dh_loops all;
    dh_arena_finish(&arena);
    cone();
    double square = 80.0 * 80, r = 23.85;
    CHECK_CLOSE(area_of(f, SIDE, r * r, 2), square - PI * r * r,
                1e-3); /* the box, and a hole that turns the other way */
    CU_ASSERT_EQUAL_FATAL(dh_loops_trace(f, SIDE, r * r, &arena, &all), 0);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; area(&all.loop[i]) < 0 && k < all.loop[i].count; k++)
            CHECK_CLOSE(hypot(all.loop[i].at[k].x - 40, all.loop[i].at[k].y - 40), r, 1e-3);
    for (size_t i = 0; i < SIDE * SIDE; i++)
        f[i] = -f[i];
    CHECK_CLOSE(area_of(f, SIDE, -r * r, 1), PI * r * r, 1e-3);
}

static void loops_close_along_the_edge(void)
{
    dh_arena_finish(&arena);
    for (size_t j = 0; j < SIDE; j++)
        for (size_t i = 0; i < SIDE; i++)
            f[j * SIDE + i] = (double)i - 2.385;
    CHECK_CLOSE(area_of(f, SIDE, 10, 1), 80 * (80 - 12.385), 1e-12);
    CHECK_CLOSE(area_of(f, SIDE, -100, 1), 80.0 * 80, 1e-12); /* all of it */
    CU_ASSERT_EQUAL(area_of(f, SIDE, 100, 0), 0);
    dh_vertex a = {0, 3}, b = {0, 7.5}, c = {1, 7.5}, d = {80, 80}, e = {12, 80};
    CU_ASSERT(dh_on_edge(a, b, SIDE) && !dh_on_edge(b, c, SIDE) && dh_on_edge(d, e, SIDE));
}

/* 2 x 2 values with two corners across above: by their mean they are joined, or not. What is not finite has no slope.
 */
static void odd_cells_are_traced(void)
{
    dh_arena_finish(&arena);
    const double joined[4] = {1, 0, 0, 1}, apart[4] = {1, -3, -3, 1};
    CHECK_CLOSE(area_of(joined, 2, 0.25, 1), 1 - 2 * 0.25 * 0.25 / 2, 1e-12);
    CHECK_CLOSE(area_of(apart, 2, 0, 2), 2 * 0.25 * 0.25 / 2, 1e-12);
    const double wall[9] = {0, 0, 0, 0, INFINITY, 0, 0, 0, 0}, hole[9] = {0, 0, 0, 0, NAN, 0, 0, 0, 0};
    CHECK_CLOSE(area_of(wall, 3, 1, 1), 2, 1e-12); /* up to the finite neighbours */
    CHECK_CLOSE(area_of(hole, 3, 1, 1), 2, 1e-12);
    const double none[4] = {NAN, NAN, NAN, NAN}, flat[4] = {5, 5, 5, 5};
    CHECK_CLOSE(area_of(none, 2, 1, 1), 1, 1e-12);
    CHECK_CLOSE(area_of(flat, 2, 5, 1), 1, 1e-12);
    CU_ASSERT_EQUAL(area_of(flat, 2, 5.001, 0), 0);
}

static void lines_are_thinned(void)
{
    enum { N = 1000 };
    dh_vertex at[N], all[N];
    bool keep[N];
    for (size_t i = 0; i < N; i++)
        all[i] = at[i] = (dh_vertex){(double)i / 100, (i > 500 ? 1 : 0) + 0.004 * (i % 2 ? 1 : -1)};
    size_t left = dh_line_thin(at, N, 0.01, keep);
    CU_ASSERT(left >= 4 && left <= 8);
    CU_ASSERT(at[0].x == all[0].x && at[left - 1].x == all[N - 1].x);
    for (size_t i = 0; i < N;
         i++) { /* no dropped vertex is farther away than it may be: it lies in some piece's reach */
        bool near = false;
        for (size_t k = 0; k + 1 < left; k++) {
            double dx = at[k + 1].x - at[k].x, dy = at[k + 1].y - at[k].y, length = hypot(dx, dy);
            double along = ((all[i].x - at[k].x) * dx + (all[i].y - at[k].y) * dy) / length;
            double off = fabs((all[i].x - at[k].x) * dy - (all[i].y - at[k].y) * dx) / length;
            near = near || (along >= -0.01 && along <= length + 0.01 && off <= 0.0101);
        }
        CU_ASSERT(near);
    }
    at[0] = at[1] = at[2] = (dh_vertex){2, 3};
    CU_ASSERT_EQUAL(dh_line_thin(at, 3, 0.01, keep), 2);
    CU_ASSERT_EQUAL(dh_line_thin(at, 1, 0.01, keep), 1);
}

static void the_end(void)
{
    dh_arena_finish(&arena);
}

SUITE("isolines", {"circles are round", circles_are_round}, {"loops close along the edge", loops_close_along_the_edge},
      {"odd cells are traced", odd_cells_are_traced}, {"lines are thinned", lines_are_thinned},
      {"memory is given back", the_end})
