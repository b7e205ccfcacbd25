/* Every problem plugin in the list, over several parameter sets and datasets: its derivatives, its bits, its claims.
 * A new plugin is tested by being in plugins/meson.build. */
#include "suite.h"

#include "run/least.h"
#include "subject.h"

#include <downhill/math.h>

static int same(const double *a, const double *b, size_t count)
{
    return !memcmp(a, b, count * sizeof *a);
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
            finish(&s);
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
    for (size_t i = 0; i < s->dim; i += 1 + s->dim / 200) { /* of many coordinates, some of every block */
        double h = 1e-3, d = (4 * difference(s, i, h / 2) - difference(s, i, h)) / 3;
        if (fabs(d - s->g[i]) > 1e-9 * scale) /* perhaps there is a corner between: closer, and rougher */
            d = fabs(difference(s, i, 1e-7) - s->g[i]) <= 1e-7 * scale ? s->g[i] : d;
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
    if (largest(wide, s->dim) <= 1e-9 * (largest(s->h, s->dim) + largest(s->g, s->dim) + 1))
        return 1;
    bend(s, 1e-7, narrow); /* perhaps there is a corner between: closer, and rougher */
    for (size_t i = 0; i < s->dim; i++)
        narrow[i] -= s->h[i];
    return largest(narrow, s->dim) <= 1e-6 * (largest(s->h, s->dim) + largest(s->g, s->dim) + 1);
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
    double at = f(s, x, &s->full, s->g), rounding = s->within ? 1e-10 : 1e-12; /* a moved minimiser is rounded itself */
    if (s->problem->gap && !s->within)
        return good && fabs(at - best) <= 1e-14 * (1 + fabs(best)) && s->problem->gap(&s->self, x, s->g) <= 1e-12 * best;
    return good && fabs(at - best) <= 1e-14 * (1 + fabs(best)) && largest(s->g, s->dim) <= rounding;
}

/* Half the squares of the rows at x. */
static double half_squares(const subject *s, const double *row, size_t rows, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < rows; i++, row += s->dim + 1) {
        double e = -row[s->dim];
        for (size_t j = 0; j < s->dim; j++)
            e += row[j] * x[j];
        sum += e * e / 2;
    }
    return sum;
}

/* The rows are f's, all at once or some; the minimum that they have is f's, and their curvatures hold it in. */
static int squares_hold(subject *s)
{
    if (!s->problem->squares)
        return 1;
    const size_t k = s->dim + 1, rows = s->problem->squares(&s->self, 0, 0, NULL), some = rows / 3 + 1;
    double *row = numbers(s, rows * k), *part = numbers(s, some * k), at = f(s, s->x, &s->full, NULL), bend = 0, square = 0;
    int good = s->problem->squares(&s->self, 0, rows, row) == rows;
    for (size_t i = 0; i + some <= rows && good; i++)
        good &= s->problem->squares(&s->self, i, some, part) == rows && same(part, row + i * k, some * k);
    good &= fabs(half_squares(s, row, rows, s->x) - at) <= 1e-13 * at;
    dh_least least;
    if (dh_least_squares(&s->self, s->problem->squares, s->dim, &s->arena, &least))
        return 0;
    good &= fabs(f(s, least.x, &s->full, s->g) - least.optimum) <= 1e-14 * (at + least.optimum) && least.optimum <= at;
    s->problem->hvp(&s->self, s->x, &s->full, s->v, s->h);
    for (size_t i = 0; i < s->dim; i++) {
        bend += s->v[i] * s->h[i];
        square += s->v[i] * s->v[i];
    }
    return good && largest(s->g, s->dim) <= 1e-12 && bend >= least.mu * square * (1 - 1e-12) && bend <= least.L * square * (1 + 1e-12);
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

/* A metric is a number, unless it is one of labels and there are none, of numbers and there are labels, or of entries not seen. */
static int metric_holds(const subject *s, const char *name, double value)
{
    if (!strcmp(name, "unseen_rmse"))
        return isfinite(value) || (value != value && s->param[param_of(s, "observed")] == 1);
    if (strcmp(s->problem->name, "mlp") || !strcmp(name, "loss"))
        return isfinite(value);
    const int labels = s->data.y[0] == floor(s->data.y[0]) && s->data.y[1] == floor(s->data.y[1]);
    return strcmp(name, labels ? "r2" : "accuracy") ? isfinite(value) : value != value;
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
    dh_batch test = {.size = sizeof test, .first = s->full.count, .count = s->data.test_samples};
    for (size_t i = 0; s->problem->metric_names && s->problem->metric_names[i]; i++) {
        good &= i < DH_MAX_METRICS;
        s->problem->metrics(&s->self, s->x, test.count ? &test : &s->full, metric);
        good &= metric_holds(s, s->problem->metric_names[i], metric[i]);
    }
    return good;
}

/* No point lies further below than the bound says: not another draw, and none on a way downhill from x, nor from where the bound is
 * asked for again. The slack is for rounding. */
static int gap_holds(subject *s)
{
    if (!s->problem->gap)
        return 1;
    int good = s->problem->certificate && s->problem->hvp && (s->problem->flags & DH_CONVEX);
    double at = f(s, s->x, &s->full, s->g), bound = s->problem->gap(&s->self, s->x, s->g), rate = 1, now = at, next;
    good &= !(at - f(s, s->v, &s->full, NULL) > bound);
    for (int k = 0; k < 3000 && rate > 1e-12; k++) {
        for (size_t i = 0; i < s->dim; i++)
            s->v[i] = s->x[i] - rate * s->g[i];
        next = f(s, s->v, &s->full, NULL);
        if (!(next < now)) {
            rate /= 2;
            continue;
        }
        memcpy(s->x, s->v, s->dim * sizeof *s->v);
        now = f(s, s->x, &s->full, s->g);
        good &= bound >= at - now - 1e-15 * fabs(at);
        if (k % 500 == 0) {
            at = now;
            bound = s->problem->gap(&s->self, s->x, s->g);
        }
    }
    return good;
}

static void test_gap(void)
{
    every(gap_holds);
}

/* Without a penalty the rows hold the minimum, or nothing is said. */
static int bare_gap_holds(subject *s)
{
    for (size_t i = 0; i < s->problem->param_count; i++)
        if (!strcmp(s->problem->params[i].name, "l2"))
            s->param[i] = 0;
    if (!s->problem->gap || s->within)
        return 1;
    s->self.scratch = numbers(s, s->problem->scratch_size(&s->self));
    return gap_holds(s);
}

static void test_bare_gap(void)
{
    every(bare_gap_holds);
}

/* f = 1/m sum log(1 + exp(+-x)) for rows 1, -1, 1, -1 with labels 1, 1, 0, 0: 0 is the minimum, the Hessian there 1/4. */
static void test_bare_bound(void)
{
    static const double x[] = {1, -1, 1, -1}, y[] = {1, 1, 0, 0};
    double at[2] = {0.0385, 0}, g[2];
    subject s;
    make(&s, named("logistic_regression"), 0);
    s.data.samples = 4;
    s.data.test_samples = 0;
    s.data.x = x;
    s.data.y = y;
    s.full.count = 4;
    s.param[param_of(&s, "l2")] = 0;
    CU_ASSERT_EQUAL_FATAL(s.problem->dim(&s.self, (char[99]){0}, 99), 2);
    s.self.scratch = numbers(&s, s.problem->scratch_size(&s.self));
    double *tiles = numbers(&s, s.problem->memory_size(&s.self));
    s.problem->prepare(&s.self, tiles, &s.random.lent);
    s.self.memory = tiles;
    const double f_star = 0.6931471805599453, above = f(&s, at, &s.full, g) - f_star, bound = s.problem->gap(&s.self, at, g);
    CU_ASSERT(bound >= above && bound < 20 * above);
    finish(&s);
}

/* The same rows, and two of another column, so far on one side of the plane that they do not bend f: one is wrong there, and f is far above
 * log 2, which it is at 0. */
static void test_saturated_bound(void)
{
    static const double x[] = {1, 0, -1, 0, 1, 0, -1, 0, 0, 1e-10, 0, 1e-10}, y[] = {1, 1, 0, 0, 1, 0};
    static const char *const names[] = {"logistic_regression", "softmax_regression"};
    for (size_t p = 0; p < 2; p++) {
        double at[4] = {0}, g[4];
        subject s;
        make(&s, named(names[p]), 0);
        s.data.samples = 6;
        s.data.test_samples = 0;
        s.data.features = s.data.classes = 2;
        s.data.x = x;
        s.data.y = y;
        s.full.count = 6;
        s.param[param_of(&s, "l2")] = s.param[param_of(&s, "intercept")] = 0;
        CU_ASSERT_EQUAL_FATAL(s.problem->dim(&s.self, (char[99]){0}, 99), p ? 4 : 2);
        s.self.scratch = numbers(&s, s.problem->scratch_size(&s.self));
        double *tiles = s.problem->prepare ? numbers(&s, s.problem->memory_size(&s.self)) : NULL;
        if (tiles)
            s.problem->prepare(&s.self, tiles, &s.random.lent);
        s.self.memory = tiles;
        at[p ? 3 : 1] = 1e14;
        const double above = f(&s, at, &s.full, g) - 0.6931471805599453;
        CU_ASSERT(above > 1000 && s.problem->gap(&s.self, at, g) >= above);
        finish(&s);
    }
}

/* A row that is right by a margin z loses log(1 + exp(-z)), with all its digits. */
static void test_right_row(void)
{
    static const double x[] = {1}, y[] = {1};
    double at[4] = {0, 0, 0, 30};
    subject s;
    make(&s, named("softmax_regression"), 0);
    s.data.samples = s.data.features = s.full.count = 1;
    s.data.test_samples = 0;
    s.data.classes = 2;
    s.data.x = x;
    s.data.y = y;
    s.param[param_of(&s, "l2")] = 0;
    CU_ASSERT_EQUAL_FATAL(s.problem->dim(&s.self, (char[99]){0}, 99), 4);
    s.self.scratch = numbers(&s, s.problem->scratch_size(&s.self));
    CHECK_CLOSE(f(&s, at, &s.full, NULL), 9.357622968839737e-14, 1e-15);
    finish(&s);
}

static void test_optimum(void)
{
    every(optimum_holds);
    every(squares_hold);
}

static void test_curvature(void)
{
    every(curvature_holds);
}

static void test_shape(void)
{
    every(shape_holds);
}

SUITE("problems", {"gradients are slopes", test_gradient},
      {"Hessian-vector products are differences of gradients", test_hvp},
      {"samples add up to the whole", test_samples},
      {"equal bits with and without gradient, list and range", test_bits},
      {"many points at once have the bits of one", test_many}, {"optima", test_optimum}, {"bounds on the distance to an optimum", test_gap},
      {"such bounds without a penalty", test_bare_gap}, {"one of them, by hand", test_bare_bound},
      {"a row that is right", test_right_row}, {"no bound where rows are far out", test_saturated_bound},
      {"curvature and convexity", test_curvature}, {"boxes, blocks, tables, metrics", test_shape})
