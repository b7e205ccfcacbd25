/* Levels, clipped paths, landscapes, and the charts made of them, from terrains made here. */
#include "suite.h"

#include "base/file.h"
#include "view/contour.h"
#include "view/isoline.h"
#include "view/sight.h"
#include "view/surface.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIDE = 81, ROWS = 40, MOST_RUNS = 64 };
static char folder[] = "/tmp/dh_paths_XXXXXX";
static dh_arena arena;
static dh_error error;
static double f[SIDE * SIDE];
static dh_trace trace[MOST_RUNS];
static dh_path path[MOST_RUNS];
static dh_terrain terrain;

static void begin(void)
{
    struct stat st;
    dh_arena_finish(&arena);
    error.text[0] = 0;
    if (stat(folder, &st))
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

static const char *in_folder(const char *name)
{
    return dh_arena_format(&arena, "%s/%s", folder, name);
}

static const char *read_text(const char *name)
{
    dh_buffer file = {0};
    const char *text =
        dh_file_read(name, 1 << 26, &file, &error) ? "" : dh_arena_copy(&arena, (char *)file.data, file.size);
    dh_buffer_finish(&file);
    return text;
}

static void empty_folder(void)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        unlink(in_folder(entry->d_name));
    if (dir)
        closedir(dir);
}

/* ---- terrains ---- */

/* f over [-2, 2] x [-1, 3], with its minimum 0.5 at (1, 1): Rosenbrock's valley, lifted. */
static double banana(double x, double y)
{
    return 0.5 + (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
}

static void make_terrain(double (*function)(double, double), double f_star)
{
    begin();
    terrain = (dh_terrain){.problem = "banana",
                           .x1_low = -2,
                           .x1_high = 2,
                           .x2_low = -1,
                           .x2_high = 3,
                           .side = SIDE,
                           .f = f,
                           .f_star = f_star,
                           .x_star = {1, 1},
                           .seed = 3,
                           .seeds = 4,
                           .traces = {.trace = trace},
                           .path = path};
    for (size_t j = 0; j < SIDE; j++)
        for (size_t i = 0; i < SIDE; i++)
            f[j * SIDE + i] = function(-2 + 4 * (double)i / (SIDE - 1), -1 + 4 * (double)j / (SIDE - 1));
}

/* A run from (-1.5, 2) that moves by (dx, dy) a step. */
static void add(const char *method, double dx, double dy, dh_status status)
{
    double *x1 = DH_NEW(&arena, double, ROWS), *x2 = DH_NEW(&arena, double, ROWS),
           *step = DH_NEW(&arena, double, ROWS);
    double *y = DH_NEW(&arena, double, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        step[i] = 10 * (double)i;
        x1[i] = -1.5 + dx * (double)i;
        x2[i] = 2 + dy * (double)i;
        y[i] = banana(x1[i], x2[i]) - 0.5;
    }
    size_t at = terrain.traces.count++;
    trace[at] = (dh_trace){.problem = terrain.problem,
                           .method = method,
                           .id = "",
                           .seed = 3,
                           .status = status,
                           .gap = true,
                           .f_star = 0.5,
                           .rows = ROWS,
                           .x = step,
                           .y = y};
    path[at] = (dh_path){.trace = &trace[at], .x1 = x1, .x2 = x2};
}

static dh_relief relief_of(void)
{
    dh_relief relief;
    CU_ASSERT_EQUAL_FATAL(dh_relief_make(&terrain, false, &arena, &relief, &error), 0);
    return relief;
}

static const char *labels_of(const dh_relief *relief)
{
    const char *all = "";
    for (size_t i = 0; i < relief->count; i++)
        all = dh_arena_format(&arena, "%s%s%s", all, i ? " " : "", relief->label[i]);
    return all;
}

static double slope(double x, double y)
{
    return 3 * x - y;
}

static double decades(double x, double y)
{
    return pow(10, 5 * (x + y)) * 1e-10;
}

static double constant(double x, double y)
{
    (void)x, (void)y;
    return 2.385;
}

static double nowhere(double x, double y)
{
    (void)x, (void)y;
    return NAN;
}

static void levels_suit_the_function(void)
{
    make_terrain(banana, 0.5);
    dh_relief r = relief_of();
    CU_ASSERT(r.log && r.gap && r.base == 0.5);
    CU_ASSERT_STRING_EQUAL(labels_of(&r), "0.3 1 3 10 30 100 300 1000");
    CHECK_CLOSE(dh_relief_height(&r, 0.5 + 99.9), log10(99.9 + 0.1),
                1e-12);                                /* the shift is a third of the lowest level */
    CHECK_CLOSE(dh_relief_height(&r, 0.4), -1, 1e-12); /* under f*: rounding */
    CU_ASSERT_STRING_EQUAL(dh_relief_name(&r, false), "cost − f*");
    make_terrain(slope, NAN);
    r = relief_of();
    CU_ASSERT(!r.log && !r.gap);
    CU_ASSERT_STRING_EQUAL(labels_of(&r), "−8 −6 −4 −2 0 2 4 6");
    CU_ASSERT_EQUAL(dh_relief_height(&r, 2.385), 2.385);
    make_terrain(decades, NAN);
    r = relief_of();
    CU_ASSERT(r.log && !r.gap && r.count >= 5 && r.count <= DH_MAX_LEVELS);
    CU_ASSERT_PTR_NOT_NULL(strstr(labels_of(&r), "10^{"));
    CU_ASSERT_STRING_EQUAL(dh_relief_name(&r, true), "cost - least in the box");
    make_terrain(constant, NAN);
    CU_ASSERT_EQUAL(relief_of().count, 0);
    make_terrain(nowhere, NAN);
    CU_ASSERT_EQUAL(relief_of().count, 0);
}

/* A parabola is met exactly, also along its valley; a wall of many decades does not throw its shadow into the plain.
 */
static void finer_grids_are_right(void)
{
    size_t side;
    make_terrain(banana, 0.5);
    dh_relief r = relief_of();
    double *height = dh_relief_refine(&r, &terrain, 3, &arena, &side);
    CU_ASSERT_EQUAL_FATAL(side, 3 * (SIDE - 1) + 1);
    for (size_t j = 0; j < side; j += 3)
        for (size_t i = 0; i < side; i++) { /* along x1 f is of the fourth degree: nearly */
            double x = -2 + 4 * (double)i / (double)(side - 1), y = -1 + 4 * (double)j / (double)(side - 1);
            CU_ASSERT(fabs(height[j * side + i] - dh_relief_height(&r, banana(x, y))) <= (i % 3 ? 0.02 : 1e-12));
        }
    for (size_t j = 0; j < side; j++) /* along x2 it is a parabola */
        for (size_t i = 0; i < side; i += 3) {
            double x = -2 + 4 * (double)i / (double)(side - 1), y = -1 + 4 * (double)j / (double)(side - 1);
            CU_ASSERT(fabs(height[j * side + i] - dh_relief_height(&r, banana(x, y))) <= 1e-9);
        }
    make_terrain(constant, 0);
    for (size_t i = 0; i < SIDE * SIDE; i++)
        f[i] = i % SIDE < 40 ? 1 + 0.01 * (double)(i % SIDE) : i % SIDE < 41 ? 1e12 : INFINITY;
    r = relief_of();
    height = dh_relief_refine(&r, &terrain, 4, &arena, &side);
    for (size_t i = 0; i < 39 * 4; i++)
        CU_ASSERT(height[i] >= dh_relief_height(&r, 1) - 1e-12 && height[i] <= dh_relief_height(&r, 1.39) + 1e-12);
    CU_ASSERT(isinf(height[side - 1]));
}

static dh_trail trail_of(size_t i, uint64_t every)
{
    dh_trail trail;
    dh_relief relief = relief_of();
    CU_ASSERT_EQUAL_FATAL(dh_trail_make(&terrain, &relief, &path[i], every, &arena, &trail), 0);
    return trail;
}

static void paths_are_clipped(void)
{
    make_terrain(banana, 0.5);
    add("stays", 0.05, -0.05, DH_FINISHED);
    add("leaves", 0.3, -0.02, DH_FINISHED);
    add("is lost", 0.02, -0.01, DH_DIVERGED);
    add("leaps", 100, 1, DH_DIVERGED);
    dh_trail t = trail_of(0, 50);
    CU_ASSERT(t.count == ROWS && t.begins && t.ended == DH_TRAIL_ARRIVED && t.dots == 7);
    CHECK_CLOSE(t.end.x1, -1.5 + 39 * 0.05, 1e-12);
    CHECK_CLOSE(t.dot[0].x1, -1.5 + 5 * 0.05, 1e-12); /* step 50 is row 5 */
    CHECK_CLOSE(t.end.height, log10(banana(t.end.x1, t.end.x2) - 0.5 + 0.1), 1e-9);
    t = trail_of(1, 0);
    CU_ASSERT(t.ended == DH_TRAIL_LOST && t.dots == 0);
    CHECK_CLOSE(t.end.x1, 2, 1e-12); /* at the edge, on the way from row 11 to row 12 */
    CHECK_CLOSE(t.end.x2, 2 - 0.02 * 3.5 / 0.3, 1e-12);
    t = trail_of(2, 0);
    CU_ASSERT(t.ended == DH_TRAIL_LOST && t.count == ROWS);
    CHECK_CLOSE(t.end.x1, -1.5 + 39 * 0.02, 1e-12);
    t = trail_of(3, 0);
    CU_ASSERT(t.count == 2 && t.spot[1].joined && t.ended == DH_TRAIL_LOST);
    CHECK_CLOSE(t.spot[1].x2, 2 + 0.035, 1e-12);
    ((double *)path[0].x1)[10] = NAN; /* where it ends, whatever comes after */
    t = trail_of(0, 0);
    CU_ASSERT(t.count == 10 && t.ended == DH_TRAIL_LOST);
    ((double *)path[0].x1)[10] = 50; /* out and in again: two pieces */
    t = trail_of(0, 0);
    CU_ASSERT(t.count == ROWS + 1 && t.ended == DH_TRAIL_ARRIVED);
    size_t pieces = 0;
    for (size_t k = 0; k < t.count; k++)
        pieces += !t.spot[k].joined;
    CU_ASSERT_EQUAL(pieces, 2);
    trace[0].rows = 0;
    CU_ASSERT_EQUAL(trail_of(0, 0).ended, DH_TRAIL_NOWHERE);
    trace[0].rows = 1;
    t = trail_of(0, 0);
    CU_ASSERT(t.count == 1 && t.begins);
    ((double *)path[3].x1)[0] = -1e308; /* from far out to farther out on the other side, through the box */
    ((double *)path[3].x1)[1] = 1e308;
    CU_ASSERT_EQUAL(trail_of(3, 0).begins, false);
}

static void dots_come_in_round_numbers(void)
{
    make_terrain(banana, 0.5);
    CU_ASSERT_EQUAL(dh_trail_every(&terrain), 0);
    add("a", 0, 0, DH_FINISHED);
    CU_ASSERT_EQUAL(dh_trail_every(&terrain), 50); /* 390 steps */
    ((double *)trace[0].x)[ROWS - 1] = 100000;
    CU_ASSERT_EQUAL(dh_trail_every(&terrain), 10000);
    ((double *)trace[0].x)[ROWS - 1] = 24;
    CU_ASSERT_EQUAL(dh_trail_every(&terrain), 2);
    trace[0].rows = 1;
    CU_ASSERT_EQUAL(dh_trail_every(&terrain), 0);
}

static double wall(double x, double y)
{
    (void)x;
    return y > -0.5 && y < 0 ? 10 : 0;
}

/* A wall along x1 hides what lies behind it, from in front and not from behind or from above. */
static void walls_hide(void)
{
    make_terrain(wall, NAN);
    dh_sight s = {
        .terrain = &terrain, .height = f, .side = SIDE, .low = 0, .high = 10, .tilt = 60, .turn = 0, .stretch = 0.75};
    dh_spot behind = {.x1 = 0.3, .x2 = 0.25}, before = {.x1 = 0.3, .x2 = -0.75}, far = {.x1 = 0.3, .x2 = 2.9};
    CU_ASSERT(!dh_sight_sees(&s, behind) && dh_sight_sees(&s, before));
    /* 1.5 half axes high, so it throws a shadow of 1.5 tan 60 = 2.6 half axes: over all of the box behind it */
    CU_ASSERT(!dh_sight_sees(&s, far));
    s.stretch = 0.25; /* 0.87 half axes, 1.73 of the box */
    CU_ASSERT(!dh_sight_sees(&s, (dh_spot){.x1 = 0.3, .x2 = 1.6}) &&
              dh_sight_sees(&s, (dh_spot){.x1 = 0.3, .x2 = 1.8}));
    s.turn = 180;
    CU_ASSERT(dh_sight_sees(&s, behind) && !dh_sight_sees(&s, before));
    s.turn = 90; /* from x1's end, along the wall */
    CU_ASSERT(dh_sight_sees(&s, behind) && dh_sight_sees(&s, before));
    static const int pairs[][2] = {{60, 0}, {60, 180}};
    dh_spot spots[3] = {behind, behind, before};
    dh_trail trail = {.count = 3, .spot = spots};
    dh_sight_choose(&s, &trail, 1, pairs, 2);
    CU_ASSERT_EQUAL(s.turn, 180);
    CHECK_CLOSE(dh_sight_height(&s, 0.3, -0.25), 10, 1e-12);
}

/* ---- pictures ---- */

static int draw(dh_scene_write *write, const char *chart, const char *format, dh_pictures *ret)
{
    const char *launcher = getenv("DH_NOSPAWN");
    dh_terrains all = {1, &terrain};
    dh_chart_options options = {
        .chart = chart, .format = format, .folder = folder, .name = "p", .launcher = launcher};
    int result = dh_scenes_draw_terrains(&all, &options, write, write == dh_contour_write, &arena, ret, &error);
    if (result)
        fprintf(stderr, "%s\n", error.text);
    return result;
}

static void both(const char *format)
{
    dh_pictures made;
    CU_ASSERT_EQUAL(draw(dh_contour_write, "contour", format, &made), 0);
    CU_ASSERT_EQUAL(draw(dh_surface_write, "surface", format, &made), 0);
    CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), -1);
}

static void add_three(void)
{
    add("sgd lr=0.1 batch=32", 0.05, -0.04, DH_FINISHED);
    add("adam lr=0.01 batch=32", 0.06, -0.01, DH_FINISHED);
    add("adam lr=10 batch=32", 0.7, -0.02, DH_DIVERGED);
}

static void every_format_is_drawn(void)
{
    dh_pictures made;
    make_terrain(banana, 0.5);
    add_three();
    CU_ASSERT_EQUAL_FATAL(draw(dh_contour_write, "contour", "svg", &made), 0);
    CU_ASSERT_STRING_EQUAL(made.path[0], in_folder("p-contour.svg"));
    const char *svg = read_text(made.path[0]), *script = read_text(in_folder("p-contour.svg.gp"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "seed 3, one of 4"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "batch=32"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "1 of 1 runs diverged"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "× lost or out of the box"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "a dot every 50"));
    CU_ASSERT_PTR_NOT_NULL(strstr(script, "set label '0.3' at"));
    CU_ASSERT_PTR_NOT_NULL(strstr(script, "with filledcurves closed"));
    CU_ASSERT_PTR_NULL(strstr(svg, "<image"));
    CU_ASSERT_EQUAL_FATAL(draw(dh_surface_write, "surface", "svg", &made), 0);
    svg = read_text(made.path[0]);
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "(cost − f* + "));
    CU_ASSERT_PTR_NULL(strstr(svg, "a dot every"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "dotted where"));
    CU_ASSERT_EQUAL_FATAL(draw(dh_contour_write, "contour", "dumb", &made), 0);
    const char *text = read_text(made.path[0]);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "adam lr=10 (1 of 1 runs diverged)"));
    CU_ASSERT_PTR_NOT_NULL(strchr(text, 'M'));
    CU_ASSERT_EQUAL_FATAL(draw(dh_surface_write, "surface", "dumb", &made), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_text(in_folder("p-surface.txt.gp")), "point pt 13"));
    both("pdf");
    both("png");
    empty_folder();
}

static void odd_terrains_are_drawn(void)
{
    make_terrain(constant, NAN);
    terrain.x_star[0] = NAN;
    add("sgd", 0.05, -0.04, DH_FINISHED);
    both("svg");
    make_terrain(nowhere, NAN);
    add("sgd", 0.05, -0.04, DH_FINISHED);
    both("svg");
    make_terrain(decades, NAN);
    add("sgd", 0.05, -0.04, DH_FINISHED);
    trace[0].rows = 1;
    add("refused", 0, 0, DH_REFUSED);
    trace[1].rows = 0;
    add("outside", 0.05, 0.05, DH_FINISHED);
    for (size_t i = 0; i < ROWS; i++)
        ((double *)path[2].x1)[i] = 1e300;
    both("svg");
    make_terrain(slope, NAN);
    terrain.x2_low = 2.99; /* far from square */
    for (size_t i = 0; i < 40; i++)
        add(dh_arena_format(&arena, "adam lr=%zu", i), 0.002 * (double)i, -0.01, DH_FINISHED);
    dh_pictures made;
    CU_ASSERT_EQUAL_FATAL(draw(dh_contour_write, "contour", "svg", &made), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_text(made.path[0]), "30 others"));
    both("dumb");
    empty_folder();
}

static void labels_run_nothing(void)
{
    static const char *const attack[] = {"'; system('touch hit'); '", "`touch hit`", "\n!touch hit\n",
                                         "''; !touch hit #"};
    make_terrain(banana, 0.5);
    terrain.problem = attack[0];
    for (size_t i = 0; i < 4; i++)
        add(attack[i], 0.01 * (double)i, 0, DH_FINISHED);
    both("svg");
    both("dumb");
    empty_folder();
}

static void names_of_files_differ(void)
{
    dh_terrain two[2];
    dh_pictures made;
    make_terrain(banana, 0.5);
    add("sgd", 0.05, -0.04, DH_FINISHED);
    two[0] = two[1] = terrain;
    two[0].problem = "a b";
    two[1].problem = "a/b";
    dh_terrains all = {2, two};
    int64_t seed = 3;
    dh_chart_options options = {.chart = "contour",
                                .format = "svg",
                                .folder = folder,
                                .name = "p",
                                .launcher = getenv("DH_NOSPAWN"),
                                .seed = &seed};
    CU_ASSERT_EQUAL_FATAL(dh_scenes_draw_terrains(&all, &options, dh_contour_write, true, &arena, &made, &error), 0);
    CU_ASSERT_STRING_EQUAL(made.path[0], in_folder("p-contour-seed-3-a-b.svg"));
    CU_ASSERT_STRING_EQUAL(made.path[1], in_folder("p-contour-seed-3-a-b-2.svg"));
    empty_folder();
    CU_ASSERT_EQUAL(rmdir(folder), 0);
    dh_arena_finish(&arena);
}

SUITE("paths", {"levels suit the function", levels_suit_the_function},
      {"finer grids are right", finer_grids_are_right}, {"paths are clipped", paths_are_clipped},
      {"dots come in round numbers", dots_come_in_round_numbers}, {"walls hide", walls_hide},
      {"every format is drawn", every_format_is_drawn}, {"odd terrains are drawn", odd_terrains_are_drawn},
      {"labels run nothing", labels_run_nothing}, {"names of files differ", names_of_files_differ})
