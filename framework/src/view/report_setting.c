/* What failed and why, what exactly was run, and how to run it again. */
#include "view/report.h"

#include "base/hash.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *text_at(const dh_table *table, const char *name, size_t row)
{
    const dh_column *column = dh_table_find(table, name);
    return column && column->type == DH_TEXT ? column->text[row] : "";
}

static int64_t whole_at(const dh_table *table, const char *name, size_t row)
{
    const dh_column *column = dh_table_find(table, name);
    return column && column->type == DH_WHOLE ? column->whole[row] : -1;
}

static const char *ending(const dh_results *r, size_t row)
{
    return text_at(&r->runs, "status", row);
}

static bool is_lost(const char *status)
{
    return strcmp(status, "finished") && strcmp(status, "target_reached");
}

size_t dh_report_runs(const dh_report_subject *subject, size_t *ret_lost)
{
    size_t runs = 0;
    *ret_lost = 0;
    for (size_t f = 0; f < subject->files; f++) {
        runs += subject->results[f]->runs.rows;
        for (size_t i = 0; i < subject->results[f]->runs.rows; i++)
            *ret_lost += is_lost(ending(subject->results[f], i));
    }
    return runs;
}

/* ---- what failed ---- */

enum { L_PROBLEM, L_WHO, L_STATUS, L_RUNS, L_OF, L_FIRST, L_LAST, L_METHOD, L_CAUSE, L_COLUMNS };

static const dh_report_column lost_columns[L_COLUMNS] = {
    {"problem", "problem", "/runs/problem", DH_CELL_NAME, DH_EVERYWHERE},
    {"optimizer", "optimizer", "/runs/optimizer", DH_CELL_NAME, DH_EVERYWHERE},
    {"status", "end", "/runs/status", DH_CELL_WORD, DH_EVERYWHERE},
    {"runs", "runs", "how many ended so", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"of", "of", "all runs of this optimizer on this problem", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"first_step", "first at step", "least /runs/stop_step of these", DH_CELL_NUMBER, DH_WITH_ROOM},
    {"last_step", "last at step", "largest /runs/stop_step of these", DH_CELL_NUMBER, DH_WITH_ROOM},
    {"method", "for example", "/runs/method of the first of these", DH_CELL_NAME, DH_EVERYWHERE},
    {"cause", "why", "/runs/cause of the first of these", DH_CELL_NAME, DH_EVERYWHERE},
};

typedef struct loss {
    const char *problem, *who, *status, *method, *cause;
    size_t runs, of;
    int64_t first, last;
} loss;

typedef struct losses {
    size_t count, room;
    loss *entry;
} losses;

static const char *who(const dh_results *r, size_t row)
{
    const char *name = text_at(&r->runs, "optimizer", row);
    return *name ? name : text_at(&r->runs, "method", row);
}

static loss *find(losses *all, const char *problem, const char *name, const char *status)
{
    for (size_t i = all->count; i-- > 0;)
        if (!strcmp(all->entry[i].problem, problem) && !strcmp(all->entry[i].who, name) &&
            !strcmp(all->entry[i].status, status))
            return &all->entry[i];
    return NULL;
}

static void count_lost(losses *all, const dh_results *r, size_t row)
{
    const char *problem = text_at(&r->runs, "problem", row), *name = who(r, row), *status = ending(r, row);
    int64_t step = whole_at(&r->runs, "stop_step", row);
    loss *own = find(all, problem, name, status);
    if (!own) {
        own = &all->entry[all->count++];
        *own = (loss){problem, name, status, text_at(&r->runs, "method", row), text_at(&r->runs, "cause", row), 0,
                      0,       step, step};
    }
    own->runs++;
    own->first = step < own->first ? step : own->first;
    own->last = step > own->last ? step : own->last;
}

/* The entries of one problem and optimizer are few, but the runs are many: remember the last place. */
static void count_all(losses *all, const dh_results *r)
{
    for (size_t i = 0; i < r->runs.rows; i++) {
        const char *problem = text_at(&r->runs, "problem", i), *name = who(r, i);
        for (size_t k = 0; k < all->count; k++)
            all->entry[k].of += !strcmp(all->entry[k].problem, problem) && !strcmp(all->entry[k].who, name);
    }
}

static void put_loss(dh_report *report, dh_report_table *table, size_t row, const loss *l)
{
    const char *const text[L_COLUMNS] = {[L_PROBLEM] = l->problem,
                                         [L_WHO] = l->who,
                                         [L_STATUS] = l->status,
                                         [L_METHOD] = l->method,
                                         [L_CAUSE] = l->cause};
    const double number[L_COLUMNS] = {
        [L_RUNS] = (double)l->runs, [L_OF] = (double)l->of, [L_FIRST] = (double)l->first, [L_LAST] = (double)l->last};
    for (size_t c = 0; c < L_COLUMNS; c++)
        if (text[c])
            dh_report_put_text(report, table, row, c, text[c]);
        else
            dh_report_put_number(report, table, row, c, number[c], dh_arena_format(report->arena, "%.0f", number[c]));
}

void dh_report_add_lost(dh_report *report, const dh_report_subject *subject)
{
    size_t count, runs = dh_report_runs(subject, &count);
    losses all = {.entry = DH_NEW(report->arena, loss, count + 1)};
    dh_report_heading(report, 2, "What failed");
    if (!all.entry) {
        report->failed = true;
        return;
    }
    if (!count) {
        dh_report_say(report, DH_BLOCK_TEXT, "Nothing: all %zu runs used up their budget or reached their target.",
                      runs);
        return;
    }
    dh_report_say(
        report, DH_BLOCK_TEXT,
        "%zu of %zu runs were lost. A lost run stays in every number as one that did not reach what it had not "
        "reached by then, and counts as the worst at its end.",
        count, runs);
    for (size_t f = 0; f < subject->files; f++)
        for (size_t i = 0; i < subject->results[f]->runs.rows; i++)
            if (is_lost(ending(subject->results[f], i)))
                count_lost(&all, subject->results[f], i);
    for (size_t f = 0; f < subject->files; f++)
        count_all(&all, subject->results[f]);
    dh_report_table *table = dh_report_add_table(report, "lost", lost_columns, L_COLUMNS, all.count);
    if (!table)
        return;
    table->caption = "Lost runs by problem, optimizer and end";
    table->source = "Counted in /runs of the results files, over all settings of each optimizer.";
    for (size_t i = 0; i < all.count; i++)
        put_loss(report, table, i, &all.entry[i]);
}

/* ---- the setting ---- */

static const dh_report_column fact_columns[] = {
    {"fact", "fact", NULL, DH_CELL_WORD, DH_EVERYWHERE},
    {"value", "value", NULL, DH_CELL_NAME, DH_EVERYWHERE},
};

/* The same on every machine that made the same runs: SHA-256 over "id history_hash" of each run, a line each. */
static const char *fingerprint(dh_report *report, const dh_results *r)
{
    dh_buffer text = {0};
    uint8_t hash[DH_SHA_SIZE];
    for (size_t i = 0; i < r->runs.rows; i++)
        dh_put_format(&text, "%s %s\n", text_at(&r->runs, "id", i), text_at(&r->runs, "history_hash", i));
    dh_sha256(text.data ? text.data : (const void *)"", text.size, hash);
    report->failed |= text.failed;
    dh_buffer_finish(&text);
    char *out = dh_arena_alloc(report->arena, DH_SHA_TEXT, 1);
    report->failed |= !out;
    return out ? dh_hex(out, hash, DH_SHA_SIZE) : "";
}

static void add_facts(dh_report *report, const dh_report_subject *s, size_t file)
{
    enum { OWN = 4 };
    const dh_results *r = s->results[file];
    char runs[32];
    snprintf(runs, sizeof runs, "%zu", r->runs.rows);
    const char *const own[OWN][2] = {{"results file", s->file[file]},
                                     {"study", r->study},
                                     {"runs", runs},
                                     {"SHA-256 of the histories", fingerprint(report, r)}};
    dh_report_table *table = dh_report_add_table(report, "setting", fact_columns, 2, OWN + r->attribute_count);
    if (!table)
        return;
    table->of_key = "results_file";
    table->of = dh_report_clean(report, s->file[file]);
    table->caption = "Where the file comes from";
    table->source = "Attributes of the results file; the hash of the histories is the same on every machine that "
                    "makes the same runs.";
    for (size_t i = 0; i < OWN + r->attribute_count; i++) {
        dh_report_put_text(report, table, i, 0, i < OWN ? own[i][0] : r->attribute[i - OWN].name);
        dh_report_put_text(report, table, i, 1, i < OWN ? own[i][1] : r->attribute[i - OWN].text);
    }
}

/* Columns of a table of the file as columns of the report, those that it has. */
static void add_columns(dh_report *report, const dh_report_subject *s, size_t file, const dh_table *from,
                        const char *name, const dh_report_column *column, size_t columns, const char *caption)
{
    dh_report_table *table = dh_report_add_table(report, name, column, columns, from->rows);
    if (!table)
        return;
    table->of_key = "results_file";
    table->of = dh_report_clean(report, s->file[file]);
    table->caption = caption;
    table->source = "As the results file has it.";
    for (size_t c = 0; c < columns; c++) {
        const dh_column *at = dh_table_find(from, column[c].key);
        for (size_t i = 0; at && i < from->rows; i++)
            if (at->type == DH_TEXT)
                dh_report_put_text(report, table, i, c, at->text[i]);
            else if (at->type == DH_REAL)
                dh_report_put_number(report, table, i, c, at->real[i], NULL);
            else if (at->type == DH_WHOLE)
                dh_report_put_number(report, table, i, c, (double)at->whole[i],
                                     dh_arena_format(report->arena, "%lld", (long long)at->whole[i]));
    }
}

static const dh_report_column setting_problems[] = {
    {"problem", "problem", NULL, DH_CELL_NAME, DH_EVERYWHERE},
    {"dim", "dimensions", "length of x", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"samples", "samples", "to train on", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"f_star", "f*", "certified minimum; a dash where none is known", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"certificate", "certified by", NULL, DH_CELL_NAME, DH_EVERYWHERE},
    {"dataset", "dataset", NULL, DH_CELL_NAME, DH_EVERYWHERE},
    {"dataset_hash", "its SHA-256", NULL, DH_CELL_NAME, DH_WITH_ROOM},
    {"dataset_source", "from", NULL, DH_CELL_NAME, DH_WITH_ROOM},
    {"dataset_licence", "licence", NULL, DH_CELL_NAME, DH_WITH_ROOM},
};

static const dh_report_column setting_plugins[] = {
    {"kind", "kind", NULL, DH_CELL_WORD, DH_EVERYWHERE},
    {"name", "name", NULL, DH_CELL_NAME, DH_EVERYWHERE},
    {"doc", "what it does", NULL, DH_CELL_NAME, DH_EVERYWHERE},
    {"source", "paper", NULL, DH_CELL_NAME, DH_WITH_ROOM},
    {"sha256", "SHA-256 of the file", NULL, DH_CELL_NAME, DH_WITH_ROOM},
};

static void add_file(dh_report *report, const dh_report_subject *s, size_t file)
{
    const dh_results *r = s->results[file];
    dh_report_heading(report, 3, dh_report_name(report, s->file[file]));
    add_facts(report, s, file);
    add_columns(report, s, file, &r->problems, "setting_problems", setting_problems,
                sizeof setting_problems / sizeof *setting_problems, "Problems");
    add_columns(report, s, file, &r->plugins, "setting_plugins", setting_plugins,
                sizeof setting_plugins / sizeof *setting_plugins, "Plugins");
    for (size_t i = 0; i < file; i++)
        if (!strcmp(s->results[i]->yaml, r->yaml)) {
            dh_report_say(report, DH_BLOCK_TEXT, "The study is word for word that of %s.",
                          dh_report_name(report, s->file[i]));
            return;
        }
    dh_report_say(report, DH_BLOCK_TEXT, "The study, verbatim:");
    dh_report_code(report, r->yaml);
}

void dh_report_add_setting(dh_report *report, const dh_report_subject *subject)
{
    dh_report_heading(report, 2, "The exact setting");
    for (size_t f = 0; f < subject->files; f++)
        add_file(report, subject, f);
}

/* ---- again ---- */

/* A word for a POSIX shell: as it is when it is harmless, else in single quotes. */
static void put_word(dh_buffer *out, const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/+=:,@";
    if (*word && strspn(word, plain) == strlen(word)) {
        dh_put_format(out, "%s", word);
        return;
    }
    dh_put_u8(out, '\'');
    for (; *word; word++)
        dh_put_format(out, *word == '\'' ? "'\\''" : "%c", *word);
    dh_put_u8(out, '\'');
}

static const char *study_file(const dh_results *r)
{
    for (size_t i = 0; i < r->attribute_count; i++)
        if (!strcmp(r->attribute[i].name, "study_file"))
            return r->attribute[i].text;
    return "study.yaml";
}

void dh_report_add_rerun(dh_report *report, const dh_report_subject *subject)
{
    dh_buffer out = {0};
    dh_report_heading(report, 2, "How to run it again");
    for (size_t f = 0; f < subject->files; f++) {
        dh_put_format(&out, "downhill run ");
        put_word(&out, study_file(subject->results[f]));
        dh_put_format(&out, " -o ");
        put_word(&out, subject->file[f]);
        dh_put_format(&out, "\n");
    }
    dh_put_format(&out, "downhill report");
    for (size_t i = 0; i < subject->commands; i++) {
        dh_put_u8(&out, ' ');
        put_word(&out, subject->command[i]);
    }
    dh_put_u8(&out, 0);
    dh_report_say(report, DH_BLOCK_TEXT,
                  "The study above goes into the file that the first command names; the same study and plugins give "
                  "the same bits "
                  "on every machine, but for seconds. %s checks one run of a file against it.",
                  dh_report_name(report, "downhill replay FILE.h5 RUN"));
    if (out.failed)
        report->failed = true;
    else
        dh_report_code(report, (const char *)out.data);
    dh_buffer_finish(&out);
}
