/* What `downhill check` says: on the terminal, to GitHub, into files; and its exit code. */
#ifndef DH_CHECK_OUT_H
#define DH_CHECK_OUT_H

#include "verdict/judge.h"
#include "view/chart.h"

#include <stdio.h>

typedef struct dh_check_how {
    const dh_judged *judged;
    bool exact, quiet;     /* exact: every other bit fails */
    const char *new, *old; /* paths */
} dh_check_how;

/* How bad a cell is: the exit code that it alone would give. */
int dh_check_severity(const dh_check_how *how, const dh_judgement *cell);
int dh_check_code(const dh_check_how *how);

void dh_check_text(FILE *out, const dh_check_how *how);
void dh_check_annotate(FILE *out, const dh_check_how *how); /* ::error and ::warning lines, at most 10 */

/* Ways of saying it in a file. */
typedef void dh_check_writer(FILE *out, const dh_check_how *how);
dh_check_writer dh_check_json, dh_check_junit, dh_check_markdown;
/* Pictures of old against new, the worst cells first; none where nothing changed. old: NULL when the baseline is a
 * text. Of options: format, folder, name, launcher and chart. */
int dh_check_chart(const dh_check_how *how, dh_results *old, dh_results *new, const dh_chart_options *options,
                   dh_arena *arena, dh_pictures *ret, dh_error *error);

int dh_check_save(const char *path, dh_check_writer *write, const dh_check_how *how, dh_error *error);

#endif
