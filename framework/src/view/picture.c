#include "view/picture.h"

#include "base/file.h"
#include "view/glyphs.h"
#include "view/gnuplot.h"
#include "view/tex.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME = 60 }; /* bytes of a problem's name in a file name */

const char *dh_picture_stem(const dh_chart_options *options, const char *more, dh_arena *arena)
{
    const char *name = dh_gnuplot_file_name(arena, options->name), *best = options->best_of;
    return name ? dh_arena_format(arena, "%s-%s%s%s%s", name, options->chart, more, best ? "-best-of-" : "",
                                  best ? best : "")
                : NULL;
}

/* The problem's name as a part of a file name. */
static const char *part(const char *problem, dh_arena *arena)
{
    char *name = dh_gnuplot_file_name(arena, problem);
    if (!name || strlen(name) <= NAME)
        return name;
    size_t end = NAME;
    while (end && ((unsigned char)name[end] & 0xC0) == 0x80)
        end--;
    name[end] = 0;
    return name;
}

const char *dh_picture_stem_for(const dh_chart_options *options, const char *more, const char *const *problem,
                                size_t count, size_t i, dh_arena *arena)
{
    if (count == 1)
        return dh_picture_stem(options, more, arena);
    const char *own = part(problem[i], arena), *number = "";
    for (size_t k = 0; own && k < i; k++) {
        const char *other = part(problem[k], arena);
        if (other && !strcmp(own, other))
            number = dh_arena_format(arena, "-%zu", i + 1);
    }
    const char *all = own && number ? dh_arena_format(arena, "%s-%s%s", more, own, number) : NULL;
    return all ? dh_picture_stem(options, all, arena) : NULL;
}

int dh_picture_begin(const char *stem, const dh_chart_options *options, dh_arena *arena, dh_picture *ret,
                     dh_error *error)
{
    const dh_format *format = dh_format_find(options->format);
    *ret = (dh_picture){.options = options, .format = format};
    /* a name of its own, as LaTeX's pdf is not the one that stands for itself */
    ret->picture = dh_arena_format(arena, "%s%s.%s", stem, format->latex ? "-latex" : "", format->ending);
    ret->script = ret->picture ? dh_arena_format(arena, "%s.gp", ret->picture) : NULL;
    ret->data = ret->picture ? dh_arena_format(arena, "%s.dat", ret->picture) : NULL;
    ret->path = ret->picture ? dh_arena_format(arena, "%s/%s", options->folder, ret->picture) : NULL;
    return ret->script && ret->data && ret->path ? dh_folder_create(options->folder, error) : dh_fail_memory(error);
}

/* Sheets for columns and slides are laid out as if there were this many CSS pixels to draw on. */
static double scale(const dh_picture *p)
{
    static const double of[] = {
        [DH_SIZE_SCREEN] = 1, [DH_SIZE_COLUMN] = 0.74, [DH_SIZE_SLIDE] = 1280.0 / DH_SLIDE_WIDTH};
    return of[p->options->size];
}

void dh_picture_terminal(const dh_picture *p, double width, double height, dh_buffer *out)
{
    const dh_look look = {scale(p), p->options->colour};
    p->format->terminal(width, height, &look, out);
}

static int write_data(const dh_picture *p, const dh_buffer *data, dh_arena *arena, dh_error *error)
{
    const char *path = dh_arena_format(arena, "%s/%s", p->options->folder, p->data);
    if (!path || data->failed)
        return dh_fail_memory(error);
    return dh_file_write(path, data->data ? data->data : (unsigned char *)"", data->size, error);
}

static int write_script(const dh_picture *p, const dh_buffer *script, dh_arena *arena, dh_error *error)
{
    const char *path = dh_arena_format(arena, "%s/%s", p->options->folder, p->script);
    dh_buffer all = {0};
    if (!path || script->failed)
        return dh_fail_memory(error);
    dh_put_format(&all, "# Written by downhill. In this folder, `gnuplot %s` draws %s again.\n", p->script,
                  p->picture);
    dh_put_format(&all, "if (!exists('picture')) picture = './%s'\n", p->picture);
    dh_put(&all, script->data, script->size);
    int result = p->format->local_fonts ? dh_glyphs_replace(&all, arena, error)
                 : p->format->latex     ? dh_tex_script(&all, scale(p), error)
                                        : 0;
    if (!result)
        result = all.failed ? dh_fail_memory(error) : dh_file_write(path, all.data, all.size, error);
    dh_buffer_finish(&all);
    return result;
}

static void put_escaped(dh_buffer *out, const char *name)
{
    dh_buffer text = {0};
    dh_gnuplot_comment(&text, name);
    for (size_t i = 0; i < text.size; i++) {
        char c = (char)text.data[i];
        dh_put_format(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "%c", c);
    }
    out->failed |= text.failed;
    dh_buffer_finish(&text);
}

/* gnuplot calls element i gnuplot_plot_I, from 1 on. */
static void name_elements(const char *at, const char *end, const void *self, dh_buffer *out)
{
    static const char begin[] = "<title>gnuplot_plot_";
    const dh_element_names *names = self;
    for (const char *found; (found = memmem(at, (size_t)(end - at), begin, sizeof begin - 1));) {
        const char *number = found + sizeof begin - 1;
        size_t i = strtoul(number, NULL, 10);
        const char *name = i && i <= names->count ? names->name[i - 1] : NULL;
        dh_put(out, at, (size_t)((name ? found + strlen("<title>") : number) - at));
        at = name ? number + strspn(number, "0123456789") : number;
        if (name)
            put_escaped(out, name);
    }
    dh_put(out, at, (size_t)(end - at));
}

int dh_picture_make(const dh_picture *p, const dh_buffer *data, const dh_buffer *script, dh_arena *arena,
                    dh_error *error)
{
    if (write_data(p, data, arena, error) || write_script(p, script, arena, error))
        return -1;
    char draft[PATH_MAX];
    if (dh_file_begin(p->path, draft, error))
        return -1;
    dh_gnuplot_job run = {.launcher = p->options->launcher,
                          .folder = p->options->folder,
                          .script = p->script,
                          .picture = p->picture,
                          .draft = p->format->latex ? NULL : strrchr(draft, '/') + 1};
    if (dh_gnuplot_run(&run, arena, error))
        return -1;
    const char *made = run.draft ? draft : p->path; /* LaTeX's is two files, one of which names the other */
    int result =
        p->names && !strcmp(p->format->name, "svg") ? dh_file_rewrite(made, name_elements, p->names, error) : 0;
    if (!result && p->format->settle)
        result = p->format->settle(made, scale(p), error);
    if (!result && run.draft)
        return dh_file_publish(draft, p->path, error);
    if (result)
        unlink(made); /* half of it would look like a picture */
    return result;
}
