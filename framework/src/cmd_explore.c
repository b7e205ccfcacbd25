/* downhill explore: one page in which a problem of two dimensions and the methods on it can be tried. */
#include "base/file.h"
#include "base/text.h"
#include "cli.h"
#include "web/explorer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct options {
    const char *problem, *page;
    dh_extra extra;
    bool quiet;
} options;

static const struct argp_option argp_options[] = {
    {"output", 'o', "FILE.html", 0, "the page; a file of that name is replaced (required)", 0},
    {"quiet", 'q', 0, 0, "do not say what was made", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        return 0;
    case 'o':
        o->page = text;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->problem)
            argp_error(state, "expected one problem, got '%s' and '%s'", o->problem, text);
        o->problem = text;
        return 0;
    case ARGP_KEY_END:
        if (!o->problem || !o->page)
            argp_error(state, "expected a problem and a file, as in: downhill explore rosenbrock -o rosenbrock.html");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- which problem ---- */

static int unknown(const options *o, const dh_registry *registry, dh_error *error)
{
    char got[64];
    const char *near = dh_registry_nearest(registry, DH_KIND_PROBLEM, o->problem);
    return dh_fail(error, DH_ERROR_INPUT, "no problem is called '%s'%s%s%s (downhill list problems)",
                   dh_printable(got, sizeof got, o->problem), near ? ": did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

/* A name as a map of a study; a map as it is. */
static const char *spell_problem(const options *o, dh_arena *arena, dh_error *error)
{
    dh_session names = {.jobs = 1};
    const char *map = o->problem;
    if (*o->problem != '{') {
        const dh_plugin_card *card = NULL;
        if (!dh_session_plugins(&names, &o->extra, o->problem, error))
            card = dh_registry_find(&names.registry, DH_KIND_PROBLEM, o->problem);
        if (!card && !error->kind)
            unknown(o, &names.registry, error);
        map = !card ? NULL
                    : dh_arena_format(arena, "{problem: %s, name: %s%s}", card->name, card->name,
                                      dh_card_param(card, "dim") ? ", dim: 2" : "");
    }
    dh_session_finish(&names);
    return map;
}

static int check(const dh_plan_problem *problem, const dh_facts *facts, dh_error *error)
{
    for (const dh_use *use = &problem->use; use; use = use->inner_count ? use->inner : NULL)
        if (!dh_web_holds(use->name))
            return dh_fail(error, DH_ERROR_INPUT, "problem '%s' cannot be explored: it %s", use->name,
                           problem->card->flags & DH_NEEDS_DATASET ? "needs a dataset"
                                                                   : "is not one of the program's own");
    if (facts->dim != 2)
        return dh_fail(error, DH_ERROR_INPUT,
                       "problem '%s' cannot be explored: it has %llu dimensions, and a map has 2", problem->use.name,
                       (unsigned long long)facts->dim);
    if (!facts->side)
        return dh_fail(error, DH_ERROR_INPUT,
                       "problem '%s' cannot be explored: it does not say where it is worth plotting",
                       problem->use.name);
    return 0;
}

/* ---- what the page is told ---- */

static void put_use(dh_buffer *out, const dh_registry *registry, const dh_use *use)
{
    const dh_plugin_card *card = dh_registry_find(registry, DH_KIND_PROBLEM, use->name);
    dh_put_format(out, "{\"name\":");
    dh_web_put_text(out, use->name);
    dh_put_format(out, ",\"params\":{");
    for (size_t i = 0; i < use->param_count; i++) {
        dh_put_format(out, i ? "," : "");
        dh_web_put_text(out, card->param[i].name);
        dh_put_format(out, card->param[i].scale == DH_LIST ? ":[" : ":");
        for (size_t k = 0; k < use->list[i].count; k++) {
            dh_put_format(out, k ? "," : "");
            dh_web_put_real(out, use->list[i].at[k]);
        }
        if (card->param[i].scale == DH_LIST)
            dh_put_u8(out, ']');
        else
            dh_web_put_real(out, use->param[i]);
    }
    dh_put_format(out, "},\"inner\":[");
    if (use->inner_count)
        put_use(out, registry, use->inner);
    dh_put_format(out, "]}");
}

static void put_setting(dh_buffer *out, const dh_session *s)
{
    const dh_plan_problem *p = s->plan.problem;
    dh_put_format(out, "{\"problems\":[{\"label\":");
    dh_web_put_text(out, p->label);
    dh_put_format(out, ",\"use\":");
    put_use(out, &s->registry, &p->use);
    dh_put_format(out, ",\"instance\":%llu", (unsigned long long)p->entry->instance);
    if (p->entry->start_count) {
        dh_put_format(out, ",\"start\":[");
        dh_web_put_real(out, p->entry->start[0]);
        dh_put_u8(out, ',');
        dh_web_put_real(out, p->entry->start[1]);
        dh_put_u8(out, ']');
    }
    dh_put_format(out, "}],\"others\":true}");
}

static int write_page(const options *o, const dh_session *s, dh_arena *arena, dh_error *error)
{
    dh_report report;
    dh_buffer setting = {0}, out = {0};
    dh_report_init(&report, arena, "Gradient methods, step by step");
    put_setting(&setting, s);
    int failed = dh_web_add(&report, &setting, error) || dh_report_html(&report, &out, error) ||
                 dh_file_write(o->page, out.data, out.size, error);
    dh_buffer_finish(&setting);
    dh_buffer_finish(&out);
    return failed ? -1 : 0;
}

static int explore(const options *o, dh_session *s, dh_error *error)
{
    dh_facts *facts;
    if (!dh_web_there())
        return dh_fail(error, DH_ERROR_SYSTEM, "%s", dh_web_missing);
    const char *map = spell_problem(o, &s->arena, error);
    const char *study = map ? dh_arena_format(&s->arena,
                                              "study: explore\nproblems: [%s]\nbudget: {steps: 1}\n"
                                              "methods: [{optimizer: sgd, lr: 1}]\n",
                                              map)
                            : NULL;
    if (!study)
        return error->kind ? -1 : dh_fail_memory(error);
    if (dh_session_study(s, "PROBLEM", study, &o->extra, error) || dh_session_facts(s, &facts, error))
        return -1;
    if (check(s->plan.problem, facts, error) || write_page(o, s, &s->arena, error))
        return -1;
    if (!o->quiet)
        puts(o->page);
    return 0;
}

int dh_cmd_explore(int argc, char **argv)
{
    static const struct argp argp = {
        argp_options,
        parse,
        "PROBLEM",
        "Make a page in which a problem of two dimensions and the methods on it can be tried: surface and contour "
        "map, "
        "starting point by click, learning rates by slider. It runs the plugins themselves, as WebAssembly, and "
        "needs no "
        "network.\v"
        "PROBLEM is a name, or a map as in a study: '{problem: quadratic, dim: 2, condition: 30}'.",
        0,
        0,
        0};
    options o = {0};
    dh_session session = {.jobs = 1};
    dh_error error = {0};
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    const int code = explore(&o, &session, &error) ? dh_cli_fail(&error) : DH_EXIT_OK;
    dh_session_finish(&session);
    return code;
}
