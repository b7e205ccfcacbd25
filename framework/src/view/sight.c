/* A walk from the spot towards the eye, in steps of half a cell: hidden where the surface is higher than the line of
 * sight. The eye stands at (sin turn sin tilt, -cos turn sin tilt, cos tilt). Sine and cosine of a few fixed angles
 * come from a table, as libm's may differ in their last bit. */
#include "view/sight.h"

#include <math.h>

static const double ENOUGH = 0.9;  /* of the spots in sight */
static const double SLACK = 0.012; /* of half an axis: a spot must not be hidden by the slope on which it lies */

static double sine(int degrees)
{
    static const double at15[] = {
        0, 0.25881904510252074, 0.5, 0.70710678118654757, 0.86602540378443860, 0.96592582628906831, 1};
    int turned = (degrees % 360 + 360) % 360, half = turned % 180;
    return (turned < 180 ? 1 : -1) * at15[(half > 90 ? 180 - half : half) / 15];
}

double dh_sight_height(const dh_sight *s, double x1, double x2)
{
    const dh_terrain *t = s->terrain;
    double last = (double)(s->side - 1), u = (x1 - t->x1_low) / (t->x1_high - t->x1_low) * last;
    double v = (x2 - t->x2_low) / (t->x2_high - t->x2_low) * last;
    size_t i = (size_t)fmin(fmax(floor(u), 0), last - 1), j = (size_t)fmin(fmax(floor(v), 0), last - 1);
    const double *at = s->height + j * s->side + i;
    double p = u - (double)i, q = v - (double)j;
    double low = at[0] + p * (at[1] - at[0]), high = at[s->side] + p * (at[s->side + 1] - at[s->side]);
    return low + q * (high - low);
}

bool dh_sight_sees(const dh_sight *s, dh_spot spot)
{
    const dh_terrain *t = s->terrain;
    double step = 1 / (double)(s->side - 1), wide = (t->x1_high - t->x1_low) / 2, deep = (t->x2_high - t->x2_low) / 2;
    double dx = wide * step * sine(s->turn), dy = -deep * step * sine(s->turn + 90);
    double unit = (s->high - s->low) / (2 * s->stretch); /* height of what is as long as half an axis */
    double dz = unit * step * sine(s->tilt + 90) / sine(s->tilt), x = spot.x1, y = spot.x2;
    double z = fmax(dh_sight_height(s, x, y), spot.height) + SLACK * unit;
    if (!(unit > 0) || isnan(z))
        return true;
    for (;;) {
        x += dx;
        y += dy;
        z += dz;
        if (x < t->x1_low || x > t->x1_high || y < t->x2_low || y > t->x2_high || z > s->high)
            return true;
        if (dh_sight_height(s, x, y) > z)
            return false;
    }
}

static size_t count_seen(const dh_sight *s, const dh_trail *trail, size_t trails)
{
    size_t seen = 0;
    for (size_t i = 0; i < trails; i++)
        for (size_t k = 0; k < trail[i].count; k++)
            seen += dh_sight_sees(
                s, (dh_spot){.x1 = trail[i].spot[k].x1, .x2 = trail[i].spot[k].x2, .height = -INFINITY});
    return seen;
}

void dh_sight_choose(dh_sight *s, const dh_trail *trail, size_t trails, const int (*pair)[2], size_t count)
{
    size_t best = 0;
    double most = -1;
    for (size_t k = 0; k < count; k++) {
        s->tilt = pair[k][0];
        s->turn = pair[k][1];
        double seen = (double)count_seen(s, trail, trails);
        if (ENOUGH * seen > most) { /* the first are those that people are used to */
            most = seen;
            best = k;
        }
    }
    s->tilt = pair[best][0];
    s->turn = pair[best][1];
}
