/* What is known of a problem before it is run: its facts, its minimum and the proof of that, its surface. */
#include "suite.h"
#include "trial_model.h"

#include <math.h>
#include <string.h>

/* ---- problems ---- */

static void start_1(const dh_instance *self, dh_random *random, double *x)
{
    (void)self;
    x[0] = random->normal(random);
}

/* 1/2 (3 (x - 1)^2 + (y + 2)^2) + 1/4, which is 1-strongly convex. */
static double well(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double a = x[0] - 1, b = x[1] + 2;
    (void)self, (void)batch;
    if (gradient) {
        gradient[0] = 3 * a;
        gradient[1] = b;
    }
    return (3 * a * a + b * b) / 2 + 0.25;
}

static void well_hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    (void)self, (void)x, (void)batch;
    out[0] = 3 * v[0];
    out[1] = v[1];
}

static double well_gap(const dh_instance *self, const double *x, const double *gradient)
{
    (void)self, (void)x;
    return (gradient[0] * gradient[0] + gradient[1] * gradient[1]) / 2;
}

static double no_gap(const dh_instance *self, const double *x, const double *gradient)
{
    (void)self, (void)x, (void)gradient;
    return (double)INFINITY;
}

/* Points off the minimum of `well`, by 1e-7 and by 1e-5, and f there; and f* without a point. */
static double beside(double *x_star, double away)
{
    const double x[2] = {1, -2 + away};
    if (x_star)
        memcpy(x_star, x, sizeof x);
    return well(NULL, x, NULL, NULL);
}

static double beside_it(const dh_instance *self, double *x_star)
{
    (void)self;
    return beside(x_star, 1e-7);
}

static double far_off(const dh_instance *self, double *x_star)
{
    (void)self;
    return beside(x_star, 1e-5);
}

static double quarter(const dh_instance *self, double *x_star)
{
    (void)self, (void)x_star;
    return 0.25;
}

static double not_here(const dh_instance *self, double *x_star)
{
    (void)self, (void)x_star;
    return NAN;
}

/* (x - 0.75)^2 */
static double valley(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    (void)self, (void)batch;
    if (gradient)
        gradient[0] = 2 * (x[0] - 0.75);
    return (x[0] - 0.75) * (x[0] - 0.75);
}

static double bottom(const dh_instance *self, double *x_star)
{
    (void)self;
    if (x_star)
        x_star[0] = 0.75;
    return 0.125;
}

/* 1/2 sum c_i (x_i - 1)^2 + 1 with c from 1 down to 1e-8, which is 1e-8-strongly convex; how often its Hessian was multiplied; and inverses of that
 * plus damping, of the right scale and of none. */
enum { STEEP = 60 };
static size_t products;

static size_t steep_dim(const dh_instance *self, char *refusal, size_t size)
{
    (void)self, (void)refusal, (void)size;
    return STEEP;
}

static void steep_start(const dh_instance *self, dh_random *random, double *x)
{
    (void)self, (void)random;
    memset(x, 0, STEEP * sizeof *x);
}

static double bend_of(size_t i)
{
    return pow(10, -8.0 * (double)i / (STEEP - 1));
}

static double steep(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double sum = 1;
    (void)self, (void)batch;
    for (size_t i = 0; i < STEEP; i++) {
        const double slope = bend_of(i) * (x[i] - 1);
        sum += slope * (x[i] - 1) / 2;
        if (gradient)
            gradient[i] = slope;
    }
    return sum;
}

static void steep_hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    (void)self, (void)x, (void)batch;
    for (size_t i = 0; i < STEEP; i++)
        out[i] = bend_of(i) * v[i];
    products++;
}

static double steep_gap(const dh_instance *self, const double *x, const double *gradient)
{
    double square = 0;
    (void)self, (void)x;
    for (size_t i = 0; i < STEEP; i++)
        square += gradient[i] * gradient[i];
    return square / 2e-8;
}

static size_t steep_size(const dh_instance *self)
{
    (void)self;
    return STEEP;
}

static size_t no_size(const dh_instance *self)
{
    (void)self;
    return 0;
}

static void steep_matrix(const dh_instance *self, const double *x, double damping, double *matrix)
{
    (void)self, (void)x;
    for (size_t i = 0; i < STEEP; i++)
        matrix[i] = bend_of(i) + damping;
}

static void steep_solve(const dh_instance *self, const double *matrix, double *v)
{
    (void)self;
    for (size_t i = 0; i < STEEP; i++)
        v[i] /= matrix[i];
}

static void vanish(const dh_instance *self, const double *matrix, double *v)
{
    (void)self, (void)matrix;
    memset(v, 0, STEEP * sizeof *v);
}

#define STEEP_PROBLEM(NAME, ...)                                                                                                        \
    PROBLEM(NAME, .flags = DH_CONVEX, .dim = steep_dim, .start = steep_start, .evaluate = steep, .hvp = steep_hvp, .gap = steep_gap,    \
            .certificate = "strong convexity", __VA_ARGS__)

/* x^2 + y of row 0: whatever the number of rows, it is evaluated at once. */
static double tilted(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    (void)self, (void)batch;
    if (gradient) {
        gradient[0] = 2 * x[0];
        gradient[1] = 1;
    }
    return x[0] < 1 ? x[0] * x[0] + x[1] : -(double)NAN;
}

static void upside_down(const dh_instance *self, double box[4])
{
    wide(self, box);
    box[3] = 0.5;
}

static void endless(const dh_instance *self, double box[4])
{
    wide(self, box);
    box[3] = (double)INFINITY;
}

static void backwards(const dh_instance *self, double box[4])
{
    wide(self, box);
    box[0] = 3;
    box[1] = -2;
}

const linked further[] = {
    PROBLEM("backwards", .dim = dim_2, .start = start, .evaluate = bowl, .box = backwards),
    PROBLEM("beside_it", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap,
            .optimum = beside_it, .certificate = "strong convexity"),
    PROBLEM("endless", .dim = dim_2, .start = start, .evaluate = bowl, .box = endless),
    PROBLEM("far_off", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap,
            .optimum = far_off, .certificate = "strong convexity"),
    PROBLEM("hilly", .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap, .certificate = "none"),
    PROBLEM("no_products", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .gap = well_gap, .certificate = "none"),
    PROBLEM("not_here", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap,
            .optimum = not_here, .certificate = "strong convexity"),
    PROBLEM("quarter", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = no_gap,
            .optimum = quarter, .certificate = "analytic"),
    STEEP_PROBLEM("steep", .curvature = NULL),
    STEEP_PROBLEM("steep_known", .preconditioner_size = steep_size, .preconditioner = steep_matrix, .precondition = steep_solve),
    STEEP_PROBLEM("steep_misled", .preconditioner_size = steep_size, .preconditioner = steep_matrix, .precondition = vanish),
    STEEP_PROBLEM("steep_unknown", .preconditioner_size = no_size, .preconditioner = steep_matrix, .precondition = steep_solve),
    PROBLEM("tilted", .flags = DH_NEEDS_DATASET, .dim = dim_2, .start = start, .evaluate = tilted, .box = wide),
    PROBLEM("turned", .dim = dim_2, .start = start, .evaluate = bowl, .box = upside_down),
    PROBLEM("unproven", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = no_gap,
            .certificate = "none"),
    PROBLEM("valley", .dim = dim_1, .start = start_1, .evaluate = valley, .optimum = bottom, .curvature = flat, .box = wide,
            .certificate = "analytic"),
    PROBLEM("well", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap,
            .certificate = "strong convexity"),
    {0},
};

/* ---- facts ---- */

/* What a wrapper says that it can do, if what lies inside could. */
static void problems_lack_what_lies_inside(void)
{
    dh_spec spec = spec_of("descent", "even", "bowl");
    dh_use inner = {.name = "bowl"}, cube = {.name = "distance"}, empty = {.name = "veil"};
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    spec.problem = (dh_use){.name = "veil", .inner = &inner, .inner_count = 1};
    spec.optimum = NAN;
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.dim == 2 && f.optimum != 0 && isnan(f.L) && isnan(f.box[0]));
    CU_ASSERT_STRING_EQUAL(f.certificate, "analytic");
    inner.name = "well";
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.optimum > -3 && f.optimum < 9 && fabs(f.optimum - 3.25) > 1e-6 && f.optimum_gap <= 1e-14);
    CU_ASSERT_STRING_EQUAL(f.certificate, "strong convexity");
    spec.optimizer.name = "needs_hvp";
    CU_ASSERT_EQUAL(run(&spec)->status, DH_FINISHED);
    inner.name = "bowl";
    CU_ASSERT_PTR_NOT_NULL(strstr(run(&spec)->cause, "needs Hessian-vector products"));
    const struct {
        dh_use problem;
        const char *error;
    } bad[] = {
        {{.name = "veil"}, "problem 'veil' wraps one other, but the study gives it 0"},
        {{.name = "bowl", .inner = &inner, .inner_count = 1}, "problem 'bowl' wraps none, but the study gives it 1"},
        {{.name = "veil", .inner = &cube, .inner_count = 1}, "problem 'distance' needs a dataset"},
        {{.name = "veil", .inner = &empty, .inner_count = 1}, "problem 'veil' wraps one other, but the study gives it 0"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        spec.problem = bad[i].problem;
        CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), -1);
        CU_ASSERT_STRING_EQUAL(error.text, bad[i].error);
    }
    dh_arena_finish(&arena);
}

static void problems_are_inspected(void)
{
    dh_spec spec = spec_of("descent", "even", "bowl");
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.dim == 2 && f.blocks == 1 && f.optimum == 0 && isnan(f.L) && isnan(f.box[0]) && f.cost_seconds > 0);
    CU_ASSERT_STRING_EQUAL(f.certificate, "analytic");
    spec = spec_of("descent", "even", "well");
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CHECK_CLOSE(f.optimum, 0.25, 1e-15);
    CU_ASSERT(f.optimum_gap >= 0 && f.optimum_gap <= 1e-15);
    CU_ASSERT_STRING_EQUAL(f.certificate, "strong convexity");
    spec.optimum = 0.125; /* known from before: not looked for */
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT_EQUAL(f.optimum, 0.125);
    spec = spec_of("descent", "even", "unproven");
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(isnan(f.optimum) && isnan(f.optimum_gap) && !*f.certificate);
    spec = spec_of("descent", "even", "bowl");
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, &data, load, NULL, &arena, &f, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "problem 'bowl' takes no dataset");
    spec.problem.name = "distance";
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "problem 'distance' needs a dataset");
    dh_arena_finish(&arena);
}

/* A bound on the gap proves something of a convex problem whose Hessian can be asked for, and of no other. */
static void what_is_no_proof(void)
{
    static const char *const name[] = {"hilly", "no_products"};
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        dh_spec spec = spec_of("descent", "even", name[i]);
        CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
        CU_ASSERT(isnan(f.optimum) && isnan(f.optimum_gap) && !*f.certificate);
    }
    dh_spec spec = spec_of("descent", "even", "not_here"); /* it knows none for these parameters: looked for */
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CHECK_CLOSE(f.optimum, 0.25, 1e-15);
    CU_ASSERT_STRING_EQUAL(f.certificate, "strong convexity");
    spec.optimum = (double)INFINITY; /* looked for before, in vain */
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(isnan(f.optimum) && isnan(f.optimum_gap) && !*f.certificate);
    dh_arena_finish(&arena);
}

/* With a preconditioner the search takes few products; with one that leads nowhere, or none for these parameters, as many as without. */
static void preconditioners_shorten(void)
{
    static const char *const name[] = {"steep", "steep_known", "steep_misled", "steep_unknown"};
    size_t took[4];
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    for (size_t i = 0; i < 4; i++) {
        dh_spec spec = spec_of("descent", "even", name[i]);
        products = 0;
        CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
        CU_ASSERT(fabs(f.optimum - 1) <= 1e-12 && f.optimum_gap <= 1e-12);
        took[i] = products;
    }
    CU_ASSERT(took[1] >= 1 && took[0] > 5 * took[1] && took[2] > 5 * took[1]);
    CU_ASSERT_EQUAL(took[3], took[0]);
    dh_arena_finish(&arena);
}

/* What a problem says of its minimum is held against its own bound, where it says a point. */
static void what_a_problem_says(void)
{
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    dh_spec spec = spec_of("descent", "even", "beside_it");
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CHECK_CLOSE(f.optimum, 0.25, 1e-13);
    CHECK_CLOSE(f.optimum_gap, 5e-15, 1e-6);
    CU_ASSERT_STRING_EQUAL(f.certificate, "strong convexity");
    spec = spec_of("descent", "even", "far_off"); /* nor is another one looked for, which this problem has no way to */
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(isnan(f.optimum) && isnan(f.optimum_gap) && !*f.certificate);
    spec = spec_of("descent", "even", "quarter");
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.optimum == 0.25 && f.optimum_gap == 0);
    dh_arena_finish(&arena);
}

/* Of a problem that is not of two dimensions the box and the minimiser are not asked for: there is room for two numbers. */
static void one_dimension(void)
{
    dh_spec spec = spec_of("descent", "even", "valley");
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.dim == 1 && f.optimum == 0.125 && f.mu == 0.5 && f.L == 0.5);
    CU_ASSERT(isnan(f.box[0]) && isnan(f.box[3]) && isnan(f.x_star[0]) && f.side == 0 && !f.surface);
    dh_arena_finish(&arena);
}

/* The exact f, row by row, whatever noise the steps see; fewer points where they are dear. */
static void surfaces_are_surveyed(void)
{
    dh_spec spec = spec_of("descent", "even", "windy");
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT_EQUAL_FATAL(f.side, 161);
    CU_ASSERT(f.x_star[0] == 0 && f.x_star[1] == 0);
    for (size_t j = 0; j < 161; j += 23)
        for (size_t i = 0; i < 161; i += 7) {
            double x = -2 + 5 * (double)i / 160, y = 0.5 + (double)j / 160;
            CHECK_CLOSE(f.surface[161 * j + i], x * x + y * y, 1e-15);
            CHECK_CLOSE(dh_surface_at(f.box, 161, 0, i), x, 1e-15);
            CHECK_CLOSE(dh_surface_at(f.box, 161, 1, j), y, 1e-15);
        }
    static const char *const no_box[] = {"backwards", "endless", "turned"}; /* no box that is a box, no surface */
    for (size_t i = 0; i < sizeof no_box / sizeof *no_box; i++) {
        spec.problem.name = no_box[i];
        CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
        CU_ASSERT(f.side == 0 && !f.surface && isnan(f.x_star[0]));
    }
    spec.problem.name = "bowl";
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.side == 0 && isnan(f.x_star[0])); /* it has an optimum and no point for it */
    spec.problem.name = "tilted";
    static const struct {
        size_t samples, side;
    } row[] = {{10, 161}, {2000, 101}, {100000000, 41}};
    for (size_t i = 0; i < 3; i++) {
        dh_dataset rows = data;
        rows.samples = row[i].samples;
        rows.test_samples = 0;
        CU_ASSERT_EQUAL(dh_trial_inspect(&spec, &rows, load, NULL, &arena, &f, &error), 0);
        CU_ASSERT_EQUAL(f.side, row[i].side);
    }
    CHECK_CLOSE(f.surface[41 * 40], 5.5, 1e-15);
    const double plain = NAN;
    CU_ASSERT(!memcmp(&f.surface[40], &plain, sizeof plain)); /* one NaN, whatever its sign was */
    dh_arena_finish(&arena);
}

SUITE("inspect", {"problems lack what lies inside", problems_lack_what_lies_inside},
      {"problems are inspected", problems_are_inspected}, {"what is no proof", what_is_no_proof},
      {"what a problem says of its minimum", what_a_problem_says}, {"preconditioners shorten the search", preconditioners_shorten},
      {"one dimension", one_dimension},
      {"surfaces are surveyed", surfaces_are_surveyed})
