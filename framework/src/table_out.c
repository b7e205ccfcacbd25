/* Tables of columns as CSV, JSON and aligned text. */
#include "table_out.h"

#include "base/text.h"
#include "json.h"

#include <math.h>
#include <string.h>

void dh_csv_text(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\n\r")) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    putc('"', out);
}

void dh_csv_real(FILE *out, double value)
{
    if (isnan(value))
        return; /* an empty field */
    if (isinf(value))
        fputs(value > 0 ? "inf" : "-inf", out);
    else
        dh_json_real(out, value);
}

static void put_cell(FILE *out, bool json, const dh_column *c, size_t row)
{
    switch (c->type) {
    case DH_REAL:
        (json ? dh_json_real : dh_csv_real)(out, c->real[row]);
        return;
    case DH_WHOLE:
        fprintf(out, "%lld", (long long)c->whole[row]);
        return;
    case DH_FLAG:
        fprintf(out, "%u", c->flag[row]);
        return;
    default:
        (json ? dh_json_text : dh_csv_text)(out, c->text[row]);
    }
}

static void put_row(FILE *out, bool json, const dh_table *t, size_t row, bool first)
{
    fputs(json ? (first ? "\n  {" : ",\n  {") : "", out);
    for (size_t c = 0; c < t->count; c++) {
        fputs(c ? (json ? ", " : ",") : "", out);
        if (json) {
            dh_json_text(out, t->column[c].name);
            fputs(": ", out);
        }
        put_cell(out, json, &t->column[c], row);
    }
    fputs(json ? "}" : "\n", out);
}

void dh_table_put(FILE *out, bool json, const dh_table *t, const bool *chosen)
{
    bool first = true;
    for (size_t c = 0; !json && c < t->count; c++)
        fprintf(out, "%s%s", c ? "," : "", t->column[c].name);
    fputs(json ? "[" : "\n", out);
    for (size_t i = 0; i < t->rows; i++) {
        if (chosen && !chosen[i])
            continue;
        put_row(out, json, t, i, first);
        first = false;
    }
    fputs(json ? "\n]\n" : "", out);
}

/* ---- for people ---- */

enum { MOST_COLUMNS = 32, WIDEST = 48, ROOM = 256 };

static const char *spell(char *out, size_t room, const dh_column *c, size_t row)
{
    switch (c->type) {
    case DH_REAL:
        if (isnan(c->real[row]))
            return "-";
        snprintf(out, room, "%.4g", c->real[row]);
        return out;
    case DH_WHOLE:
        snprintf(out, room, "%lld", (long long)c->whole[row]);
        return out;
    case DH_FLAG:
        return c->flag[row] ? "yes" : "no";
    default:
        return *c->text[row] ? dh_printable(out, room, c->text[row]) : "-";
    }
}

/* Columns of a terminal, as far as UTF-8 alone says. */
static int columns(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += (*text & 0xc0) != 0x80;
    return count;
}

static void put_padded(FILE *out, const char *text, int width, bool left)
{
    int pad = width - columns(text);
    pad = pad > 0 ? pad : 0;
    fprintf(out, "%*s%s%*s", left ? 0 : pad, "", text, left ? pad : 0, "");
}

void dh_table_show(FILE *out, const dh_table *t)
{
    int width[MOST_COLUMNS] = {0};
    char cell[ROOM];
    size_t count = t->count < MOST_COLUMNS ? t->count : MOST_COLUMNS;
    for (size_t c = 0; c < count; c++) {
        width[c] = columns(t->column[c].name);
        for (size_t i = 0; i < t->rows; i++) {
            int own = columns(spell(cell, sizeof cell, &t->column[c], i));
            width[c] = own > width[c] ? own : width[c];
        }
        width[c] = width[c] < WIDEST ? width[c] : WIDEST;
        put_padded(out, t->column[c].name, c + 1 < count ? width[c] : 0, t->column[c].type == DH_TEXT);
        fputs(c + 1 < count ? "  " : "\n", out);
    }
    for (size_t i = 0; i < t->rows; i++)
        for (size_t c = 0; c < count; c++) {
            bool left = t->column[c].type == DH_TEXT;
            put_padded(out, spell(cell, sizeof cell, &t->column[c], i), c + 1 < count || !left ? width[c] : 0, left);
            fputs(c + 1 < count ? "  " : "\n", out);
        }
}
