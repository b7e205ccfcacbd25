/* The colours are cividis (Nunez, Anderton & Renslow 2018, "Optimizing colormaps with consideration for color vision
 * deficiency", PLoS ONE 13(7), e0199239). */
#include "view/cells.h"

#include "view/font.h"
#include "view/ruler.h"
#include "view/theme.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { UPRIGHT = 15, TURNED = 19 }; /* from one label to the next */

void dh_cell_colour(double at, char out[8])
{
    static const int stop[][3] = {{0, 34, 78},     {53, 69, 108},   {102, 105, 112},
                                  {148, 142, 119}, {200, 184, 102}, {254, 232, 56}};
    double place = at * 5;
    int i = place >= 5 ? 4 : (int)place, c[3];
    for (int k = 0; k < 3; k++)
        c[k] = (int)(stop[i][k] + (place - i) * (stop[i + 1][k] - stop[i][k]) + 0.5);
    snprintf(out, 8, "#%02X%02X%02X", (unsigned)c[0] & 255, (unsigned)c[1] & 255, (unsigned)c[2] & 255);
}

void dh_cell_number(double v, char out[16])
{
    double size = fabs(v);
    if (size == 0 || (size >= 0.001 && size < 1e4)) {
        snprintf(out, 16, "%.2g", v);
        if (size >= 100)
            snprintf(out, 16, "%.0f", v);
        return;
    }
    int e = dh_decade(size);
    snprintf(out, 16, "%.1fe%d", v / dh_power10(e), e);
}

static void tic(double at, char out[32])
{
    snprintf(out, 32, "%.4g", at);
    char *zero = strstr(out, "e-0"); /* 1e-05 */
    if (zero)
        memmove(zero + 2, zero + 3, strlen(zero + 3) + 1);
}

void dh_cell_tics(const double *at, size_t count, char axis, double step, dh_buffer *out)
{
    double widest = 0;
    char text[32];
    for (size_t i = 0; i < count; i++) {
        tic(at[i], text);
        widest = fmax(widest, dh_text_width(text, DH_FONT));
    }
    bool turned = axis == 'x' && step > 0 && widest + 4 > step;
    double least = turned ? TURNED : UPRIGHT;
    size_t every = step > 0 && step < least && (turned || axis == 'y') ? (size_t)ceil(least / step) : 1;
    dh_put_format(out, "set %ctics (", axis);
    for (size_t i = 0; i < count; i += every) {
        tic(at[i], text);
        dh_put_format(out, "%s'%s' %zu", i ? ", " : "", text, i);
    }
    dh_put_format(out, ")%s scale 0\n", turned ? " rotate by 45 right" : "");
}
