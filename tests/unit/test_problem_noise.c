/* Noise that problems put on gradients: its mean, its variance and its tails; that one step's is one function; and
 * what wrappers do to the problem inside. Averages are over fixed seeds, and every bound is 6 standard errors or
 * more: a right program fails once in 10^9 draws of seeds, and this one is drawn. */
#include "suite.h"

#include "subject.h"

#include <gsl/gsl_eigen.h>

enum { DRAWS = 40000 };

/* The problem `name` around `inside` (or nothing), with random numbers for a step. */
typedef struct step {
    subject s;
    dh_stream noise;
    dh_batch batch;
} step;

static void begin(step *t, const char *name, size_t variant)
{
    make(&t->s, named(name), variant);
    dh_stream_init(&t->noise, 385, name, "", 2, "noise");
    t->batch = (dh_batch){.size = sizeof t->batch, .noise = &t->noise.lent};
}

static void set(step *t, const char *param, double value)
{
    t->s.param[param_of(&t->s, param)] = value;
}

/* Loss and gradient at x in step k. */
static double seen(step *t, uint64_t k, const double *x, double *gradient)
{
    dh_stream_seek(&t->noise, k << 32);
    return f(&t->s, x, &t->batch, gradient);
}

/* Mean and variance of what each step adds, over steps: the loss in front, then the gradient. */
static void moments(step *t, double *mean, double *variance)
{
    subject *s = &t->s;
    const double loss = f(s, s->x, &s->full, s->g);
    for (size_t i = 0; i <= s->dim; i++)
        mean[i] = variance[i] = 0;
    for (uint64_t k = 0; k < DRAWS; k++) {
        const double above = seen(t, k, s->x, s->h) - loss;
        for (size_t i = 0; i <= s->dim; i++) {
            const double e = i ? s->h[i - 1] - s->g[i - 1] : above;
            mean[i] += e / DRAWS;
            variance[i] += e * e / DRAWS;
        }
    }
}

/* Noise of variance `right` and fourth moment `kurtosis` right^2. */
static void check_moments(double mean, double variance, double right, double kurtosis)
{
    CU_ASSERT(fabs(mean) <= 6 * sqrt(right / DRAWS));
    CU_ASSERT(fabs(variance - right) <= 6 * right * sqrt((kurtosis - 1) / DRAWS));
    CU_ASSERT(right > 0);
}

static void test_additive(void)
{
    for (size_t variant = 0; variant < 5; variant++) {
        step t;
        begin(&t, "noisy", variant);
        set(&t, "additive", 0.385);
        set(&t, "multiplicative", 0);
        set(&t, "tail", 0);
        double *mean = numbers(&t.s, t.s.dim + 1), *variance = numbers(&t.s, t.s.dim + 1),
               *c = numbers(&t.s, t.s.dim), square = 0;
        memset(c, 0, t.s.dim * sizeof *c);
        if (t.s.problem->optimum)
            t.s.problem->optimum(&t.s.self, c);
        moments(&t, mean, variance);
        for (size_t i = 0; i < t.s.dim; i++) {
            square += (t.s.x[i] - c[i]) * (t.s.x[i] - c[i]);
            check_moments(mean[i + 1], variance[i + 1], 0.385 * 0.385, 3);
        }
        check_moments(mean[0], variance[0], 0.385 * 0.385 * square, 3);
        finish(&t.s);
    }
}

static void test_multiplicative(void)
{
    for (size_t variant = 0; variant < 5; variant++) {
        step t;
        begin(&t, "noisy", variant);
        set(&t, "additive", 0);
        set(&t, "multiplicative", 0.2385);
        set(&t, "tail", 0);
        double *mean = numbers(&t.s, t.s.dim + 1), *variance = numbers(&t.s, t.s.dim + 1),
               loss = f(&t.s, t.s.x, &t.s.full, t.s.g);
        moments(&t, mean, variance);
        for (size_t i = 0; i <= t.s.dim; i++) {
            const double size = 0.2385 * (i ? t.s.g[i - 1] : loss);
            check_moments(mean[i], variance[i], size * size, 3);
        }
        finish(&t.s);
    }
}

/* Variance 1 and the kurtosis 3 + 6 / (freedom - 4) of the t distribution; for the variance's own error to be finite
 * at all, freedom > 4, for 6 times it to be a good bound, more. */
static void test_student(void)
{
    step t;
    begin(&t, "noisy", 0);
    set(&t, "additive", 2.385);
    set(&t, "tail", 1);
    set(&t, "freedom", 12.5);
    double mean[3], variance[3];
    moments(&t, mean, variance);
    for (size_t i = 1; i < 3; i++)
        check_moments(mean[i], variance[i], 2.385 * 2.385, 3 + 6 / 8.5);
    finish(&t.s);
}

/* How often |t| exceeds the quantile of the t distribution that scipy.stats.t.ppf(1 - p / 2, freedom) gives. */
static void test_tails(void)
{
    static const struct {
        double freedom, p, quantile, scale;
    } known[] = {
        {1.5, 0.05, 6.0166631080, 1},    {1.5, 0.5, 0.8725946625, 1},       {2, 0.05, 4.3026527299, 1},
        {3, 0.05, 3.1824463053, 1. / 3}, {3, 0.001, 12.9239786367, 1. / 3}, {3, 0.5, 0.7648923284, 1. / 3},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        step t;
        begin(&t, "noisy", 0);
        set(&t, "additive", 1);
        set(&t, "tail", 1);
        set(&t, "freedom", known[i].freedom);
        const double limit = known[i].quantile * sqrt(known[i].scale), p = known[i].p;
        double beyond = 0;
        f(&t.s, t.s.x, &t.s.full, t.s.g);
        for (uint64_t k = 0; k < DRAWS; k++) {
            seen(&t, k, t.s.x, t.s.h);
            beyond += fabs(t.s.h[0] - t.s.g[0]) > limit;
        }
        CU_ASSERT(fabs(beyond / DRAWS - p) <= 6 * sqrt(p * (1 - p) / DRAWS));
        finish(&t.s);
    }
}

/* One step's noise belongs to one function: the gradient is its slope, the Hessian the gradient's, in any order of
 * questions. Two steps have two. */
static void test_one_function(void)
{
    static const char *const name[] = {"noisy", "noisy_quadratic"};
    for (size_t which = 0; which < 2; which++)
        for (size_t variant = 1; variant < VARIANTS; variant++) {
            step t;
            begin(&t, name[which], variant);
            subject *s = &t.s;
            double *x = numbers(s, s->dim), *up = numbers(s, s->dim), *down = numbers(s, s->dim), scale;
            const double at = seen(&t, 7, s->x, s->g), alone = seen(&t, 7, s->x, NULL);
            CU_ASSERT(at == alone && at != seen(&t, 8, s->x, NULL));
            scale = largest(s->g, s->dim) + fabs(at);
            for (size_t i = 0; i < s->dim; i++) {
                memcpy(x, s->x, s->dim * sizeof *x);
                double difference[2];
                for (int k = 0; k < 2; k++) {
                    const double h = k ? 5e-4 : 1e-3;
                    x[i] = s->x[i] + h;
                    difference[k] = seen(&t, 7, x, NULL) / (2 * h);
                    x[i] = s->x[i] - h;
                    difference[k] -= seen(&t, 7, x, NULL) / (2 * h);
                }
                CU_ASSERT(fabs((4 * difference[1] - difference[0]) / 3 - s->g[i]) <= 1e-9 * scale);
            }
            for (int k = 0; k < 2 && s->problem->hvp; k++) {
                for (size_t i = 0; i < s->dim; i++)
                    x[i] = s->x[i] + (k ? -1 : 1) * 1e-5 * s->v[i];
                seen(&t, 7, x, k ? down : up);
            }
            if (s->problem->hvp) {
                dh_stream_seek(&t.noise, UINT64_C(7) << 32);
                s->problem->hvp(&s->self, s->x, &t.batch, s->v, s->h);
            }
            for (size_t i = 0; i < s->dim && s->problem->hvp; i++)
                CU_ASSERT(fabs((up[i] - down[i]) / 2e-5 - s->h[i]) <= 1e-6 * (scale + largest(s->h, s->dim)));
            finish(s);
        }
}

/* z and a are the same whatever their sizes, so that a study of sizes compares like with like. */
static void test_common_numbers(void)
{
    double z[3];
    for (int k = 0; k < 3; k++) {
        step t;
        begin(&t, "noisy", 0);
        set(&t, "additive", k < 2 ? 1 : 4);
        set(&t, "multiplicative", k == 1 ? 0.5 : 0);
        f(&t.s, t.s.x, &t.s.full, t.s.g);
        seen(&t, 3, t.s.x, t.s.h);
        dh_stream_seek(&t.noise, UINT64_C(3) << 32);
        const double first = t.noise.lent.normal(&t.noise.lent);
        z[k] = (t.s.h[1] - t.s.g[1] * (k == 1 ? 1 + 0.5 * first : 1)) / (k < 2 ? 1 : 4);
        finish(&t.s);
    }
    CHECK_CLOSE(z[1], z[0], 1e-10);
    CHECK_CLOSE(z[2], z[0], 1e-10);
}

/* In the directions of the eigenvectors, noise^2 lambda or noise^2 lambda^2, and nothing in common. */
static void test_covariance(void)
{
    for (int squared = 0; squared < 2; squared++) {
        step t;
        begin(&t, "noisy_quadratic", 7);
        set(&t, "noise", 0.7385);
        set(&t, "covariance", squared);
        subject *s = &t.s;
        const size_t n = s->dim;
        const double *lambda = s->self.memory, *q = lambda + 2 * n;
        double *u = numbers(s, n), *sum = numbers(s, n), *square = numbers(s, n * n), loss = 0, above = 0;
        CU_ASSERT(s->param[param_of(s, "rotate")] != 0 && n == 5);
        memset(sum, 0, n * sizeof *sum);
        memset(square, 0, n * n * sizeof *square);
        const double exact = f(s, s->x, &s->full, s->g);
        for (uint64_t k = 0; k < DRAWS; k++) {
            const double e = seen(&t, k, s->x, s->h) - exact;
            loss += e / DRAWS;
            above += e * e / DRAWS;
            for (size_t i = 0; i < n; i++) {
                u[i] = 0;
                for (size_t j = 0; j < n; j++)
                    u[i] += q[j * n + i] * (s->h[j] - s->g[j]);
                sum[i] += u[i] / DRAWS;
            }
            for (size_t i = 0; i < n * n; i++)
                square[i] += u[i / n] * u[i % n] / DRAWS;
        }
        double spread = 0;
        for (size_t i = 0; i < n; i++) {
            const double right = 0.7385 * 0.7385 * lambda[i] * (squared ? lambda[i] : 1);
            double along = 0;
            for (size_t j = 0; j < n; j++)
                along += q[j * n + i] * (s->x[j] - s->self.memory[n + j]);
            spread += right * along * along;
            check_moments(sum[i], square[i * n + i], right, 3);
            for (size_t j = 0; j < i; j++) {
                const double other = 0.7385 * 0.7385 * lambda[j] * (squared ? lambda[j] : 1);
                CU_ASSERT(fabs(square[i * n + j]) <= 6 * sqrt(right * other / DRAWS));
            }
        }
        check_moments(loss, above, spread, 3);
        finish(s);
    }
}

/* Without noise, shift and rotation, a wrapped problem is the one inside to the bit; so is a noisy quadratic the
 * quadratic. */
static void test_nothing(void)
{
    for (size_t variant = 0; variant < VARIANTS; variant++) {
        step noisy, moved;
        begin(&noisy, "noisy", variant);
        set(&noisy, "additive", 0);
        set(&noisy, "multiplicative", 0);
        begin(&moved, "moved", variant);
        set(&moved, "shift", 0);
        set(&moved, "rotate", 0);
        memset((double *)(uintptr_t)moved.s.self.memory, 0, moved.s.dim * sizeof(double));
        for (int k = 0; k < 2; k++) {
            step *t = k ? &moved : &noisy;
            subject *in = t->s.within;
            const double through = seen(t, 5, in->x, t->s.g), plain = f(in, in->x, &in->full, in->g);
            CU_ASSERT(through == plain && !memcmp(t->s.g, in->g, in->dim * sizeof *in->g));
            for (int start = 0; start < 2; start++) {
                dh_stream_seek(&t->noise, 77);
                subject *from = start ? in : &t->s;
                from->problem->start(&from->self, &t->noise.lent, from->v);
            }
            CU_ASSERT(!memcmp(in->v, t->s.v, in->dim * sizeof *in->v));
            if (!in->problem->hvp)
                continue;
            t->s.problem->hvp(&t->s.self, in->x, &t->batch, in->v, t->s.h);
            in->problem->hvp(&in->self, in->x, &in->full, in->v, in->h);
            CU_ASSERT(!memcmp(t->s.h, in->h, in->dim * sizeof *in->h));
        }
        finish(&noisy.s);
        finish(&moved.s);
    }
}

/* F(y) = f(Q' (y - t)) with an orthogonal Q: distances stay, the minimum goes along, and the box holds what the inner
 * box holds. */
static void test_moved(void)
{
    for (size_t variant = 0; variant < VARIANTS; variant++) {
        step m;
        begin(&m, "moved", variant);
        subject *s = &m.s, *in = s->within;
        const size_t n = s->dim;
        const double *t = s->self.memory, *q = t + n;
        const int turned = s->param[param_of(s, "rotate")] != 0;
        for (size_t i = 0; i < n && turned; i++)
            for (size_t j = 0; j < n; j++) {
                double dot = 0;
                for (size_t k = 0; k < n; k++)
                    dot += q[i * n + k] * q[j * n + k];
                CU_ASSERT(fabs(dot - (i == j)) < 1e-14);
            }
        double *y = numbers(s, n);
        for (size_t i = 0; i < n; i++) {
            y[i] = t[i] + (turned ? 0 : in->x[i]);
            for (size_t j = 0; j < n && turned; j++)
                y[i] += q[i * n + j] * in->x[j];
        }
        const double there = f(s, y, &s->full, s->g), here = f(in, in->x, &in->full, in->g);
        double slope[2] = {0};
        CU_ASSERT(fabs(there - here) <= 1e-12 * (fabs(here) + largest(in->g, n)));
        for (size_t i = 0; i < n; i++) {
            slope[0] += s->g[i] * s->g[i];
            slope[1] += in->g[i] * in->g[i];
        }
        CHECK_CLOSE(slope[0], slope[1], 1e-11);
        CU_ASSERT(largest(t, n) > 0.1); /* it did go somewhere */
        if (s->problem->optimum) {
            const double best = s->problem->optimum(&s->self, y), inner = in->problem->optimum(&in->self, in->x);
            CU_ASSERT(best == inner || (isnan(best) && isnan(inner)));
            CU_ASSERT(isnan(best) || (fabs(f(s, y, &s->full, s->g) - best) <= 1e-13 && largest(s->g, n) <= 1e-10));
        }
        double box[4], inside[4];
        if (s->problem->box && n == 2) {
            s->problem->box(&s->self, box);
            in->problem->box(&in->self, inside);
            for (size_t k = 0; k < 100; k++) { /* points on the edge of the inner box */
                const double part = (double)(k / 4) / 24;
                const double x[2] = {k % 4 < 2 ? inside[k % 2] : inside[0] + part * (inside[1] - inside[0]),
                                     k % 4 < 2 ? inside[2] + part * (inside[3] - inside[2]) : inside[2 + k % 2]};
                for (size_t i = 0; i < 2; i++) {
                    const double at = t[i] + (turned ? q[2 * i] * x[0] + q[2 * i + 1] * x[1] : x[i]);
                    CU_ASSERT(at >= box[2 * i] - 1e-12 && at <= box[2 * i + 1] + 1e-12);
                }
            }
            CU_ASSERT(box[1] - box[0] <= 1.4143 * (inside[1] - inside[0] + inside[3] - inside[2]));
        }
        finish(s);
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The eigenvalues that GSL finds in the matrix whose columns are Hessian-vector products, sorted. */
static void eigenvalues(subject *s, double *out)
{
    const size_t n = s->dim;
    gsl_matrix *A = gsl_matrix_alloc(n, n);
    gsl_vector *e = gsl_vector_alloc(n);
    gsl_eigen_symm_workspace *room = gsl_eigen_symm_alloc(n);
    for (size_t j = 0; j < n; j++) {
        memset(s->v, 0, n * sizeof *s->v);
        s->v[j] = 1;
        s->problem->hvp(&s->self, s->x, &s->full, s->v, s->h);
        for (size_t i = 0; i < n; i++)
            gsl_matrix_set(A, i, j, s->h[i]);
    }
    gsl_eigen_symm(A, e, room);
    for (size_t i = 0; i < n; i++)
        out[i] = gsl_vector_get(e, i);
    qsort(out, n, sizeof *out, ascending);
    gsl_eigen_symm_free(room);
    gsl_vector_free(e);
    gsl_matrix_free(A);
}

/* Prepares a quadratic of another size or spectrum once more. */
static void again(subject *s, size_t n)
{
    s->param[param_of(s, "dim")] = (double)n;
    s->dim = n;
    double *memory = numbers(s, s->problem->memory_size(&s->self));
    s->self.scratch = numbers(s, s->problem->scratch_size(&s->self));
    s->problem->prepare(&s->self, memory, &s->random.lent);
    s->self.memory = memory;
    s->x = numbers(s, n);
    s->v = numbers(s, n);
    s->h = numbers(s, n);
}

static void test_eigenvalues(void)
{
    static const char *const spectra[] = {"clustered", "deep", "log_uniform", "uniform"};
    enum { N = 41 };
    for (int which = 0; which < 4; which++) {
        double found[100];
        subject s;
        make(&s, named("quadratic"), 0);
        const size_t row = param_of(&s, "spectrum"), n = which == 1 ? 100 : N;
        CU_ASSERT_STRING_EQUAL(s.problem->params[row].choices[which], spectra[which]);
        s.param[row] = which;
        s.param[param_of(&s, "condition")] = 1e8;
        again(&s, n);
        eigenvalues(&s, found);
        for (size_t i = 0; i < n && which != 1; i++) {
            const double part = (double)i / (N - 1);
            const double right = which == 0   ? (i < 21 ? 1e-8 : 1)
                                 : which == 2 ? pow(10, 8 * part - 8)
                                              : 1e-8 + part * (1 - 1e-8);
            CU_ASSERT(fabs(found[i] - right) < 1e-14);
        }
        double sum = 0;
        for (size_t i = 0; i < n && which == 1; i++) {
            CU_ASSERT(i < 90 ? found[i] > -1e-13 && found[i] < 1 : found[i] > 30 && found[i] < 60);
            sum += i < 90 ? found[i] / 90 : 0;
        }
        CU_ASSERT(which != 1 || fabs(sum - 0.5) < 6 / sqrt(12 * 90)); /* the mean of U(0, 1) */
        finish(&s);
    }
}

SUITE("problem_noise", {"additive", test_additive}, {"multiplicative", test_multiplicative},
      {"variance of Student's t", test_student}, {"tails of Student's t", test_tails},
      {"noise of one step is one function", test_one_function}, {"common random numbers", test_common_numbers},
      {"covariance of the noisy quadratic", test_covariance}, {"no noise, no shift: the same bits", test_nothing},
      {"moved and turned", test_moved}, {"eigenvalues", test_eigenvalues})
