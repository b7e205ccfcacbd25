#include "cli.h"

#include "base/text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int dh_cli_fail(const dh_error *error)
{
    fprintf(stderr, "downhill: %s\n", error->text);
    return error->kind == DH_ERROR_SYSTEM   ? DH_EXIT_ENVIRONMENT
           : error->kind == DH_ERROR_PLUGIN ? DH_EXIT_PLUGIN
                                            : DH_EXIT_INPUT;
}

int dh_cli_no_verb(const char *expected, const char *got, const char *const *verb, size_t count, dh_error *error)
{
    char clean[64];
    const char *near = dh_nearest(got, verb, count);
    return dh_fail(error, DH_ERROR_INPUT, "expected %s, got '%s'%s%s%s", expected,
                   dh_printable(clean, sizeof clean, got), near ? ": did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

bool dh_cli_fancy(int fd)
{
    const char *term = getenv("TERM"), *plain = getenv("NO_COLOR");
    return isatty(fd) && term && strcmp(term, "dumb") && !(plain && *plain);
}

enum { OPT_SANDBOX = 512 };

static dh_guard_mode parse_guard(const char *text, struct argp_state *state)
{
    for (int i = 0; i < DH_GUARD_MODES; i++)
        if (!strcmp(text, dh_guard_mode_name[i]))
            return (dh_guard_mode)i;
    argp_error(state, "--sandbox: expected best-effort, strict or off, got '%s'", text);
    return DH_GUARD_STRICT;
}

int dh_cli_guard(dh_guard_mode mode, dh_error *error)
{
    dh_sandbox_level offer = dh_sandbox_offer();
    bool whole = offer.landlock && (offer.reached & DH_REACHED_SECCOMP);
    char name[64];
    if (mode == DH_GUARD_STRICT && !dh_guard_is_possible())
        return dh_fail(error, DH_ERROR_SYSTEM, "--sandbox=strict: not with a program that is built with a sanitizer");
    if (mode == DH_GUARD_STRICT && !whole)
        return dh_fail(error, DH_ERROR_SYSTEM, "--sandbox=strict: this kernel offers only: %s",
                       dh_sandbox_name(&offer, name, sizeof name));
    if (mode == DH_GUARD_OFF)
        fputs("downhill: sandbox off: plugins can do what you can\n", stderr);
    else if (!whole && dh_guard_is_possible())
        fprintf(stderr, "downhill: sandbox: this kernel offers only: %s\n",
                dh_sandbox_name(&offer, name, sizeof name));
    return 0;
}

static error_t parse_extra(int key, char *text, struct argp_state *state)
{
    dh_extra *extra = state->input;
    if (key == OPT_SANDBOX) {
        extra->guard = parse_guard(text, state);
        return 0;
    }
    if (key != 'p')
        return ARGP_ERR_UNKNOWN;
    if (extra->count == DH_MOST_EXTRA)
        argp_error(state, "--plugins: at most %d times", DH_MOST_EXTRA);
    extra->path[extra->count++] = text;
    return 0;
}

static const struct argp_option extra_options[] = {
    {"plugins", 'p', "PATH", 0, "also plugins in this folder or file; may be repeated", 0},
    {"sandbox", OPT_SANDBOX, "HOW", 0,
     "what keeps plugins from harm: best-effort (default: all that the kernel offers), strict (or nothing runs), off",
     0},
    {0},
};
static const struct argp extra_argp = {extra_options, parse_extra, 0, 0, 0, 0, 0};
const struct argp_child dh_extra_child[] = {{&extra_argp, 0, 0, 0}, {0}};

/* The first of the candidates (relative to the executable's folder) that is there. */
static const char *find(dh_arena *arena, const char *folder, const char *built, const char *installed)
{
    const char *path = dh_arena_format(arena, "%s/%s", folder, built);
    if (path && !access(path, F_OK))
        return path;
    return dh_arena_format(arena, "%s/%s", folder, installed);
}

/* Where scripts/fetch-data puts what it brings, and users their own cards. */
static const char *store(dh_arena *arena)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    return data && *data == '/' ? dh_arena_format(arena, "%s/downhill/datasets", data)
                                : dh_arena_format(arena, "%s/.local/share/downhill/datasets", home ? home : "");
}

int dh_cli_places(dh_arena *arena, dh_places *ret, dh_error *error)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return dh_fail_errno(error, "cannot find the program's own folder");
    self[length] = 0;
    *strrchr(self, '/') = 0;
    dh_places p = {
        .worker = find(arena, self, "downhill-worker", "../libexec/downhill/downhill-worker"),
        .nospawn = find(arena, self, "framework/src/view/downhill-nospawn", "../libexec/downhill/downhill-nospawn"),
        .plugins = find(arena, self, "plugins", "../lib/downhill/plugins"),
        .include = find(arena, self, "../framework/include", "../include"),
        .templates = find(arena, self, "../plugins/templates", "../share/downhill/templates"),
        .library.reader = find(arena, self, "downhill-reader", "../libexec/downhill/downhill-reader"),
        .library.store = store(arena),
    };
    const char **folder = DH_NEW(arena, const char *, 2);
    if (!p.worker || !p.nospawn || !p.plugins || !p.include || !p.templates || !p.library.reader || !p.library.store || !folder)
        return dh_fail_memory(error);
    folder[0] = find(arena, self, "../configs/datasets", "../share/downhill/datasets");
    folder[1] = p.library.store;
    p.library.catalogue = folder;
    p.library.catalogue_count = 2;
    *ret = p;
    return folder[0] ? 0 : dh_fail_memory(error);
}
