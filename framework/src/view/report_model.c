/* The blocks of a report, and the cleaning of what strangers wrote. */
#include "view/report.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void dh_report_init(dh_report *report, dh_arena *arena, const char *title)
{
    *report = (dh_report){.arena = arena};
    report->title = dh_report_clean(report, title);
}

/* Characters that are UTF-8 and yet no text: line and paragraph separators, marks that turn the direction of what
 * follows ("Trojan Source", Boucher and Anderson 2021, arXiv:2111.00169), and U+FFFE and U+FFFF. */
static bool is_trick(const char *at, size_t length)
{
    const unsigned char *p = (const unsigned char *)at;
    if (length == 2)
        return p[0] == 0xD8 && p[1] == 0x9C;
    if (length == 4)
        return p[2] == 0xBF && p[3] >= 0xBE && (p[1] & 0x0F) == 0x0F;
    if (length != 3)
        return false;
    if (p[0] == 0xE2 && p[1] == 0x80)
        return p[2] == 0x8E || p[2] == 0x8F || (p[2] >= 0xA8 && p[2] <= 0xAE);
    return (p[0] == 0xE2 && p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9) ||
           (p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE);
}

size_t dh_report_character(const char *p, bool *ret_stays)
{
    unsigned char lead = (unsigned char)*p;
    size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    bool whole = strnlen(p, length) == length && dh_is_clean(p, length);
    *ret_stays = whole && !is_trick(p, length);
    return whole ? length : 1;
}

/* keep: control characters that stay */
static const char *clean(dh_report *report, const char *text, const char *keep)
{
    char *out = dh_arena_alloc(report->arena, 3 * strlen(text) + 1, 1), *at = out;
    if (!out) {
        report->failed = true;
        return "";
    }
    while (*text) {
        bool stays;
        size_t length = dh_report_character(text, &stays);
        stays |= strchr(keep, *text) != NULL;
        size_t size = stays ? length : strlen(DH_REPLACED);
        memcpy(at, stays ? text : DH_REPLACED, size);
        at += size;
        text += length;
    }
    return out;
}

const char *dh_report_clean(dh_report *report, const char *text)
{
    return clean(report, text, "");
}

static const char *keep(dh_report *report, const char *made)
{
    report->failed |= !made;
    return made ? made : "";
}

const char *dh_report_name(dh_report *report, const char *text)
{
    return keep(report,
                dh_arena_format(report->arena, "%c%s%c", DH_NAME_BEGIN, dh_report_clean(report, text), DH_NAME_END));
}

static dh_report_block *add(dh_report *report, dh_block_kind kind)
{
    dh_report_block *block = DH_NEW(report->arena, dh_report_block, 1);
    if (!block) {
        report->failed = true;
        return NULL;
    }
    block->kind = kind;
    block->text = "";
    if (report->last)
        report->last->next = block;
    else
        report->first = block;
    report->last = block;
    return block;
}

void dh_report_heading(dh_report *report, int level, const char *text)
{
    dh_report_block *block = add(report, DH_BLOCK_HEADING);
    if (!block)
        return;
    block->level = level;
    block->text = text;
}

void dh_report_say(dh_report *report, dh_block_kind kind, const char *format, ...)
{
    dh_report_block *block = add(report, kind);
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *text = block && length >= 0 ? dh_arena_alloc(report->arena, (size_t)length + 1, 1) : NULL;
    if (!text) {
        report->failed = true;
        return;
    }
    va_start(list, format);
    vsnprintf(text, (size_t)length + 1, format, list);
    va_end(list);
    block->text = text;
}

void dh_report_code(dh_report *report, const char *text)
{
    dh_report_block *block = add(report, DH_BLOCK_CODE);
    if (block)
        block->text = clean(report, text, "\n");
}

void dh_report_add_live(dh_report *report, const dh_report_live *live)
{
    if (add(report, DH_BLOCK_LIVE))
        report->live = live;
}

void dh_report_figure(dh_report *report, const char *name, const char *caption, const char *svg, const char *pdf)
{
    dh_report_block *block = add(report, DH_BLOCK_FIGURE);
    if (!block)
        return;
    block->name = name;
    block->text = dh_report_clean(report, caption);
    block->svg = keep(report, dh_arena_text(report->arena, svg));
    block->pdf = keep(report, dh_arena_text(report->arena, pdf));
}

dh_report_table *dh_report_add_table(dh_report *report, const char *file, const dh_report_column *column,
                                     size_t columns, size_t rows)
{
    dh_report_block *block = add(report, DH_BLOCK_TABLE);
    dh_report_table *table = DH_NEW(report->arena, dh_report_table, 1);
    dh_report_cell *cell = DH_NEW(report->arena, dh_report_cell, rows * columns + 1);
    if (!block || !table || !cell) {
        report->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < rows * columns; i++)
        cell[i] = (dh_report_cell){"", NAN, NAN, NAN};
    *table = (dh_report_table){
        .file = file, .caption = "", .source = "", .columns = columns, .rows = rows, .column = column, .cell = cell};
    block->table = table;
    return table;
}

dh_report_table *dh_report_add_numbers(dh_report *report, const char *file, const dh_report_column *column,
                                       size_t columns, size_t rows)
{
    dh_report_table *table = dh_report_add_table(report, file, column, columns, rows);
    if (table)
        report->last->kind = DH_BLOCK_NUMBERS;
    return table;
}

void dh_report_put_text(dh_report *report, dh_report_table *table, size_t row, size_t column, const char *text)
{
    if (table)
        table->cell[row * table->columns + column].shown = dh_report_clean(report, text);
}

void dh_report_put_number(dh_report *report, dh_report_table *table, size_t row, size_t column, double value,
                          const char *shown)
{
    if (table)
        table->cell[row * table->columns + column] =
            (dh_report_cell){shown ? shown : dh_report_spell(report, value, "inf"), value, NAN, NAN};
}

void dh_report_put_range(dh_report *report, dh_report_table *table, size_t row, size_t column, double value,
                         double low, double high, const char *infinite)
{
    if (table)
        table->cell[row * table->columns + column] =
            (dh_report_cell){dh_report_spell_range(report, value, low, high, infinite), value, low, high};
}

const char *dh_report_spell(dh_report *report, double value, const char *infinite)
{
    if (isnan(value))
        return "-";
    if (isinf(value))
        return value > 0 ? infinite : "-inf";
    bool plain = fabs(value) >= 1000 && fabs(value) < 1e6;
    return keep(report, dh_arena_format(report->arena, plain ? "%.0f" : "%.3g", value));
}

const char *dh_report_spell_range(dh_report *report, double value, double low, double high, const char *infinite)
{
    const char *middle = dh_report_spell(report, value, infinite);
    if (isnan(low) || isnan(high) || (isinf(value) && isinf(low)))
        return middle;
    return keep(report, dh_arena_format(report->arena, "%s [%s, %s]", middle, dh_report_spell(report, low, infinite),
                                        dh_report_spell(report, high, infinite)));
}

const char *dh_report_spell_p(dh_report *report, double p)
{
    if (isnan(p))
        return "-";
    return keep(report, dh_arena_format(report->arena, p < 1e-4 ? "%.0e" : p < 0.1 ? "%.2g" : "%.2f", p));
}
