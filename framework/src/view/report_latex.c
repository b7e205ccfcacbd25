/* A report as a LaTeX document: tables after the manner of booktabs, charts as PDF. Every character of strangers that
 * means something to TeX is written as a command of ours, in tables and in code alike: there is no verbatim that a
 * text could end. What no Computer Modern font has is written as its number, or as itself by LuaTeX. */
#include "view/report.h"

#include <string.h>

static const char *const special[128] = {
    ['"'] = "{\\char34}",   ['#'] = "\\#",
    ['$'] = "\\$",          ['%'] = "\\%",
    ['&'] = "\\&",          ['\''] = "{'}",
    ['*'] = "{*}",          ['-'] = "{-}",
    ['<'] = "\\textless{}", ['>'] = "\\textgreater{}",
    ['['] = "{[}",          ['\\'] = "\\textbackslash{}",
    [']'] = "{]}",          ['^'] = "\\textasciicircum{}",
    ['_'] = "\\_",          ['`'] = "\\`{}",
    ['{'] = "\\{",          ['|'] = "\\textbar{}",
    ['}'] = "\\}",          ['~'] = "\\textasciitilde{}",
    ['!'] = "{!}",          ['?'] = "{?}",
    [','] = "{,}",
};

/* The number of the character at p, which is clean, and its length. */
static uint32_t decode(const unsigned char *p, size_t *ret_length)
{
    size_t length = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    uint32_t code = length == 1 ? *p : *p & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (p[i] & 0x3F);
    *ret_length = length;
    return code;
}

/* Letters of Latin-1 that every engine makes of a letter and an accent. */
static bool is_accented(uint32_t code)
{
    return code >= 0xC0 && code <= 0xFF && code != 0xD0 && code != 0xD7 && code != 0xDE && code != 0xF0 &&
           code != 0xF7 && code != 0xFE;
}

static void put_character(dh_buffer *out, const char **text)
{
    size_t length;
    uint32_t code = decode((const unsigned char *)*text, &length);
    if (code < 128 && special[code])
        dh_put_format(out, "%s", special[code]);
    else if (code < 128 || is_accented(code))
        dh_put(out, *text, length);
    else
        dh_put_format(out, "\\dhU{%X}", (unsigned)code);
    *text += length;
}

static void put_prose(dh_buffer *out, const char *text)
{
    while (*text)
        if (*text == DH_NAME_BEGIN || *text == DH_NAME_END)
            dh_put_format(out, "%s", *text++ == DH_NAME_BEGIN ? "\\textbf{" : "}");
        else
            put_character(out, &text);
}

static const char head[] =
    "%% Written by downhill report. Compiles with pdflatex or lualatex in this folder.\n"
    "\\documentclass[a4paper]{article}\n"
    "\\usepackage[margin=2cm]{geometry}\n"
    "\\usepackage{array,booktabs,graphicx,longtable}\n"
    "\\setlength\\parindent{0pt}\\setlength\\parskip{.5em}\\setlength\\tabcolsep{4pt}\\setlength\\emergencystretch{"
    "3em}\n"
    "\\ifdefined\\Umathcode\\newcommand\\dhU[1]{\\char\"#1\\relax}\\else\\newcommand\\dhU[1]{{\\tiny U+#1}}\\fi\n"
    "\\newcommand\\dhline[1]{\\par\\hangindent=2em\\hangafter=1{\\scriptsize\\ttfamily\\raggedright #1\\par}}\n"
    "\\newcolumntype{L}[1]{>{\\raggedright\\arraybackslash}p{#1\\linewidth}}\n"
    "\\begin{document}\n";

/* ---- tables ---- */

static bool is_shown(const dh_report_column *column)
{
    return column->place == DH_EVERYWHERE;
}

static bool is_text(const dh_report_column *column)
{
    return column->kind == DH_CELL_NAME;
}

static void put_cells(dh_buffer *out, const dh_report_table *t, size_t row, bool heads)
{
    const char *between = "";
    for (size_t c = 0; c < t->columns; c++) {
        if (!is_shown(&t->column[c]))
            continue;
        dh_put_format(out, "%s", between);
        put_prose(out, heads ? t->column[c].head : t->cell[row * t->columns + c].shown);
        between = " & ";
    }
    dh_put_format(out, " \\\\\n");
}

static void put_source(dh_buffer *out, const dh_report_table *t)
{
    dh_put_format(out, "{\\footnotesize ");
    put_prose(out, t->source);
    dh_put_format(out, " In full: ");
    put_prose(out, t->file);
    dh_put_format(out, ".csv.\\par}\n");
}

static void put_table(dh_buffer *out, const dh_report_table *t)
{
    size_t names = 0, columns = 0;
    for (size_t c = 0; c < t->columns; c++) {
        columns += is_shown(&t->column[c]);
        names += is_shown(&t->column[c]) && is_text(&t->column[c]);
    }
    double room = columns - names > 4 ? 0.3 : columns - names > 2 ? 0.5 : 0.64; /* of the line, for names */
    dh_put_format(out, "{\\small\\bfseries ");
    put_prose(out, t->caption);
    dh_put_format(out, "\\par\\nopagebreak}\n{\\scriptsize\n\\begin{longtable}[l]{@{}");
    for (size_t c = 0; c < t->columns; c++)
        if (!is_shown(&t->column[c]))
            continue;
        else if (is_text(&t->column[c]))
            dh_put_format(out, "L{%.3f}", room / (double)names);
        else
            dh_put_format(out, t->column[c].kind == DH_CELL_WORD ? "l" : "r");
    dh_put_format(out, "@{}}\n\\toprule\n");
    put_cells(out, t, 0, true);
    dh_put_format(out, "\\midrule\n\\endhead\n");
    for (size_t i = 0; i < t->rows; i++)
        put_cells(out, t, i, false);
    dh_put_format(out, "\\bottomrule\n\\end{longtable}}\n");
    put_source(out, t);
}

/* ---- the rest ---- */

static void put_code(dh_buffer *out, const char *text)
{
    while (*text) {
        dh_put_format(out, "\\dhline{\\strut ");
        while (*text && *text != '\n')
            if (*text == ' ') {
                dh_put_format(out, "\\ ");
                text++;
            } else
                put_character(out, &text);
        text += *text == '\n';
        dh_put_format(out, "}\n");
    }
}

/* The name of a picture holds no character that TeX reads otherwise, but underscores and UTF-8 (gnuplot.h). */
static void put_figure(dh_buffer *out, const dh_report_block *b, size_t number)
{
    const char *slash = strrchr(b->pdf, '/'), *file = slash ? slash + 1 : b->pdf;
    dh_put_format(out,
                  "\\begin{center}\\begin{minipage}{\\linewidth}\\centering\n"
                  "\\includegraphics[width=\\linewidth,height=.8\\textheight,keepaspectratio]{"
                  "\\detokenize{charts/%s}}\\par\n{\\small %zu. ",
                  file, number);
    put_prose(out, b->text);
    dh_put_format(out, ".\\par}{\\scriptsize Its numbers: charts/");
    for (const char *at = file; *at;) { /* which has no blanks to break it at */
        bool breaks = *at == '-';
        put_character(out, &at);
        dh_put_format(out, "%s", breaks ? "\\allowbreak{}" : "");
    }
    dh_put_format(out, ".dat\\par}\n\\end{minipage}\\end{center}\n");
}

static void put_block(dh_buffer *out, const dh_report_block *b, size_t *figures)
{
    switch (b->kind) {
    case DH_BLOCK_TABLE:
        put_table(out, b->table);
        return;
    case DH_BLOCK_FIGURE:
        put_figure(out, b, ++*figures);
        return;
    case DH_BLOCK_CODE:
        put_code(out, b->text);
        return;
    case DH_BLOCK_LIVE:
        return;
    case DH_BLOCK_NUMBERS:
        put_source(out, b->table);
        return;
    case DH_BLOCK_HEADING:
        dh_put_format(out, b->level == 2 ? "\\section*{" : "\\subsection*{");
        put_prose(out, b->text);
        dh_put_format(out, "}\n");
        return;
    default:
        dh_put_format(out, b->kind == DH_BLOCK_WARNING ? "\\emph{Note:} " : "");
        put_prose(out, b->text);
        dh_put_format(out, "\n\n");
    }
}

int dh_report_latex(const dh_report *report, dh_buffer *out, dh_error *error)
{
    size_t figures = 0;
    dh_put_format(out, head);
    dh_put_format(out, "\\section*{\\LARGE ");
    put_prose(out, report->title);
    dh_put_format(out, "}\n");
    for (const dh_report_block *b = report->first; b; b = b->next)
        put_block(out, b, &figures);
    dh_put_format(out, "\\end{document}\n");
    return out->failed || report->failed ? dh_fail_memory(error) : 0;
}
