/* SPDX-License-Identifier: MIT */
#ifndef DOWNHILL_MATH_H
#define DOWNHILL_MATH_H
#include <math.h>
static inline double dh_log(double x) { return log(x); }
#endif
