/* The facts about a problem instance, as bytes. */
#include "run/trial.h"

void dh_facts_encode(const dh_facts *f, dh_buffer *out)
{
    dh_put_u64(out, f->dim);
    dh_put_u64(out, f->blocks);
    const double number[] = {f->optimum, f->optimum_gap, f->mu, f->L, f->box[0], f->box[1], f->box[2], f->box[3], f->cost_seconds};
    dh_put(out, number, sizeof number);
    dh_put_text(out, f->certificate);
    dh_put(out, f->x_star, sizeof f->x_star);
    dh_put_u64(out, f->side);
    dh_put_f64s(out, f->surface, f->side * f->side);
}

int dh_facts_decode(const void *data, size_t size, dh_arena *arena, dh_facts *ret, dh_error *error)
{
    dh_cursor in = {.data = data, .size = size};
    dh_facts f = {.dim = dh_get_u64(&in)};
    f.blocks = dh_get_u64(&in);
    f.optimum = dh_get_f64(&in);
    f.optimum_gap = dh_get_f64(&in);
    f.mu = dh_get_f64(&in);
    f.L = dh_get_f64(&in);
    for (int i = 0; i < 4; i++)
        f.box[i] = dh_get_f64(&in);
    f.cost_seconds = dh_get_f64(&in);
    f.certificate = dh_get_text(&in, arena);
    f.x_star[0] = dh_get_f64(&in);
    f.x_star[1] = dh_get_f64(&in);
    f.side = dh_get_u64(&in);
    size_t points;
    f.surface = dh_get_f64s(&in, arena, &points);
    if (in.failed || in.at != size || f.side > DH_MOST_SIDE || points != f.side * f.side)
        return dh_fail(error, DH_ERROR_SYSTEM, "facts about a problem: damaged");
    *ret = f;
    return 0;
}

double dh_surface_at(const double box[4], size_t side, int axis, size_t i)
{
    double low = box[2 * axis], high = box[2 * axis + 1];
    return low + (high - low) * (double)i / (double)(side - 1);
}
