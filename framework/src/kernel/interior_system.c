/* Newton's equations of the interior point method (kernel/interior.c): H d = g with H = diag(0, l2, ...) + 1/m sum
 * (1, x_i) (1, x_i)' / D_i.
 *
 * Where X has more columns than H may have, and not too many rows, and the loss has corners, at which Newton's method
 * itself stops, they are solved for z_i = (d_0 + x_i . d) / (m D_i) instead, with which
 *
 *     l2 d = g - X' z    1 . z = g_0    K z = 1 d_0 + X g / l2    K = m diag(D) + X X' / l2
 *
 * so that d_0 = (g_0 - 1 . K^-1 X g / l2) / (1 . K^-1 1). Without a penalty a small one stands there, and steps are
 * shorter. */
#include "kernel/interior_parts.h"

#include "kernel/decompose.h"
#include "kernel/dependent.h"
#include "kernel/gram.h"
#include "kernel/vector.h"

enum { COLUMNS = 1024, ROWS = 2048 };
/* Multiplications of a step: a few seconds in all; some minutes where no other method has a certificate. */
static const double WORK = 1e9, MOST_WORK = 5e10;

int dh_interior_is_wide(const dh_interior *problem, size_t m, size_t k)
{
    return k > COLUMNS && m <= ROWS && !(problem->width > 0);
}

size_t dh_interior_system_size(const dh_interior *problem, size_t m, size_t k)
{
    if (dh_interior_is_wide(problem, m, k))
        return m * m;
    const double work = problem->l2 > 0 && problem->width > 0 ? WORK : MOST_WORK;
    return k > COLUMNS || (double)m * (double)k * (double)k > work ? 0 : dh_dependent_room(k);
}

void dh_interior_weigh(dh_interior_state *t)
{
    dh_gram(t->problem->data, t->problem->intercept, t->rho, t->H, t->H + t->k * t->k);
}

static double strength(const dh_interior_state *t)
{
    return t->problem->l2 > 0 ? t->problem->l2 : t->soft;
}

/* X X', without the intercept's ones; or, without a penalty, which columns need not be held. */
void dh_interior_prepare(dh_interior_state *t)
{
    const dh_dataset *data = t->problem->data;
    memset(t->mark, 0, t->k * sizeof *t->mark);
    if (!t->wide && !(t->problem->l2 > 0)) {
        for (size_t i = 0; i < t->m; i++)
            t->rho[i] = 1;
        dh_dependent(data, t->problem->intercept, t->rho, t->mark, t->H);
    }
    const size_t first = t->k - data->features;
    for (size_t i = 0; i < t->m && t->wide; i++) {
        const double *row = dh_interior_row(t, i) + first;
        t->gram[i] = dh_dot(data->features, row, row);
        for (size_t j = 0; j < i; j++)
            t->H[j * t->m + i] = dh_row_dot(data, j, row);
    }
}

static void factor_wide(dh_interior_state *t)
{
    const size_t m = t->m;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < i; j++)
            t->H[i * m + j] = t->H[j * m + i] / strength(t);
        t->H[i * m + i] = t->gram[i] / strength(t) + dh_interior_bend(t, i) * (double)m;
        t->ones[i] = 1;
    }
    dh_cholesky_singular(t->H, m);
    dh_cholesky_solve(t->H, m, t->ones);
}

void dh_interior_factor(dh_interior_state *t)
{
    if (t->wide) {
        factor_wide(t);
        return;
    }
    for (size_t i = 0; i < t->m; i++)
        t->rho[i] = 1 / (dh_interior_bend(t, i) * (double)t->m);
    dh_interior_weigh(t);
    for (size_t a = 0; a < t->k; a++)
        t->H[a * t->k + a] += dh_interior_penalty(t, a);
    dh_cholesky_singular(t->H, t->k);
}

static void solve_wide(dh_interior_state *t)
{
    const dh_dataset *data = t->problem->data;
    const size_t first = t->k - data->features;
    double ones = 0, sum = 0, *d = t->d + first;
    for (size_t i = 0; i < t->m; i++)
        t->z[i] = dh_row_dot(data, i, d) / strength(t);
    dh_cholesky_solve(t->H, t->m, t->z);
    for (size_t i = 0; i < t->m; i++) {
        ones += t->ones[i];
        sum += t->z[i];
    }
    if (first) {
        t->d[0] = (t->d[0] - sum) / ones;
        dh_add_scaled(t->m, t->d[0], t->ones, t->z);
    }
    for (size_t i = 0; i < t->m; i++)
        dh_row_add(data, i, -t->z[i], d);
    for (size_t j = 0; j < data->features; j++)
        d[j] /= strength(t);
}

void dh_interior_solve_newton(dh_interior_state *t)
{
    if (t->wide)
        solve_wide(t);
    else
        dh_cholesky_solve(t->H, t->k, t->d);
}
