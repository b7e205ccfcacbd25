/* What the axes of convergence panels show, for pictures and for characters. */
#include "view/page.h"
#include "view/range.h"

#include <stdint.h>

#include <string.h>

bool dh_page_rulers(const dh_page *page, size_t panel, size_t x_room, size_t y_room, dh_ruler *ret_x, dh_ruler *ret_y)
{
    const dh_panel *p = &page->curves->panel[panel];
    dh_range range = {.high = 1};
    if (!page->curves->share &&
        !dh_range_find(p, page->curves->methods, page->curves->larger_is_better, page->options->y_scale, &range))
        return false;
    bool whole = page->curves->from_first || (!page->curves->x_label && page->options->axis == DH_AXIS_STEP);
    if (whole && p->last - p->first < (double)x_room) /* no tics between two steps */
        x_room = p->last - p->first >= 1 ? (size_t)(p->last - p->first) : 1;
    dh_ruler_make(p->log_x || page->curves->from_first ? p->first : 0, p->last, p->log_x, false, x_room,
                  page->format->text, ret_x);
    dh_ruler_make(range.low, range.high, range.log, !page->curves->share, y_room, page->format->text, ret_y);
    if (range.clipped)
        dh_ruler_clip(ret_y, page->format->text ? "~0" : "≈ 0");
    return true;
}

const char *dh_axis_label(dh_axis axis)
{
    static const char *const label[] = {
        "step",
        "epoch",
        "gradient evaluations (passes over the data)",
        "seconds",
        "gradient evaluations (calls)",
        "Hessian-vector products",
        "loss evaluations (calls)",
        "seconds in the problem alone",
        "gradients of single samples",
        "losses of single samples",
    };
    return label[axis];
}

const char *dh_page_x_label(const dh_page *page)
{
    return page->curves->x_label ? page->curves->x_label : dh_axis_label(page->options->axis);
}

const char *dh_gap_name(bool best_seen, bool plain)
{
    if (best_seen)
        return plain ? "cost - best seen" : "cost − best seen";
    return plain ? "cost - f*" : "cost − f*";
}

const char *dh_page_y_label(const dh_page *page, size_t panel, dh_arena *arena)
{
    const char *y = page->options->y;
    const char *final = page->curves->x_label ? "final " : "";
    if (page->curves->y_label)
        return page->curves->y_label;
    if (page->curves->panel[panel].gap)
        return dh_arena_format(arena, "%s%s", final,
                               dh_gap_name(page->curves->panel[panel].best_seen, page->format->text));
    char *label = dh_arena_format(arena, "%s%s", final, y && strcmp(y, "gap") ? y : "cost");
    for (char *p = label; p && *p; p++)
        if (*p == '_')
            *p = ' ';
    return label;
}

size_t dh_page_seeds(const dh_page *page)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < page->count; i++) {
        const dh_panel *p = &page->curves->panel[page->first + i];
        least = p->seeds < least && !p->quantity ? p->seeds : least;
    }
    return least < SIZE_MAX ? least : 0;
}

/* The band ends at `inner` on its lost side, from where an open one goes on to the edge: q is the quartile over
 * there, o the other. Where the first is off the axis the band ends at the median m, and where that is off as well,
 * at o. */
void dh_page_write_edges(const dh_ruler *x, const dh_ruler *y, bool larger_is_better, dh_buffer *out)
{
    const char *off = larger_is_better ? "< low" : "> high", *edge = larger_is_better ? "low" : "high";
    dh_put_format(out, "left = %.17g; right = %.17g; low = %.17g; high = %.17g\n", x->low, x->high, y->low, y->high);
    dh_put_format(out, "across(x) = x < left ? left : x > right ? right : x\n"
                       "clamp(y) = y < low ? low : y > high ? high : y\n"
                       "fall(y) = y < low && y > -1e308 ? low : y\n");
    dh_put_format(out, "seen(x) = %s\n", x->log ? "x > 0 ? x : NaN" : "x"); /* a log axis has no place for step 0 */
    dh_put_format(out, "inner(o,m,q) = clamp(q %s ? m %s ? o : m : q)\n", off, off);
    dh_put_format(out, "outer(o,m,q) = q %s ? %s : inner(o,m,q)\n", off, edge);
}
