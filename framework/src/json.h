/* JSON on a stream. */
#ifndef DH_JSON_H
#define DH_JSON_H

#include <stdio.h>

void dh_json_text(FILE *out, const char *text); /* quoted and escaped */
void dh_json_real(FILE *out, double value);     /* the shortest that reads back the same; null for NaN, +-1e999 for infinity */

#endif
