/* Charts of results files: a script, its data and the picture that gnuplot makes of them, side by side in a folder.
 */
#ifndef DH_VIEW_CHART_H
#define DH_VIEW_CHART_H

#include "summary/contest.h"
#include "summary/curve.h"

enum { DH_COLUMN_WIDTH = 440, DH_SLIDE_WIDTH = 960, DH_SLIDE_HEIGHT = 540 }; /* of the layout, CSS pixels */

/* For what a picture is made: how long lines and how large letters are there. */
typedef enum dh_page_size {
    DH_SIZE_SCREEN, /* as fits */
    DH_SIZE_COLUMN, /* of a paper: 3.4 inches wide, the key under the panels */
    DH_SIZE_SLIDE,  /* 13.33 x 7.5 inches */
} dh_page_size;

typedef struct dh_chart_options {
    const char *chart;  /* a name in dh_charts */
    const char *format; /* svg, png, pdf, tex, or dumb: characters */
    dh_axis axis;
    dh_scale x_scale, y_scale; /* AUTO: log where the values span enough; x of epochs linear */
    const char *y;             /* as in dh_traces_read: NULL, "cost", "gap", or a history column */
    const char *best_of; /* a text column of /runs: of each of its values only the best method, problem by problem;
                            NULL: all */
    const char *over;    /* what sensitivity is shown against, NULL: lr; or the two of heatmap, "lr,beta" */
    const int64_t *seed; /* whose paths are drawn; NULL: the lowest */
    const char *title;   /* NULL: the study's name, or the problem's when there is one */
    const char *folder;  /* made when missing */
    const char
        *name;             /* files are
                              FOLDER/NAME-CHART[-Y][-final][-over-PARAMETER][-by-X][-target-TAU][-cost-C][-against-REFERENCE]
                              [-band-BAND][-seed-N][-PROBLEM][-best-of-COLUMN][-PAGE].ENDING (-latex.tex, with a .pdf), its script
                              that
                              + .gp, its data + .dat; cleaned of what does not belong in a file name */
    size_t width, height;  /* CSS pixels, or characters; 0: as fits */
    bool colour;           /* characters with colours */
    const char *launcher;  /* path of the program downhill-nospawn */
    bool axis_given;       /* else charts of costs (time_to_target, profile, ...) count gradients instead of steps */
    dh_goal target;        /* of those charts; value 0 that is not absolute: tau 1e-3 */
    const char *reference; /* of profile: the method whose cost is the unit, or what --best-of groups by; NULL: the
                              least cost of any method */
    bool delivered;        /* critical_difference ranks by what runs delivered, not by the cost to the target */
    dh_band band;          /* of convergence and tuning; all 0: the quartiles */
    dh_page_size size;
} dh_chart_options;

/* The pictures that were made. */
typedef struct dh_pictures {
    size_t count;
    const char **path; /* [count] in the arena */
} dh_pictures;

typedef struct dh_chart {
    const char *name, *doc;
    int (*draw)(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                dh_pictures *ret, dh_error *error);
    /* *ret: there is something to draw. NULL: always. Fails only where files cannot be read or memory is out. */
    int (*suits)(dh_results *const *results, size_t count, bool *ret, dh_error *error);
} dh_chart;

/* What `suits` tells of files that were asked for all that the chart needs: that it is not there is an answer. */
static inline int dh_chart_answer(int failed, bool *ret, const dh_error *error)
{
    *ret = !failed;
    return failed && error->kind != DH_ERROR_INPUT ? -1 : 0;
}

extern const dh_chart dh_charts[]; /* sorted by name */
extern const size_t dh_chart_count;

/* What charts call a cost less f*, or less the best value seen where f* is not known. */
const char *dh_gap_name(bool best_seen, bool plain);

/* Draws one chart of all the files together. */
int dh_chart_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                  dh_pictures *ret, dh_error *error);

#endif
