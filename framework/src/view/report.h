/* A report: what a comparison found, as a list of blocks that four writers share (HTML, LaTeX, Markdown, and the
 * numbers alone). Blocks hold plain text, never markup: every writer escapes for its own format.
 *
 * All texts in a report are clean: UTF-8, no control character, nothing that turns the direction of writing. Two
 * control characters are the exception, which therefore no stranger's text can hold: DH_NAME_BEGIN and DH_NAME_END
 * stand around names within a sentence. In blocks of code there are line breaks as well. */
#ifndef DH_VIEW_REPORT_H
#define DH_VIEW_REPORT_H

#include "base/buffer.h"
#include "summary/compare.h"

enum { DH_NAME_BEGIN = 1, DH_NAME_END = 2 };

typedef enum dh_cell_kind {
    DH_CELL_NAME,   /* a stranger's text: of a method, a problem, a cause */
    DH_CELL_NUMBER, /* value */
    DH_CELL_RANGE,  /* value with its interval */
    DH_CELL_WORD,   /* a word of ours */
} dh_cell_kind;

/* Where a column stands; numbers have all of them. */
typedef enum dh_column_place { DH_EVERYWHERE, DH_WITH_ROOM /* in HTML */, DH_NUMBERS_ONLY } dh_column_place;

typedef struct dh_report_column {
    const char *key;  /* in CSV and JSON; a range adds KEY_low and KEY_high */
    const char *head; /* above the column */
    const char *doc;  /* what it is and where it comes from; NULL: `head` says it */
    dh_cell_kind kind;
    dh_column_place place;
} dh_report_column;

typedef struct dh_report_cell {
    const char *shown;       /* never NULL */
    double value, low, high; /* of numbers; NaN: none */
} dh_report_cell;

typedef struct dh_report_table {
    const char *file;        /* [a-z_]+: tables that agree in it have the same columns, and are one file of numbers */
    const char *of_key, *of; /* a first column of the file, and what the rows have in it: "problem"; NULL: none */
    const char *caption;     /* what is shown */
    const char *source;      /* where the numbers come from */
    size_t columns, rows;
    const dh_report_column *column; /* [columns] */
    dh_report_cell *cell;           /* [rows][columns] */
} dh_report_table;

typedef enum dh_block_kind {
    DH_BLOCK_HEADING,
    DH_BLOCK_TEXT,
    DH_BLOCK_VERDICT, /* a sentence of the first three */
    DH_BLOCK_WARNING,
    DH_BLOCK_TABLE,
    DH_BLOCK_NUMBERS, /* a table of what the text before it says, in files of numbers alone */
    DH_BLOCK_FIGURE,
    DH_BLOCK_CODE,
    DH_BLOCK_LIVE, /* report->live; in HTML alone */
} dh_block_kind;

typedef struct dh_report_block {
    struct dh_report_block *next;
    dh_block_kind kind;
    int level;                    /* of a heading: 2 a section, 3 a part of one */
    const char *text;             /* of all but tables; of a figure its caption */
    const char *svg, *pdf;        /* of a figure: paths */
    const char *name;             /* of a figure: the chart's */
    const dh_report_table *table; /* of a table and of numbers */
} dh_report_block;

/* A part of the page that moves: its element, what it looks like, and a script that may compile WebAssembly. All of
 * it is ours and goes into the page as it is; strangers' texts in `markup` are escaped by whoever made it. */
typedef struct dh_report_live {
    const char *markup, *style, *script;
} dh_report_live;

typedef struct dh_report {
    dh_arena *arena;
    const char *title;
    const dh_report_live *live; /* where the block DH_BLOCK_LIVE stands; NULL: none */
    dh_report_block *first, *last;
    bool failed; /* memory ran out: something is missing */
} dh_report;

/* ---- making one; everything is copied into the arena, and strangers' texts are cleaned ---- */

void dh_report_init(dh_report *report, dh_arena *arena, const char *title);
#define DH_REPLACED "\xEF\xBF\xBD" /* U+FFFD */
/* Length of what stands at p, before a NUL, and whether it may stay; else it is a character, or a byte, to replace.
 */
size_t dh_report_character(const char *p, bool *ret_stays);
const char *dh_report_clean(dh_report *report,
                            const char *text); /* bytes that may not stay become U+FFFD; never NULL */
const char *dh_report_name(dh_report *report, const char *text); /* the same between DH_NAME_BEGIN and DH_NAME_END */

void dh_report_heading(dh_report *report, int level, const char *text);
/* One paragraph, verdict or warning; the format is ours, and strangers' texts in it come from dh_report_name. */
void dh_report_say(dh_report *report, dh_block_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void dh_report_code(dh_report *report, const char *text); /* line by line */
/* Paths of the two pictures of one chart. */
void dh_report_figure(dh_report *report, const char *name, const char *caption, const char *svg, const char *pdf);

void dh_report_add_live(dh_report *report, const dh_report_live *live); /* at most one, which is not copied */

/* A table to be filled: every cell is empty. NULL when memory is out. column [columns] is not copied. */
dh_report_table *dh_report_add_table(dh_report *report, const char *file, const dh_report_column *column,
                                     size_t columns, size_t rows);
/* The same for a block of numbers. */
dh_report_table *dh_report_add_numbers(dh_report *report, const char *file, const dh_report_column *column,
                                       size_t columns, size_t rows);
void dh_report_put_text(dh_report *report, dh_report_table *table, size_t row, size_t column, const char *text);
/* shown NULL: the number in three digits */
void dh_report_put_number(dh_report *report, dh_report_table *table, size_t row, size_t column, double value,
                          const char *shown);
/* infinite: what an infinite value is called, as "never" */
void dh_report_put_range(dh_report *report, dh_report_table *table, size_t row, size_t column, double value,
                         double low, double high, const char *infinite);

/* Three digits; a dash for NaN, `infinite` for +infinity. In the arena; never NULL. */
const char *dh_report_spell(dh_report *report, double value, const char *infinite);
const char *dh_report_spell_range(dh_report *report, double value, double low, double high, const char *infinite);
const char *dh_report_spell_p(dh_report *report, double p);

/* ---- what it says ---- */

typedef struct dh_report_subject {
    const dh_comparison *comparison;
    dh_results *const *results; /* [files] */
    const char *const *file;    /* [files] as the caller named them */
    size_t files;
    const char *x, *y, *best_of; /* as in the comparison's options: what costs count; NULL: gap or cost; NULL: none */
    const char *const *command;  /* [commands] what follows `downhill report` to make this one again */
    size_t commands;
} dh_report_subject;

void dh_report_add_verdict(dh_report *report, const dh_report_subject *subject);
void dh_report_add_ranking(dh_report *report, const dh_report_subject *subject);
void dh_report_add_problem(dh_report *report, const dh_report_subject *subject, size_t problem);
/* Adds nothing where no method is in two files. */
int dh_report_add_changes(dh_report *report, const dh_report_subject *subject, dh_error *error);
void dh_report_add_lost(dh_report *report, const dh_report_subject *subject);
void dh_report_add_setting(dh_report *report, const dh_report_subject *subject);
void dh_report_add_rerun(dh_report *report, const dh_report_subject *subject);

/* Runs of all the files, and how many of them were lost. */
size_t dh_report_runs(const dh_report_subject *subject, size_t *ret_lost);

/* Areas of colours that stand for numbers: in the dark scheme they stay (numbers are written on them), turn dark
 * where they were light, or are lit less. */
typedef enum dh_area { DH_AREA_NONE, DH_AREA_CONTOUR, DH_AREA_RELIEF } dh_area;

/* ---- writing it: appends the whole document ---- */

/* One page that loads nothing: styles, script and pictures are in it, and its policy allows no others. */
int dh_report_html(const dh_report *report, dh_buffer *out, dh_error *error);
/* For pdfLaTeX and LuaLaTeX; pictures by their file name in the folder charts/. */
int dh_report_latex(const dh_report *report, dh_buffer *out, dh_error *error);
/* GitHub's dialect, without the pictures; at most `top` rows of a table. */
int dh_report_markdown(const dh_report *report, size_t top, dh_buffer *out, dh_error *error);

/* Shared by the writers: appends an SVG file of gnuplot's as an element of HTML: only shapes, texts and their looks,
 * with ids that begin with `prefix`, and `label` as its text alternative. Colours are those of the page's schemes
 * (report_paint.c); elements that have a name keep it as their title. */
int dh_report_inline_svg(const char *path, const char *prefix, const char *label, dh_area area, dh_buffer *out,
                         dh_error *error);
/* *ret = what its title says; "" when it has none. -1: it cannot be read. */
int dh_report_svg_title(dh_report *report, const char *path, const char **ret, dh_error *error);
void dh_report_put_html(dh_buffer *out, const char *text, size_t length); /* escaped, also for attributes in quotes */

/* ---- colours of pictures in the page ---- */

enum { DH_PAPER_LIGHT = 0xffffff, DH_PAPER_DARK = 0x15181c }; /* as dh_report_style has them */

typedef enum dh_paint_kind {
    DH_PAINT_TEXT,
    DH_PAINT_LINE,
    DH_PAINT_QUIET /* says nothing by itself */
} dh_paint_kind;

typedef struct dh_paint {
    const char *name; /* of the variable */
    dh_paint_kind kind;
    unsigned file, light, dark; /* 0xrrggbb: in gnuplot's files, and in the page */
} dh_paint;

extern const dh_paint dh_paints[];
extern const size_t dh_paint_count;

/* Appends gnuplot's colour as the page's: a variable, or by the kind of area a rule for both schemes. false: it
 * stays as it is, and nothing was appended. */
bool dh_report_put_paint(const char *text, size_t length, dh_area area, dh_buffer *out);
void dh_report_put_schemes(dh_buffer *out); /* appends the style sheet's rules that say what the variables are */

extern const char dh_report_style[], dh_report_script[];

#endif
