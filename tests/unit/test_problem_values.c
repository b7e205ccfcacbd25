/* What particular problem plugins must be: values, regressions written out, random rotations; and the same bits from
 * every compiler. */
#include "suite.h"

#include "base/hash.h"
#include "subject.h"

#include <downhill/math.h>

static double value(const char *name, double x, double y, double *gradient)
{
    subject s;
    double at[2] = {x, y};
    make(&s, named(name), 0);
    double loss = f(&s, at, &s.full, gradient);
    finish(&s);
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

/* Two dimensions; the values are worked out by hand or, where they are no short numbers, by NumPy from the formulas. */
static void test_landscapes(void)
{
    static const struct {
        const char *name;
        double x, y, f;
    } known[] = {
        {"ackley", 1.5, -0.75, 6.334620759216541},       {"beale", 1, 1, 14.203125},
        {"booth", 0, 0, 74},                  {"dixon_price", 1, 1, 2},
        {"goldstein_price", 0, 0, 600},       {"goldstein_price", 1, 1, 1876},
        {"griewank", 1.5, -0.75, 0.9396823744534295},   {"levy", 1.5, -0.75, 0.5328547984506489},
        {"matyas", 1, 1, 0.04},               {"monkey_saddle", 2, 1, 2},
        {"rastrigin", 1, 1, 2},               {"saddle", 3, 2, 5},
        {"schwefel", 1.5, -0.75, 837.1260155303177},   {"styblinski_tang", 1, -1, -15},
        {"three_hump_camel", 1, 1, 2 - 1.05 + 1 / 6. + 2}, {"zakharov", 1, 1, 9.3125},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double f = value(known[i].name, known[i].x, known[i].y, NULL);
        if (!(fabs(f - known[i].f) <= 1e-14 * fabs(known[i].f)))
            fprintf(stderr, "%s: %.17g\n", known[i].name, f);
        CU_ASSERT(fabs(f - known[i].f) <= 1e-14 * fabs(known[i].f));
    }
    double g[2];
    CHECK_CLOSE(value("three_hump_camel", -1.7475523458, 0.8737761729, g), 0.298638442, 1e-8); /* Branin's other minimum */
    CU_ASSERT(largest(g, 2) < 1e-8);
    CU_ASSERT(fabs(value("schwefel", 420.96874636, 420.96874636, g)) < 1e-11 && largest(g, 2) < 1e-8);
}

/* At the starting points of More, Garbow and Hillstrom (1981), with their values. */
static void test_standard_starts(void)
{
    static const double wood[] = {-3, -1, -3, -1}, powell[] = {3, -1, 0, 1};
    const struct {
        const char *name;
        const double *x;
        double f;
    } known[] = {{"wood", wood, 19192}, {"powell", powell, 215}};
    for (size_t i = 0; i < 2; i++) {
        subject s;
        make(&s, named(known[i].name), 0);
        CHECK_CLOSE(f(&s, known[i].x, &s.full, NULL), known[i].f, 1e-15);
        finish(&s);
    }
}

/* Chained: against scipy.optimize.rosen and rosen_der, and at its second minima, which Newton's method found there. */
static void test_long_valley(void)
{
    static const double x[] = {-1.2, 1, 0.5, 2.385, -0.7}, slope[] = {-215.6, 112, -528, 6524.13665, -1277.645};
    static const double second[2][5] = {{-0.7756592265654, 0.613093365485, 0.3820628463384, 0.1459720185522},
                                        {-0.9620510206948, 0.9357393959767, 0.8807136041943, 0.7778776758544, 0.6050936785927}};
    static const double height[] = {3.70142861043002, 3.93083943413303};
    for (size_t n = 4; n <= 5; n++) {
        subject s;
        double g[5];
        make(&s, named("rosenbrock"), 0);
        s.param[param_of(&s, "dim")] = (double)n;
        CHECK_CLOSE(f(&s, second[n - 4], &s.full, g), height[n - 4], 1e-14);
        CU_ASSERT(largest(g, n) < 1e-9);
        if (n == 5) {
            CHECK_CLOSE(f(&s, x, &s.full, g), 4588.1325900624988, 1e-15);
            for (size_t i = 0; i < n; i++)
                CHECK_CLOSE(g[i], slope[i], 1e-14);
        }
        s.param[param_of(&s, "form")] = 1;
        CU_ASSERT_EQUAL(s.problem->dim(&s.self, (char[99]){0}, 99), n == 4 ? 4 : 0);
        if (n == 4)
            CHECK_CLOSE(f(&s, (double[4]){-1.2, 1, -1.2, 1}, &s.full, NULL), 48.4, 1e-15);
        s.param[param_of(&s, "a")] = 2.385;
        CU_ASSERT_EQUAL(s.problem->optimum(&s.self, NULL), 0);
        s.param[param_of(&s, "form")] = 0;
        CU_ASSERT(isnan(s.problem->optimum(&s.self, NULL)));
        finish(&s);
    }
}

/* Nesterov's bounds hold for his accelerated method: after k steps from the origin, x has k coordinates that are not 0, is no
 * nearer to the minimum than any such point can be, and no further than 2 L |x*|^2 / (k + 1)^2. */
static void test_worst_case(void)
{
    subject s;
    make(&s, named("nesterov_worst"), 0);
    double *y = numbers(&s, s.dim), best = s.problem->optimum(&s.self, s.v), square = 0, before;
    for (size_t i = 0; i < s.dim; i++) {
        square += s.v[i] * s.v[i];
        s.x[i] = y[i] = 0;
    }
    for (size_t k = 1; k <= (s.dim - 1) / 2; k++) {
        f(&s, y, &s.full, s.g);
        for (size_t i = 0; i < s.dim; i++) {
            before = s.x[i];
            s.x[i] = y[i] - s.g[i];
            y[i] = s.x[i] + ((double)k - 1) / ((double)k + 2) * (s.x[i] - before);
            CU_ASSERT((s.x[i] != 0) == (i < k));
        }
        double above = f(&s, s.x, &s.full, NULL) - best;
        CU_ASSERT(above >= (1 / ((double)k + 1) - 1 / ((double)s.dim + 1)) / 8);
        CU_ASSERT(above <= 2 * square / (((double)k + 1) * ((double)k + 1)));
    }
    finish(&s);
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
    finish(&s);
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
    finish(&s);
}

static double product(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Phase retrieval with sums written out; its vectors lie in memory as x*, y, a. The spectral start points along x*, the more the
 * more terms there are, and has the length that the mean of y says. */
static void test_phases(void)
{
    subject s;
    double metric[1], loss = 0, slope = 0, near = 0, far = 0;
    make(&s, named("phase_retrieval"), 0);
    const size_t n = s.dim, m = 6 * n;
    const double *star = s.self.memory, *y = star + n, *a = y + m;
    for (size_t i = 0; i < m; i++) {
        double z = 0, planted = 0;
        for (size_t j = 0; j < n; j++) {
            z += a[i * n + j] * s.x[j];
            planted += a[i * n + j] * star[j];
        }
        CHECK_CLOSE(y[i], planted * planted, 1e-11);
        loss += (z * z - y[i]) * (z * z - y[i]) / (4 * (double)m);
        slope += (z * z - y[i]) * z * a[i * n + 3] / (double)m;
    }
    for (size_t j = 0; j < n; j++) {
        near += (s.x[j] - star[j]) * (s.x[j] - star[j]);
        far += (s.x[j] + star[j]) * (s.x[j] + star[j]);
    }
    CHECK_CLOSE(product(star, star, n), 1, 1e-14);
    CHECK_CLOSE(f(&s, s.x, &s.full, s.g), loss, 1e-13);
    CHECK_CLOSE(s.g[3], slope, 1e-11);
    s.problem->metrics(&s.self, s.x, &s.full, metric);
    CHECK_CLOSE(metric[0], sqrt(fmin(near, far)), 1e-13);
    s.param[param_of(&s, "init")] = 1;
    s.problem->start(&s.self, &s.random.lent, s.x);
    double mean = 0, length = product(s.x, s.x, n), along = product(s.x, star, n), squares = product(a, a, m * n);
    for (size_t i = 0; i < m; i++)
        mean += y[i];
    CHECK_CLOSE(length, (double)n * mean / squares, 1e-12);
    CU_ASSERT(along * along > 0.5 * length);
    finish(&s);
}

/* dim() says what does not fit. */
static int refuses(subject *s, const char *said)
{
    char why[256] = "";
    const size_t size = s->problem->dim(&s->self, why, sizeof why);
    if (size || !strstr(why, said))
        fprintf(stderr, "%s: %zu, '%s' without '%s'\n", s->problem->name, size, why, said);
    finish(s);
    return !size && strstr(why, said);
}

static void test_refusals(void)
{
    static const double broken[] = {3, 2.385}, deep[40] = {1};
    subject s;
    make(&s, named("mlp"), 0); /* its target has fractions */
    s.self.memory = NULL;
    s.param[param_of(&s, "loss")] = 1;
    CU_ASSERT(refuses(&s, "two classes or more"));
    make(&s, named("mlp"), 0);
    s.list[param_of(&s, "hidden")] = (dh_list){broken, 2};
    CU_ASSERT(refuses(&s, "hidden: expected whole numbers, got 2.385"));
    make(&s, named("mlp"), 0);
    s.list[param_of(&s, "hidden")] = (dh_list){deep, 32};
    CU_ASSERT(refuses(&s, "hidden: expected at most 31 layers, got 32"));
    make(&s, named("autoencoder"), 0);
    s.list[param_of(&s, "layers")] = (dh_list){deep, 17};
    CU_ASSERT(refuses(&s, "layers: expected at most 16 layers, got 17"));
    make(&s, named("autoencoder"), 0);
    s.data.features = 0;
    CU_ASSERT(refuses(&s, "features"));
    make(&s, named("matrix_factorization"), 0);
    s.data.test_samples = 5;
    CU_ASSERT(refuses(&s, "test: 0"));
    make(&s, named("phase_retrieval"), 0);
    s.param[param_of(&s, "dim")] = 4096;
    s.param[param_of(&s, "ratio")] = 1.5;
    CU_ASSERT(refuses(&s, "dim, ratio: expected at most 16777216"));
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
        CU_ASSERT(worst < 1e-14);
        finish(&s);
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
        if (n > 1 && !s.list[param_of(&s, "eigenvalues")].count && s.param[param_of(&s, "spectrum")] != 1) /* deep */
            CHECK_CLOSE(L / mu, condition, 1e-14);
        finish(&s);
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
        finish(&s);
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
        if (s.problem->hvp)
            s.problem->hvp(&s.self, s.x, &s.full, s.v, s.h);
        sum = sum * 31 + dh_checksum(&loss, sizeof loss);
        sum = sum * 31 + dh_checksum(s.g, s.dim * sizeof *s.g);
        sum = sum * 31 + dh_checksum(s.h, s.dim * sizeof *s.h);
        if (s.problem->flags & DH_NOISY) {
            s.full.noise = &s.random.lent;
            loss = f(&s, s.x, &s.full, s.g);
            sum = sum * 31 + dh_checksum(&loss, sizeof loss);
            sum = sum * 31 + dh_checksum(s.g, s.dim * sizeof *s.g);
        }
        finish(&s);
    }
    return sum;
}

static void test_fingerprint(void)
{
    static const struct {
        const char *name;
        uint64_t bits;
    } known[] = {
        {"ackley", 0x3adeea5cc79ccf81u},
        {"autoencoder", 0x47972ce9c3bbc500u},
        {"beale", 0xe1ccc3e3a8de2f94u},
        {"booth", 0x254b424c72d8ae0fu},
        {"bowl", 0x8c5ceaf70a95256fu},
        {"dixon_price", 0x505ffdabde1b7850u},
        {"goldstein_price", 0x5a295a0a80482df8u},
        {"griewank", 0x65ca16dccf584cb9u},
        {"himmelblau", 0x64594afb1962f65du},
        {"huber_regression", 0xbb065d8ba47bb475u},
        {"levy", 0xc0165cd44f42f4b7u},
        {"linear_regression", 0xddcfa5ae4e766a8bu},
        {"logistic_nonconvex", 0xa032bb0211339c63u},
        {"logistic_regression", 0x88951429cf76da4fu},
        {"matrix_factorization", 0x05eb6a39076211b3u},
        {"matyas", 0x1fcc90cf52a6ff46u},
        {"mgh", 0xfe03e65668f8e543u},
        {"mlp", 0x7010884e2eca9373u},
        {"monkey_saddle", 0x75c100691e532615u},
        {"moved", 0x5e1406dfddb288dfu},
        {"nesterov_worst", 0x56cce11271496cf5u},
        {"noisy", 0xd38b176e2fdacf52u},
        {"noisy_quadratic", 0xc548f9b7b579a263u},
        {"phase_retrieval", 0xbc59f6ad2e2c7f19u},
        {"poisson_regression", 0x9d676039d648b157u},
        {"powell", 0xa1363e02a07884b3u},
        {"pseudo_huber", 0xe7ae4d16bf0a14f9u},
        {"quadratic", 0x123a1d859776b2e4u},
        {"quantile_regression", 0xbda937ebd1d2169du},
        {"rastrigin", 0x5c5d132a24e0f350u},
        {"ridge", 0xfbd07c09fb79e10eu},
        {"robust_regression", 0xf78d3ee9224412e7u},
        {"rosenbrock", 0x886e06b4426d89f0u},
        {"saddle", 0x3eb10cdaa39016a0u},
        {"schwefel", 0x4b58a767e18282d9u},
        {"softmax_regression", 0xdba1c11be9c988d9u},
        {"styblinski_tang", 0xbd5f1a4a8d8c80dau},
        {"svm", 0x64bfdf61586b20cfu},
        {"three_hump_camel", 0x5d9ece5f171ae455u},
        {"wood", 0xe81d022ca92aceb1u},
        {"zakharov", 0x28b21e62652d9a45u},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint64_t bits = fingerprint(named(known[i].name));
        if (bits != known[i].bits)
            fprintf(stderr, "{\"%s\", 0x%016llx},\n", known[i].name, (unsigned long long)bits);
        CU_ASSERT(bits == known[i].bits);
    }
}

SUITE("problem_values", {"known values", test_values}, {"landscapes", test_landscapes},
      {"standard starts", test_standard_starts}, {"the long valley", test_long_valley}, {"the worst case", test_worst_case}, {"linear regression written out", test_regression},
      {"logistic regression written out, and huge margins", test_logistic},
      {"phase retrieval written out", test_phases}, {"what does not fit", test_refusals}, {"rotations are orthogonal", test_orthogonal}, {"spectra", test_spectrum}, {"rotations are Haar", test_haar},
      {"the same bits from every compiler", test_fingerprint})
