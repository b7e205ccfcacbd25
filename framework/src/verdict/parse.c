/* A baseline's text, read strictly: the lines of put.c in their order, nothing missing and nothing else. */
#include "verdict/baseline.h"

#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct reader {
    const char *name;
    char *line; /* the present one, without blanks before it; NULL: there is no more */
    char *rest; /* of the text */
    size_t number;
    dh_arena *arena;
    dh_error *error;
} reader;

static int fail(reader *r, const char *expected)
{
    char got[96];
    if (!r->line)
        return dh_fail(r->error, DH_ERROR_INPUT, "%s:%zu: the file ends here (cut short?): expected %s", r->name,
                       r->number, expected);
    return dh_fail(r->error, DH_ERROR_INPUT, "%s:%zu: expected %s, got '%s'", r->name, r->number, expected,
                   dh_printable(got, sizeof got, r->line));
}

static void advance(reader *r)
{
    do {
        r->number++;
        r->line = *r->rest ? r->rest : NULL;
        char *end = r->line ? strchr(r->line, '\n') : NULL;
        if (!end) { /* a last line without its end is half a line */
            r->line = NULL;
            return;
        }
        *end = 0;
        r->rest = end + 1;
        r->line += strspn(r->line, " ");
    } while (*r->line == '#');
}

static bool at(const reader *r, const char *key)
{
    size_t length = strlen(key);
    return r->line && !strncmp(r->line, key, length) && (r->line[length] == ' ' || !r->line[length]);
}

/* The text behind the key. */
static int take(reader *r, const char *key, const char **ret)
{
    char expected[40];
    if (!at(r, key)) {
        snprintf(expected, sizeof expected, "a line '%s ...'", key);
        return fail(r, expected);
    }
    const char *text = r->line + strlen(key);
    *ret = dh_arena_text(r->arena, *text ? text + 1 : text);
    if (!*ret)
        return dh_fail_memory(r->error);
    if (!dh_is_clean(*ret, strlen(*ret)))
        return fail(r, "UTF-8");
    advance(r);
    return 0;
}

/* The next word of a line that is taken apart in place; NULL: no more. */
static const char *word(char **at)
{
    *at += strspn(*at, " ");
    if (!**at)
        return NULL;
    char *start = *at;
    *at += strcspn(*at, " ");
    if (**at)
        *(*at)++ = 0;
    return start;
}

static bool parse_real(const char *text, double *ret)
{
    if (!text)
        return false;
    if (!strcmp(text, "inf") || !strcmp(text, "-inf"))
        *ret = *text == '-' ? -INFINITY : INFINITY;
    else if (!strcmp(text, "nan"))
        *ret = NAN;
    else
        return dh_parse_double(text, ret);
    return true;
}

static bool is_hash(const char *text, size_t length)
{
    return text && strlen(text) == length && strspn(text, "0123456789abcdef") == length;
}

/* count words of the line behind the key, and no more */
static int take_words(reader *r, const char *key, size_t count, const char **ret)
{
    const char *text;
    size_t line = r->number;
    if (take(r, key, &text))
        return -1;
    char *at = (char *)text;
    for (size_t i = 0; i < count; i++)
        ret[i] = word(&at);
    if (!ret[count - 1] || word(&at))
        return dh_fail(r->error, DH_ERROR_INPUT, "%s:%zu: expected %zu words behind '%s'", r->name, line, count, key);
    return 0;
}

static void *more(reader *r, void *list, size_t count, size_t size)
{
    if (count & (count - 1))
        return list; /* room is a power of two */
    char *grown = dh_arena_alloc(r->arena, count ? 2 * count : 1, size);
    if (grown && count)
        memcpy(grown, list, count * size);
    return grown;
}

/* ---- one run ---- */

static bool parse_whole(const char *text, int64_t *ret)
{
    uint64_t value;
    bool negative = text && *text == '-';
    if (!text || !dh_parse_u64(text + negative, &value) || value > INT64_MAX)
        return false;
    *ret = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

static bool parse_status(const char *text, dh_status *ret)
{
    for (int i = 0; text && i < DH_STATUS_COUNT; i++)
        if (!strcmp(text, dh_status_name((dh_status)i))) {
            *ret = (dh_status)i;
            return true;
        }
    return false;
}

static bool parse_run(char *at, dh_base_run *run)
{
    int64_t steps;
    if (!parse_whole(word(&at), &run->seed) || !parse_status(word(&at), &run->status) ||
        !parse_whole(word(&at), &steps) || steps < 0 || !parse_real(word(&at), &run->work))
        return false;
    run->steps = (uint64_t)steps;
    for (size_t t = 0; t < DH_TARGETS; t++)
        if (!parse_real(word(&at), &run->cost[t]) || isnan(run->cost[t]))
            return false;
    if (!parse_real(word(&at), &run->final) || isnan(run->final) || !parse_real(word(&at), &run->rates))
        return false;
    if (run->status > DH_TARGET_REACHED && isfinite(run->final))
        return false; /* a lost run has none */
    const char *hash = word(&at);
    if (!is_hash(hash, DH_HASH_KEPT))
        return false;
    strcpy(run->hash, hash);
    for (const char *text; (text = word(&at)) != NULL; run->probes++)
        if (run->probes == DH_PROBES || !parse_real(text, &run->probe[run->probes]))
            return false;
    return true;
}

static int take_run(reader *r, dh_cell *cell)
{
    size_t line = r->number;
    const char *text;
    dh_base_run run = {0};
    if (take(r, "run", &text))
        return -1;
    if (!parse_run((char *)text, &run))
        return dh_fail(r->error, DH_ERROR_INPUT,
                       "%s:%zu: expected 'run SEED STATUS STEPS WORK', %d costs, the last gap (inf of a lost run), "
                       "the sum of rates, %d hexadecimal digits and up to %d costs",
                       r->name, line, DH_TARGETS, DH_HASH_KEPT, DH_PROBES);
    if (cell->runs && cell->run[cell->runs - 1].seed >= run.seed)
        return dh_fail(r->error, DH_ERROR_INPUT,
                       "%s:%zu: seed %" PRId64 " after seed %" PRId64 ": expected rising ones", r->name, line,
                       run.seed, cell->run[cell->runs - 1].seed);
    cell->run = more(r, cell->run, cell->runs, sizeof run);
    if (!cell->run)
        return dh_fail_memory(r->error);
    cell->run[cell->runs++] = run;
    return 0;
}

/* ---- cells and problems ---- */

static int take_cell(reader *r, dh_baseline *b)
{
    const char *plugins[2];
    size_t line = r->number;
    dh_cell cell = {.budget = "", .problem = b->problems - 1};
    if (take(r, "cell", &cell.method) || take_words(r, "plugins", 2, plugins) ||
        (at(r, "budget") && take(r, "budget", &cell.budget)))
        return -1;
    cell.optimizer = plugins[0];
    cell.schedule = plugins[1];
    if (dh_baseline_find_cell(b, cell.method, b->problem[cell.problem].label) < b->cells)
        return dh_fail(r->error, DH_ERROR_INPUT, "%s:%zu: a second cell of '%s' on this problem", r->name, line,
                       cell.method);
    do
        if (take_run(r, &cell))
            return -1;
    while (at(r, "run"));
    b->cell = more(r, b->cell, b->cells, sizeof cell);
    if (!b->cell)
        return dh_fail_memory(r->error);
    b->cell[b->cells++] = cell;
    return 0;
}

static int take_problem(reader *r, dh_baseline *b)
{
    const char *plugin, *definition, *dataset, *size[2], *floor[2], *label;
    size_t line = r->number;
    if (take(r, "problem", &label) || take_words(r, "plugin", 1, &plugin) ||
        take_words(r, "definition", 1, &definition) || take_words(r, "dataset", 1, &dataset) ||
        take_words(r, "size", 2, size) || take_words(r, "floor", 2, floor))
        return -1;
    dh_base_problem p = {.label = label, .plugin = plugin, .definition = definition, .dataset = dataset};
    bool none = !strcmp(dataset, "-");
    p.certified = !strcmp(floor[0], "certified");
    if (!is_hash(definition, 64) || (!none && !is_hash(dataset, 64)) || !parse_whole(size[0], &p.dim) ||
        !parse_whole(size[1], &p.samples) || (!p.certified && strcmp(floor[0], "seen")) ||
        !parse_real(floor[1], &p.floor))
        return dh_fail(
            r->error, DH_ERROR_INPUT,
            "%s:%zu: problem '%s': expected hashes of 64 digits, whole numbers, 'floor certified|seen NUMBER'",
            r->name, line, label);
    if (none)
        p.dataset = "";
    b->problem = more(r, b->problem, b->problems, sizeof p);
    if (!b->problem)
        return dh_fail_memory(r->error);
    b->problem[b->problems++] = p;
    do
        if (take_cell(r, b))
            return -1;
    while (at(r, "cell"));
    return 0;
}

/* ---- the head ---- */

static bool parse_rule(char *text, dh_rule *ret)
{
    *ret = (dh_rule){0};
    char *colon = strstr(text, ": ");
    if (!colon || !colon[2 + strspn(colon + 2, " ")])
        return false;
    *colon = 0;
    ret->reason = colon + 2;
    const char *what = word(&text);
    ret->ignore = what && !strcmp(what, "ignore");
    if (!what || (!ret->ignore && strcmp(what, "margin")))
        return false;
    if (!ret->ignore && (!parse_real(word(&text), &ret->margin) || !(ret->margin >= 0) || isinf(ret->margin)))
        return false;
    ret->pattern = text + strspn(text, " ");
    return *ret->pattern;
}

int dh_rule_parse(const char *text, dh_arena *arena, dh_rule *ret, dh_error *error)
{
    char *copy = dh_arena_text(arena, text), got[96];
    if (!copy)
        return dh_fail_memory(error);
    return parse_rule(copy, ret) ? 0
                                 : dh_fail(error, DH_ERROR_INPUT,
                                           "expected 'ignore GLOB: reason' or 'margin 0.1 GLOB: reason', got '%s'",
                                           dh_printable(got, sizeof got, text));
}

static int take_rule(reader *r, dh_baseline *b)
{
    const char *text;
    size_t line = r->number;
    dh_error why;
    b->rule = more(r, b->rule, b->rules, sizeof *b->rule);
    if (!b->rule)
        return dh_fail_memory(r->error);
    if (take(r, "rule", &text))
        return -1;
    return dh_rule_parse(text, r->arena, &b->rule[b->rules++], &why)
               ? dh_fail(r->error, why.kind, "%s:%zu: %s", r->name, line, why.text)
               : 0;
}

static int take_plugin(reader *r, dh_baseline *b)
{
    const char *part[4];
    size_t line = r->number;
    if (take_words(r, "plugin", 4, part))
        return -1;
    if (!is_hash(part[3], 64))
        return dh_fail(r->error, DH_ERROR_INPUT, "%s:%zu: expected 'plugin KIND NAME ABI' and 64 hexadecimal digits",
                       r->name, line);
    b->plugin = more(r, b->plugin, b->plugins, sizeof *b->plugin);
    if (!b->plugin)
        return dh_fail_memory(r->error);
    b->plugin[b->plugins++] = (dh_base_plugin){part[0], part[1], part[2], part[3]};
    return 0;
}

static int take_head(reader *r, dh_baseline *b)
{
    const char *words[DH_TARGETS], *schema;
    if (!r->line || strncmp(r->line, "downhill baseline ", 18))
        return fail(r, "'downhill baseline 1': a baseline, or a results file (HDF5)");
    if (strcmp(r->line + 18, "1"))
        return fail(r, "schema 1 ('downhill baseline 1'): this file is of another downhill; make it again by "
                       "`downhill baseline write`");
    size_t line;
    if (take(r, "downhill", &schema) || take(r, "study", &b->study) || take(r, "reason", &b->reason) ||
        take(r, "version", &b->version) || take(r, "compiler", &b->compiler) || take(r, "cpu", &b->cpu) ||
        (line = r->number, take_words(r, "targets", DH_TARGETS, words)))
        return -1;
    for (size_t t = 0; t < DH_TARGETS; t++) {
        double tau;
        if (!parse_real(words[t], &tau) || tau != dh_baseline_tau[t])
            return dh_fail(r->error, DH_ERROR_INPUT,
                           "%s:%zu: other targets than 0.1 0.01 0.001: make it again by `downhill baseline write`",
                           r->name, line);
    }
    return 0;
}

int dh_baseline_parse(const char *name, const char *text, size_t size, dh_arena *arena, dh_baseline *ret,
                      dh_error *error)
{
    reader r = {.name = name, .rest = dh_arena_copy(arena, text, size), .arena = arena, .error = error};
    const char *count;
    uint64_t cells;
    *ret = (dh_baseline){.name = name};
    if (!r.rest)
        return dh_fail_memory(error);
    if (memchr(text, 0, size))
        return dh_fail(error, DH_ERROR_INPUT, "%s: expected text, got a NUL byte", name);
    advance(&r);
    if (take_head(&r, ret))
        return -1;
    while (at(&r, "rule"))
        if (take_rule(&r, ret))
            return -1;
    while (at(&r, "plugin"))
        if (take_plugin(&r, ret))
            return -1;
    do
        if (take_problem(&r, ret))
            return -1;
    while (at(&r, "problem"));
    if (take(&r, "end", &count))
        return -1;
    if (!dh_parse_u64(count, &cells) || cells != ret->cells)
        return dh_fail(error, DH_ERROR_INPUT, "%s:%zu: 'end %s', but there are %zu cells", name, r.number - 1, count,
                       ret->cells);
    if (r.line || *r.rest)
        return fail(&r, "nothing behind 'end'");
    return 0;
}
