/* Colours: seven of the eight of Okabe and Ito (2008), "Color universal design", without the yellow, which vanishes
 * on white, and three darker ones. Each has a dash of its own, for those who see no colours and for black-and-white
 * print. */
#include "view/theme.h"

#include "base/file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *const style[DH_STYLES] = {
    "lc rgb '#0072B2' dt solid",      "lc rgb '#D55E00' dt (14,4)",    "lc rgb '#009E73' dt (6,3)",
    "lc rgb '#CC79A7' dt (14,3,3,3)", "lc rgb '#E69F00' dt (3,2)",     "lc rgb '#000000' dt (10,3,2,3,2,3)",
    "lc rgb '#56B4E9' dt (22,4)",     "lc rgb '#8C510A' dt (8,2,2,2)", "lc rgb '#7A3E9D' dt (18,3,6,3)",
    "lc rgb '#8A8A00' dt (2,3)",
};

void dh_theme_write(dh_buffer *out)
{
    dh_put_format(out, "set encoding utf8\n");
    for (size_t i = 0; i < DH_STYLES; i++)
        dh_put_format(out, "set style line %zu %s lw 1.8 pt 7 ps 0.45\n", i + 1, style[i]);
    dh_put_format(out, "set style line %d lc rgb '#B8B8B8' dt solid lw 0.8 pt 7 ps 0.3\n", DH_STYLE_OTHER);
    dh_put_format(out, "set style line 100 lc rgb '#444444' lw 0.8\n"
                       "set style line 101 lc rgb '#DDDDDD' lw 0.6 dt solid\n"
                       "set border 3 back ls 100\n"
                       "set tics nomirror out scale 0.6,0.3 textcolor rgb '#333333'\n"
                       "set grid xtics ytics ls 101\n"
                       "unset key\n");
}

static void svg(double width, double height, const dh_look *look, dh_buffer *out)
{
    (void)look; /* scaled when it is settled: the numbers in the file stay those of the layout */
    dh_put_format(out,
                  "set terminal svg size %.0f,%.0f font '" DH_FONT_FAMILY ",%d' linewidth 1 "
                  "background rgb 'white' enhanced\n",
                  width, height, DH_FONT);
}

/* two pixels for one, as screens have them */
static void png(double width, double height, const dh_look *look, dh_buffer *out)
{
    dh_put_format(out,
                  "set terminal pngcairo size %.0f,%.0f font '" DH_FONT_FAMILY
                  ",%d' fontscale %g linewidth %g pointscale %g "
                  "background rgb 'white' enhanced\n",
                  2 * width * look->scale, 2 * height * look->scale, DH_FONT, 1.5 * look->scale, 2 * look->scale,
                  3 * look->scale);
}

static void pdf(double width, double height, const dh_look *look, dh_buffer *out)
{
    dh_put_format(out,
                  "set terminal pdfcairo size %.4fin,%.4fin font '" DH_FONT_FAMILY
                  ",%d' fontscale %g linewidth %g pointscale %g "
                  "background rgb 'white' enhanced\n",
                  width / 96 * look->scale, height / 96 * look->scale, DH_FONT, 0.5625 * look->scale,
                  1.5 * look->scale, look->scale);
}

/* Text in the colours that were asked for: LaTeX writes it. */
static void tex(double width, double height, const dh_look *look, dh_buffer *out)
{
    dh_put_format(out,
                  "set terminal cairolatex pdf input colourtext size %.4fin,%.4fin fontscale %g linewidth %g "
                  "pointscale %g\n",
                  width / 96 * look->scale, height / 96 * look->scale, 0.5625 * look->scale, 1.5 * look->scale,
                  look->scale);
}

static void dumb(double width, double height, const dh_look *look, dh_buffer *out)
{
    dh_put_format(out, "set terminal dumb size %.0f,%.0f noenhanced %s\n", width, height,
                  look->colour ? "ansi" : "mono");
}

/* Width and height of the picture; its viewBox stays. Returns where the rest of the file begins. */
static const char *put_scaled_size(const char *at, const char *end, double scale, dh_buffer *out)
{
    static const char width[] = " width=\"", height[] = " height=\"";
    const char *w = memmem(at, (size_t)(end - at), width, sizeof width - 1);
    const char *h = w ? memmem(w, (size_t)(end - w), height, sizeof height - 1) : NULL;
    if (!h || h - w > 40)
        return at;
    w += sizeof width - 1;
    h += sizeof height - 1;
    dh_put(out, at, (size_t)(w - at));
    dh_put_format(out, "%.2f\" height=\"%.2f", scale * strtod(w, NULL), scale * strtod(h, NULL));
    return h + strspn(h, "0123456789.");
}

/* Other fonts for readers who lack the first. gnuplot takes what stands behind a comma for the size. */
static void change_svg(const char *at, const char *end, const void *self, dh_buffer *out)
{
    static const char key[] = "font-family=\"" DH_FONT_FAMILY, more[] = ",DejaVu Sans,Arial,sans-serif",
                      bold[] = ":Bold\"";
    const double *scale = self;
    if (*scale != 1)
        at = put_scaled_size(at, end, *scale, out);
    for (const char *found; (found = memmem(at, (size_t)(end - at), key, sizeof key - 1));) {
        found += sizeof key - 1;
        dh_put(out, at, (size_t)(found - at));
        dh_put_format(out, "%s", more);
        at = found;
        if (!strncmp(found, bold, sizeof bold - 1)) {
            dh_put_format(out, "\" font-weight=\"bold");
            at += sizeof bold - 2;
        }
    }
    dh_put(out, at, (size_t)(end - at));
}

static int settle_svg(const char *path, double scale, dh_error *error)
{
    return dh_file_rewrite(path, change_svg, &scale, error);
}

/* The date of making is the one thing in the file that differs from run to run: Cairo writes it in plain text. Other
 * digits of the same length keep the file's table of offsets right. */
static int settle_pdf(const char *path, double scale, dh_error *error)
{
    (void)scale;
    static const char key[] = "/CreationDate (D:", digits[] = "20000101000000";
    dh_buffer file = {0};
    int result = dh_file_read(path, 1u << 30, &file, error);
    char *at = result ? NULL : memmem(file.data, file.size, key, sizeof key - 1);
    char *end = at ? (char *)file.data + file.size : NULL;
    at = at ? at + sizeof key - 1 : NULL;
    if (at && (size_t)(end - at) > sizeof digits && at[strspn(at, "0123456789")] == 'Z') {
        memcpy(at, digits, sizeof digits - 1);
        result = dh_file_write(path, file.data, file.size, error);
    }
    dh_buffer_finish(&file);
    return result;
}

/* The pdf has the same name. */
static int settle_tex(const char *path, double scale, dh_error *error)
{
    char pdf[PATH_MAX];
    size_t length = strlen(path);
    if (length < 4 || length >= sizeof pdf)
        return dh_fail(error, DH_ERROR_SYSTEM, "%s: too long a path", path);
    memcpy(pdf, path, length + 1);
    memcpy(pdf + length - 3, "pdf", 3);
    return settle_pdf(pdf, scale, error);
}

const dh_format dh_formats[] = {
    {"dumb", "txt", "characters, for the terminal", true, false, false, NULL, dumb},
    {"pdf", "pdf", "for papers", false, false, true, settle_pdf, pdf},
    {"png", "png", "two pixels for each CSS pixel", false, false, true, NULL, png},
    {"svg", "svg", "for web pages; fonts by name", false, false, false, settle_svg, svg},
    {"tex", "tex", "for \\input in LaTeX, with graphicx and xcolor: its fonts; the lines are in a pdf beside it",
     false, true, false, settle_tex, tex},
};
const size_t dh_format_count = sizeof dh_formats / sizeof *dh_formats;

const dh_format *dh_format_find(const char *name)
{
    for (size_t i = 0; i < dh_format_count; i++)
        if (!strcmp(dh_formats[i].name, name))
            return &dh_formats[i];
    return NULL;
}
