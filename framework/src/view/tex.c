/* gnuplot's cairolatex hands texts on to LaTeX as they are, and LaTeX runs what it is told to: every character of a
 * label that means something to it is written as the command that sets it. Sizes are those of the layout, so that
 * texts fit where they would in the other formats; bold stays bold. Nothing needs the companion fonts (TS1), which a
 * small TeX has as bitmaps only, if at all: so a dollar sign is not \\$. */
#include "view/tex.h"

#include "view/theme.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *from, *to;
} special[] = {
    {"\\", "\\textbackslash{}"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"$", "\\char36{}"},
    {"&", "\\&"},
    {"#", "\\#"},
    {"^", "\\textasciicircum{}"},
    {"_", "\\_"},
    {"~", "\\textasciitilde{}"},
    {"%", "\\%"},
    {"\"", "\\textquotedblright{}"},
    {"<", "\\textless{}"},
    {">", "\\textgreater{}"},
    {"|", "\\textbar{}"},
    {"`", "\\textquoteleft{}"},
    {"-", "-{}"},
    {"'", "\\textquoteright{}"},
    {",", ",{}"},
    {"−", "$-$"},
    {"×", "$\\times$"},
    {"≈", "$\\approx$"},
    {"τ", "$\\tau$"},
    {"₀", "$_0$"},
    {"₁", "$_1$"},
    {"₂", "$_2$"},
    {"…", "\\ldots{}"},
    {"’", "\\textquoteright{}"},
    {"○", "$\\circ$"},
    {"µ", "$\\mu$"},
    {"\u00a0", "~"},
    {"✳", "$\\ast$"},
    {"●", "$\\bullet$"},
    {"✶", "$\\star$"},
    {"✱", "$\\ast$"},
    {"∗", "$\\ast$"},
    {"★", "$\\star$"},
    {"·", "$\\cdot$"},
};

/* α, U+03B1, and on; "" where TeX has none of its own */
static const char *const greek[] = {"alpha",  "beta", "gamma", "delta",    "epsilon", "zeta", "eta",
                                    "theta",  "iota", "kappa", "lambda",   "mu",      "nu",   "xi",
                                    "",       "pi",   "rho",   "varsigma", "sigma",   "tau",  "upsilon",
                                    "varphi", "chi",  "psi",   "omega"};
enum { ALPHA = 0x3B1 };

static bool western(uint32_t code)
{
    return code >= 0xC0 && code <= 0xFF && code != 0xD0 && code != 0xD7 && code != 0xDE && code != 0xF0 &&
           code != 0xF7 && code != 0xFE;
}

/* One character of `length` bytes. */
static void put_other(dh_buffer *out, const unsigned char *p, size_t length)
{
    uint32_t code = length == 2 ? (*p & 0x1Fu) << 6 | (p[1] & 0x3Fu) : 0;
    if ((length == 1 && *p >= 0x20 && *p < 0x7F) || western(code))
        dh_put(out, p, length);
    else if (code >= ALPHA && code - ALPHA < sizeof greek / sizeof *greek && *greek[code - ALPHA])
        dh_put_format(out, "$\\%s$", greek[code - ALPHA]);
    else
        dh_put_u8(out, '?');
}

/* Bytes of the character at p; 1 where there is none. */
static size_t length_at(const unsigned char *p, size_t room)
{
    size_t length = *p < 0xC0 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < length; i++)
        if (i >= room || (p[i] & 0xC0) != 0x80)
            return 1;
    return length;
}

void dh_tex_put(dh_buffer *out, const char *text, size_t size)
{
    for (size_t i = 0, length; i < size; i += length) {
        const unsigned char *p = (const unsigned char *)text + i;
        size_t k = 0, known = sizeof special / sizeof *special;
        length = length_at(p, size - i);
        while (k < known && (strlen(special[k].from) != length || memcmp(special[k].from, p, length)))
            k++;
        if (k < known)
            dh_put_format(out, "%s", special[k].to);
        else
            put_other(out, p, length);
    }
}

/* ---- scripts ---- */

/* "10^{−3}", "5·10^{2}": what ruler.c makes; in mathematics, with what surrounds the power as it is */
static void put_enhanced(dh_buffer *out, const char *text, size_t length)
{
    const char *power = memmem(text, length, "^{", 2),
               *end = power ? memchr(power, '}', length - (size_t)(power - text)) : NULL;
    if (!end) {
        dh_tex_put(out, text, length);
        return;
    }
    dh_tex_put(out, text, (size_t)(power - text));
    dh_put_format(out, "$^{");
    for (const char *p = power + 2; p < end; p++) {
        static const char minus[] = "−";
        bool sign = !strncmp(p, minus, sizeof minus - 1);
        if (sign || (*p >= '0' && *p <= '9') || *p == '-')
            dh_put_u8(out, sign ? '-' : (uint8_t)*p);
    }
    dh_put_format(out, "}$");
    dh_tex_put(out, end + 1, length - (size_t)(end + 1 - text));
}

/* A string in quotes that begins at p; returns where it ends, or NULL. */
static const char *put_string(dh_buffer *out, const char *p, const char *end, double size, bool bold, bool enhanced)
{
    const char *close = memchr(p + 1, '\'', (size_t)(end - p - 1));
    if (!close)
        return NULL;
    dh_put_u8(out, '\'');
    if (close > p + 1) {
        dh_put_format(out, "\\fontsize{%.2f}{%.2f}\\selectfont%s{}", size, 1.2 * size, bold ? "\\bfseries" : "");
        (enhanced ? put_enhanced : dh_tex_put)(out, p + 1, (size_t)(close - p - 1));
    }
    dh_put_u8(out, '\'');
    return close + 1;
}

static bool begins(const char *line, const char *end, const char *with)
{
    size_t length = strlen(with);
    return (size_t)(end - line) >= length && !memcmp(line, with, length);
}

/* " font 'Inter:Bold,17'": the size and the end of the clause; NULL: there is none */
static const char *find_font(const char *line, const char *end, const char **ret_end, double *size, bool *bold)
{
    const char *font = memmem(line, (size_t)(end - line), " font '", 7);
    const char *close = font ? memchr(font + 7, '\'', (size_t)(end - font - 7)) : NULL;
    const char *comma = close ? memchr(font, ',', (size_t)(close - font)) : NULL;
    *size = comma ? strtod(comma + 1, NULL) : DH_FONT;
    *bold = close && memmem(font, (size_t)(close - font), ":Bold", 5);
    *ret_end = close ? close + 1 : NULL;
    return close ? font : NULL;
}

static void put_label(dh_buffer *out, const char *line, const char *end, double scale)
{
    const double pt = 0.75; /* of a CSS pixel */
    const char *open = memchr(line, '\'', (size_t)(end - line)), *text_end, *font_end;
    const char *close = open ? memchr(open + 1, '\'', (size_t)(end - open - 1)) : NULL;
    if (!close) {
        dh_put(out, line, (size_t)(end - line));
        return;
    }
    double size;
    bool bold, enhanced = !memmem(close, (size_t)(end - close), "noenhanced", 10);
    const char *font = find_font(close, end, &font_end, &size, &bold);
    dh_put(out, line, (size_t)(open - line));
    text_end = put_string(out, open, end, size * pt * scale, bold, enhanced);
    dh_put(out, text_end, (size_t)((font ? font : end) - text_end));
    if (font)
        dh_put(out, font_end, (size_t)(end - font_end));
}

static void put_tics(dh_buffer *out, const char *line, const char *end, double scale)
{
    for (const char *p = line, *next; p < end; p = next) {
        next = *p == '\'' ? put_string(out, p, end, 0.75 * DH_FONT * scale, false, true) : NULL;
        if (next)
            continue;
        dh_put_u8(out, (uint8_t)*p);
        next = p + 1;
    }
}

int dh_tex_script(dh_buffer *script, double scale, dh_error *error)
{
    static const char *const label[] = {"set label '",  "set title '",  "set xlabel '",
                                        "set ylabel '", "set zlabel '", "set cblabel '"};
    static const char *const tics[] = {"set xtics (", "set ytics (", "set ztics (", "set cbtics ("};
    dh_buffer out = {0};
    const char *p = (const char *)script->data, *stop = p + script->size;
    while (p < stop) {
        const char *line_end = memchr(p, '\n', (size_t)(stop - p)), *end = line_end ? line_end : stop;
        bool is_label = false, is_tics = false;
        for (size_t i = 0; i < sizeof label / sizeof *label; i++)
            is_label = is_label || begins(p, end, label[i]);
        for (size_t i = 0; i < sizeof tics / sizeof *tics; i++)
            is_tics = is_tics || begins(p, end, tics[i]);
        if (is_label)
            put_label(&out, p, end, scale);
        else if (is_tics)
            put_tics(&out, p, end, scale);
        else
            dh_put(&out, p, (size_t)(end - p));
        if (line_end)
            dh_put_u8(&out, '\n');
        p = end + (line_end != NULL);
    }
    dh_buffer_finish(script);
    *script = out;
    return out.failed ? dh_fail_memory(error) : 0;
}
