#include "json.h"

#include <math.h>
#include <stdlib.h>

void dh_json_text(FILE *out, const char *text)
{
    putc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if (*c < 0x20)
            fprintf(out, "\\u%04x", *c);
        else
            putc(*c, out);
    }
    putc('"', out);
}

void dh_json_real(FILE *out, double value)
{
    if (isnan(value)) {
        fputs("null", out);
        return;
    }
    if (isinf(value)) {
        fputs(value > 0 ? "1e999" : "-1e999", out);
        return;
    }
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fputs(text, out);
}
