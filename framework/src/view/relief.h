/* The function under paths: which levels its contour lines have, and on what scale its height is shown. */
#ifndef DH_VIEW_RELIEF_H
#define DH_VIEW_RELIEF_H

#include "summary/path.h"
#include "view/ruler.h"

enum { DH_MAX_LEVELS = 12 };

/* log: height(f) = log10(max(f - base, 0) + shift), with base = f* or else the least known value, so that it is
 * finite everywhere; else height(f) = f, base = shift = 0. */
typedef struct dh_relief {
    bool log, gap; /* gap: base is f* */
    double base, shift;
    size_t count;
    double level[DH_MAX_LEVELS]; /* of f - base, rising */
    char label[DH_MAX_LEVELS][32];
    double least, most; /* finite f in the box */
    double valley;      /* f below which a small part of the box lies */
} dh_relief;

/* 0 levels where f is constant or nowhere finite. plain: labels without superscripts. */
int dh_relief_make(const dh_terrain *terrain, bool plain, dh_arena *arena, dh_relief *ret, dh_error *error);

/* The same with heights for a landscape: where f spans many decades, the wells around minima would be deep shafts, so
 * that part of them is filled by a larger shift. */
dh_relief dh_relief_landscape(const dh_relief *relief);

double dh_relief_height(const dh_relief *relief, double f); /* NaN and infinities stay */

/* "cost − f*" and the like; in characters when plain. */
const char *dh_relief_name(const dh_relief *relief, bool plain);

/* '#RRGGBB' of band k of count + 1, from light in the valley to dark on the heights. */
void dh_relief_colour(size_t k, size_t bands, char out[8]);

/* Heights on a grid `refine` times as fine: f by Catmull and Rom's cubic (1974, "A class of local interpolating
 * splines"), which is exact for parabolas; the height linearly where f is not smooth enough for that. *ret_side =
 * (side - 1) * refine + 1; [side][side] in the arena; NULL: memory is out. */
double *dh_relief_refine(const dh_relief *relief, const dh_terrain *terrain, size_t refine, dh_arena *arena,
                         size_t *ret_side);

#endif
