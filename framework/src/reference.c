#include "reference.h"

#include "card_text.h"

#include <stdio.h>

/* Text of a table's cell: no bars. */
static void print_cell(const char *text)
{
    for (; *text; text++)
        fputs(*text == '|' ? "\\|" : (char[]){*text, 0}, stdout);
}

static void print_params(const dh_plugin_card *c)
{
    char range[DH_PARAM_TEXT], standard[64];
    for (size_t i = 0; i < c->param_count; i++) {
        printf("%s`%s` %s", i ? "<br>" : "", c->param[i].name, dh_param_default(&c->param[i], standard, sizeof standard));
        fputs(" in ", stdout);
        print_cell(dh_param_range(&c->param[i], range, sizeof range));
    }
}

static void print_notes(const dh_plugin_card *c)
{
    const char *note[DH_CARD_NOTES];
    for (size_t i = 0, count = dh_card_notes(c, note); i < count; i++) {
        fputs(i ? "; " : "", stdout);
        print_cell(note[i]);
    }
}

static void print_row(const dh_plugin_card *c)
{
    static const char *const unit[] = {"steps", "epochs", "the horizon"};
    char state[128];
    printf("| `%s` | ", c->name);
    print_cell(c->doc);
    fputs("<br>*", stdout);
    print_cell(c->source);
    fputs("* | ", stdout);
    print_params(c);
    fputs(" | ", stdout);
    print_notes(c);
    if (c->kind == DH_KIND_OPTIMIZER)
        printf(" | %g | %s", c->rate, dh_card_state(c, state, sizeof state));
    else if (c->kind == DH_KIND_SCHEDULE)
        printf(" | %s", unit[c->unit]);
    puts(" |");
}

static void print_table(const dh_registry *r, uint32_t kind, const char *title, const char *head)
{
    printf("\n## %s\n\n%s", title, head);
    for (size_t i = 0; i < r->count; i++)
        if (r->card[i].kind == kind)
            print_row(&r->card[i]);
}

void dh_reference_print(const dh_registry *r)
{
    puts("# Plugins\n\nMade by `downhill list --markdown`, and kept true by a test. `downhill describe NAME` tells more: what each parameter\n"
         "does, whose default it has, and where a tuner searches. Formula and ambiguities stand at the top of each file.");
    print_table(r, DH_KIND_OPTIMIZER, "Optimizers",
                "`lr` is the default; state is in doubles for each parameter, a matrix being one of 64 x 64.\n\n"
                "| name | what, and its source | parameters: default, range | notes | lr | state |\n|---|---|---|---|---|---|\n");
    print_table(r, DH_KIND_SCHEDULE, "Schedules",
                "Lengths are in the unit named here unless a study says `unit: step`, `epoch` or `horizon`.\n\n"
                "| name | what, and its source | parameters: default, range | notes | unit |\n|---|---|---|---|---|\n");
    print_table(r, DH_KIND_PROBLEM, "Problems",
                "| name | what, and its source | parameters: default, range | notes |\n|---|---|---|---|\n");
}
