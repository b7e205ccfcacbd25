#include "kernel/decompose.h"

#include "kernel/vector.h"

#include <math.h>
#include <string.h>

/* Reflects column j of R and of the new rows onto its diagonal, and the columns behind it along. The rows of R below
 * j have zeros in column j already. */
static void reflect(double *a, size_t k, size_t rows, size_t j)
{
    double *fresh = a + k * k, square = 0;
    for (size_t i = 0; i < rows; i++)
        square += fresh[i * k + j] * fresh[i * k + j];
    if (square == 0)
        return;
    const double old = a[j * k + j], norm = sqrt(old * old + square), now = old > 0 ? -norm : norm;
    const double tau = (now - old) / now, scale = 1 / (old - now);
    a[j * k + j] = now;
    for (size_t i = 0; i < rows; i++)
        fresh[i * k + j] *= scale;
    double *top = a + j * k;
    for (size_t c = j + 1; c < k; c++) {
        double sum = top[c];
        for (size_t i = 0; i < rows; i++)
            sum += fresh[i * k + j] * fresh[i * k + c];
        sum *= tau;
        top[c] -= sum;
        for (size_t i = 0; i < rows; i++)
            fresh[i * k + c] -= fresh[i * k + j] * sum;
    }
}

void dh_qr_update(double *a, size_t k, size_t rows)
{
    for (size_t j = 0; j < k; j++)
        reflect(a, k, rows, j);
}

static void rotate(double *a, double *b, size_t n, double c, double s)
{
    for (size_t i = 0; i < n; i++) {
        const double x = a[i], y = b[i];
        a[i] = c * x - s * y;
        b[i] = s * x + c * y;
    }
}

/* Makes two columns orthogonal; 0: they were. */
static int turn(double *w, double *v, size_t n, size_t i, size_t j)
{
    double *p = w + i * n, *q = w + j * n;
    const double a = dh_dot(n, p, p), b = dh_dot(n, q, q), c = dh_dot(n, p, q);
    if (!(fabs(c) > 0x1p-52 * sqrt(a) * sqrt(b)))
        return 0;
    const double zeta = (b - a) / (2 * c), t = copysign(1 / (fabs(zeta) + sqrt(1 + zeta * zeta)), zeta);
    const double cosine = 1 / sqrt(1 + t * t);
    rotate(p, q, n, cosine, cosine * t);
    rotate(v + i * n, v + j * n, n, cosine, cosine * t);
    return 1;
}

void dh_svd_columns(double *w, double *v, size_t n)
{
    enum { SWEEPS = 60 };
    memset(v, 0, n * n * sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i * n + i] = 1;
    for (int sweep = 0, turned = 1; turned && sweep < SWEEPS; sweep++) {
        turned = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++)
                turned |= turn(w, v, n, i, j);
    }
}

/* Cholesky's factor, some rows at a time, for which those before are fetched from memory once. A pivot of no more
 * than `least` of its diagonal element becomes infinite, or ends it with 0. */
static int cholesky(double *a, size_t n, double least, int singular)
{
    enum { ROWS = 16 };
    for (size_t begin = 0; begin < n; begin += ROWS) {
        const size_t end = begin + ROWS < n ? begin + ROWS : n;
        for (size_t j = 0; j < end; j++) {
            double *above = a + j * n;
            const double pivot = j < begin ? 0 : above[j] - dh_dot(j, above, above);
            if (j >= begin && pivot > least * above[j])
                above[j] = sqrt(pivot);
            else if (j >= begin && singular)
                above[j] = (double)INFINITY;
            else if (j >= begin)
                return 0;
            for (size_t i = j < begin ? begin : j + 1; i < end; i++)
                a[i * n + j] = (a[i * n + j] - dh_dot(j, a + i * n, above)) / above[j];
        }
    }
    return 1;
}

int dh_cholesky(double *a, size_t n)
{
    return cholesky(a, n, 0, 0);
}

void dh_cholesky_singular(double *a, size_t n)
{
    cholesky(a, n, (double)n * 0x1p-52, 1);
}

void dh_cholesky_solve(const double *L, size_t n, double *x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (x[i] - dh_dot(i, L + i * n, x)) / L[i * n + i];
    for (size_t i = n; i-- > 0;) {
        x[i] /= L[i * n + i];
        dh_add_scaled(i, -x[i], L + i * n, x);
    }
}

/* Below, products in a have lost digits that `error` does not tell of. */
static const double SMALL = 0x1p-960;

double dh_least_eigenvalue(double *a, size_t n, double error, double *x)
{
    double trace = 0, inverse = 0;
    for (size_t i = 0; i < n; i++)
        trace += a[i * n + i];
    for (size_t i = 0; i < n; i++)
        if (!(a[i * n + i] > 0))
            a[i * n + i] = trace;
    if (!(trace > SMALL) || !dh_cholesky(a, n))
        return 0;
    for (size_t i = 0; i < n; i++) {
        memset(x, 0, n * sizeof *x);
        x[i] = 1;
        dh_cholesky_solve(a, n, x);
        inverse += x[i];
    }
    return error * trace * inverse < 0.25 ? 0.5 / inverse : 0;
}

/* Whether s I - a is positive definite. a: its upper triangle, and its diagonal apart; below and on the diagonal
 * comes Cholesky's factor. */
static int exceeds(double s, double *a, size_t n, const double *diagonal)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++)
            a[i * n + j] = -a[j * n + i];
        a[i * n + i] = s - diagonal[i];
    }
    return dh_cholesky(a, n);
}

double dh_eigenvalue_bound(double *a, size_t n, double *diagonal)
{
    enum { HALVINGS = 80 };
    double low = 0, high = 0;
    for (size_t i = 0; i < n; i++) {
        diagonal[i] = a[i * n + i];
        low = fmax(low, diagonal[i]);
        high += diagonal[i];
    }
    for (int k = 0; k < HALVINGS && high - low > 0x1p-44 * high; k++) {
        const double middle = low + (high - low) / 2;
        if (exceeds(middle, a, n, diagonal))
            high = middle;
        else
            low = middle;
    }
    return high * (1 + (double)n * (double)(n + 1) * 0x1p-53);
}
