/* Plugins inside one another: whoever wraps has something to wrap, and nobody else has. */
#include "plan/use.h"

#include <downhill/optimizer.h>
#include <downhill/problem.h>
#include <downhill/schedule.h>

/* By kind. */
static const struct {
    uint64_t flag;
    const char *example; /* of something inside */
} wraps[] = {
    [DH_KIND_OPTIMIZER] = {DH_WRAPS, "sgd"},
    [DH_KIND_SCHEDULE] = {DH_WRAPS_SCHEDULE, "cosine"},
    [DH_KIND_PROBLEM] = {DH_WRAPS_PROBLEM, "rosenbrock"},
};

static int check_data(const dh_maker *m, const dh_use *inner, dh_place at)
{
    const dh_plugin_card *card = dh_registry_find(m->registry, DH_KIND_PROBLEM, inner->name);
    return card->flags & DH_NEEDS_DATASET
               ? dh_yaml_fail(&m->study->document, at, m->error,
                              "inner: problem '%s' needs a dataset and cannot be wrapped", inner->name)
               : 0;
}

int dh_use_check_wraps(const dh_maker *m, uint32_t kind, const dh_use *use, dh_place at)
{
    const dh_plugin_card *card = dh_registry_find(m->registry, kind, use->name);
    const bool outer = card->flags & wraps[kind].flag;
    const char *what = dh_kind_name(kind), *key = kind == DH_KIND_PROBLEM ? "problem" : "name";
    if (outer && !use->inner_count)
        return dh_yaml_fail(&m->study->document, at, m->error,
                            "%s '%s' wraps another: add inner, as in {%s: %s, inner: %s}", what, use->name, key,
                            use->name, wraps[kind].example);
    if (!outer && use->inner_count)
        return dh_yaml_fail(&m->study->document, at, m->error, "%s '%s' wraps no other: leave inner out", what,
                            use->name);
    if (kind != DH_KIND_SCHEDULE && use->inner_count > 1)
        return dh_yaml_fail(&m->study->document, at, m->error, "%s '%s' wraps one other, got %zu", what, use->name,
                            use->inner_count);
    for (size_t i = 0; i < use->inner_count; i++)
        if ((kind == DH_KIND_PROBLEM && check_data(m, &use->inner[i], at)) ||
            dh_use_check_wraps(m, kind, &use->inner[i], at))
            return -1;
    return 0;
}
