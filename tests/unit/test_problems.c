/* Every problem plugin in the list (DH_PROBLEMS, from DH_PLUGIN_DIR), over several parameter sets and datasets: its
 * derivatives, its bits, its claims. A new plugin is tested by being in plugins/meson.build. */
#include "suite.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/random.h"

#include <dlfcn.h>
#include <downhill/math.h>
#include <downhill/problem.h>
#include <stdlib.h>

enum { VARIANTS = 12, MAX_PROBLEMS = 64 };

static struct {
    const dh_problem *at[MAX_PROBLEMS];
    size_t count;
} problems;

static void load_all(void)
{
    static char names[4096];
    char *rest = NULL;
    const char *folder = getenv("DH_PLUGIN_DIR"), *list = getenv("DH_PROBLEMS");
    if (problems.count || !folder || !list)
        return;
    snprintf(names, sizeof names, "%s", list);
    for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s.so", folder, name);
        void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (!handle) {
            fprintf(stderr, "%s\n", dlerror());
            exit(98);
        }
        dh_plugin_entry *entry;
        void *symbol = dlsym(handle, DH_ENTRY_NAME);
        memcpy(&entry, &symbol, sizeof entry);
        problems.at[problems.count++] = (const dh_problem *)entry();
    }
}

/* ---- An instance with its data, parameters and a point ------------------------------------------------------ */

typedef struct subject {
    dh_arena arena;
    dh_stream random;
    const dh_problem *problem;
    dh_instance self;
    dh_dataset data;
    double param[DH_MAX_PARAMS];
    dh_list list[DH_MAX_PARAMS];
    size_t dim;
    dh_batch full;
    double *x, *v, *g, *h; /* [dim]: a point, a direction, room for two gradients */
} subject;

static double *numbers(subject *s, size_t count)
{
    double *at = DH_NEW(&s->arena, double, count + 8);
    for (size_t i = 0; i < count; i++)
        at[i] = 0.7385 * dh_stream_normal(&s->random);
    return at;
}

static void set_param(subject *s, size_t i, size_t variant)
{
    static const double eigenvalues[] = {0.385, 1.7, 0.2385, 2.385, 0.0385};
    const dh_param *p = &s->problem->params[i];
    size_t choices = 0;
    s->param[i] = p->standard;
    if (!variant)
        return;
    switch (p->scale) {
    case DH_CHOICE:
        while (p->choices[choices])
            choices++;
        s->param[i] = (double)((variant + i) % choices);
        break;
    case DH_INTEGER:
        s->param[i] = fmin(p->max, p->min + (double)(variant * 3 % 17));
        break;
    case DH_LIST:
        s->list[i] = variant % 3 == 2 ? (dh_list){eigenvalues, 5} : (dh_list){NULL, 0};
        break;
    case DH_LOG:
        s->param[i] = fmin(p->max, fmax(p->min, p->standard * dh_pow(1.385, (double)variant - 5)));
        break;
    default:
        s->param[i] = fmin(p->max, fmax(p->min, p->standard + 0.0385 * (double)variant));
    }
}

static void make_sparse(subject *s)
{
    size_t rows = s->data.samples + s->data.test_samples, n = 0;
    uint64_t *start = DH_NEW(&s->arena, uint64_t, rows + 1);
    uint32_t *column = DH_NEW(&s->arena, uint32_t, rows * s->data.features);
    double *value = DH_NEW(&s->arena, double, rows * s->data.features);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < s->data.features; j++)
            if (dh_stream_below(&s->random, 3))
                column[n] = (uint32_t)j, value[n++] = s->data.x[i * s->data.features + j];
        start[i + 1] = n;
    }
    s->data.x = NULL;
    s->data.row_start = start;
    s->data.column = column;
    s->data.value = value;
}

static void make_data(subject *s, size_t variant)
{
    static const size_t columns[] = {1, 3, 9, 30, 5, 8};
    size_t classes = s->problem->flags & DH_BINARY_TARGET ? 2 : s->problem->flags & DH_CLASS_TARGET ? 3 : 0;
    s->data = (dh_dataset){.size = sizeof s->data,
                           .samples = 61 + 7 * variant,
                           .test_samples = 19,
                           .features = columns[variant % 6],
                           .classes = classes};
    size_t rows = s->data.samples + s->data.test_samples;
    double *y = numbers(s, rows);
    s->data.x = numbers(s, rows * s->data.features);
    for (size_t i = 0; i < rows; i++)
        y[i] = classes ? (double)dh_stream_below(&s->random, classes) : 2.385 * y[i] + 4.1;
    s->data.y = y;
    if (variant % 4 == 3)
        make_sparse(s);
    s->self.data = &s->data;
    s->full.count = s->data.samples;
}

static void make(subject *s, const dh_problem *problem, size_t variant)
{
    char why[256] = "";
    *s = (subject){.problem = problem,
                   .self = {.size = sizeof s->self, .param = s->param, .list = s->list},
                   .full = {.size = sizeof s->full}};
    dh_stream_init(&s->random, 2385, problem->name, "", variant, "init");
    for (size_t i = 0; i < problem->param_count; i++)
        set_param(s, i, variant);
    if (problem->flags & DH_NEEDS_DATASET)
        make_data(s, variant);
    s->dim = problem->dim(&s->self, why, sizeof why);
    if (!s->dim) {
        fprintf(stderr, "%s refused: %s\n", problem->name, why);
        exit(97);
    }
    size_t memory = problem->memory_size ? problem->memory_size(&s->self) : 0;
    size_t scratch = problem->scratch_size ? problem->scratch_size(&s->self) : 0;
    double *room = memory ? DH_NEW(&s->arena, double, memory) : NULL;
    s->self.scratch = scratch ? numbers(s, scratch) : NULL;
    if (problem->prepare)
        problem->prepare(&s->self, room, &s->random.lent);
    s->self.memory = room;
    s->x = numbers(s, s->dim);
    s->v = numbers(s, s->dim);
    s->g = numbers(s, s->dim);
    s->h = numbers(s, s->dim);
    problem->start(&s->self, &s->random.lent, s->x);
    for (size_t i = 0; i < s->dim; i++)
        s->x[i] += 0.2385 * s->v[i]; /* away from a start at the origin */
}

static double f(subject *s, const double *x, const dh_batch *batch, double *gradient)
{
    return s->problem->evaluate(&s->self, x, batch, gradient);
}

static int same(const double *a, const double *b, size_t count)
{
    return !memcmp(a, b, count * sizeof *a);
}

static double largest(const double *a, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(a[i]));
    return most;
}

/* Runs check(subject) on every problem in every variant; one that fails is named. */
static void every(int check(subject *))
{
    load_all();
    CU_ASSERT(problems.count > 0);
    for (size_t i = 0; i < problems.count; i++)
        for (size_t variant = 0; variant < VARIANTS; variant++) {
            subject s;
            make(&s, problems.at[i], variant);
            int good = check(&s);
            if (!good)
                fprintf(stderr, "%s, variant %zu\n", problems.at[i]->name, variant);
            CU_ASSERT(good);
            dh_arena_finish(&s.arena);
        }
}

/* ---- Derivatives -------------------------------------------------------------------------------------------- */

/* Central difference along coordinate i at step h. */
static double difference(subject *s, size_t i, double h)
{
    double kept = s->x[i], up, down;
    s->x[i] = kept + h;
    up = f(s, s->x, &s->full, NULL);
    s->x[i] = kept - h;
    down = f(s, s->x, &s->full, NULL);
    s->x[i] = kept;
    return (up - down) / (2 * h);
}

static int gradient_is_slope(subject *s)
{
    int good = 1;
    double loss = f(s, s->x, &s->full, s->g), scale = largest(s->g, s->dim) + fabs(loss);
    for (size_t i = 0; i < s->dim; i++) {
        double h = 1e-3, d = (4 * difference(s, i, h / 2) - difference(s, i, h)) / 3;
        if (!(fabs(d - s->g[i]) <= 1e-9 * scale)) {
            fprintf(stderr, "df/dx[%zu]: %.17g by difference, %.17g in the gradient\n", i, d, s->g[i]);
            good = 0;
        }
    }
    return good;
}

/* out = difference of gradients along v at step h, over 2h. */
static void bend(subject *s, double h, double *out)
{
    double *there = numbers(s, s->dim), *back = numbers(s, s->dim), *at = numbers(s, s->dim);
    for (size_t i = 0; i < s->dim; i++)
        at[i] = s->x[i] + h * s->v[i];
    f(s, at, &s->full, there);
    for (size_t i = 0; i < s->dim; i++)
        at[i] = s->x[i] - h * s->v[i];
    f(s, at, &s->full, back);
    for (size_t i = 0; i < s->dim; i++)
        out[i] = (there[i] - back[i]) / (2 * h);
}

static int hvp_is_bend(subject *s)
{
    double *wide = numbers(s, s->dim), *narrow = numbers(s, s->dim);
    if (!s->problem->hvp)
        return 1;
    s->problem->hvp(&s->self, s->x, &s->full, s->v, s->h);
    bend(s, 1e-3, wide);
    bend(s, 5e-4, narrow);
    for (size_t i = 0; i < s->dim; i++)
        wide[i] = (4 * narrow[i] - wide[i]) / 3 - s->h[i];
    return largest(wide, s->dim) <= 1e-9 * (largest(s->h, s->dim) + largest(s->g, s->dim) + 1);
}

static void test_gradient(void)
{
    every(gradient_is_slope);
}

static void test_hvp(void)
{
    every(hvp_is_bend);
}

/* ---- Parts and bits ----------------------------------------------------------------------------------------- */

/* The mean over single samples is the whole: loss, gradient and H v. */
static int samples_make_whole(subject *s)
{
    size_t m = s->full.count;
    double *mean = numbers(s, s->dim), *hv = numbers(s, s->dim), loss = 0, whole = f(s, s->x, &s->full, s->g);
    memset(mean, 0, s->dim * sizeof *mean);
    memset(hv, 0, s->dim * sizeof *hv);
    for (uint32_t i = 0; i < m; i++) {
        dh_batch one = {.size = sizeof one, .index = &i, .count = 1};
        loss += f(s, s->x, &one, s->h) / (double)m;
        for (size_t j = 0; j < s->dim; j++)
            mean[j] += s->h[j] / (double)m;
        if (s->problem->hvp)
            s->problem->hvp(&s->self, s->x, &one, s->v, s->h);
        for (size_t j = 0; j < s->dim; j++)
            hv[j] += s->h[j] / (double)m;
    }
    if (!m)
        return 1;
    if (s->problem->hvp)
        s->problem->hvp(&s->self, s->x, &s->full, s->v, s->h);
    for (size_t j = 0; j < s->dim; j++) {
        mean[j] -= s->g[j];
        hv[j] -= s->problem->hvp ? s->h[j] : hv[j];
    }
    return fabs(loss - whole) <= 1e-13 * fabs(whole) &&
           largest(mean, s->dim) <= 1e-13 * (largest(s->g, s->dim) + 1) &&
           largest(hv, s->dim) <= 1e-13 * (largest(s->h, s->dim) + 1);
}

static int bits_hold(subject *s)
{
    size_t rows = s->full.count + s->data.test_samples;
    uint32_t *index = DH_NEW(&s->arena, uint32_t, rows + 1);
    for (uint32_t i = 0; i < rows; i++)
        index[i] = i;
    double with = f(s, s->x, &s->full, s->g), without = f(s, s->x, &s->full, NULL);
    int good = same(&with, &without, 1);
    for (size_t first = 0, count = s->full.count; count > 5 && good; first += 5, count -= count / 2 - 1) {
        dh_batch range = {.size = sizeof range, .first = first, .count = count - 5};
        dh_batch list = {.size = sizeof list, .index = index + first, .count = count - 5};
        double from_range = f(s, s->x, &range, s->g), from_list = f(s, s->x, &list, s->h);
        good &= same(&from_range, &from_list, 1) && same(s->g, s->h, s->dim);
    }
    return good;
}

static int many_is_one(subject *s)
{
    enum { POINTS = 5 };
    const double *x[POINTS];
    double *g[POINTS], loss[POINTS], alone[POINTS];
    int good = 1;
    if (!s->problem->many)
        return 1;
    for (int k = 0; k < POINTS; k++) {
        x[k] = numbers(s, s->dim);
        g[k] = numbers(s, s->dim);
    }
    s->problem->many(&s->self, POINTS, x, &s->full, loss, g);
    s->problem->many(&s->self, POINTS, x, &s->full, alone, NULL);
    for (int k = 0; k < POINTS; k++) {
        double one = f(s, x[k], &s->full, s->g);
        good &= same(&one, &loss[k], 1) && same(&one, &alone[k], 1) && same(s->g, g[k], s->dim);
    }
    return good;
}

/* x is read only, nothing is kept between calls, and scratch may hold anything. */
static int pure(subject *s)
{
    double *x = numbers(s, s->dim), once = f(s, s->x, &s->full, s->g), again;
    size_t scratch = s->problem->scratch_size ? s->problem->scratch_size(&s->self) : 0;
    memcpy(x, s->x, s->dim * sizeof *x);
    f(s, s->v, &s->full, s->h);
    for (size_t i = 0; i < scratch; i++)
        s->self.scratch[i] = (double)NAN;
    again = f(s, s->x, &s->full, s->h);
    return same(&once, &again, 1) && same(s->g, s->h, s->dim) && same(x, s->x, s->dim);
}

static void test_samples(void)
{
    every(samples_make_whole);
}

static void test_bits(void)
{
    every(bits_hold);
    every(pure);
}

static void test_many(void)
{
    every(many_is_one);
}

/* ---- Claims ------------------------------------------------------------------------------------------------- */

static int optimum_holds(subject *s)
{
    if (!s->problem->optimum)
        return 1;
    double best = s->problem->optimum(&s->self, NULL), *x = numbers(s, s->dim);
    if (best != best)
        return 1;
    int good = s->problem->certificate && f(s, s->x, &s->full, NULL) >= best;
    x[0] = (double)NAN;
    good &= s->problem->optimum(&s->self, x) == best;
    if (x[0] != x[0])
        return good; /* no minimiser is known */
    double at = f(s, x, &s->full, s->g);
    return good && fabs(at - best) <= 1e-14 * (1 + fabs(best)) && largest(s->g, s->dim) <= 1e-12;
}

/* mu |d|^2 <= d . (g(x + d) - g(x)) <= L |d|^2, and no more than convex where that is claimed. */
static int curvature_holds(subject *s)
{
    double mu = 0, L = DH_NO_LIMIT, work = 0, square = 0, slack = 1e-12;
    if (!s->problem->curvature && !(s->problem->flags & DH_CONVEX))
        return 1;
    if (s->problem->curvature)
        s->problem->curvature(&s->self, &mu, &L);
    f(s, s->x, &s->full, s->g);
    f(s, s->v, &s->full, s->h);
    for (size_t i = 0; i < s->dim; i++) {
        double d = s->v[i] - s->x[i];
        work += d * (s->h[i] - s->g[i]);
        square += d * d;
    }
    return mu <= L && work >= mu * square * (1 - slack) - slack && work <= L * square * (1 + slack) + slack;
}

static int shape_holds(subject *s)
{
    dh_block block[DH_MAX_BLOCKS];
    size_t count = 0, at = 0;
    double box[4] = {1, 0, 1, 0}, metric[DH_MAX_METRICS];
    if (s->problem->box)
        s->problem->box(&s->self, box);
    int good = !s->problem->box || (box[0] < box[1] && box[2] < box[3]);
    if (s->problem->blocks)
        s->problem->blocks(&s->self, block, &count);
    for (size_t i = 0; i < count; at += block[i].rows * block[i].cols, i++)
        good &= block[i].name && block[i].offset == at;
    good &= !s->problem->blocks || (count > 0 && at == s->dim);
    for (size_t i = 1; i < s->problem->param_count; i++)
        good &= strcmp(s->problem->params[i - 1].name, s->problem->params[i].name) < 0;
    dh_batch test = {.size = sizeof test, .first = s->full.count, .count = s->data.test_samples};
    for (size_t i = 0; s->problem->metric_names && s->problem->metric_names[i]; i++) {
        good &= i < DH_MAX_METRICS;
        s->problem->metrics(&s->self, s->x, &test, metric);
        good &= isfinite(metric[i]);
    }
    return good;
}

static void test_optimum(void)
{
    every(optimum_holds);
}

static void test_curvature(void)
{
    every(curvature_holds);
}

static void test_shape(void)
{
    every(shape_holds);
}

/* ---- Particular problems ------------------------------------------------------------------------------------ */

static const dh_problem *named(const char *name)
{
    load_all();
    for (size_t i = 0; i < problems.count; i++)
        if (!strcmp(problems.at[i]->name, name))
            return problems.at[i];
    fprintf(stderr, "no problem %s\n", name);
    exit(96);
}

static size_t param_of(const subject *s, const char *name)
{
    size_t i = 0;
    while (strcmp(s->problem->params[i].name, name))
        i++;
    return i;
}

static double value(const char *name, double x, double y, double *gradient)
{
    subject s;
    double at[2] = {x, y};
    make(&s, named(name), 0);
    double loss = f(&s, at, &s.full, gradient);
    dh_arena_finish(&s.arena);
    return loss;
}

static void test_values(void)
{
    double g[2];
    CU_ASSERT(value("bowl", 2, 2, g) == 8 && g[0] == 4 && g[1] == 4);
    CHECK_CLOSE(value("rosenbrock", -1.2, 1, g), 24.2, 1e-15);
    CU_ASSERT(value("himmelblau", 3.584428340330492, -1.848126526964404, g) < 1e-28 && largest(g, 2) < 1e-12);
    CU_ASSERT(value("himmelblau", 0, 0, g) == 170);
}

/* Against sums written out, with the formulas of the header comments. */
static void test_regression(void)
{
    subject s;
    make(&s, named("linear_regression"), 0);
    double half = 0, slope = 0, absolute = 0, mean = 0, spread = 0, m = (double)s.data.samples, metric[2];
    for (size_t i = 0; i < s.data.samples; i++) {
        double e = s.x[0] + s.x[1] * s.data.x[i] - s.data.y[i];
        half += e * e / (2 * m);
        slope += e * s.data.x[i] / m;
        absolute += fabs(e) / m;
        mean += s.data.y[i] / m;
    }
    for (size_t i = 0; i < s.data.samples; i++)
        spread += (s.data.y[i] - mean) * (s.data.y[i] - mean);
    CHECK_CLOSE(f(&s, s.x, &s.full, s.g), half, 1e-14);
    CHECK_CLOSE(s.g[1], slope, 1e-13);
    s.problem->metrics(&s.self, s.x, &s.full, metric);
    CHECK_CLOSE(metric[0], absolute, 1e-14);
    CHECK_CLOSE(metric[1], 1 - 2 * m * half / spread, 1e-12);
    dh_arena_finish(&s.arena);
}

static void test_logistic(void)
{
    subject s;
    make(&s, named("logistic_regression"), 0);
    double l2 = s.param[param_of(&s, "l2")] = 0.0385, loss = 0, right = 0, m = (double)s.data.samples, metric[2];
    for (size_t i = 0; i < s.data.samples; i++) {
        double z = s.x[0] + s.x[1] * s.data.x[i];
        loss += (log1p(exp(z)) - z * s.data.y[i]) / m;
        right += (z > 0) == (s.data.y[i] > 0.5);
    }
    CHECK_CLOSE(f(&s, s.x, &s.full, s.g), loss + 0.5 * l2 * s.x[1] * s.x[1], 1e-14);
    s.problem->metrics(&s.self, s.x, &s.full, metric);
    CHECK_CLOSE(metric[0], right / m, 1e-15);
    CHECK_CLOSE(metric[1], loss, 1e-14);
    s.x[0] = 2.385e5;
    s.x[1] = -7.385e7; /* margins of 1e8: exp(z) has long overflowed */
    loss = f(&s, s.x, &s.full, s.g);
    CU_ASSERT(isfinite(loss) && loss > 1e12 && isfinite(s.g[0]) && isfinite(s.g[1]));
    dh_arena_finish(&s.arena);
}

/* A rotation of `n` dimensions by its own stream; returns Q. */
static const double *rotation(subject *s, size_t n, uint64_t seed)
{
    make(s, named("quadratic"), 0);
    s->param[param_of(s, "dim")] = (double)n;
    s->dim = n;
    double *memory = numbers(s, s->problem->memory_size(&s->self));
    s->self.scratch = numbers(s, s->problem->scratch_size(&s->self));
    dh_stream_init(&s->random, seed, "haar", "", seed, "init");
    s->problem->prepare(&s->self, memory, &s->random.lent);
    s->self.memory = memory;
    return memory + 2 * n;
}

static void test_orthogonal(void)
{
    for (size_t n = 1; n <= 65; n = 2 * n + 1) {
        subject s;
        const double *q = rotation(&s, n, 385 + n);
        double worst = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                double dot = 0;
                for (size_t k = 0; k < n; k++)
                    dot += q[i * n + k] * q[j * n + k];
                worst = fmax(worst, fabs(dot - (i == j)));
            }
        CU_ASSERT(worst < 1e-13);
        dh_arena_finish(&s.arena);
    }
}

/* A q_k = lambda_k q_k with A applied by the gradient; so the spectrum is the one asked for. */
static void test_spectrum(void)
{
    for (size_t variant = 1; variant < VARIANTS; variant++) {
        subject s;
        make(&s, named("quadratic"), variant);
        size_t n = s.dim;
        const double *lambda = s.self.memory, *center = lambda + n, *q = lambda + 2 * n;
        int turned = s.param[param_of(&s, "rotate")] != 0;
        for (size_t k = 0; k < n; k++) {
            for (size_t i = 0; i < n; i++)
                s.x[i] = center[i] + (turned ? q[i * n + k] : (double)(i == k));
            CHECK_CLOSE(f(&s, s.x, &s.full, s.g), 0.5 * lambda[k], 1e-13);
            for (size_t i = 0; i < n; i++)
                CU_ASSERT(fabs(s.g[i] - lambda[k] * (s.x[i] - center[i])) < 1e-14 * 8);
        }
        double mu, L, condition = s.param[param_of(&s, "condition")];
        s.problem->curvature(&s.self, &mu, &L);
        if (n > 1 && !s.list[param_of(&s, "eigenvalues")].count)
            CHECK_CLOSE(L / mu, condition, 1e-14);
        dh_arena_finish(&s.arena);
    }
}

/* Haar measure on O(3): the trace has mean 0 and mean square 1, the sign of the determinant is even, and each element
 * is uniform on [-1, 1] (mean square 1/3, mean fourth power 1/5). Fixed seeds; the bounds are 4 standard errors. */
static void test_haar(void)
{
    enum { DRAWS = 4000 };
    double trace = 0, trace2 = 0, det = 0, first = 0, second = 0, fourth = 0;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        subject s;
        const double *q = rotation(&s, 3, seed);
        double t = q[0] + q[4] + q[8];
        trace += t / DRAWS;
        trace2 += t * t / DRAWS;
        det += (q[0] * (q[4] * q[8] - q[5] * q[7]) - q[1] * (q[3] * q[8] - q[5] * q[6]) +
                q[2] * (q[3] * q[7] - q[4] * q[6])) /
               DRAWS;
        first += q[8] / DRAWS;
        second += q[0] * q[0] / DRAWS;
        fourth += q[4] * q[4] * q[4] * q[4] / DRAWS;
        dh_arena_finish(&s.arena);
    }
    CU_ASSERT(fabs(trace) < 4 / sqrt(DRAWS) && fabs(trace2 - 1) < 4 * sqrt(2.0 / DRAWS));
    CU_ASSERT(fabs(det) < 4 / sqrt(DRAWS) && fabs(first) < 4 * sqrt(1 / 3.0 / DRAWS));
    CU_ASSERT(fabs(second - 1 / 3.0) < 4 * sqrt(4 / 45.0 / DRAWS) &&
              fabs(fourth - 0.2) < 4 * sqrt(16 / 225.0 / DRAWS));
}

/* ---- The same bits from every compiler and CPU level --------------------------------------------------------- */

static uint64_t fingerprint(const dh_problem *problem)
{
    uint64_t sum = 0;
    for (size_t variant = 0; variant < VARIANTS; variant++) {
        subject s;
        make(&s, problem, variant);
        double loss = f(&s, s.x, &s.full, s.g);
        if (problem->hvp)
            problem->hvp(&s.self, s.x, &s.full, s.v, s.h);
        sum = sum * 31 + dh_checksum(&loss, sizeof loss);
        sum = sum * 31 + dh_checksum(s.g, s.dim * sizeof *s.g);
        sum = sum * 31 + dh_checksum(s.h, s.dim * sizeof *s.h);
        dh_arena_finish(&s.arena);
    }
    return sum;
}

static void test_fingerprint(void)
{
    static const struct {
        const char *name;
        uint64_t bits;
    } known[] = {
        {"bowl", 0x8c5ceaf70a95256fu},
        {"himmelblau", 0x64594afb1962f65du},
        {"linear_regression", 0x0c5b144b1764657du},
        {"logistic_regression", 0x90788c2f0725e0f7u},
        {"quadratic", 0x7371a8f04aa8624bu},
        {"rosenbrock", 0x5d0f31bd0d584e61u},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint64_t bits = fingerprint(named(known[i].name));
        if (bits != known[i].bits)
            fprintf(stderr, "{\"%s\", 0x%016llx},\n", known[i].name, (unsigned long long)bits);
        CU_ASSERT(bits == known[i].bits);
    }
}

SUITE("problems", {"gradients are slopes", test_gradient},
      {"Hessian-vector products are differences of gradients", test_hvp},
      {"samples add up to the whole", test_samples},
      {"equal bits with and without gradient, list and range", test_bits},
      {"many points at once have the bits of one", test_many}, {"optima", test_optimum},
      {"curvature and convexity", test_curvature}, {"boxes, blocks, tables, metrics", test_shape},
      {"known values", test_values}, {"linear regression written out", test_regression},
      {"logistic regression written out, and huge margins", test_logistic},
      {"rotations are orthogonal", test_orthogonal}, {"spectra", test_spectrum}, {"rotations are Haar", test_haar},
      {"the same bits from every compiler", test_fingerprint})
