/* A report as one page of HTML. Its Content-Security-Policy names the hashes of the one style sheet and the one
 * script in it, and forbids everything else: what a name might smuggle in past the escaping is not run either. */
#include "view/report.h"

#include "base/hash.h"

#include <math.h>
#include <string.h>

void dh_report_put_html(dh_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        switch (text[i]) {
        case '&':
            dh_put_format(out, "&amp;");
            break;
        case '<':
            dh_put_format(out, "&lt;");
            break;
        case '>':
            dh_put_format(out, "&gt;");
            break;
        case '"':
            dh_put_format(out, "&quot;");
            break;
        case '\'':
            dh_put_format(out, "&#39;");
            break;
        case DH_NAME_BEGIN:
        case DH_NAME_END:
            break;
        default:
            dh_put_u8(out, (uint8_t)text[i]);
        }
}

static void put(dh_buffer *out, const char *text)
{
    dh_report_put_html(out, text, strlen(text));
}

/* A sentence with names in it. */
static void put_prose(dh_buffer *out, const char *text)
{
    static const char marks[] = {DH_NAME_BEGIN, DH_NAME_END, 0};
    while (*text) {
        size_t length = strcspn(text, marks);
        dh_report_put_html(out, text, length);
        text += length;
        if (*text)
            dh_put_format(out, *text++ == DH_NAME_BEGIN ? "<bdi class=n>" : "</bdi>");
    }
}

/* ---- the head ---- */

static void put_hash(dh_buffer *out, const void *text, size_t length)
{
    uint8_t hash[DH_SHA_SIZE];
    dh_sha256(text, length, hash);
    dh_put_format(out, "'sha256-");
    dh_put_base64(out, hash, sizeof hash);
    dh_put_u8(out, '\'');
}

/* What every page has, and what a moving part adds to it. */
static const char *join(const dh_report *report, const char *own, const char *more)
{
    const char *both = dh_arena_format(report->arena, "%s%s", own, more);
    return both ? both : own;
}

static const char *style_of(const dh_report *report)
{
    return report->live ? join(report, dh_report_style, report->live->style) : dh_report_style;
}

static const char *script_of(const dh_report *report)
{
    return report->live ? join(report, dh_report_script, report->live->script) : dh_report_script;
}

static void put_head(dh_buffer *out, const dh_report *report)
{
    const char *script = script_of(report);
    dh_buffer style = {0};
    dh_put_format(&style, "%s", style_of(report));
    dh_report_put_schemes(&style);
    out->failed |= style.failed;
    dh_put_format(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
                       "form-action 'none'; img-src data:; script-src ");
    put_hash(out, script, strlen(script));
    dh_put_format(out, "%s; style-src ", report->live ? " 'wasm-unsafe-eval'" : "");
    put_hash(out, style.data, style.size);
    dh_put_format(out, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
                       "content=\"no-referrer\">\n<title>");
    put(out, report->title);
    dh_put_format(out, "</title>\n<style>");
    dh_put(out, style.data, style.size);
    dh_put_format(out, "</style>\n</head>\n<body>\n");
    dh_buffer_finish(&style);
}

/* Links to the sections. */
static void put_contents(dh_buffer *out, const dh_report *report)
{
    size_t section = 0;
    dh_put_format(out, "<nav aria-label=\"Sections\"><ul>");
    for (const dh_report_block *b = report->first; b; b = b->next)
        if (b->kind == DH_BLOCK_HEADING && b->level == 2) {
            dh_put_format(out, "<li><a href=\"#s%zu\">", ++section);
            put(out, b->text);
            dh_put_format(out, "</a></li>");
        }
    dh_put_format(out, "</ul></nav>\n");
}

/* ---- tables ---- */

static void put_sort_key(dh_buffer *out, double value)
{
    if (isnan(value))
        dh_put_format(out, " data-v=\"\"");
    else if (isinf(value))
        dh_put_format(out, " data-v=\"%s\"", value > 0 ? "1e999" : "-1e999");
    else
        dh_put_format(out, " data-v=\"%.9g\"", value);
}

static bool is_text(const dh_report_column *column)
{
    return column->kind == DH_CELL_NAME || column->kind == DH_CELL_WORD;
}

/* "95 %" stays in one line. */
static void put_head_of_column(dh_buffer *out, const char *text)
{
    for (const char *percent; (percent = strstr(text, " %")); text = percent + 1) {
        dh_report_put_html(out, text, (size_t)(percent - text));
        dh_put_format(out, "&nbsp;");
    }
    put(out, text);
}

static void put_columns(dh_buffer *out, const dh_report_table *t)
{
    dh_put_format(out, "<thead><tr>");
    for (size_t c = 0; c < t->columns; c++) {
        if (t->column[c].place == DH_NUMBERS_ONLY)
            continue;
        dh_put_format(out, "<th scope=\"col\"%s", is_text(&t->column[c]) ? " class=t" : "");
        if (t->column[c].doc) {
            dh_put_format(out, " title=\"");
            put(out, t->column[c].doc);
            dh_put_u8(out, '"');
        }
        dh_put_u8(out, '>');
        put_head_of_column(out, t->column[c].head);
        dh_put_format(out, "</th>");
    }
    dh_put_format(out, "</tr></thead>\n<tbody>\n");
}

static void put_row(dh_buffer *out, const dh_report_table *t, size_t row, size_t header)
{
    dh_put_format(out, "<tr>");
    for (size_t c = 0; c < t->columns; c++) {
        const dh_report_cell *cell = &t->cell[row * t->columns + c];
        if (t->column[c].place == DH_NUMBERS_ONLY)
            continue;
        const char *tag = c == header ? "th scope=\"row\"" : "td";
        dh_put_format(out, "<%s%s", tag, is_text(&t->column[c]) ? " class=t" : "");
        if (!is_text(&t->column[c]))
            put_sort_key(out, cell->value);
        dh_put_u8(out, '>');
        bool name = t->column[c].kind == DH_CELL_NAME;
        dh_put_format(out, "%s", name ? "<bdi>" : "");
        put(out, cell->shown);
        dh_put_format(out, "%s</%s>", name ? "</bdi>" : "", c == header ? "th" : "td");
    }
    dh_put_format(out, "</tr>\n");
}

/* Explained once, where columns are first seen. */
static bool is_first(const dh_report *report, const dh_report_table *table)
{
    for (const dh_report_block *b = report->first; b; b = b->next)
        if (b->table && !strcmp(b->table->file, table->file))
            return b->table == table;
    return true;
}

static void put_source(dh_buffer *out, const dh_report_table *t)
{
    dh_put_format(out, "<div class=notes><p>");
    put(out, t->source);
    dh_put_format(out, " The same numbers in full: <a href=\"%s.csv\">%s.csv</a>.", t->file, t->file);
}

static void put_notes(dh_buffer *out, const dh_report *report, const dh_report_table *t)
{
    put_source(out, t);
    if (!is_first(report, t)) {
        dh_put_format(out, " Columns: see <a href=\"#t-%s\">the first such table</a>.</p></div>\n", t->file);
        return;
    }
    dh_put_format(out, "</p>\n<dl>");
    for (size_t c = 0; c < t->columns; c++)
        if (t->column[c].doc && t->column[c].place != DH_NUMBERS_ONLY) {
            dh_put_format(out, "<div><dt>");
            put(out, t->column[c].head);
            dh_put_format(out, "</dt> <dd>");
            put(out, t->column[c].doc);
            dh_put_format(out, "</dd></div>\n");
        }
    dh_put_format(out, "</dl></div>\n");
}

static void put_table(dh_buffer *out, const dh_report *report, const dh_report_table *t)
{
    size_t header = 0;
    while (header + 1 < t->columns && !is_text(&t->column[header]))
        header++;
    dh_put_format(out, "<div class=scroll role=\"region\" tabindex=\"0\" aria-label=\"");
    put(out, t->caption);
    dh_put_format(out, "\">\n<table");
    if (is_first(report, t))
        dh_put_format(out, " id=\"t-%s\"", t->file);
    dh_put_format(out, "><caption>");
    put_prose(out, t->caption);
    dh_put_format(out, "</caption>\n");
    put_columns(out, t);
    for (size_t i = 0; i < t->rows; i++)
        put_row(out, t, i, header);
    dh_put_format(out, "</tbody></table></div>\n");
    put_notes(out, report, t);
}

/* ---- the rest ---- */

static dh_area area_of(const char *chart)
{
    return !strcmp(chart, "contour") ? DH_AREA_CONTOUR : !strcmp(chart, "surface") ? DH_AREA_RELIEF : DH_AREA_NONE;
}

static int put_figure(dh_buffer *out, const dh_report *report, const dh_report_block *b, size_t number,
                      dh_error *error)
{
    const char *prefix = dh_arena_format(report->arena, "f%zu-", number);
    const char *label = dh_arena_format(
        report->arena, "Chart \"%s\": %s. Its numbers are in the file named below it.", b->name, b->text);
    if (!prefix || !label)
        return dh_fail_memory(error);
    dh_put_format(out,
                  "<figure id=\"f%zu\"><div class=scroll role=\"region\" tabindex=\"0\" aria-label=\"Chart %zu\">",
                  number, number);
    if (dh_report_inline_svg(b->svg, prefix, label, area_of(b->name), out, error))
        return -1;
    dh_put_format(out, "</div>\n<figcaption>%zu. ", number);
    put_prose(out, b->text);
    const char *slash = strrchr(b->svg, '/'), *file = slash ? slash + 1 : b->svg;
    dh_put_format(out, ". Its numbers: <a href=\"charts/");
    put(out, file);
    dh_put_format(out, ".dat\">charts/");
    put(out, file);
    dh_put_format(out, ".dat</a>, drawn by the script beside it (.gp).</figcaption></figure>\n");
    return 0;
}

static void put_heading(dh_buffer *out, const dh_report_block *b, size_t *section)
{
    if (b->level == 2)
        dh_put_format(out, "%s<section aria-labelledby=\"s%zu\">\n<h2 id=\"s%zu\">", *section ? "</section>\n" : "",
                      *section + 1, *section + 1);
    else
        dh_put_format(out, "<h%d>", b->level);
    *section += b->level == 2;
    put_prose(out, b->text);
    dh_put_format(out, "</h%d>\n", b->level);
}

static void put_paragraph(dh_buffer *out, const dh_report_block *b)
{
    static const char *const before[] = {[DH_BLOCK_TEXT] = "<p>",
                                         [DH_BLOCK_VERDICT] = "<p class=verdict>",
                                         [DH_BLOCK_WARNING] = "<p class=warning><strong>Note:</strong> ",
                                         [DH_BLOCK_CODE] = "<pre tabindex=\"0\"><code>"};
    dh_put_format(out, "%s", before[b->kind]);
    if (b->kind == DH_BLOCK_CODE)
        put(out, b->text);
    else
        put_prose(out, b->text);
    dh_put_format(out, b->kind == DH_BLOCK_CODE ? "</code></pre>\n" : "</p>\n");
}

int dh_report_html(const dh_report *report, dh_buffer *out, dh_error *error)
{
    size_t section = 0, figure = 0;
    put_head(out, report);
    dh_put_format(out, "<header><h1>");
    put_prose(out, report->title);
    dh_put_format(out, "</h1></header>\n<main>\n");
    for (const dh_report_block *b = report->first; b; b = b->next) {
        if (b->kind == DH_BLOCK_HEADING && b->level == 2 && !section)
            put_contents(out, report);
        if (b->kind == DH_BLOCK_HEADING)
            put_heading(out, b, &section);
        else if (b->kind == DH_BLOCK_TABLE)
            put_table(out, report, b->table);
        else if (b->kind == DH_BLOCK_NUMBERS) {
            put_source(out, b->table);
            dh_put_format(out, "</p></div>\n");
        } else if (b->kind == DH_BLOCK_FIGURE) {
            if (put_figure(out, report, b, ++figure, error))
                return -1;
        } else if (b->kind == DH_BLOCK_LIVE)
            dh_put(out, report->live->markup, strlen(report->live->markup));
        else
            put_paragraph(out, b);
    }
    dh_put_format(out, "%s</main>\n<script>%s</script>\n</body>\n</html>\n", section ? "</section>\n" : "",
                  script_of(report));
    return out->failed || report->failed ? dh_fail_memory(error) : 0;
}
