/* A report as Markdown of GitHub's dialect, for a pull request. Strangers' texts stand in code spans: within them
 * nothing is markup, no link is made, and nobody is mentioned (GitHub Flavored Markdown 0.29, section 6.3). */
#include "view/report.h"

#include <string.h>

/* The longest run of backquotes in text [length]. */
static size_t longest_run(const char *text, size_t length)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < length; i++) {
        run = text[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void put_fence(dh_buffer *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        dh_put_u8(out, '`');
}

/* A bar would end a table's cell even within a span; after a backslash there is no way to write one. */
static void put_bar(dh_buffer *out, bool cell, bool escaped)
{
    dh_put_format(out, "%s", !cell ? "|" : escaped ? "\xEF\xBD\x9C" : "\\|");
}

static void put_span(dh_buffer *out, const char *text, size_t length, bool cell)
{
    size_t fence = longest_run(text, length) + 1;
    bool padded = length && (*text == '`' || text[length - 1] == '`' || *text == ' ');
    if (!length)
        return;
    put_fence(out, fence);
    dh_put_format(out, "%s", padded ? " " : "");
    for (size_t i = 0; i < length; i++)
        if (text[i] == '|')
            put_bar(out, cell, i && text[i - 1] == '\\');
        else
            dh_put_u8(out, (uint8_t)text[i]);
    dh_put_format(out, "%s", padded ? " " : "");
    put_fence(out, fence);
}

static void put_prose(dh_buffer *out, const char *text)
{
    static const char marks[] = {DH_NAME_BEGIN, 0}, end[] = {DH_NAME_END, 0};
    while (*text) {
        size_t length = strcspn(text, marks);
        for (size_t i = 0; i < length; i++)
            dh_put_format(out, strchr("*|<", text[i]) ? "\\%c" : "%c", text[i]);
        text += length;
        if (!*text)
            return;
        length = strcspn(++text, end);
        put_span(out, text, length, false);
        text += length + (text[length] != 0);
    }
}

/* Our own words stand as they are. */
static void put_cell(dh_buffer *out, const dh_report_column *column, const char *shown)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ()_,.%/-+[]";
    if (column->kind == DH_CELL_NAME || strspn(shown, plain) != strlen(shown))
        put_span(out, shown, strlen(shown), true);
    else
        dh_put_format(out, "%s", shown);
}

static void put_table(dh_buffer *out, const dh_report_table *t, size_t top)
{
    dh_put_format(out, "**");
    put_prose(out, t->caption);
    dh_put_format(out, "**\n\n|");
    for (size_t c = 0; c < t->columns; c++)
        if (t->column[c].place == DH_EVERYWHERE)
            dh_put_format(out, " %s |", t->column[c].head);
    dh_put_format(out, "\n|");
    for (size_t c = 0; c < t->columns; c++)
        if (t->column[c].place == DH_EVERYWHERE)
            dh_put_format(out, t->column[c].kind == DH_CELL_NAME || t->column[c].kind == DH_CELL_WORD ? " --- |"
                                                                                                      : " ---: |");
    dh_put_format(out, "\n");
    for (size_t i = 0; i < t->rows && i < top; i++) {
        dh_put_format(out, "|");
        for (size_t c = 0; c < t->columns; c++) {
            if (t->column[c].place != DH_EVERYWHERE)
                continue;
            dh_put_u8(out, ' ');
            put_cell(out, &t->column[c], t->cell[i * t->columns + c].shown);
            dh_put_format(out, " |");
        }
        dh_put_format(out, "\n");
    }
    dh_put_format(out, t->rows > top ? "\nand %zu more, in `%s.csv`\n\n" : "\n", t->rows - top, t->file);
}

static void put_code(dh_buffer *out, const char *text)
{
    size_t fence = longest_run(text, strlen(text)), length = strlen(text);
    fence = fence < 3 ? 3 : fence + 1;
    dh_put_format(out, "<details><summary>Show</summary>\n\n");
    put_fence(out, fence);
    dh_put_format(out, "\n%s%s", text, length && text[length - 1] == '\n' ? "" : "\n");
    put_fence(out, fence);
    dh_put_format(out, "\n\n</details>\n\n");
}

static void put_block(dh_buffer *out, const dh_report_block *b, size_t top)
{
    static const char *const before[] = {
        [DH_BLOCK_TEXT] = "", [DH_BLOCK_VERDICT] = "> ", [DH_BLOCK_WARNING] = "*Note:* "};
    if (b->kind == DH_BLOCK_TABLE)
        put_table(out, b->table, top);
    else if (b->kind == DH_BLOCK_CODE)
        put_code(out, b->text);
    else if (b->kind == DH_BLOCK_HEADING) {
        dh_put_format(out, b->level == 2 ? "### " : "#### ");
        put_prose(out, b->text);
        dh_put_format(out, b->next && b->next->kind == DH_BLOCK_FIGURE
                               ? "\n\nIn `index.html`, and in the folder `charts`.\n\n"
                               : "\n\n");
    } else if (b->kind != DH_BLOCK_FIGURE && b->kind != DH_BLOCK_LIVE && b->kind != DH_BLOCK_NUMBERS) {
        dh_put_format(out, "%s", before[b->kind]);
        put_prose(out, b->text);
        dh_put_format(out,
                      b->kind == DH_BLOCK_VERDICT && b->next && b->next->kind == DH_BLOCK_VERDICT ? "\n>\n" : "\n\n");
    }
}

int dh_report_markdown(const dh_report *report, size_t top, dh_buffer *out, dh_error *error)
{
    dh_put_format(out, "## ");
    put_prose(out, report->title);
    dh_put_format(out, "\n\n");
    for (const dh_report_block *b = report->first; b; b = b->next)
        put_block(out, b, top);
    return out->failed || report->failed ? dh_fail_memory(error) : 0;
}
