/* What all children of a slot have in common. */
#include "run/slot.h"

#include <stdio.h>
#include <sys/mman.h>

void *dh_slot_share(size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

dh_child_limits dh_slot_limits(dh_slot *s, double seconds, double memory)
{
    if (!(s->mapped > 0))
        s->mapped = dh_mapped_bytes();
    bool childless = s->level.reached & DH_REACHED_SECCOMP;
    return (dh_child_limits){seconds, memory, s->mapped, s->socket, NULL, s, childless};
}

static const dh_data *attach(dh_slot *s, int fd, dh_error *error)
{
    for (size_t i = 0; i < s->data_count; i++)
        if (s->data[i].fd == fd)
            return &s->data[i];
    if (s->data_count == DH_MOST_DATASETS) {
        dh_fail(error, DH_ERROR_SYSTEM, "more than %d datasets", DH_MOST_DATASETS);
        return NULL;
    }
    dh_data *data = &s->data[s->data_count];
    if (dh_data_attach(fd, data, error))
        return NULL;
    data->fd = fd;
    s->data_count++;
    s->mapped = 0;
    return data;
}

int dh_slot_data(dh_slot *s, const dh_spec *spec, const dh_dataset **ret, dh_error *error)
{
    const dh_data *data = spec->data_fd >= 0 ? attach(s, spec->data_fd, error) : NULL;
    *ret = data ? &data->view : NULL;
    return spec->data_fd >= 0 && !data ? -1 : 0;
}

char *dh_slot_cause(dh_slot *s, const dh_child_result *end, const dh_child_limits *limits, char *out, size_t room)
{
    bool told = end->end == DH_CHILD_EXITED && end->code == DH_GUARD_EXIT && s->reply->told[0];
    const char *text = told ? dh_outcome_text(s->reply->told, DH_GUARD_TOLD, &s->arena) : NULL;
    if (!text)
        return dh_child_cause(end, limits, out, room);
    snprintf(out, room, "%s", text);
    return out;
}

bool dh_slot_left_well(const dh_child_result *end)
{
    return end->end == DH_CHILD_EXITED && !end->code;
}

int dh_task_raise_walls(dh_task *t, dh_error *error)
{
    t->guard.plugins = t->slot->ahead.folder;
    t->guard.told = t->checks ? t->slot->reply->told_by_check : t->slot->reply->told;
    t->guard.loading = t->path;
    if (t->spec)
        t->guard.threads |= dh_use_threads(&t->spec->problem);
    return dh_guard_raise(&t->guard, &t->slot->level, error);
}

int dh_task_load(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    dh_task *t = self;
    t->guard.loading = true;
    int failed = dh_ahead_plugin(&t->slot->ahead, use->fd, use->name, arena, ret, error);
    t->guard.loading = false;
    if (failed)
        return -1;
    if (ret->kind != kind)
        return dh_fail(error, DH_ERROR_PLUGIN, "'%s' is a %s, expected a %s", use->name, dh_kind_name(ret->kind),
                       dh_kind_name(kind));
    return 0;
}
