/* downhill plugin: writes, builds and tests plugins. */
#include "plugin_verbs.h"

#include <string.h>

enum { OPT_FLAG = 256 };

static const struct argp_option argp_options[] = {
    {"flag", OPT_FLAG, "FLAG", 0, "build: one more for the compiler, as in --flag=-lgsl; may be repeated", 0},
    {"kind", 'k', "KIND", 0, "new: optimizer (default), schedule or problem", 0},
    {"output", 'o', "PATH", 0, "new: the folder (default: this one); build: the file (default: FILE.so)", 0},
    {0},
};

static uint32_t kind_of(const char *text, struct argp_state *state)
{
    for (uint32_t kind = DH_KIND_OPTIMIZER; kind <= DH_KIND_PROBLEM; kind++)
        if (!strcmp(text, dh_kind_name(kind)))
            return kind;
    argp_error(state, "--kind: expected optimizer, schedule or problem, got '%s'", text);
    return 0;
}

static void add(const char **list, size_t *count, size_t most, char *text, struct argp_state *state)
{
    if (*count == most)
        argp_error(state, "more than %zu, from '%s' on", most, text);
    list[(*count)++] = text;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    dh_plugin_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->extra;
        return 0;
    case 'k':
        o->kind = kind_of(text, state);
        return 0;
    case 'o':
        o->output = text;
        return 0;
    case OPT_FLAG:
        add(o->flag, &o->flags, DH_MOST_FLAGS, text, state);
        return 0;
    case ARGP_KEY_ARG:
        if (o->verb)
            add(o->file, &o->files, DH_MOST_SOURCES, text, state);
        else
            o->verb = text;
        return 0;
    case ARGP_KEY_END:
        if (!o->verb)
            argp_error(state, "expected new, build or test, as in: downhill plugin new mine");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct {
    const char *name;
    size_t most; /* arguments; at least one */
    dh_plugin_verb *run;
    const char *usage;
} verbs[] = {
    /* sorted */
    {"build", DH_MOST_SOURCES, dh_plugin_build, "FILE.c ... [-o FILE.so]"},
    {"new", 1, dh_plugin_new, "NAME [--kind KIND] [-o FOLDER]"},
    {"test", 1, dh_plugin_test, "FILE.so"},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static int run_verb(dh_plugin_options *o, dh_arena *arena, int *code, dh_error *error)
{
    const char *names[VERBS];
    for (size_t i = 0; i < VERBS; i++) {
        names[i] = verbs[i].name;
        if (strcmp(verbs[i].name, o->verb))
            continue;
        if (!o->files || o->files > verbs[i].most)
            return dh_fail(error, DH_ERROR_INPUT, "expected: downhill plugin %s %s", verbs[i].name, verbs[i].usage);
        return verbs[i].run(o, arena, code, error);
    }
    return dh_cli_no_verb("new, build or test", o->verb, names, VERBS, error);
}

int dh_cmd_plugin(int argc, char **argv)
{
    static const struct argp argp = {
        argp_options,
        parse,
        "new NAME\nbuild FILE.c...\ntest FILE.so",
        "Plugins of your own: `new` writes one that works, to be changed, and a study that races it; `build` "
        "compiles; "
        "`test` says what is wrong with it: its file, what it says of itself, small runs of it, its use of memory.\v"
        "Exit status: 0 nothing wrong, 5 something is (test), or it cannot be built.",
        dh_extra_child,
        0,
        0};
    dh_plugin_options o = {0};
    dh_arena arena = {0};
    dh_error error = {0};
    int code = DH_EXIT_OK;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    if (run_verb(&o, &arena, &code, &error))
        code = dh_cli_fail(&error);
    dh_arena_finish(&arena);
    return code;
}
