/* An axis: its range and its tics. gnuplot's own choice puts no label on a log axis under a decade and runs on to the
 * next tic. */
#ifndef DH_VIEW_RULER_H
#define DH_VIEW_RULER_H

#include "base/buffer.h"

enum { DH_MAX_TICS = 400 };

typedef struct dh_tic {
    double at;
    bool labelled;
    char label[32]; /* gnuplot's enhanced text; empty for a minor tic */
} dh_tic;

typedef struct dh_ruler {
    bool log;
    double low, high; /* low < high; both positive on a log axis */
    size_t count;
    dh_tic tic[DH_MAX_TICS];
} dh_ruler;

/* Covers low ... high, low <= high, both positive when log. `room`: labels that fit, >= 2. round: outward to a round
 * number; else the ends stay where they are. plain: labels without superscripts, as a terminal needs. */
void dh_ruler_make(double low, double high, bool log, bool round, size_t room, bool plain, dh_ruler *ret);

/* Makes the lower end of a log axis stand for all that is under it. */
void dh_ruler_clip(dh_ruler *ruler, const char *label);

/* Appends "set logscale x", "set xrange", "set xtics" for axis 'x' or 'y'; without labels when !labels. */
void dh_ruler_write(const dh_ruler *ruler, char axis, bool labels, dh_buffer *out);

/* 10^exponent, correctly rounded, and the largest exponent with 10^exponent <= x, for x > 0. */
double dh_power10(int exponent);
int dh_decade(double x);

#endif
