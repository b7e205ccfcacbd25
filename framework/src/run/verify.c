/* A run's last number, once more: by the problem alone, in a process where the optimizer never was. */
#include "run/setup.h"

#include <math.h>
#include <string.h>

bool dh_claim_can_be_checked(const dh_record *r)
{
    return (r->status == DH_FINISHED || r->status == DH_TARGET_REACHED) && r->final_x && r->rows;
}

static bool same_bits(double a, double b)
{
    return !memcmp(&a, &b, sizeof a) || (isnan(a) && isnan(b));
}

dh_verified dh_claim_check(const dh_spec *spec, const dh_dataset *data, const dh_record *claim, dh_loader *load,
                           void *self, dh_arena *arena)
{
    dh_error error;
    dh_outcome *out = DH_NEW(arena, dh_outcome, 1); /* only for a refusal's cause */
    dh_trial t = {.spec = spec, .arena = arena, .out = out, .error = &error};
    if (!out || dh_setup_problem(&t, data, load, self))
        return DH_UNVERIFIED;
    double *gradient = dh_trial_doubles(&t, t.shape.dim);
    if (!gradient)
        return DH_UNVERIFIED;
    if (claim->dim != t.shape.dim)
        return DH_CONTRADICTED;
    double cost = dh_engine_cost(&t.engine, claim->final_x, gradient);
    return same_bits(cost, claim->final_cost) ? DH_VERIFIED : DH_CONTRADICTED;
}
