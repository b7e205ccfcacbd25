/* Texts that are safe inside a gnuplot script, and running one. */
#ifndef DH_VIEW_GNUPLOT_H
#define DH_VIEW_GNUPLOT_H

#include "base/buffer.h"
#include "base/error.h"

/* Appends `text` as a gnuplot string in single quotes, in which nothing reaches a shell as long as it is not used as
 * a file name. Control characters, bytes that are no UTF-8 and characters that XML forbids become '?'. An apostrophe
 * becomes U+2019: doubling it is the documented way, but gnuplot 5.4 ends the string at two doubled ones side by side
 * and runs what follows. */
void dh_gnuplot_quote(dh_buffer *out, const char *text);

/* Appends the title of an element of a plot command, which a picture without a key shows to nobody, but which an svg
 * holds; NULL: none. */
void dh_gnuplot_title(dh_buffer *out, const char *name);

/* The same for the label of a tic, which is a format of numbers to gnuplot. */
void dh_gnuplot_quote_tic(dh_buffer *out, const char *text);

/* The same for a comment in a data file: no quotes, no line ends. */
void dh_gnuplot_comment(dh_buffer *out, const char *text);

/* A file name made of `text`: letters, digits, '.', '_', '-' and UTF-8 stay, the rest becomes '-'; never empty, never
 * begins with '.' or '-'. */
char *dh_gnuplot_file_name(dh_arena *arena, const char *text);

typedef struct dh_gnuplot_job {
    const char *launcher; /* path of downhill-nospawn */
    const char *folder;   /* where script, data and picture lie */
    const char *script;   /* file names in it */
    const char *picture;  /* what the script makes; what was there before is removed first */
    const char *draft;    /* what it makes instead: it has heard of the variable `picture`; NULL: the same */
} dh_gnuplot_job;

/* Runs gnuplot, found in PATH, on the script; it can start no other program. -1 with gnuplot's message and line when
 * it fails, warns about the script, or leaves no picture. */
int dh_gnuplot_run(const dh_gnuplot_job *job, dh_arena *arena, dh_error *error);

#endif
