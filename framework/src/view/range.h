/* Which part of the y axis a panel of curves shows. */
#ifndef DH_VIEW_RANGE_H
#define DH_VIEW_RANGE_H

#include "summary/curve.h"

typedef struct dh_range {
    bool log;
    bool clipped; /* there are values under a log axis */
    double low, high;
} dh_range;

/* All medians and quartiles of the curves that end better than they began; curves that get worse show where they
 * began and how they leave, and do not set the range. A log axis (by `scale`; AUTO: all values positive or gaps, and
 * a span of 1.5 decades) reaches down to the smallest median, to the rounding of the gap, or over 30 decades,
 * whichever is highest; values under it are to be drawn on its edge. false: there is no finite value at all. */
bool dh_range_find(const dh_panel *panel, size_t methods, bool larger_is_better, dh_scale scale, dh_range *ret);

#endif
