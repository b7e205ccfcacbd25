/* Demšar (2006), "Statistical comparisons of classifiers over multiple data sets", JMLR 7, 1-30, figure 1: an axis of
 * mean ranks, a mark for each method, a bar over each group whose mean ranks differ by less than Nemenyi's critical
 * difference, and that difference as a length above. Labels stand left of the better half and right of the other, the
 * nearest to the axis on top. */
#include "view/critical.h"

#include "summary/compare.h"
#include "view/costs.h"
#include "view/font.h"
#include "view/gnuplot.h"
#include "view/legend.h"
#include "view/picture.h"
#include "view/sheet.h"

#include <math.h>

enum {
    EDGE = 14,
    STEP = 21,
    BAR = 10,
    LABEL = 300,
    AXIS = 420,
    MOST = 40,
    FEW = 12,
    NARROW = 560,
    HEAD = 62,
    COLUMNS = 100,
    OTHER = 220,
    RESAMPLES = 200
};

typedef struct sheet {
    const dh_comparison *c;
    const dh_chart_options *options;
    dh_picture picture;
    const char *title, *subtitle;
    size_t count;       /* methods shown */
    const char **label; /* [count] */
    int label_size;     /* of its letters */
    bool ranked;        /* labels have their ranks beside them, `gap` pixels from the axis */
    double gap;
    double left, right, axis; /* of the axis: its ends, its height */
} sheet;

static double place(const sheet *s, double rank)
{
    double k = (double)s->c->standings;
    return k > 1 ? s->left + (rank - 1) / (k - 1) * (s->right - s->left) : (s->left + s->right) / 2;
}

static void line(const dh_sheet *on, double x1, double y1, double x2, double y2, const char *how)
{
    dh_put_format(on->out, "set arrow from ");
    dh_sheet_at(on, x1, y1);
    dh_put_format(on->out, " to ");
    dh_sheet_at(on, x2, y2);
    dh_put_format(on->out, " nohead %s front\n", how);
}

/* ---- what is shown ---- */

static const char *blocks(const dh_comparison *c, dh_arena *arena)
{
    return dh_arena_format(arena, "%zu %s%s", c->blocks, c->by_seed ? "seed" : "problem", c->blocks == 1 ? "" : "s");
}

/* "mean rank over 3 problems by the cost to reach f* + 0.001 (f0 - f*), 3 seeds; bars: not told apart ..." */
static int describe(sheet *s, dh_arena *arena)
{
    const dh_comparison *c = s->c;
    size_t least, most;
    dh_costs_seeds(c->contests, &least, &most);
    const char *target = dh_costs_target_text(s->options, c->contests, arena), *over = blocks(c, arena);
    const char *by = s->options->delivered ? "by what the runs delivered"
                     : target              ? dh_arena_format(arena, "by the cost to reach %s", target)
                                           : NULL;
    const char *seeds = c->by_seed      ? ""
                        : least == most ? dh_arena_format(arena, ", %zu seed%s each", most, most == 1 ? "" : "s")
                                        : dh_arena_format(arena, ", %zu to %zu seeds each", least, most);
    const char *out = c->standings < c->contests->methods
                          ? dh_arena_format(arena, "; %zu methods that did not run everywhere are left out",
                                            c->contests->methods - c->standings)
                          : "";
    const char *few = s->count < c->standings
                          ? dh_arena_format(arena, "; the first %zu of %zu methods", s->count, c->standings)
                          : "";
    if (!by || !over || !seeds || !out || !few)
        return -1;
    s->subtitle = dh_arena_format(arena,
                                  "mean rank over %s%s, %s; bars: methods that Nemenyi's test does not tell apart at "
                                  "%g (Friedman: p = %.2g)%s%s",
                                  over, seeds, by, 1 - c->options.level, c->friedman.p_f, out, few);
    return s->subtitle ? 0 : -1;
}

static int make_labels(sheet *s, double width, dh_arena *arena)
{
    size_t n = s->c->standings;
    const char **all = DH_NEW(arena, const char *, n + 1);
    s->label = DH_NEW(arena, const char *, n + 1);
    if (!all || !s->label)
        return -1;
    for (size_t i = 0; i < n; i++)
        all[i] = s->c->contests->method[s->c->standing[i].method];
    for (size_t i = 0; i < s->count; i++) {
        const char *own = dh_label_short(all, n, all[i], arena);
        if (!own)
            return -1;
        s->label[i] = own;
    }
    const char *shared = dh_label_shared(all, n, arena);
    if (shared && *shared)
        s->subtitle = dh_arena_format(arena, "%s; all methods: %s", s->subtitle, shared);
    s->label_size = dh_text_cut_all(s->label, s->count, DH_FONT, s->options->width ? DH_FONT_SMALL : DH_FONT, width,
                                    arena, s->label);
    return shared && s->subtitle && s->label_size ? 0 : -1;
}

static void put_data(const sheet *s, dh_buffer *data)
{
    const dh_comparison *c = s->c;
    dh_put_format(data, "# place, mean rank, its bootstrap interval; a comment over each method\n");
    for (size_t i = 0; i < c->standings; i++) {
        const dh_standing *m = &c->standing[i];
        dh_put_format(data, "# method ");
        dh_gnuplot_comment(data, c->contests->method[m->method]);
        dh_put_format(data, "\n%zu %.17g %.17g %.17g\n", i + 1, m->rank, m->interval.low, m->interval.high);
    }
    dh_put_format(data, "\n\n# groups: first and last place\n");
    for (size_t i = 0; i < c->groups; i++)
        dh_put_format(data, "%zu %zu\n", c->group[i].first + 1, c->group[i].last + 1);
    dh_put_format(data, "\n\n# critical difference, Friedman's p in the form of Iman and Davenport\n%.17g %.17g\n",
                  c->difference, c->friedman.p_f);
}

/* ---- the picture ---- */

static size_t half(const sheet *s)
{
    return (s->count + 1) / 2;
}

/* Level of each group's bar, so that none covers another; returns how many levels there are. */
static size_t stack(const sheet *s, size_t *level)
{
    const dh_group *g = s->c->group;
    size_t levels = 0;
    for (size_t i = 0; i < s->c->groups; i++) {
        size_t free = 0;
        for (size_t k = 0; k < i; k++)
            if (level[k] == free && g[k].last >= g[i].first) {
                free++;
                k = (size_t)-1; /* from the start again */
            }
        level[i] = free;
        levels = free + 1 > levels ? free + 1 : levels;
    }
    return levels;
}

/* 1, 2, 5, 10, 20, ...: the least that leaves at most `most` labels on an axis of k. */
static size_t apart(size_t k, double most)
{
    static const size_t step[] = {1, 2, 5};
    for (size_t unit = 1; unit < k; unit *= 10)
        for (size_t i = 0; i < 3; i++)
            if ((double)k <= most * (double)(unit * step[i]))
                return unit * step[i];
    return k;
}

static void write_axis(const sheet *s, const dh_sheet *on, dh_arena *arena)
{
    size_t k = s->c->standings, every = apart(k, (s->right - s->left) / 34);
    line(on, s->left, s->axis, s->right, s->axis, "ls 100 lw 1.2");
    for (size_t i = 1; i <= k; i++) {
        bool labelled = i == 1 || i == k || (i % every == 0 && k - i >= every / 2);
        double x = place(s, (double)i);
        if (labelled || every <= 10)
            line(on, x, s->axis, x, s->axis + (labelled ? 7 : 4), "ls 100 lw 0.8");
        const char *text = labelled ? dh_arena_format(arena, "%zu", i) : NULL;
        if (text)
            dh_sheet_text_centred(on, x, s->axis + 15, text, DH_FONT_SMALL, DH_COLOUR_TEXT);
    }
    double d = s->c->difference, end = place(s, 1 + d);
    if (!(k > 1) || !isfinite(d))
        return;
    bool fits = end <= s->right;
    const char *text =
        dh_arena_format(arena, "critical difference %.3g%s", d, fits ? "" : ": more than the axis is long");
    double y = s->axis + 36, to = fits ? end : s->right;
    line(on, s->left, y, to, y, "lc rgb '#0072B2' lw 2");
    line(on, s->left, y - 4, s->left, y + 4, "lc rgb '#0072B2' lw 1.2");
    if (fits)
        line(on, end, y - 4, end, y + 4, "lc rgb '#0072B2' lw 1.2");
    if (text)
        dh_sheet_text(on, s->left, y + 13, text, DH_FONT_SMALL, false, DH_COLOUR_TEXT);
}

/* From the axis down to the label's height, and out to it. */
static void write_method(const sheet *s, const dh_sheet *on, size_t i, double y, dh_arena *arena)
{
    const dh_standing *m = &s->c->standing[i];
    bool left = i < half(s);
    double x = place(s, m->rank), end = left ? s->left - s->gap : s->right + s->gap;
    const char *how = i == 0 ? "lc rgb '#0072B2' lw 1.4" : "lc rgb '#777777' lw 0.8";
    const char *rank = dh_arena_format(arena, "%.2f", m->rank);
    line(on, x, s->axis, x, y, how);
    line(on, x, y, end, y, how);
    if (!rank)
        return;
    const char *colour = i == 0 ? "#0072B2" : DH_COLOUR_TEXT;
    if (left) {
        if (s->ranked)
            dh_sheet_text(on, end + 4, y + 7, rank, 9, false, DH_COLOUR_QUIET);
        dh_sheet_text_right(on, end - 4, y, s->label[i], s->label_size, colour);
    } else {
        if (s->ranked)
            dh_sheet_text_right(on, end - 4, y + 7, rank, 9, DH_COLOUR_QUIET);
        dh_sheet_text(on, end + 4, y, s->label[i], s->label_size, false, colour);
    }
}

static void write_groups(const sheet *s, const dh_sheet *on, const size_t *level)
{
    for (size_t i = 0; i < s->c->groups; i++) {
        double y = s->axis - 9 - BAR * (double)level[i];
        double from = place(s, s->c->standing[s->c->group[i].first].rank),
               to = place(s, s->c->standing[s->c->group[i].last].rank);
        line(on, from - 3, y, to + 3, y, "lc rgb '#D55E00' lw 3.5");
    }
}

static int lay_out(sheet *s, size_t levels, dh_layout *l, dh_arena *arena, dh_error *error)
{
    double label = 0,
           room = s->options->width
                      ? fmin(LABEL, ((double)s->options->width - (s->options->width < NARROW ? 190 : 254)) / 2)
                      : LABEL;
    if (describe(s, arena) || make_labels(s, fmax(room, 40), arena))
        return dh_fail_memory(error);
    for (size_t i = 0; i < s->count; i++)
        label = fmax(label, dh_text_width(s->label[i], s->label_size));
    /* among the lines of many methods ranks could not be read: they stand beside, or are left out */
    bool many = s->count > FEW, wide = !s->options->width || s->options->width >= NARROW;
    s->ranked = !many || wide;
    s->gap = many && wide ? 44 : 12;
    double side = EDGE + label + 8 + s->gap;
    l->width = s->options->width ? (double)s->options->width : 2 * side + AXIS;
    l->subtitle_lines =
        dh_text_wrap(s->subtitle, DH_FONT, l->width - 2 * EDGE - 4, DH_SUBTITLE_LINES, arena, l->subtitle);
    if (!l->subtitle_lines)
        return dh_fail_memory(error);
    double top = EDGE + 30 + 18 * (double)l->subtitle_lines + HEAD + 10;
    double below = 26 + BAR * (double)levels + STEP * (double)half(s) + EDGE;
    l->height = s->options->height ? fmax((double)s->options->height, top + below) : top + below;
    s->left = side;
    s->right = l->width - s->left;
    s->axis = l->height - top;
    return s->right - s->left >= 100 ? 0
                                     : dh_fail(error, DH_ERROR_INPUT,
                                               "a picture %.0f wide leaves no room for ranks: expected at least %.0f",
                                               l->width, 2 * s->left + 100);
}

static int write_picture(sheet *s, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    dh_sheet on = {.arena = arena, .out = out};
    size_t *level = DH_NEW(arena, size_t, s->c->groups + 1);
    if (!level)
        return dh_fail_memory(error);
    size_t levels = stack(s, level);
    if (lay_out(s, levels, &on.layout, arena, error))
        return -1;
    dh_picture_terminal(&s->picture, on.layout.width, on.layout.height, out);
    dh_put_format(out, "set output picture\n");
    dh_theme_write(out);
    size_t least, most;
    dh_costs_seeds(s->c->contests, &least, &most);
    on.mark = dh_sheet_few(least, arena);
    dh_sheet_title(&on, s->title, EDGE + 4);
    write_axis(s, &on, arena);
    for (size_t i = 0; i < s->count; i++) {
        size_t row = i < half(s) ? i : s->count - 1 - i;
        write_method(s, &on, i, s->axis - 24 - BAR * (double)levels - STEP * (double)row, arena);
    }
    write_groups(s, &on, level);
    dh_put_format(
        out, "unset border; unset tics; unset grid\nset xrange [0:1]; set yrange [0:1]\n"
             "set lmargin at screen 0; set rmargin at screen 1\nset bmargin at screen 0; set tmargin at screen 1\n"
             "plot NaN notitle\nunset output\n");
    return out->failed ? dh_fail_memory(error) : 0;
}

/* ---- characters ---- */

/* The axis is the terminal's, a row a method, a bar of '=' a group. */
static int write_text(sheet *s, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    size_t columns = s->options->width ? s->options->width : COLUMNS, lines = s->count + s->c->groups + 12;
    double k = (double)s->c->standings;
    if (describe(s, arena) || make_labels(s, 260, arena))
        return dh_fail_memory(error);
    dh_picture_terminal(&s->picture, (double)columns, (double)(lines < 16 ? 16 : lines), out);
    dh_put_format(out, "set output picture\nset encoding utf8\nunset key\nset tics nomirror\nset title ");
    dh_gnuplot_quote(out, s->title);
    dh_put_format(out, " noenhanced\nset xlabel ");
    const char *label = dh_arena_format(arena, "mean rank over %s; critical difference %.3g; ==: not told apart",
                                        blocks(s->c, arena), s->c->difference);
    if (!label)
        return dh_fail_memory(error);
    dh_gnuplot_quote(out, label);
    dh_put_format(out, " noenhanced\nset xrange [0.5:%.17g]\nset yrange [%zu.6:-0.6]\nset ytics (", k + 0.5,
                  s->count + s->c->groups - 1);
    for (size_t i = 0; i < s->count; i++) {
        dh_put_format(out, "%s", i ? ", " : "");
        dh_gnuplot_quote_tic(out, s->label[i]);
        dh_put_format(out, " %zu", i);
    }
    dh_put_format(out, ") noenhanced\n");
    for (size_t i = 0; i < s->c->groups; i++)
        dh_put_format(out, "set arrow from %.6f,%zu to %.6f,%zu nohead front\n",
                      s->c->standing[s->c->group[i].first].rank, s->count + i,
                      s->c->standing[s->c->group[i].last].rank, s->count + i);
    dh_put_format(out, "plot ");
    dh_gnuplot_quote(out, s->picture.data);
    dh_put_format(out, " index 0 using 2:($1 <= %zu ? $1 - 1 : NaN) with points pt 15\nunset output\n", s->count);
    return out->failed ? dh_fail_memory(error) : 0;
}

static int draw(sheet *s, const char *stem, dh_arena *arena, const char **ret_path, dh_error *error)
{
    dh_buffer data = {0}, script = {0};
    if (dh_picture_begin(stem, s->options, arena, &s->picture, error))
        return -1;
    *ret_path = s->picture.path;
    put_data(s, &data);
    int result = (s->picture.format->text ? write_text : write_picture)(s, arena, &script, error);
    if (!result)
        result = dh_picture_make(&s->picture, &data, &script, arena, error);
    dh_buffer_finish(&data);
    dh_buffer_finish(&script);
    return result;
}

static int compare(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                   dh_contests *contests, dh_comparison *ret, dh_error *error)
{
    dh_compare_options how = {
        .delivered = options->delivered, .target = dh_costs_target(options), .level = 0.95, .resamples = RESAMPLES};
    return dh_costs_read(results, count, options, arena, contests, error) ||
                   dh_compare(contests, &how, arena, ret, error)
               ? -1
               : 0;
}

int dh_critical_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                     dh_pictures *ret, dh_error *error)
{
    dh_contests contests;
    dh_comparison c;
    if (compare(results, count, options, arena, &contests, &c, error))
        return -1;
    if (c.standings < 2)
        return dh_fail(error, DH_ERROR_INPUT,
                       "%s: ranks need at least two methods that ran on every problem: there are %zu",
                       results[0]->path, c.standings);
    const char *asked = dh_costs_stem(options, arena);
    const char *more = asked ? dh_arena_format(arena, "%s%s%s%s", options->y ? "-" : "", options->y ? options->y : "",
                                               options->delivered ? "-final" : "", asked)
                             : NULL;
    const char *stem = more ? dh_picture_stem(options, more, arena) : NULL;
    size_t most = options->height > OTHER + 2 * STEP ? 2 * ((options->height - OTHER) / STEP) : MOST;
    most = most < MOST ? most : MOST;
    sheet s = {.c = &c,
               .options = options,
               .count = c.standings < most ? c.standings : most,
               .title = dh_costs_title(results, options, &contests)};
    *ret = (dh_pictures){.path = DH_NEW(arena, const char *, 1)};
    if (!stem || !ret->path)
        return dh_fail_memory(error);
    if (draw(&s, stem, arena, ret->path, error))
        return -1;
    ret->count = 1;
    return 0;
}

static size_t standing(const dh_contests *all)
{
    size_t count = 0;
    for (size_t m = 0; m < all->methods; m++) {
        bool stands = true;
        for (size_t p = 0; p < all->count; p++) {
            const dh_contest *contest = &all->contest[p];
            size_t runs = 0;
            for (size_t s = 0; s < contest->seeds; s++)
                runs += contest->trace[m * contest->seeds + s] != NULL;
            stands = stands && runs >= (all->count > 1 ? 1 : contest->seeds);
        }
        count += stands;
    }
    return count;
}

/* As compare.h has it: over one problem the blocks are its seeds. */
int dh_critical_suits(dh_results *const *results, size_t count, bool *ret, dh_error *error)
{
    dh_arena arena = {0};
    dh_contests all;
    const dh_chart_options options = {0};
    const int failed = dh_chart_answer(dh_costs_read(results, count, &options, &arena, &all, error), ret, error);
    *ret = *ret && standing(&all) > 1 && (all.count > 1 || all.contest->seeds > 1);
    dh_arena_finish(&arena);
    return failed;
}
