#include "run/landscape.h"

static int check_data(const dh_use *use, const dh_problem *p, const dh_dataset *data, dh_error *error)
{
    if (use->param_count != p->param_count)
        return dh_fail(error, DH_ERROR_PLUGIN, "problem '%s': %u parameters in the file, %zu in the plan", use->name,
                       p->param_count, use->param_count);
    if (!data != !(p->flags & DH_NEEDS_DATASET))
        return dh_fail(error, DH_ERROR_INPUT, "problem '%s' %s", use->name,
                       data ? "takes no dataset" : "needs a dataset");
    if (data && (p->flags & DH_NEEDS_TARGET) && !data->y)
        return dh_fail(error, DH_ERROR_INPUT, "problem '%s' needs a dataset with a target", use->name);
    if ((p->flags & DH_BINARY_TARGET) && (!data || data->classes != 2))
        return dh_fail(error, DH_ERROR_INPUT, "problem '%s' needs a target with 2 classes, the dataset has %zu",
                       use->name, data ? data->classes : 0);
    if ((p->flags & DH_CLASS_TARGET) && (!data || !data->classes))
        return dh_fail(error, DH_ERROR_INPUT, "problem '%s' needs a target with classes, the dataset has none",
                       use->name);
    return 0;
}

/* Takes out of a wrapper what the problem inside lacks; noise inside is noise outside. */
static void hand_on(dh_problem *outer, const dh_problem *inner)
{
    if (!inner->hvp)
        outer->hvp = NULL;
    if (!inner->optimum)
        outer->optimum = NULL;
    if (!inner->curvature)
        outer->curvature = NULL;
    if (!inner->box)
        outer->box = NULL;
    if (!inner->gap)
        outer->gap = NULL;
    if (!inner->squares)
        outer->squares = NULL;
    if (!inner->precondition)
        outer->preconditioner_size = NULL;
    if (!(inner->flags & DH_CONVEX))
        outer->flags &= ~(uint64_t)DH_CONVEX;
    outer->flags |= inner->flags & DH_NOISY;
    outer->certificate = inner->certificate;
}

int dh_landscape_load(const dh_use *use, const dh_dataset *data, dh_loader *load, void *self, dh_arena *arena,
                      dh_landscape *ret, dh_error *error)
{
    if (load(self, use, DH_KIND_PROBLEM, arena, &ret->plugin, error))
        return -1;
    dh_problem *p = &ret->plugin.problem;
    const bool wraps = p->flags & DH_WRAPS_PROBLEM;
    ret->use = use;
    ret->instance = (dh_instance){.size = sizeof(dh_instance), .data = data, .param = use->param, .list = use->list};
    ret->lent = (dh_inner_problem){sizeof(dh_inner_problem), p, &ret->instance};
    if (check_data(use, p, data, error))
        return -1;
    if (use->inner_count != wraps)
        return dh_fail(error, DH_ERROR_INPUT, "problem '%s' wraps %s, but the study gives it %zu", use->name,
                       wraps ? "one other" : "none", use->inner_count);
    if (!wraps)
        return 0;
    ret->inner = DH_NEW(arena, dh_landscape, 1);
    if (!ret->inner)
        return dh_fail_memory(error);
    if (dh_landscape_load(use->inner, NULL, load, self, arena, ret->inner, error))
        return -1;
    ret->instance.inner = &ret->inner->lent;
    hand_on(p, ret->inner->lent.problem);
    return 0;
}

int dh_landscape_prepare(dh_landscape *l, const dh_spec *spec, dh_arena *arena)
{
    const int depth = l->inner ? dh_landscape_prepare(l->inner, spec, arena) + 1 : 0;
    if (l->inner && depth < 1)
        return -1;
    const dh_problem *p = &l->plugin.problem;
    const size_t lasting = p->memory_size ? p->memory_size(&l->instance) : 0;
    const size_t scratch = p->scratch_size ? p->scratch_size(&l->instance) : 0;
    double *filled = DH_NEW(arena, double, lasting ? lasting : 1);
    l->instance.scratch = DH_NEW(arena, double, scratch ? scratch : 1);
    if (!filled || !l->instance.scratch)
        return -1;
    l->instance.memory = lasting ? filled : NULL;
    if (p->prepare) {
        char purpose[] = "prepare:0";
        purpose[depth ? 8 : 7] = (char)(depth ? '0' + depth : 0); /* "prepare" is the innermost one's */
        dh_stream stream;
        dh_stream_init(&stream, spec->study_seed, dh_spec_core(spec), spec->data_hash, spec->instance, purpose);
        p->prepare(&l->instance, filled, &stream.lent);
    }
    return depth;
}
