/* A picture of gnuplot's as a part of a page. What stands in it came through gnuplot from strangers' files, so
 * nothing is taken on trust: elements and attributes that are no shapes, texts or looks are dropped, whoever wrote
 * them. */
#include "view/report.h"

#include "base/file.h"
#include "view/theme.h"

#include <stdio.h>
#include <string.h>

typedef struct work {
    const char *at, *end, *prefix, *label;
    dh_area area;
    dh_buffer *out;
} work;

/* Sorted lists. `image` may hold data alone (allowed_value). */
static const char *const elements[] = {
    "circle", "clipPath", "defs", "ellipse",        "feComposite", "feFlood", "filter",
    "g",      "image",    "line", "linearGradient", "path",        "polygon", "polyline",
    "rect",   "stop",     "svg",  "text",           "title",       "tspan",   "use",
};
static const char *const attributes[] = {
    "clip-path",
    "color",
    "cx",
    "cy",
    "d",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "filterUnits",
    "flood-color",
    "flood-opacity",
    "font-size",
    "font-style",
    "font-weight",
    "gradientUnits",
    "height",
    "href",
    "id",
    "in",
    "in2",
    "offset",
    "opacity",
    "operator",
    "points",
    "preserveAspectRatio",
    "r",
    "result",
    "rx",
    "ry",
    "shape-rendering",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "transform",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "xlink:href",
    "y",
    "y1",
    "y2",
};

typedef struct piece {
    const char *text;
    size_t length;
} piece;

static bool is(piece p, const char *word)
{
    return p.length == strlen(word) && !memcmp(p.text, word, p.length);
}

static bool listed(piece p, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is(p, list[i]))
            return true;
    return false;
}

static void put(dh_buffer *out, piece p)
{
    dh_put(out, p.text, p.length);
}

static bool begins(piece p, const char *word)
{
    return p.length >= strlen(word) && !memcmp(p.text, word, strlen(word));
}

/* What gnuplot says of itself in every group: the values that an element has anyway. */
static bool is_default(piece name, piece value)
{
    return (is(name, "stroke-linecap") && is(value, "butt")) || (is(name, "stroke-linejoin") && is(value, "miter")) ||
           (is(name, "font-size") && !value.length);
}

static bool is_allowed(piece name, piece value, bool root)
{
    if (!listed(name, attributes, sizeof attributes / sizeof *attributes) || is_default(name, value) ||
        memchr(value.text, '<', value.length) || memchr(value.text, '"', value.length))
        return false;
    if (is(name, "href") || is(name, "xlink:href"))
        return begins(value, "#") || begins(value, "data:image/png;base64,");
    return root ? is(name, "viewBox") || is(name, "width") || is(name, "height")
                : begins(value, "url(#") || !memmem(value.text, value.length, "url", 3);
}

static bool is_paint(piece name)
{
    return is(name, "fill") || is(name, "stroke") || is(name, "color") || is(name, "stop-color") ||
           is(name, "flood-color");
}

/* Ids are those of this picture alone, since a page has many. */
static void put_attribute(work *w, piece name, piece value, bool root)
{
    if (!is_allowed(name, value, root))
        return;
    bool link = is(name, "href") || is(name, "xlink:href");
    size_t inner = begins(value, "url(#") ? 5 : link && begins(value, "#") ? 1 : 0;
    dh_put_u8(w->out, ' ');
    put(w->out, link ? (piece){"href", 4} : name);
    dh_put_format(w->out, "=\"");
    if (is_paint(name) && dh_report_put_paint(value.text, value.length, w->area, w->out)) {
        dh_put_u8(w->out, '"');
        return;
    }
    dh_put(w->out, value.text, inner);
    if (inner || is(name, "id"))
        dh_put_format(w->out, "%s", w->prefix);
    dh_put(w->out, value.text + inner, value.length - inner);
    dh_put_u8(w->out, '"');
}

static piece word(work *w, const char *stop)
{
    const char *start = w->at;
    while (w->at < w->end && !strchr(stop, *w->at))
        w->at++;
    return (piece){start, (size_t)(w->at - start)};
}

static void skip_blanks(work *w)
{
    while (w->at < w->end && strchr(" \t\r\n", *w->at))
        w->at++;
}

/* The attributes up to the end of the tag; keep: they are wanted. */
static void put_attributes(work *w, bool keep, bool root)
{
    for (skip_blanks(w); w->at < w->end && *w->at != '>' && *w->at != '/'; skip_blanks(w)) {
        piece name = word(w, " \t\r\n=/>");
        skip_blanks(w);
        if (w->at == w->end || *w->at != '=') {
            w->at += w->at < w->end && !name.length;
            continue;
        }
        w->at++;
        skip_blanks(w);
        char quote = w->at < w->end ? *w->at : 0;
        if (quote != '"' && quote != '\'')
            continue;
        w->at++;
        const char *close = memchr(w->at, quote, (size_t)(w->end - w->at));
        piece value = {w->at, (size_t)((close ? close : w->end) - w->at)};
        w->at = close ? close + 1 : w->end;
        if (keep)
            put_attribute(w, name, value, root);
    }
}

static void put_root(work *w)
{
    dh_put_format(w->out, "<svg role=\"img\" focusable=\"false\" aria-label=\"");
    dh_report_put_html(w->out, w->label, strlen(w->label));
    dh_put_u8(w->out, '"');
}

/* A title that gnuplot made up, which tells readers nothing; w is behind the name of its tag. */
static bool is_made_up(const work *w)
{
    piece left = {w->at, (size_t)(w->end - w->at)};
    return !begins(left, ">") || begins(left, ">gnuplot_plot_") || begins(left, ">Gnuplot<") ||
           begins(left, ">'"); /* a command: in names there is no such quote (gnuplot.h) */
}

/* Skips to behind "</name>". */
static void skip_content(work *w, piece name)
{
    while (w->at < w->end) {
        const char *close = memmem(w->at, (size_t)(w->end - w->at), "</", 2);
        w->at = close ? close + 2 : w->end;
        if (close && (size_t)(w->end - w->at) >= name.length && !memcmp(w->at, name.text, name.length))
            break;
    }
    word(w, ">");
    w->at += w->at < w->end;
}

static void put_tag(work *w)
{
    bool closing = w->at < w->end && *w->at == '/';
    w->at += closing;
    piece name = word(w, " \t\r\n/>");
    bool keep = name.length && listed(name, elements, sizeof elements / sizeof *elements), root = is(name, "svg");
    if (is(name, "title") && !closing)
        keep = !is_made_up(w);
    if (keep && root && !closing)
        put_root(w);
    else if (keep) {
        dh_put_format(w->out, closing ? "</" : "<");
        put(w->out, name);
    }
    put_attributes(w, keep && !closing, root);
    bool empty = w->at < w->end && *w->at == '/';
    word(w, ">");
    w->at += w->at < w->end;
    if (keep)
        dh_put_format(w->out, empty ? "/>" : ">");
    else if (!closing && !empty && *name.text != '?' && *name.text != '!')
        skip_content(w, name);
}

/* gnuplot has escaped texts; an ampersand that begins none of XML's entities is escaped again. Returns the length. */
static size_t put_character(dh_buffer *out, piece p)
{
    static const char *const entity[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#160;"};
    bool stays, known = *p.text != '&';
    size_t length = dh_report_character(p.text, &stays);
    stays |= strchr("\t\n", *p.text) != NULL;
    for (size_t k = 0; k < sizeof entity / sizeof *entity; k++)
        known |= begins(p, entity[k]);
    if (known && stays)
        dh_put(out, p.text, length);
    else
        dh_put_format(out, "%s", stays ? "&amp;" : DH_REPLACED);
    return length;
}

/* Text between tags. */
static void put_content(work *w)
{
    piece p = word(w, "<");
    size_t i = 0;
    while (i < p.length && strchr(" \t\r\n", p.text[i]))
        i++;
    if (i == p.length) {
        if (i && w->out->size && memchr(p.text, '\n', p.length))
            dh_put_u8(w->out, '\n');
        else
            put(w->out, p);
        return;
    }
    i = 0;
    for (size_t length; i < p.length; i += length)
        length = put_character(w->out, (piece){p.text + i, p.length - i});
}

int dh_report_inline_svg(const char *path, const char *prefix, const char *label, dh_area area, dh_buffer *out,
                         dh_error *error)
{
    dh_buffer file = {0};
    if (dh_file_read(path, 1u << 28, &file, error)) {
        dh_buffer_finish(&file);
        return -1;
    }
    work w = {(const char *)file.data, (const char *)file.data + file.size, prefix, label, area, out};
    const char *start = memmem(w.at, file.size, "<svg", 4);
    for (w.at = start ? start : w.end; w.at < w.end;) {
        const char *before = w.at;
        if (*w.at == '<') {
            w.at++;
            put_tag(&w);
        } else
            put_content(&w);
        w.at += w.at == before; /* a NUL byte */
    }
    dh_buffer_finish(&file);
    return start ? 0 : dh_fail(error, DH_ERROR_SYSTEM, "%s: this is no picture of gnuplot's", path);
}

/* Entities of gnuplot's back into characters, tags away. */
static char *plain(char *text)
{
    static const char *const entity[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};
    char *to = text;
    for (const char *at = text; *at;) {
        size_t taken = *at == '<' ? strcspn(at, ">") + (strchr(at, '>') != NULL) : 0;
        for (size_t k = 0; k < sizeof entity / sizeof *entity && !taken; k++)
            if (!strncmp(at, entity[k][0], strlen(entity[k][0]))) {
                *to++ = *entity[k][1];
                taken = strlen(entity[k][0]);
            }
        if (!taken)
            *to++ = *at++;
        at += taken;
    }
    *to = 0;
    return text;
}

/* The title is the first text in letters of DH_FONT_TITLE. */
int dh_report_svg_title(dh_report *report, const char *path, const char **ret, dh_error *error)
{
    dh_buffer file = {0};
    char size[32], *title = NULL;
    if (dh_file_read(path, 1u << 28, &file, error)) {
        dh_buffer_finish(&file);
        return -1;
    }
    snprintf(size, sizeof size, "font-size=\"%d.", DH_FONT_TITLE);
    const char *at = strstr((const char *)file.data, size);
    at = at ? strstr(at, "<text>") : NULL;
    const char *end = at ? strstr(at, "</text>") : NULL;
    if (end) {
        at += strlen("<text>");
        title = dh_arena_copy(report->arena, at, (size_t)(end - at));
        report->failed |= !title;
    }
    dh_buffer_finish(&file);
    *ret = title ? dh_report_clean(report, plain(title)) : "";
    return 0;
}
