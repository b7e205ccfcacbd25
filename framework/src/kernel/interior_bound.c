/* How far the minimum may be below a point of the interior point method (kernel/interior.c).
 *
 * Let t_i be the best s for e_i; A = 1/m sum (t_i - s_i) (e_i - width (t_i + s_i) / 2), in which no term is negative;
 * the pull g = l2 w + 1/m sum s_i x_i; and r_i how far s_i is from the ends of its interval. For 0 <= c <= 1, s_i +-
 * c r_i is in the interval, too. So with v = w' - w, and A_c the largest A for slopes that are c r_i off,
 *
 *     f(w') - f(w) >= -A_c + g . v + c/m sum r_i |x_i . v| + l2/2 |v without the intercept|^2
 *
 * By the rows: with R the longest row and lambda the least eigenvalue of 1/m sum r_i x_i x_i', the sum is at least
 * lambda |v| / R. So the bound is A_c with c = |g| R / lambda. Without a penalty, of columns that depend on others (kernel/dependent.h) only
 * those others count: every prediction is one of w' with the same weights as w elsewhere.
 *
 * By the penalty: with g_0 the intercept's part of g, v_0 of v, and |x_i . v| >= |v_0| - |x_i| |v|, where |v| is the
 * weights', the bound is A_c + (|g| + |g_0| sum r_i |x_i| / sum r_i)^2 / (2 l2) with c = m |g_0| / sum r_i.
 *
 * Both keep their digits however small they are, for g is summed with twice the digits; what rounding
 * may have taken off it is added. What is left is the rounding of f's own terms, some 2^-52 of f. */
#include "kernel/interior_parts.h"

#include "kernel/decompose.h"
#include "kernel/dependent.h"
#include "kernel/twice.h"
#include "kernel/vector.h"

static const double NEAR = 1e-15; /* of f: no better bound is asked for */

/* How far s_i is from the ends of its interval, or may be moved. */
static double room_of(const dh_interior_state *t, size_t i)
{
    return fmin(fmin(t->p[i], t->q[i]), t->most);
}

/* The slope of row i's loss at e. */
static double best_slope(const dh_interior_state *t, size_t i)
{
    const double e = t->e[i], width = t->problem->width;
    return width > 0 ? fmin(fmax(e / width, t->low[i]), t->high[i]) : e > 0 ? t->high[i] : t->low[i];
}

/* What row i's loss at e is above the line of slope s_i + off, less its parabola. Differences with ends of the
 * interval are p and q. */
static double above(const dh_interior_state *t, size_t i, double off)
{
    const double e = t->e[i], width = t->problem->width, low = t->low[i], high = t->high[i],
                 s = dh_interior_slope(t, i) + off, best = best_slope(t, i);
    const double less = best <= low ? -(t->p[i] + off) : best >= high ? t->q[i] - off : best - s;
    const double height = less * (e - width * (best + s) / 2);
    return height < 0 ? 0 : height; /* of NaN, NaN */
}

/* t->pull = the slope in w of the dual's function; t->doubt = its error, at most (T. Ogita, S. M. Rump & S. Oishi
 * 2005, "Accurate sum and dot product", doi:10.1137/030601818, proposition 5.5), also where products are too small.
 */
static void pull_at(dh_interior_state *t, const double *w)
{
    const double m = (double)t->m;
    memset(t->pull, 0, t->k * sizeof *t->pull);
    memset(t->d, 0, t->k * sizeof *t->d);
    memset(t->doubt, 0, t->k * sizeof *t->doubt);
    for (size_t i = 0; i < t->m; i++) {
        const double *row = dh_interior_row(t, i), end = t->p[i] < t->q[i] ? t->low[i] : t->high[i],
                     from = t->p[i] < t->q[i] ? t->p[i] : -t->q[i], size = fabs(end) + fabs(from);
        dh_add_twice(t->k, end, row, t->pull, t->d);
        dh_add_twice(t->k, from, row, t->pull, t->d);
        for (size_t j = 0; j < t->k; j++)
            t->doubt[j] += size * fabs(row[j]);
    }
    for (size_t j = 0; j < t->k; j++) {
        const double held = dh_interior_penalty(t, j) * w[j];
        t->pull[j] = held + (t->pull[j] + t->d[j]) / m;
        t->doubt[j] = 0x1p-50 * (fabs(t->pull[j]) + fabs(held)) + m * 0x1p-104 * t->doubt[j] + m * 0x1p-1070;
    }
}

/* Moves slopes, each by a part of its room, so that they pull less: by what the rows would if w moved. Newton's steps
 * leave the more rounding in them the nearer to the end they are. */
void dh_interior_settle(dh_interior_state *t)
{
    double most = 0;
    pull_at(t, t->w);
    if (t->wide)
        return;
    for (size_t i = 0; i < t->m; i++)
        t->rho[i] = room_of(t, i) / (double)t->m;
    dh_interior_weigh(t);
    dh_cholesky_singular(t->H, t->k);
    memcpy(t->d, t->pull, t->k * sizeof *t->d);
    dh_cholesky_solve(t->H, t->k, t->d);
    for (size_t i = 0; i < t->m; i++) {
        t->ds[i] = -room_of(t, i) * dh_dot(t->k, dh_interior_row(t, i), t->d);
        most = fmax(most, fabs(t->ds[i]) / room_of(t, i));
    }
    if (most <= 0.5)
        dh_interior_shift(t, 1);
}

/* 1/m sum of what the losses are above their lines, where each slope may be off by a part of its room, at worst. */
static double above_all(const dh_interior_state *t, double part)
{
    double sum = 0;
    if (!(part <= 1))
        return (double)INFINITY;
    for (size_t i = 0; i < t->m; i++) {
        const double off = part * room_of(t, i);
        sum += fmax(above(t, i, -off), above(t, i, off)) / (double)t->m;
    }
    return sum;
}

/* The bound by the penalty. */
static double held_by_penalty(const dh_interior_state *t)
{
    const size_t first = t->problem->intercept != 0, features = t->problem->data->features;
    double room = 0, reach = 0, part = 0, weights = dh_length(features, t->pull + first, t->doubt + first);
    for (size_t i = 0; i < t->m && first; i++) {
        room += room_of(t, i);
        reach += room_of(t, i) * dh_length(t->k, dh_interior_row(t, i), NULL);
    }
    if (first) {
        const double over = fabs(t->pull[0]) + t->doubt[0];
        part = over * (double)t->m / room;
        weights += over * (reach / room);
    }
    weights /= sqrt(t->problem->l2);
    return above_all(t, part) + weights * weights / 2;
}

/* Lambda, or 0. */
static double hold_of_rows(dh_interior_state *t)
{
    const size_t k = t->k;
    const double m = (double)t->m;
    memset(t->d, 0, k * sizeof *t->d);
    for (size_t i = 0; i < t->m; i++) {
        const double *row = dh_interior_row(t, i);
        t->rho[i] = room_of(t, i) / m;
        for (size_t a = 0; a < k; a++)
            t->d[a] = fmax(t->d[a], fabs(row[a]));
    }
    dh_interior_weigh(t);
    dh_leave_out(t->H, k, t->mark);
    for (size_t a = 0; a < k; a++) { /* a column of zeros need not be held, if nothing pulls */
        const int pulled = t->d[a] > 0 || fabs(t->pull[a]) > 0;
        if (pulled && t->mark[a] == 0 && !(t->H[a * k + a] > 0))
            return 0;
    }
    return dh_least_eigenvalue(t->H, k, (m + (double)(k * k)) * 0x1p-52, t->d);
}

/* The bound by the rows. Where more than one point is a minimum, too few rows are far from their ends, and the others are lost in the rounding of
 * these; so less room is taken of them, down to what the others have. */
static double held_by_rows(dh_interior_state *t)
{
    static const double LESS = 0x1p-20, LEAST = 0x1p-70;
    double longest = 0, largest = 0, grows = 0;
    for (size_t i = 0; i < t->m; i++) {
        longest = fmax(longest, dh_length(t->k, dh_interior_row(t, i), NULL));
        largest = fmax(largest, room_of(t, i));
    }
    for (double most = largest; !(grows > 0) && most > LEAST * largest; most *= LESS) {
        t->most = most;
        grows = hold_of_rows(t);
    }
    const double bound = above_all(t, dh_length(t->k, t->pull, t->doubt) / (grows / longest));
    t->most = (double)INFINITY;
    return bound;
}

/* f(w), if e belongs to it. */
static double cost_at(const dh_interior_state *t, const double *w)
{
    const double *weight = w + (t->problem->intercept != 0);
    double cost = t->problem->l2 * dh_dot(t->problem->data->features, weight, weight) / 2, rest = 0;
    for (size_t i = 0; i < t->m; i++) {
        const double s = best_slope(t, i), loss = s * (t->e[i] - t->problem->width / 2 * s) / (double)t->m;
        rest += dh_lost_sum(cost, loss);
        cost += loss;
    }
    return cost + rest;
}

/* f(w) itself if that is less, as no loss is negative. */
double dh_interior_bound(dh_interior_state *t, const double *w)
{
    t->cost = cost_at(t, w);
    pull_at(t, w);
    const double bound = t->problem->l2 > 0 ? held_by_penalty(t) : (double)INFINITY;
    const int near = bound <= NEAR * t->cost || bound <= 2 * above_all(t, 0); /* which no bound is below */
    return fmin(t->cost, near || t->wide ? bound : fmin(bound, held_by_rows(t)));
}
