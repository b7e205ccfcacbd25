/* The data file of a chart of curves: blocks that gnuplot's `index` finds, with a comment over each. */
#ifndef DH_VIEW_BLOCKS_H
#define DH_VIEW_BLOCKS_H

#include "base/buffer.h"
#include "view/legend.h"
#include "view/picture.h"

/* Numbers of the blocks of one panel; DH_NO_BLOCK where there is nothing to draw. */
typedef struct dh_panel_blocks {
    int *curve;         /* [told_apart] columns x median low high; "inf" where it is not known */
    size_t *points;     /* [told_apart] rows with a finite median */
    bool *band;         /* [told_apart] the quartiles differ from the median somewhere */
    int *lost;          /* [told_apart] x y of the last finite row of each lost run */
    int other;          /* x median of all others, a blank line between two */
    size_t others;      /* parts of that block, */
    size_t *other_line; /* [others] and which of legend->other each is */
    int other_lost;
} dh_panel_blocks;

/* Appends the blocks of one panel, of which *next is the first, and moves *next on. */
int dh_blocks_write(const dh_curves *curves, size_t panel, const dh_legend *legend, int *next, dh_buffer *out,
                    dh_arena *arena, dh_panel_blocks *ret, dh_error *error);

/* What a curve is called in full. */
const char *dh_blocks_name(const dh_curves *curves, const dh_curve *curve);

#endif
