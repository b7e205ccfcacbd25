/* How wide a text is, before anything draws it: gnuplot itself only guesses, by counting characters. */
#ifndef DH_VIEW_FONT_H
#define DH_VIEW_FONT_H

#include "base/arena.h"

/* Width of UTF-8 text in the unit of `size` (the font's height), from the advance widths of Inter with room for wider
 * fonts. */
double dh_text_width(const char *text, double size);

/* Breaks text at spaces, else anywhere, into at most `most` lines no wider than `width`; what does not fit is cut
 * with an ellipsis. Returns their number; line [most] in the arena. 0: memory is out. */
size_t dh_text_wrap(const char *text, double size, double width, size_t most, dh_arena *arena, char **line);

/* Text in one line of at most `width`, cut in the middle: names of methods differ most in their first word and in
 * their last ones. NULL: memory is out. */
const char *dh_text_cut(const char *text, double size, double width, dh_arena *arena);

/* Puts the labels [count] cut to `width` into cut [count], which may be `label`, in letters of `size`, or of `small`
 * where that leaves out less. Labels that would look alike are cut at their ends. Returns the size; 0: memory is out.
 */
int dh_text_cut_all(const char *const *label, size_t count, int size, int small, double width, dh_arena *arena,
                    const char **cut);

#endif
