/* What problems hand to the host's search for their minimum is a preconditioner: linear, symmetric, positive; of linear models the inverse of
 * the Hessian and the damping; of softmax the inverse of the blocks of each class. */
#include "suite.h"

#include "subject.h"

#include <math.h>
#include <string.h>

static const double DAMPING = 0.01;

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static double *copy(subject *s, const double *from)
{
    double *to = numbers(s, s->dim);
    memcpy(to, from, s->dim * sizeof *to);
    return to;
}

static size_t size_of(const subject *s)
{
    return s->problem->preconditioner_size ? s->problem->preconditioner_size(&s->self) : 0;
}

/* P^-1 v; the factor is made anew. */
static double *preconditioned(subject *s, const double *v)
{
    double *matrix = numbers(s, size_of(s)), *out = copy(s, v);
    s->problem->preconditioner(&s->self, s->x, DAMPING, matrix);
    s->problem->precondition(&s->self, matrix, out);
    return out;
}

/* out = (H + damping) v */
static double *bent(subject *s, const double *v)
{
    double *out = numbers(s, s->dim);
    s->problem->hvp(&s->self, s->x, &s->full, v, out);
    for (size_t i = 0; i < s->dim; i++)
        out[i] += DAMPING * v[i];
    return out;
}

static int near(size_t n, const double *a, const double *b)
{
    double off = 0;
    for (size_t i = 0; i < n; i++)
        off = fmax(off, fabs(a[i] - b[i]));
    return off <= 1e-8 * (largest(a, n) + largest(b, n));
}

/* How many problems have one, in all variants that the test goes through. */
static size_t tried, halves;

static int is_preconditioner(subject *s)
{
    if (!size_of(s))
        return 1;
    const double *u = copy(s, s->v), *v = copy(s, s->x), *Pu = preconditioned(s, u);
    const double *Pv = preconditioned(s, v), *whole = preconditioned(s, bent(s, u));
    double *sum = copy(s, u);
    for (size_t i = 0; i < s->dim; i++)
        sum[i] += 3 * v[i];
    const double *Psum = preconditioned(s, sum);
    for (size_t i = 0; i < s->dim; i++)
        sum[i] = Pu[i] + 3 * Pv[i];
    tried++;
    const double uPv = dot(s->dim, u, Pv), vPu = dot(s->dim, v, Pu), uPu = dot(s->dim, u, Pu), vPv = dot(s->dim, v, Pv);
    return near(s->dim, Psum, sum) && fabs(uPv - vPu) <= 1e-9 * sqrt(uPu * vPv) && uPu > 0 && vPv > 0 && dot(s->dim, u, whole) > 0;
}

static int is_softmax(const subject *s)
{
    return !strcmp(s->problem->name, "softmax_regression");
}

static int is_inverse(subject *s)
{
    return !size_of(s) || is_softmax(s) || near(s->dim, preconditioned(s, bent(s, s->v)), s->v);
}

/* Two classes: as p_1 = 1 - p_0, both blocks are the same, and along what parts the classes the Hessian is twice that. */
static int is_half(subject *s)
{
    if (!is_softmax(s))
        return 1;
    for (size_t i = 0; i < s->data.samples; i++)
        ((double *)(uintptr_t)s->data.y)[i] = fmin(s->data.y[i], 1);
    s->data.classes = 2;
    s->dim = s->problem->dim(&s->self, (char[99]){0}, 99);
    const size_t l2 = param_of(s, "l2"), half = s->dim / 2, first = s->param[param_of(s, "intercept")] != 0;
    s->param[l2] = 0.02;
    for (size_t k = 0; k < half; k++) { /* v = (c, -c), of the first class's unknowns and the second's */
        const size_t a = first && !k ? 0 : 2 * first + k - first, b = first && !k ? 1 : a + half - first;
        s->v[b] = -s->v[a];
    }
    double *bend = bent(s, s->v);
    for (size_t i = 0; i < s->dim; i++) /* H = 2 B - damping - l2 there, but for the intercepts' l2 */
        bend[i] = (bend[i] + (DAMPING + (i < 2 * first ? 0 : 0.02)) * s->v[i]) / 2;
    halves++;
    return near(s->dim, preconditioned(s, bend), s->v);
}

static void every(int check(subject *))
{
    load_all();
    tried = 0;
    for (size_t i = 0; i < problems.count; i++)
        for (size_t variant = 0; variant < VARIANTS; variant++) {
            subject s;
            make(&s, problems.at[i], variant);
            const int good = check(&s);
            if (!good)
                fprintf(stderr, "%s, variant %zu\n", problems.at[i]->name, variant);
            CU_ASSERT(good);
            finish(&s);
        }
}

static void test_preconditioners(void)
{
    every(is_preconditioner);
    CU_ASSERT(tried > 50);
}

static void test_inverses(void)
{
    every(is_inverse);
}

static void test_classes(void)
{
    halves = 0;
    every(is_half);
    CU_ASSERT(halves > 0);
}

SUITE("problem preconditioners", {"linear, symmetric, positive", test_preconditioners}, {"linear models: the inverse", test_inverses},
      {"two classes: half of it", test_classes})
