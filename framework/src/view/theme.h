/* The look of every chart: colours, dashes, fonts, and the file formats. Lengths are CSS pixels (1/96 inch). */
#ifndef DH_VIEW_THEME_H
#define DH_VIEW_THEME_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

/* Line styles 1 ... DH_STYLES for what is told apart, 20 for what is only there. */
enum { DH_STYLES = 10, DH_STYLE_OTHER = 20 };

#define DH_FONT_FAMILY "Inter"
enum { DH_FONT_TITLE = 17, DH_FONT = 13, DH_FONT_SMALL = 11 };
#define DH_COLOUR_TEXT "#222222"
#define DH_COLOUR_QUIET "#666666"

typedef struct dh_look {
    double scale; /* of everything */
    bool colour;  /* of characters */
} dh_look;

typedef struct dh_format {
    const char *name, *ending, *doc;
    bool text;        /* characters instead of pixels */
    bool latex;       /* texts are LaTeX (tex.h), beside a pdf without any */
    bool local_fonts; /* drawn with the fonts of this machine */
    /* NULL, or makes the finished file the same in every run */
    int (*settle)(const char *path, double scale, dh_error *error);
    void (*terminal)(double width, double height, const dh_look *look,
                     dh_buffer *out); /* appends "set terminal ..." */
} dh_format;

extern const dh_format dh_formats[]; /* sorted by name */
extern const size_t dh_format_count;
const dh_format *dh_format_find(const char *name); /* NULL: there is none */

void dh_theme_write(dh_buffer *out); /* appends styles, borders and grid for the formats that are no text */

#endif
