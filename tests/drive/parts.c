#include "drive/parts.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void drive_die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(99);
}

void *drive_allocate(size_t bytes)
{
    void *memory = aligned_alloc(64, (bytes + 127) & ~(size_t)63);
    if (!memory)
        drive_die("out of memory");
    return memset(memory, 0, bytes);
}

const dh_head *drive_load(const char *plugin, uint32_t kind)
{
    char path[4096];
    const char *folder = getenv("DH_BUILD");
    if (!folder)
        drive_die("DH_BUILD is not set: run this test through meson");
    snprintf(path, sizeof path, "%s/%s.so", folder, plugin);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    dh_plugin_entry *entry = NULL;
    if (library)
        *(void **)&entry = dlsym(library, DH_ENTRY_NAME);
    if (!entry)
        drive_die("%s", dlerror());
    const dh_head *head = entry();
    if (head->magic != DH_MAGIC || head->kind != kind)
        drive_die("%s: not a plugin of kind %u", path, kind);
    return head;
}

enum { GUARD = 16 };
static const double canary = -6.02214076e23;

guarded drive_guard(size_t count)
{
    guarded g = {.all = drive_allocate((count + 2 * GUARD) * sizeof(double)), .count = count};
    g.at = g.all + GUARD;
    for (size_t i = 0; i < GUARD; i++)
        g.all[i] = g.at[count + i] = canary;
    return g;
}

bool drive_guard_intact(const guarded *g)
{
    for (size_t i = 0; i < GUARD; i++)
        if (g->all[i] != canary || g->at[g->count + i] != canary)
            return false;
    return true;
}

static size_t find(const dh_head *head, const char *name)
{
    for (size_t i = 0; i < head->param_count; i++)
        if (!strcmp(head->params[i].name, name))
            return i;
    drive_die("%s has no parameter %s", head->name, name);
}

static double choice(const dh_head *head, const dh_param *p, const char *name)
{
    for (size_t i = 0; p->choices && p->choices[i]; i++)
        if (!strcmp(p->choices[i], name))
            return (double)i;
    drive_die("%s: %s is no choice of %s", head->name, name, p->name);
}

values drive_choose(const dh_head *head, const drive_setting *set, const double *param)
{
    values v = {drive_allocate(head->param_count * sizeof *v.param),
                drive_allocate(head->param_count * sizeof *v.list)};
    for (size_t i = 0; i < head->param_count; i++)
        v.param[i] = head->params[i].scale == DH_LIST ? 0 : param ? param[i] : head->params[i].standard;
    for (size_t k = 0; k < DRIVE_SETTINGS && set[k].name; k++) {
        size_t i = find(head, set[k].name);
        v.param[i] = set[k].choice ? choice(head, &head->params[i], set[k].choice) : set[k].value;
        v.list[i] = set[k].list;
    }
    return v;
}
