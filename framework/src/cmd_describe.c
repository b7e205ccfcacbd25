/* downhill describe: one plugin or dataset in full. */
#include "base/text.h"
#include "card_text.h"
#include "cli.h"
#include "data/load.h"
#include "json.h"

#include <stdio.h>
#include <string.h>

typedef struct options {
    const char *name;
    dh_extra extra;
    bool json;
} options;

enum { OPT_JSON = 256 };

static const struct argp_option argp_options[] = {
    {"json", OPT_JSON, 0, 0, "as JSON", 0},
    {0},
};

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
    case ARGP_KEY_ARG:
        if (o->name)
            argp_error(state, "expected one name, got '%s' and '%s'", o->name, text);
        o->name = text;
        return 0;
    case ARGP_KEY_END:
        if (!o->name)
            argp_error(state, "expected a name, as in: downhill describe adam");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_param(const dh_param *p)
{
    char range[DH_PARAM_TEXT], standard[64];
    printf("  %-16s default %-10s in %s\n  %-16s %s\n", p->name, dh_param_default(p, standard, sizeof standard),
           dh_param_range(p, range, sizeof range), "", p->doc);
    static const char *const scale[] = {"linearly", "on a log scale", "with 1 - value on a log scale", "as whole numbers"};
    if (p->search_min != 0 || p->search_max != 0)
        printf("  %-16s searched from %g to %g %s\n", "", p->search_min, p->search_max, p->scale <= DH_INTEGER ? scale[p->scale] : "");
}

static void print_card(const dh_plugin_card *c)
{
    static const char *const unit[] = {"steps", "epochs", "fractions of the horizon"};
    printf("%s (%s)\n  %s\n  source: %s\n", c->name, dh_kind_name(c->kind), c->doc, c->source);
    if (c->kind == DH_KIND_OPTIMIZER && c->rate > 0)
        printf("  default lr %g, searched from %g to %g\n", c->rate, c->rate_min, c->rate_max);
    if (c->kind == DH_KIND_SCHEDULE)
        printf("  lengths in %s (unit: steps | epochs | horizon)\n", unit[c->unit]);
    const char *note[DH_CARD_NOTES];
    for (size_t i = 0, count = dh_card_notes(c, note); i < count; i++)
        printf("  - %s\n", note[i]);
    char state[128];
    if (c->kind == DH_KIND_OPTIMIZER)
        printf("  - doubles of state for each parameter: %s\n", dh_card_state(c, state, sizeof state));
    if (c->metric_count) {
        printf("  metrics:");
        for (size_t i = 0; i < c->metric_count; i++)
            printf(" %s", c->metric[i]);
        puts("");
    }
    puts(c->param_count ? "\nparameters" : "\nno parameters");
    for (size_t i = 0; i < c->param_count; i++)
        print_param(&c->param[i]);
    printf("\nfile %s\nABI %u.%u, SHA-256 %s\n", c->path, c->abi_major, c->abi_minor, c->sha256);
}

static void print_json_param(const dh_param *p)
{
    static const char *const scale[] = {"linear", "log", "one_minus_log", "integer", "choice", "list"};
    fputs("{\"name\": ", stdout);
    dh_json_text(stdout, p->name);
    fputs(", \"doc\": ", stdout);
    dh_json_text(stdout, p->doc);
    printf(", \"scale\": \"%s\", \"default\": ", scale[p->scale]);
    if (p->scale == DH_CHOICE)
        dh_json_text(stdout, p->choices[(size_t)p->standard]);
    else
        dh_json_real(stdout, p->standard);
    const struct {
        const char *name;
        double value;
    } number[] = {{"min", p->min}, {"max", p->max}, {"search_min", p->search_min}, {"search_max", p->search_max}};
    for (int i = 0; i < 4 && p->scale != DH_CHOICE; i++) {
        printf(", \"%s\": ", number[i].name);
        dh_json_real(stdout, number[i].value);
    }
    if (p->scale == DH_CHOICE)
        for (size_t i = 0; p->choices[i]; i++) {
            fputs(i ? ", " : ", \"choices\": [", stdout);
            dh_json_text(stdout, p->choices[i]);
        }
    fputs(p->scale == DH_CHOICE ? "]}" : "}", stdout);
}

static void print_json(const dh_plugin_card *c)
{
    printf("{\"kind\": \"%s\", \"name\": ", dh_kind_name(c->kind));
    dh_json_text(stdout, c->name);
    fputs(", \"doc\": ", stdout);
    dh_json_text(stdout, c->doc);
    fputs(", \"source\": ", stdout);
    dh_json_text(stdout, c->source);
    printf(", \"abi\": \"%u.%u\", \"sha256\": \"%s\", \"flags\": %llu, \"lr\": ", c->abi_major, c->abi_minor, c->sha256,
           (unsigned long long)c->flags);
    dh_json_real(stdout, c->rate);
    fputs(", \"state_per_parameter\": {\"vector\": ", stdout);
    dh_json_real(stdout, c->state.vector);
    fputs(", \"matrix\": ", stdout);
    dh_json_real(stdout, c->state.matrix);
    fputs(", \"sample\": ", stdout);
    dh_json_real(stdout, c->state.sample);
    fputs("}, \"parameters\": [", stdout);
    for (size_t i = 0; i < c->param_count; i++) {
        fputs(i ? ", " : "", stdout);
        print_json_param(&c->param[i]);
    }
    puts("]}");
}

static void print_dataset(const dh_card *c, bool json)
{
    const struct {
        const char *name, *text;
    } line[] = {{"doc", c->doc}, {"task", c->task ? c->task : ""}, {"source", c->source}, {"licence", c->licence}, {"file", c->path}};
    if (!json)
        printf("%s (dataset)\n  %s\n", c->name, c->doc);
    else {
        fputs("{\"kind\": \"dataset\", \"name\": ", stdout);
        dh_json_text(stdout, c->name);
    }
    for (size_t i = json ? 0 : 1; i < sizeof line / sizeof *line; i++) {
        printf(json ? ", \"%s\": " : "  %s: ", line[i].name);
        if (json)
            dh_json_text(stdout, line[i].text);
        else
            puts(line[i].text);
    }
    if (json)
        puts("}");
}

static int describe_dataset(const options *o, dh_session *s, bool *found, dh_error *error)
{
    dh_card *card;
    size_t count;
    if (dh_cards_list(&s->places.library, &s->arena, &card, &count, error))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (!strcmp(card[i].name, o->name)) {
            print_dataset(&card[i], o->json);
            *found = true;
        }
    return 0;
}

static int unknown(const options *o, const dh_session *s, dh_error *error)
{
    const char *near = NULL;
    char got[64];
    for (uint32_t kind = DH_KIND_OPTIMIZER; kind <= DH_KIND_PROBLEM && !near; kind++)
        near = dh_registry_nearest(&s->registry, kind, o->name);
    return dh_fail(error, DH_ERROR_INPUT, "no optimizer, schedule, problem or dataset is called '%s'%s%s%s (downhill list)",
                   dh_printable(got, sizeof got, o->name), near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static int describe(const options *o, dh_session *s, dh_error *error)
{
    bool found = false;
    if (dh_session_plugins(s, &o->extra, o->name, error))
        return -1;
    for (size_t i = 0; i < s->registry.count; i++)
        if (!strcmp(s->registry.card[i].name, o->name)) {
            (o->json ? print_json : print_card)(&s->registry.card[i]);
            found = true;
        }
    if (describe_dataset(o, s, &found, error))
        return -1;
    return found ? 0 : unknown(o, s, error);
}

int dh_cmd_describe(int argc, char **argv)
{
    static const struct argp argp = {argp_options, parse, "NAME", "Describe an optimizer, schedule, problem or dataset.", dh_extra_child, 0, 0};
    options o = {0};
    dh_session session = {.jobs = 1};
    dh_error error = {0};
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    int code = describe(&o, &session, &error) ? dh_cli_fail(&error) : DH_EXIT_OK;
    dh_session_finish(&session);
    return code;
}
