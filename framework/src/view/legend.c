/* Labels of methods are words: "momentum lr=0.1 beta=0.9". Words that all methods have are said once for all. */
#include "view/legend.h"

#include "summary/rank.h"
#include "view/font.h"
#include "view/theme.h"

#include <math.h>
#include <string.h>

static size_t word_length(const char *at)
{
    return strcspn(at, " ");
}

static bool has_word(const char *label, const char *word, size_t length)
{
    for (const char *at = label; *at;) {
        size_t n = word_length(at);
        if (n == length && !memcmp(at, word, n))
            return true;
        at += n + strspn(at + n, " ");
    }
    return false;
}

static bool all_have(const char *const *all, size_t count, const char *word, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (!has_word(all[i], word, length))
            return false;
    return true;
}

/* The words of a label that all methods share, or those that they don't; -1: memory is out */
static char *select_words(const char *const *all, size_t count, const char *label, bool shared, dh_arena *arena)
{
    size_t room = strlen(label) + 1, used = 0;
    char *out = DH_NEW(arena, char, room);
    for (const char *at = label; out && *at;) {
        size_t n = word_length(at);
        if (n && all_have(all, count, at, n) == shared) {
            if (used)
                out[used++] = ' ';
            memcpy(out + used, at, n);
            used += n;
        }
        at += n + strspn(at + n, " ");
    }
    return out;
}

const char *dh_label_shared(const char *const *all, size_t count, dh_arena *arena)
{
    return count < 2 ? "" : select_words(all, count, all[0], true, arena);
}

const char *dh_label_short(const char *const *all, size_t count, const char *label, dh_arena *arena)
{
    if (count < 2)
        return label;
    char *own = select_words(all, count, label, false, arena);
    return !own || *own ? own : dh_arena_copy(arena, label, word_length(label));
}

/* Runs by their end, over all panels. */
static size_t count_ends(const dh_curves *curves, const size_t *method, size_t count, size_t *ended)
{
    size_t runs = 0;
    memset(ended, 0, DH_STATUS_COUNT * sizeof *ended);
    for (size_t i = 0; i < count; i++)
        for (size_t p = 0; p < curves->panels; p++) {
            const dh_curve *curve = &curves->panel[p].curve[method[i]];
            runs += curve->runs;
            for (int s = 0; s < DH_STATUS_COUNT; s++)
                ended[s] += curve->ended[s];
        }
    return runs;
}

/* "3 of 10 runs diverged", "3 diverged, 1 crashed of 10 runs" */
static const char *note(const dh_curves *curves, const size_t *method, size_t count, dh_arena *arena)
{
    static const struct {
        dh_status status;
        const char *word;
    } kinds[] = {{DH_DIVERGED, "diverged"},
                 {DH_CRASHED, "crashed"},
                 {DH_TIMED_OUT, "timed out"},
                 {DH_OUT_OF_MEMORY, "out of memory"},
                 {DH_REFUSED, "refused"}};
    size_t ended[DH_STATUS_COUNT], runs = count_ends(curves, method, count, ended), found = 0;
    const char *text = "", *only = "";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = ended[kinds[i].status];
        if (!n)
            continue;
        only = found++ ? "" : dh_arena_format(arena, "%zu of %zu runs %s", n, runs, kinds[i].word);
        text = dh_arena_format(arena, "%s%s%zu %s", text, found > 1 ? ", " : "", n, kinds[i].word);
        if (!text || !only)
            return NULL;
    }
    return found < 2 ? only : dh_arena_format(arena, "%s of %zu runs", text, runs);
}

static int add(const dh_curves *curves, const char *label, size_t method, const size_t *methods, size_t count,
               double width, size_t lines, dh_arena *arena, dh_legend *ret)
{
    dh_key_entry *entry = &ret->entry[ret->count++];
    entry->method = method;
    entry->note = note(curves, methods, count, arena);
    entry->lines = label ? dh_text_wrap(label, DH_FONT, width, lines, arena, entry->line) : 0;
    if (!entry->note || !entry->lines)
        return -1;
    for (size_t i = 0; i < entry->lines; i++)
        ret->width = fmax(ret->width, dh_text_width(entry->line[i], DH_FONT));
    ret->width = fmax(ret->width, dh_text_width(entry->note, DH_FONT_SMALL) + 12);
    ret->height += dh_legend_height(entry);
    return 0;
}

/* order of appearance for the ones told apart, whatever their rank: colours then stay the same from chart to chart */
static size_t split(size_t methods, size_t most, const size_t *order, bool *chosen, size_t *other)
{
    size_t count = 0;
    for (size_t i = 0; i < methods && i < most; i++)
        chosen[order[i]] = true;
    for (size_t i = 0; i < methods; i++)
        if (!chosen[i])
            other[count++] = i;
    return count;
}

int dh_legend_make(const dh_curves *curves, size_t most, double width, size_t lines, dh_arena *arena, dh_legend *ret,
                   dh_error *error)
{
    size_t n = curves->methods;
    size_t *order = DH_NEW(arena, size_t, n);
    bool *chosen = DH_NEW(arena, bool, n);
    *ret = (dh_legend){
        .other = DH_NEW(arena, size_t, n), .entry = DH_NEW(arena, dh_key_entry, n + 1), .shared = "", .head = ""};
    if (!order || !chosen || !ret->other || !ret->entry)
        return dh_fail_memory(error);
    if (dh_rank_methods(curves, arena, order, error))
        return -1;
    ret->others = split(n, most, order, chosen, ret->other);
    ret->shared = dh_label_shared(curves->method, n, arena);
    if (ret->others)
        ret->head = dh_arena_format(arena,
                                    curves->panel[0].quantity ? "the first %zu of %zu"
                                    : curves->lost_on_edge    ? "best %zu of %zu by their best median"
                                                              : "best %zu of %zu %s",
                                    n - ret->others, n, curves->order ? curves->order : "by final median");
    if (!ret->shared || !ret->head)
        return dh_fail_memory(error);
    for (size_t i = 0; i < n; i++)
        if (chosen[i] && add(curves, dh_label_short(curves->method, n, curves->method[i], arena), i, &i, 1, width,
                             lines, arena, ret))
            return dh_fail_memory(error);
    ret->told_apart = ret->count;
    if (ret->others && add(curves, dh_arena_format(arena, "%zu others", ret->others), n, ret->other, ret->others,
                           width, lines, arena, ret))
        return dh_fail_memory(error);
    if (*ret->head) {
        ret->width = fmax(ret->width, dh_text_width(ret->head, DH_FONT));
        ret->height += DH_KEY_STEP + DH_KEY_GAP;
    }
    return 0;
}

/* "a, b, c and 77 more": as many of the others as stand in `lines` lines, at least one. Returns the number of lines;
 * 0: memory is out. */
static size_t list_names(const dh_curves *curves, const dh_legend *legend, double width, size_t lines,
                         dh_arena *arena, char **ret)
{
    char *line[DH_LIST_LINES + 1];
    const char *all = "";
    size_t used = 0;
    for (size_t i = 0; i < legend->others; i++) {
        size_t left = legend->others - i - 1;
        const char *one = dh_label_short(curves->method, curves->methods, curves->method[legend->other[i]], arena);
        all = one ? dh_arena_format(arena, "%s%s%s", all, i ? ", " : "", one) : NULL;
        const char *text = all && left ? dh_arena_format(arena, "%s and %zu more", all, left) : all;
        size_t wanted = text ? dh_text_wrap(text, DH_FONT_SMALL, width, used ? lines + 1 : lines, arena, line) : 0;
        if (!wanted)
            return 0;
        if (wanted > lines)
            break;
        used = wanted;
        memcpy(ret, line, used * sizeof *line);
    }
    return used;
}

int dh_legend_list(const dh_curves *curves, double width, double room, bool beside, dh_arena *arena, dh_legend *ret,
                   dh_error *error)
{
    size_t lines = room < DH_LIST_STEP ? 0 : (size_t)fmin(room / DH_LIST_STEP, DH_LIST_LINES);
    if (!lines || !ret->others)
        return 0;
    ret->listed = list_names(curves, ret, width, lines, arena, ret->list);
    if (!ret->listed)
        return dh_fail_memory(error);
    for (size_t i = 0; beside && i < ret->listed; i++)
        ret->width = fmax(ret->width, dh_text_width(ret->list[i], DH_FONT_SMALL));
    ret->height += (double)ret->listed * DH_LIST_STEP;
    return 0;
}

double dh_legend_height(const dh_key_entry *entry)
{
    return (double)entry->lines * DH_KEY_STEP + (*entry->note ? DH_KEY_NOTE : 0) + DH_KEY_GAP;
}

/* Whether the entries fit into columns of that height, in order. */
static bool fit(const dh_legend *legend, size_t columns, double height)
{
    size_t column = 0;
    double used = 0;
    for (size_t i = 0; i < legend->count; i++) {
        double own = dh_legend_height(&legend->entry[i]);
        if (used > 0 && used + own > height) {
            column++;
            used = 0;
        }
        used += own;
        if (used > height)
            return false;
    }
    return column < columns;
}

double dh_legend_columns(const dh_legend *legend, size_t columns)
{
    double head = *legend->head ? DH_KEY_STEP + DH_KEY_GAP : 0, height = 0;
    for (size_t i = 0; i < legend->count; i++)
        height += dh_legend_height(&legend->entry[i]) / (double)columns;
    while (!fit(legend, columns, height) && height < legend->height)
        height += 4;
    return height + head;
}
