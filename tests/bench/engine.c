#include "bench/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hand_out(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    (void)use, (void)arena, (void)error;
    *ret = ((engine_plugins *)self)->at[kind];
    return 0;
}

int engine_load(engine_plugins *p, const char *root, const char *name, uint32_t kind, dh_use *ret, dh_error *error)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/plugins/%ss/%s.so", root, dh_kind_name(kind), name);
    if (dh_plugin_load(path, path, &p->arena, &p->at[kind], error))
        return -1;
    const dh_head *head = &p->at[kind].head;
    *ret = (dh_use){.name = name, .param_count = head->param_count};
    ret->param = DH_NEW(&p->arena, double, head->param_count + 1);
    ret->list = DH_NEW(&p->arena, dh_list, head->param_count + 1);
    if (!ret->param || !ret->list)
        return dh_fail_memory(error);
    for (size_t i = 0; i < head->param_count; i++)
        ret->param[i] = head->params[i].standard;
    return 0;
}

int engine_set(engine_plugins *p, dh_use *use, uint32_t kind, const char *key, const char *value)
{
    const dh_head *head = &p->at[kind].head;
    for (size_t i = 0; i < head->param_count; i++) {
        const dh_param *param = &head->params[i];
        if (strcmp(param->name, key))
            continue;
        use->param[i] = strtod(value, NULL);
        for (size_t c = 0; param->choices && param->choices[c]; c++)
            if (!strcmp(param->choices[c], value))
                use->param[i] = (double)c;
        if (param->scale == DH_LIST) {
            double *one = DH_NEW(&p->arena, double, 1);
            *one = strtod(value, NULL);
            use->list[i] = (dh_list){one, 1};
        }
        return 0;
    }
    return -1;
}

int engine_run(engine_plugins *p, const dh_spec *spec, const dh_dataset *data, dh_outcome *out)
{
    dh_arena arena = {0};
    dh_error error = {0};
    uint64_t room = out->row_room;
    memset(out, 0, sizeof *out);
    out->row_room = room;
    int result = dh_trial_run(spec, data, hand_out, p, &arena, out, &error);
    dh_arena_finish(&arena);
    if (!result && out->status == DH_FINISHED)
        return 0;
    fprintf(stderr, "the run failed: %s%s\n", error.text, out->cause);
    return -1;
}
