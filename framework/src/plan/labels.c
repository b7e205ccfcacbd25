/* The plan as tables: what a results file says of its runs and plugins. */
#include "plan/plan.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_NAME = 64 }; /* of a column in a results file */

/* A table being filled for chosen runs. */
typedef struct filling {
    const dh_plan *plan;
    const size_t *index;
    dh_table *table;
} filling;

static dh_run_place place(const filling *f, size_t row)
{
    return dh_plan_place(f->plan, f->index[row]);
}

static const char *text_of(dh_run_place at, int which)
{
    switch (which) {
    case 0:
        return at.problem->label;
    case 1:
        return at.problem->use.name;
    case 2:
        return at.problem->data_label;
    case 3:
        return at.method->label;
    case 4:
        return at.method->optimizer.name;
    default:
        return at.method->schedule.name;
    }
}

static int add_texts(const filling *f)
{
    static const char *const column[][2] = {
        {"problem", "the problem instance: key into /problems"},
        {"problem_plugin", "name of the problem plugin"},
        {"dataset", "the dataset's label; empty for an analytic problem"},
        {"method", "optimizer, schedule and what was set; unique"},
        {"optimizer", "name of the optimizer plugin"},
        {"schedule", "name of the schedule plugin"},
    };
    dh_column *id = dh_table_add(f->table, "id", DH_TEXT, "32 hexadecimal digits: hash of everything that decides the result");
    if (!id)
        return -1;
    for (size_t i = 0; i < f->table->rows; i++)
        id->text[i] = f->plan->id[f->index[i]];
    for (int c = 0; c < 6; c++) {
        dh_column *to = dh_table_add(f->table, column[c][0], DH_TEXT, column[c][1]);
        if (!to)
            return -1;
        for (size_t i = 0; i < f->table->rows; i++)
            to->text[i] = text_of(place(f, i), c);
    }
    return 0;
}

static size_t samples(dh_run_place at)
{
    return at.problem->data ? at.problem->data->view.samples : 0;
}

static int64_t whole_of(dh_run_place at, int which)
{
    size_t m = samples(at);
    switch (which) {
    case 0:
        return (int64_t)at.seed;
    case 1:
        return (int64_t)m;
    default:
        return (int64_t)(at.method->batch && at.method->batch < m ? at.method->batch : m);
    }
}

static int add_wholes(const filling *f)
{
    static const char *const column[][2] = {
        {"seed", "the run's seed: start and batches depend on it, not on the method"},
        {"samples", "rows of the training split; 0: analytic problem"},
        {"batch", "samples in a batch; equal to samples: full batch"},
    };
    for (int c = 0; c < 3; c++) {
        dh_column *to = dh_table_add(f->table, column[c][0], DH_WHOLE, column[c][1]);
        if (!to)
            return -1;
        for (size_t i = 0; i < f->table->rows; i++)
            to->whole[i] = whole_of(place(f, i), c);
    }
    dh_column *trial = dh_table_add(f->table, "trial", DH_WHOLE, "number of the tuning trial; 0 in the final phase");
    return trial ? 0 : -1;
}

static const char *budget_text(const dh_budget *b, dh_arena *arena)
{
    char text[128] = "";
    size_t used = 0;
    if (b->steps)
        used += (size_t)snprintf(text, sizeof text, " steps=%llu", (unsigned long long)b->steps);
    const struct {
        const char *name;
        double value;
    } part[] = {{"epochs", b->epochs}, {"gradients", b->gradients}, {"seconds", b->seconds}};
    for (int i = 0; i < 3; i++)
        if (part[i].value > 0)
            used += (size_t)snprintf(text + used, sizeof text - used, " %s=%.9g", part[i].name, part[i].value);
    return dh_arena_text(arena, text + (used > 0));
}

static int add_budget(const filling *f)
{
    dh_column *budget = dh_table_add(f->table, "budget", DH_TEXT, "what the run might spend at most: steps=1000 epochs=20 ...");
    if (!budget)
        return -1;
    for (size_t i = 0; i < f->table->rows; i++) {
        budget->text[i] = budget_text(&place(f, i).method->entry->budget, f->table->arena);
        if (!budget->text[i])
            return -1;
    }
    return 0;
}

static int add_numbers(const filling *f)
{
    dh_column *phase = dh_table_add(f->table, "phase", DH_TEXT, "tune or final");
    if (!phase)
        return -1;
    for (size_t i = 0; i < f->table->rows; i++)
        phase->text[i] = "final";
    dh_column *drawn = dh_table_add(f->table, "replacement", DH_FLAG, "1: batches are drawn with replacement; 0: reshuffled epochs");
    if (!drawn)
        return -1;
    for (size_t i = 0; i < f->table->rows; i++)
        drawn->flag[i] = place(f, i).method->replacement;
    dh_column *lr = dh_table_add(f->table, "lr", DH_REAL, "base learning rate");
    if (!lr)
        return -1;
    for (size_t i = 0; i < f->table->rows; i++)
        lr->real[i] = place(f, i).method->lr;
    dh_column *clip = dh_table_add(f->table, "clip", DH_REAL, "bound on the norm of the gradient; NaN: none");
    if (!clip)
        return -1;
    for (size_t i = 0; i < f->table->rows; i++)
        if (place(f, i).method->clip > 0)
            clip->real[i] = place(f, i).method->clip;
    return 0;
}

static const dh_use *use_of(dh_run_place at, uint32_t kind)
{
    return kind == DH_KIND_OPTIMIZER ? &at.method->optimizer : kind == DH_KIND_SCHEDULE ? &at.method->schedule : &at.problem->use;
}

static const char *list_text(dh_arena *arena, const dh_list *list)
{
    dh_buffer text = {0};
    for (size_t i = 0; i < list->count; i++)
        dh_put_format(&text, "%s%.17g", i ? "," : "", list->at[i]);
    const char *copy = text.failed ? NULL : dh_arena_copy(arena, text.size ? (const char *)text.data : "", text.size);
    dh_buffer_finish(&text);
    return copy;
}

static dh_column *param_column(const filling *f, const char *name, const dh_param *p)
{
    dh_column *column = dh_table_find(f->table, name);
    if (column)
        return column;
    bool text = p->scale == DH_CHOICE || p->scale == DH_LIST;
    return dh_table_add(f->table, name, text ? DH_TEXT : DH_REAL, dh_arena_text(f->table->arena, p->doc));
}

/* One value of one run. Two plugins may give one column name to a number and to a word: then the later is left out of the
 * table; so is one whose name no column can have. The study has it. */
static int put_param(const filling *f, size_t row, const char *prefix, const dh_param *p, double number, const dh_list *list)
{
    const char *name = dh_arena_format(f->table->arena, "%s_%s", prefix, p->name);
    if (name && strlen(name) > LONGEST_NAME)
        return 0;
    dh_column *column = name ? param_column(f, name, p) : NULL;
    if (!column)
        return -1;
    if (column->type == DH_REAL && p->scale < DH_CHOICE)
        column->real[row] = number;
    else if (column->type == DH_TEXT && p->scale == DH_CHOICE)
        column->text[row] = p->choices[(size_t)number];
    else if (column->type == DH_TEXT && p->scale == DH_LIST)
        column->text[row] = list_text(f->table->arena, list);
    return column->type == DH_TEXT && !column->text[row] ? -1 : 0;
}

static int put_use(const filling *f, size_t row, uint32_t kind, const char *prefix, const dh_use *use)
{
    const dh_plugin_card *card = dh_registry_find(f->plan->registry, kind, use->name);
    for (size_t i = 0; i < use->param_count; i++)
        if (put_param(f, row, prefix, &card->param[i], use->param[i], &use->list[i]))
            return -1;
    if (!use->inner_count)
        return 0;
    const char *deeper = dh_arena_format(f->table->arena, "%s_inner", prefix);
    return deeper ? put_use(f, row, kind, deeper, use->inner) : -1;
}

static int add_params(const filling *f)
{
    for (uint32_t kind = DH_KIND_OPTIMIZER; kind <= DH_KIND_PROBLEM; kind++)
        for (size_t i = 0; i < f->table->rows; i++)
            if (put_use(f, i, kind, dh_kind_name(kind), use_of(place(f, i), kind)))
                return -1;
    return 0;
}

int dh_plan_runs(const dh_plan *plan, const size_t *index, size_t count, dh_arena *arena, dh_table *ret, dh_error *error)
{
    filling f = {plan, index, ret};
    dh_table_init(ret, arena, count);
    return add_texts(&f) || add_wholes(&f) || add_budget(&f) || add_numbers(&f) || add_params(&f) ? dh_fail_memory(error) : 0;
}

/* ---- plugins ---- */

static bool uses(const dh_use *use, const dh_plugin_card *card)
{
    bool found = !strcmp(use->name, card->name);
    for (size_t i = 0; i < use->inner_count; i++)
        found |= uses(&use->inner[i], card);
    return found;
}

static bool in_use(const dh_plan *plan, const dh_plugin_card *card)
{
    for (size_t i = 0; card->kind == DH_KIND_PROBLEM && i < plan->problem_count; i++)
        if (uses(&plan->problem[i].use, card))
            return true;
    for (size_t i = 0; card->kind != DH_KIND_PROBLEM && i < plan->method_count; i++)
        if (uses(card->kind == DH_KIND_OPTIMIZER ? &plan->method[i].optimizer : &plan->method[i].schedule, card))
            return true;
    return false;
}

int dh_plan_plugins(const dh_plan *plan, dh_arena *arena, dh_table *ret, dh_error *error)
{
    const dh_registry *r = plan->registry;
    const dh_plugin_card **used = DH_NEW(arena, const dh_plugin_card *, r->count + 1);
    size_t n = 0;
    for (size_t i = 0; used && i < r->count; i++)
        if (in_use(plan, &r->card[i]))
            used[n++] = &r->card[i];
    dh_table_init(ret, arena, n);
    static const char *const column[][2] = {
        {"kind", "optimizer, schedule or problem"}, {"name", "registered name"}, {"doc", "what it is"},
        {"source", "the paper"}, {"sha256", "of the plugin's file"}, {"abi", "version it was built with"},
    };
    for (int c = 0; c < 6; c++) {
        dh_column *to = used ? dh_table_add(ret, column[c][0], DH_TEXT, column[c][1]) : NULL;
        if (!to)
            return dh_fail_memory(error);
        for (size_t i = 0; i < n; i++) {
            const char *text[] = {dh_kind_name(used[i]->kind), used[i]->name, used[i]->doc, used[i]->source, used[i]->sha256,
                                  dh_arena_format(arena, "%u.%u", used[i]->abi_major, used[i]->abi_minor)};
            to->text[i] = text[c];
            if (!to->text[i])
                return dh_fail_memory(error);
        }
    }
    return 0;
}
