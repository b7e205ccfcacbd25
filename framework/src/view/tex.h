/* Texts for LaTeX. */
#ifndef DH_VIEW_TEX_H
#define DH_VIEW_TEX_H

#include "base/buffer.h"
#include "base/error.h"

/* Appends `text`, which is UTF-8, so that LaTeX (pdfLaTeX with its usual fonts, LuaLaTeX) sets just these characters:
 * no command, no comment, no alignment, no ligature. Letters of Western European languages, Greek small letters and
 * the signs that charts use stay themselves; what those fonts may lack becomes '?'. */
void dh_tex_put(dh_buffer *out, const char *text, size_t length);

/* Of a gnuplot script for the other formats one for the terminal cairolatex: labels and tics become LaTeX, in the
 * size that `font` asks for, times scale. */
int dh_tex_script(dh_buffer *script, double scale, dh_error *error);

#endif
