#include "host/plugin.h"

#include "base/text.h"

#include <dlfcn.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *dh_kind_name(uint32_t kind)
{
    static const char *const name[] = {"nothing", "optimizer", "schedule", "problem"};
    return kind <= DH_KIND_PROBLEM ? name[kind] : "unknown kind";
}

/* Shared context of the checks of one file. */
typedef struct check {
    const char *file;
    const dh_head *head;
    dh_error *error;
} check;

__attribute__((format(printf, 2, 3))) static int refuse(const check *c, const char *format, ...)
{
    char reason[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    return dh_fail(c->error, DH_ERROR_PLUGIN, "%s: %s", c->file, reason);
}

bool dh_plugin_is_name(const char *text)
{
    return text && *text >= 'a' && *text <= 'z' && strlen(text) < 64 &&
           !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool is_line(const char *text)
{
    return text && *text && strnlen(text, 1024) < 1024 && dh_is_clean(text, strlen(text));
}

static int check_head(const check *c, size_t *ret_size)
{
    static const size_t whole[] = {0, sizeof(dh_optimizer), sizeof(dh_schedule), sizeof(dh_problem)};
    const dh_head *h = c->head;
    if (h->magic != DH_MAGIC)
        return refuse(c, "magic: expected 0x%x, got 0x%x: build it with DH_OPTIMIZER, DH_SCHEDULE or DH_PROBLEM", DH_MAGIC,
                      h->magic);
    if (h->abi_major != DH_ABI_MAJOR)
        return refuse(c, "abi_major: expected %d, got %d: build it again with the headers of this version", DH_ABI_MAJOR,
                      h->abi_major);
    if (h->kind < DH_KIND_OPTIMIZER || h->kind > DH_KIND_PROBLEM)
        return refuse(c, "kind: expected 1, 2 or 3, got %u", h->kind);
    if (h->size < sizeof(dh_head))
        return refuse(c, "size: expected at least %zu bytes, got %u", sizeof(dh_head), h->size);
    if (!dh_plugin_is_name(h->name))
        return refuse(c, "name: expected a lower-case word of at most 63 letters, digits and underscores");
    if (!is_line(h->doc) || !is_line(h->source))
        return refuse(c, "%s: expected one line of text", is_line(h->doc) ? "source" : "doc");
    if (h->param_count > DH_MAX_PARAMS || (h->param_count && !h->params))
        return refuse(c, "param_count: expected at most %d with a table, got %u", DH_MAX_PARAMS, h->param_count);
    if (h->param_count && h->param_size < sizeof(dh_param))
        return refuse(c, "param_size: expected at least %zu, got %u", sizeof(dh_param), h->param_size);
    *ret_size = h->size < whole[h->kind] ? h->size : whole[h->kind];
    return 0;
}

static size_t choice_count(const dh_param *p)
{
    size_t n = 0;
    while (p->choices && n < 256 && p->choices[n])
        n++;
    return n;
}

static bool in_range(const dh_param *p, double value)
{
    return value >= p->min && value <= p->max && !((p->flags & DH_OPEN_MIN) && value == p->min) &&
           !((p->flags & DH_OPEN_MAX) && value == p->max);
}

static int check_param(const check *c, const dh_param *p, size_t index)
{
    if (!dh_plugin_is_name(p->name))
        return refuse(c, "params[%zu].name: expected a lower-case word", index);
    if (!is_line(p->doc))
        return refuse(c, "parameter '%s': doc: expected one line of text", p->name);
    if (p->scale > DH_LIST)
        return refuse(c, "parameter '%s': scale: expected 0 to %d, got %u", p->name, DH_LIST, p->scale);
    if (p->scale == DH_CHOICE) {
        size_t n = choice_count(p);
        if (!n || n == 256 || !(p->standard >= 0 && p->standard < (double)n) || p->standard != floor(p->standard))
            return refuse(c, "parameter '%s': expected a default among 1 to 255 choices", p->name);
        for (size_t i = 0; i < n; i++)
            if (!is_line(p->choices[i]))
                return refuse(c, "parameter '%s': choices[%zu]: expected one line of text", p->name, i);
        return 0;
    }
    if (!(p->min <= p->max))
        return refuse(c, "parameter '%s': min %g is not below max %g", p->name, p->min, p->max);
    if (p->scale != DH_LIST && !in_range(p, p->standard))
        return refuse(c, "parameter '%s': default %g lies outside its range", p->name, p->standard);
    if (p->scale == DH_INTEGER && p->standard != floor(p->standard))
        return refuse(c, "parameter '%s': default %g is not whole", p->name, p->standard);
    bool searched = p->search_min != 0 || p->search_max != 0;
    if (searched && !(p->search_min < p->search_max && in_range(p, p->search_min) && in_range(p, p->search_max)))
        return refuse(c, "parameter '%s': search range %g to %g is not within its range", p->name, p->search_min, p->search_max);
    return 0;
}

/* Copies the table with the host's stride and checks it row by row. */
static int check_params(const check *c, dh_arena *arena, dh_head *copy)
{
    dh_param *table = DH_NEW(arena, dh_param, copy->param_count + 1);
    if (!table)
        return dh_fail_memory(c->error);
    for (uint32_t i = 0; i < copy->param_count; i++) {
        memcpy(&table[i], (const char *)c->head->params + (size_t)i * c->head->param_size, sizeof table[i]);
        if (check_param(c, &table[i], i))
            return -1;
        for (uint32_t j = 0; j < i; j++)
            if (!strcmp(table[i].name, table[j].name))
                return refuse(c, "parameter '%s' stands twice in the table", table[i].name);
    }
    copy->params = table;
    copy->param_size = sizeof(dh_param);
    return 0;
}

static int check_metrics(const check *c, const dh_problem *p)
{
    if (!p->metrics != !p->metric_names)
        return refuse(c, "metrics: expected both metrics and metric_names, or neither");
    for (size_t i = 0; p->metric_names && p->metric_names[i]; i++) {
        if (i == DH_MAX_METRICS)
            return refuse(c, "metric_names: expected at most %d and a NULL at the end", DH_MAX_METRICS);
        if (!dh_plugin_is_name(p->metric_names[i]) || strlen(p->metric_names[i]) > 40 || !strcmp(p->metric_names[i], "cost"))
            return refuse(c, "metric_names[%zu]: expected a lower-case word of at most 40 letters, other than cost", i);
        for (size_t j = 0; j < i; j++)
            if (!strcmp(p->metric_names[i], p->metric_names[j]))
                return refuse(c, "metric_names: '%s' stands there twice", p->metric_names[i]);
    }
    return 0;
}

static int check_kind(const check *c, const dh_plugin *p)
{
    switch (p->kind) {
    case DH_KIND_OPTIMIZER:
        if (!p->optimizer.step)
            return refuse(c, "step: missing");
        if (!(p->optimizer.rate >= 0) || !(p->optimizer.rate_min <= p->optimizer.rate_max))
            return refuse(c, "rate: expected a default >= 0 and a search range");
        if (p->optimizer.release && !(p->optimizer.flags & DH_KEEPS_MEMORY))
            return refuse(c, "release: expected NULL without the flag DH_KEEPS_MEMORY");
        return 0;
    case DH_KIND_SCHEDULE:
        if (!p->schedule.rate)
            return refuse(c, "rate: missing");
        if (p->schedule.unit > DH_UNIT_HORIZON)
            return refuse(c, "unit: expected 0, 1 or 2, got %u", p->schedule.unit);
        return 0;
    default:
        if (check_metrics(c, &p->problem))
            return -1;
        if (!p->problem.dim || !p->problem.start || !p->problem.evaluate)
            return refuse(c, "%s: missing", !p->problem.dim ? "dim" : !p->problem.start ? "start" : "evaluate");
        if ((p->problem.optimum || p->problem.gap || p->problem.squares) && !is_line(p->problem.certificate))
            return refuse(c, "certificate: expected one line that says how f* is known");
        if (!p->problem.preconditioner_size != !p->problem.preconditioner || !p->problem.preconditioner_size != !p->problem.precondition)
            return refuse(c, "preconditioner_size, preconditioner, precondition: expected all three or none");
        return 0;
    }
}

int dh_plugin_check(const dh_head *head, const char *name, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    check c = {.file = name, .head = head, .error = error};
    size_t size = 0;
    if (!head)
        return refuse(&c, "%s returned NULL", DH_ENTRY_NAME);
    if (check_head(&c, &size))
        return -1;
    dh_plugin plugin = {.kind = head->kind};
    memcpy(&plugin.head, head, size);
    if (check_params(&c, arena, &plugin.head) || check_kind(&c, &plugin))
        return -1;
    *ret = plugin;
    return 0;
}

dh_plugin_entry *dh_plugin_open(const char *path, const char *name, dh_error *error)
{
    dh_plugin_entry *entry = NULL;
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL), *symbol = handle ? dlsym(handle, DH_ENTRY_NAME) : NULL;
    if (!handle)
        dh_fail(error, DH_ERROR_PLUGIN, "%s: cannot be loaded: %s", name, dlerror());
    else if (!symbol)
        dh_fail(error, DH_ERROR_PLUGIN, "%s: exports no %s: build it with DH_OPTIMIZER, DH_SCHEDULE or DH_PROBLEM", name,
                DH_ENTRY_NAME);
    memcpy(&entry, &symbol, sizeof entry); /* ISO C has no cast from void * to a function */
    return entry;
}

int dh_plugin_load(const char *path, const char *name, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    dh_plugin_entry *entry = dh_plugin_open(path, name, error);
    return entry ? dh_plugin_check(entry(), name, arena, ret, error) : -1;
}
