/* One picture with its script and its data beside it. */
#ifndef DH_VIEW_PICTURE_H
#define DH_VIEW_PICTURE_H

#include "view/chart.h"
#include "view/theme.h"

enum { DH_NO_BLOCK = -1 }; /* instead of the number of a block in a data file, as gnuplot's `index` counts them */

/* Names of the elements of a plot command in their order, NULL for those without; at most `room`. */
typedef struct dh_element_names {
    const char **name; /* [room] */
    size_t room, count;
} dh_element_names;

typedef struct dh_picture {
    const dh_chart_options *options;
    const dh_format *format;
    const char *picture, *script, *data; /* names of files in options->folder */
    const char *path;                    /* of the picture */
    dh_element_names *names; /* for an svg, where gnuplot leaves them out, as in three dimensions; NULL: nowhere */
} dh_picture;

/* Names the files STEM.ENDING, .gp and .dat, and makes the folder. options->format is valid. */
int dh_picture_begin(const char *stem, const dh_chart_options *options, dh_arena *arena, dh_picture *ret,
                     dh_error *error);

/* Appends "set terminal ..." for a sheet of width x height CSS pixels, or characters, and scales it to the size that
 * options->size asks for. */
void dh_picture_terminal(const dh_picture *picture, double width, double height, dh_buffer *out);

/* Writes data and script, and runs gnuplot on them. */
int dh_picture_make(const dh_picture *picture, const dh_buffer *data, const dh_buffer *script, dh_arena *arena,
                    dh_error *error);

/* Name and chart, and what was asked for instead of the defaults, so that no two charts share a file. `more` ends it.
 */
const char *dh_picture_stem(const dh_chart_options *options, const char *more, dh_arena *arena);

/* The same for the picture of problem i, of which each has one: with its name when there are several. No two share a
 * file, even if their names differ only in what a file name cannot hold. */
const char *dh_picture_stem_for(const dh_chart_options *options, const char *more, const char *const *problem,
                                size_t count, size_t i, dh_arena *arena);

#endif
