/* downhill list: what there is. */
#include "base/text.h"
#include "cli.h"
#include "data/load.h"
#include "json.h"
#include "reference.h"

#include <stdio.h>
#include <string.h>

typedef struct options {
    const char *kind;
    dh_extra extra;
    bool json, markdown;
} options;

enum { OPT_JSON = 256, OPT_MARKDOWN };

static const struct argp_option argp_options[] = {
    {"json", OPT_JSON, 0, 0, "as JSON", 0},
    {"markdown", OPT_MARKDOWN, 0, 0, "plugins with their parameters, as the tables of plugins/README.md", 0},
    {0},
};

static const char *const kinds[] = {"datasets", "optimizers", "problems", "schedules"};

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->extra;
        return 0;
    case OPT_JSON:
        o->json = true;
        return 0;
    case OPT_MARKDOWN:
        o->markdown = true;
        return 0;
    case ARGP_KEY_ARG:
        for (int i = 0; i < 4; i++)
            if (!strcmp(text, kinds[i]) && !o->kind) {
                o->kind = kinds[i];
                return 0;
            }
        {
            const char *near = dh_nearest(text, kinds, 4);
            argp_error(state, "expected one of datasets, optimizers, problems, schedules; got '%s'%s%s%s", text,
                       near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool wanted(const options *o, const char *kind)
{
    return !o->kind || !strcmp(o->kind, kind);
}

static void print_item(const options *o, const char *kind, const char *name, const char *doc, bool *first)
{
    if (!o->json) {
        if (*first)
            printf("%s%s\n", o->kind ? "" : kind, o->kind ? "" : ":");
        printf("  %-22s %s\n", name, doc);
    } else {
        printf("%s\n  {\"kind\": \"%.*s\", \"name\": ", *first ? "" : ",", (int)strlen(kind) - 1, kind);
        dh_json_text(stdout, name);
        fputs(", \"doc\": ", stdout);
        dh_json_text(stdout, doc);
        fputs("}", stdout);
    }
    *first = false;
}

static void list_plugins(const options *o, const dh_registry *r, uint32_t kind, const char *plural, bool *begun)
{
    bool first = true;
    if (!wanted(o, plural))
        return;
    for (size_t i = 0; i < r->count; i++)
        if (r->card[i].kind == kind)
            print_item(o, plural, r->card[i].name, r->card[i].doc, o->json ? begun : &first);
    if (!o->json && !o->kind && !first)
        puts("");
}

static int list_datasets(const options *o, dh_session *s, bool *begun, dh_error *error)
{
    dh_card *card;
    size_t count;
    bool first = true;
    if (!wanted(o, "datasets"))
        return 0;
    if (dh_cards_list(&s->places.library, &s->arena, &card, &count, error))
        return -1;
    for (size_t i = 0; i < count; i++)
        print_item(o, "datasets", card[i].name, card[i].doc, o->json ? begun : &first);
    return 0;
}

static int list(const options *o, dh_session *s, dh_error *error)
{
    bool begun = true;
    if (dh_session_plugins(s, &o->extra, NULL, error))
        return -1;
    if (o->markdown) {
        dh_reference_print(&s->registry);
        return 0;
    }
    fputs(o->json ? "[" : "", stdout);
    list_plugins(o, &s->registry, DH_KIND_OPTIMIZER, "optimizers", &begun);
    list_plugins(o, &s->registry, DH_KIND_SCHEDULE, "schedules", &begun);
    list_plugins(o, &s->registry, DH_KIND_PROBLEM, "problems", &begun);
    if (list_datasets(o, s, &begun, error))
        return -1;
    fputs(o->json ? "\n]\n" : "", stdout);
    for (size_t i = 0; i < s->registry.rejected_count; i++)
        fprintf(stderr, "downhill: left out: %s\n", s->registry.rejected[i].reason);
    return 0;
}

int dh_cmd_list(int argc, char **argv)
{
    static const struct argp argp = {argp_options, parse, "[optimizers|schedules|problems|datasets]",
                                     "List what there is to put into a study.\vdownhill describe NAME tells more.", dh_extra_child, 0, 0};
    options o = {0};
    dh_session session = {.jobs = 1};
    dh_error error = {0};
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    int code = list(&o, &session, &error) ? dh_cli_fail(&error) : DH_EXIT_OK;
    dh_session_finish(&session);
    return code;
}
