/* downhill plugin new: a plugin that works, from plugins/templates, and a study in which it runs. */
#include "base/file.h"
#include "plugin_verbs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char head[] = "# downhill run %s.yaml --plugins %s.so\nstudy: %s\nseeds: 20\nbudget: {epochs: 20}\n"
                           "record: {every: 1 step}\n";
static const char data_problems[] =
    "problems:\n"
    "  - {name: cancer, problem: logistic_regression, dataset: {name: breast_cancer, test: 0.2}, l2: 0.001}\n"
    "  - {name: iris, problem: mlp, hidden: [8], dataset: {name: iris, test: 0.2}}\n";

static const char *study_of(const char *name, const char *file, uint32_t kind, dh_arena *a)
{
    const char *first = dh_arena_format(a, head, file, file, name);
    if (!first)
        return NULL;
    if (kind == DH_KIND_OPTIMIZER)
        return dh_arena_format(a, "%s%smethods:\n  - {optimizer: [adam, %s], batch: 32, lr: [0.01, 0.1]}\n", first,
                               data_problems, name);
    if (kind == DH_KIND_SCHEDULE)
        return dh_arena_format(
            a, "%s%smethods:\n  - {optimizer: sgd, batch: 32, lr: [0.1, 1], schedule: [constant, %s]}\n", first,
            data_problems, name);
    return dh_arena_format(
        a, "%sproblems:\n  - problem: %s\nmethods:\n  - {optimizer: [sgd, momentum, adam], lr: [0.01, 0.1]}\n", first,
        name);
}

/* Every `from` in the text as `to`. */
static int replace(const char *text, const char *from, const char *to, dh_buffer *out, dh_error *error)
{
    for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
        dh_put(out, text, (size_t)(at - text));
        dh_put(out, to, strlen(to));
    }
    dh_put(out, text, strlen(text));
    return out->failed ? dh_fail_memory(error) : 0;
}

static int source_of(const char *name, const char *templates, const char *kind, dh_arena *arena, dh_buffer *out,
                     dh_error *error)
{
    dh_buffer text = {0};
    const char *path = dh_arena_format(arena, "%s/%s.c", templates, kind);
    const char *old = dh_arena_format(arena, "template_%s", kind);
    if (!path || !old)
        return dh_fail_memory(error);
    int result = dh_file_read(path, 1 << 20, &text, error) || replace((const char *)text.data, old, name, out, error);
    dh_buffer_finish(&text);
    return result ? -1 : 0;
}

/* Built-in plugins are found by their files' names: their own names are these. */
static int check_name(const char *name, const dh_places *places, dh_arena *arena, dh_error *error)
{
    if (!dh_plugin_is_name(name))
        return dh_fail(error, DH_ERROR_INPUT,
                       "'%.80s' is no name for a plugin: expected a small letter, then small letters, digits and _ "
                       "(at most 63)",
                       name);
    for (uint32_t kind = DH_KIND_OPTIMIZER; kind <= DH_KIND_PROBLEM; kind++) {
        const char *path = dh_arena_format(arena, "%s/%ss/%s.so", places->plugins, dh_kind_name(kind), name);
        if (!path)
            return dh_fail_memory(error);
        if (!access(path, F_OK))
            return dh_fail(error, DH_ERROR_INPUT, "%s '%s' is there already: expected another name",
                           dh_kind_name(kind), name);
    }
    return 0;
}

static int check_free(const char *path, dh_error *error)
{
    return access(path, F_OK) ? 0
                              : dh_fail(error, DH_ERROR_INPUT, "%s: it is there already, and is left as it is", path);
}

int dh_plugin_new(dh_plugin_options *o, dh_arena *arena, int *code, dh_error *error)
{
    const uint32_t kind = o->kind ? o->kind : DH_KIND_OPTIMIZER;
    const char *name = o->file[0], *folder = o->output ? o->output : "";
    dh_places places;
    dh_buffer source = {0};
    (void)code;
    if (dh_cli_places(arena, &places, error) || check_name(name, &places, arena, error) ||
        (o->output && dh_folder_create(o->output, error)))
        return -1;
    const char *file = dh_arena_format(arena, "%s%s%s", folder, o->output ? "/" : "", name);
    const char *c = file ? dh_arena_format(arena, "%s.c", file) : NULL;
    const char *yaml = file ? dh_arena_format(arena, "%s.yaml", file) : NULL;
    const char *study = yaml ? study_of(name, file, kind, arena) : NULL;
    if (!c || !study)
        return dh_fail_memory(error);
    int result = check_free(c, error) || check_free(yaml, error) ||
                 source_of(name, places.templates, dh_kind_name(kind), arena, &source, error) ||
                 dh_file_write(c, source.data, source.size, error) ||
                 dh_file_write(yaml, study, strlen(study), error);
    dh_buffer_finish(&source);
    if (result)
        return -1;
    printf("%s, a working %s, and %s, which runs it. Next:\n"
           "  downhill plugin build %s\n  downhill plugin test %s.so\n  downhill run %s --plugins %s.so\n",
           c, dh_kind_name(kind), yaml, c, file, yaml, file);
    return 0;
}
