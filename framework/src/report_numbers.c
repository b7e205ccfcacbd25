/* The tables of a report as CSV and JSON: numbers in full, ranges as three columns. */
#include "report_numbers.h"

#include "base/file.h"
#include "json.h"
#include "table_out.h"

#include <stdlib.h>
#include <string.h>

static bool is_text(const dh_report_column *column)
{
    return column->kind == DH_CELL_NAME || column->kind == DH_CELL_WORD;
}

/* ---- CSV ---- */

static void put_csv_head(FILE *out, const dh_report_table *t)
{
    const char *between = t->of ? "," : "";
    fputs(t->of ? t->of_key : "", out);
    for (size_t c = 0; c < t->columns; c++) {
        const char *key = t->column[c].key;
        fprintf(out, t->column[c].kind == DH_CELL_RANGE ? "%s%s,%s_low,%s_high" : "%s%s", between, key, key, key);
        between = ",";
    }
    putc('\n', out);
}

static void put_csv_cell(FILE *out, const dh_report_column *column, const dh_report_cell *cell)
{
    if (is_text(column)) {
        dh_csv_text(out, cell->shown);
        return;
    }
    dh_csv_real(out, cell->value);
    if (column->kind != DH_CELL_RANGE)
        return;
    putc(',', out);
    dh_csv_real(out, cell->low);
    putc(',', out);
    dh_csv_real(out, cell->high);
}

static void put_csv_rows(FILE *out, const dh_report_table *t)
{
    for (size_t i = 0; i < t->rows; i++) {
        if (t->of)
            dh_csv_text(out, t->of);
        for (size_t c = 0; c < t->columns; c++) {
            fputs(c || t->of ? "," : "", out);
            put_csv_cell(out, &t->column[c], &t->cell[i * t->columns + c]);
        }
        putc('\n', out);
    }
}

/* ---- JSON ---- */

/* A sentence without the marks around names. */
static void put_sentence(FILE *out, const char *text)
{
    char *copy = strdup(text), *to = copy;
    for (const char *at = text; copy && *at; at++)
        if (*at != DH_NAME_BEGIN && *at != DH_NAME_END)
            *to++ = *at;
    if (copy)
        *to = 0;
    dh_json_text(out, copy ? copy : "");
    free(copy);
}

static void put_json_number(FILE *out, const char *key, const char *more, double value)
{
    fprintf(out, "\"%s%s\": ", key, more);
    dh_json_real(out, value);
}

static void put_json_cell(FILE *out, const dh_report_column *column, const dh_report_cell *cell)
{
    if (is_text(column)) {
        fprintf(out, "\"%s\": ", column->key);
        dh_json_text(out, cell->shown);
        return;
    }
    put_json_number(out, column->key, "", cell->value);
    if (column->kind != DH_CELL_RANGE)
        return;
    fputs(", ", out);
    put_json_number(out, column->key, "_low", cell->low);
    fputs(", ", out);
    put_json_number(out, column->key, "_high", cell->high);
}

static void put_json_rows(FILE *out, const dh_report_table *t, bool *first)
{
    for (size_t i = 0; i < t->rows; i++, *first = false) {
        fputs(*first ? "\n    {" : ",\n    {", out);
        if (t->of) {
            fprintf(out, "\"%s\": ", t->of_key);
            dh_json_text(out, t->of);
        }
        for (size_t c = 0; c < t->columns; c++) {
            fputs(c || t->of ? ", " : "", out);
            put_json_cell(out, &t->column[c], &t->cell[i * t->columns + c]);
        }
        putc('}', out);
    }
}

static void put_json_texts(FILE *out, const dh_report *report, const char *key, dh_block_kind kind)
{
    bool first = true;
    fprintf(out, "  \"%s\": [", key);
    for (const dh_report_block *b = report->first; b; b = b->next)
        if (b->kind == kind) {
            fputs(first ? "\n    " : ",\n    ", out);
            put_sentence(out, b->text);
            first = false;
        }
    fputs("],\n", out);
}

/* ---- files ---- */

static bool is_first(const dh_report *report, const dh_report_table *table)
{
    const dh_report_block *b = report->first;
    while (!b->table || strcmp(b->table->file, table->file))
        b = b->next;
    return b->table == table;
}

static void put_csv(FILE *out, const dh_report *report, const dh_report_table *first)
{
    put_csv_head(out, first);
    for (const dh_report_block *b = report->first; b; b = b->next)
        if (b->table && !strcmp(b->table->file, first->file))
            put_csv_rows(out, b->table);
}

static void put_json(FILE *out, const dh_report *report, const dh_report_table *unused)
{
    const char *between = "";
    (void)unused;
    fputs("{\n  \"report\": 1,\n  \"title\": ", out);
    put_sentence(out, report->title);
    fputs(",\n", out);
    put_json_texts(out, report, "verdict", DH_BLOCK_VERDICT);
    put_json_texts(out, report, "notes", DH_BLOCK_WARNING);
    fputs("  \"tables\": {", out);
    for (const dh_report_block *b = report->first; b; b = b->next) {
        bool first = true;
        if (!b->table || !is_first(report, b->table))
            continue;
        fprintf(out, "%s\n  \"%s\": [", between, b->table->file);
        for (const dh_report_block *other = b; other; other = other->next)
            if (other->table && !strcmp(other->table->file, b->table->file))
                put_json_rows(out, other->table, &first);
        fputs("\n  ]", out);
        between = ",";
    }
    fputs("\n  }\n}\n", out);
}

static int write(const dh_report *report, const char *folder, const char *name, const char *ending,
                 const dh_report_table *table,
                 void (*put)(FILE *out, const dh_report *report, const dh_report_table *table), dh_error *error)
{
    char *text = NULL, *path = dh_arena_format(report->arena, "%s/%s.%s", folder, name, ending);
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    int result = -1;
    if (out)
        put(out, report, table);
    if (!path || !out || fclose(out))
        dh_fail_memory(error);
    else
        result = dh_file_write(path, text, size, error);
    free(text);
    return result;
}

int dh_report_numbers(const dh_report *report, const char *folder, dh_error *error)
{
    for (const dh_report_block *b = report->first; b; b = b->next)
        if (b->table && is_first(report, b->table) &&
            write(report, folder, b->table->file, "csv", b->table, put_csv, error))
            return -1;
    return write(report, folder, "numbers", "json", NULL, put_json, error);
}
