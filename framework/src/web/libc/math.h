/* What plugins and the runner use of <math.h>, for wasm32: instructions where it has them, libc.c for the rest. */
#ifndef DH_WEB_MATH_H
#define DH_WEB_MATH_H

#define INFINITY __builtin_inf()
#define NAN __builtin_nan("")
#define isfinite(X) __builtin_isfinite(X)
#define isinf(X) __builtin_isinf(X)
#define isnan(X) __builtin_isnan(X)
#define signbit(X) __builtin_signbit(X)

double fmax(double x, double y), fmin(double x, double y), round(double x);

static inline double ceil(double x)
{
    return __builtin_ceil(x);
}

static inline double copysign(double x, double y)
{
    return __builtin_copysign(x, y);
}

static inline double fabs(double x)
{
    return __builtin_fabs(x);
}

static inline double floor(double x)
{
    return __builtin_floor(x);
}

static inline double sqrt(double x)
{
    return __builtin_sqrt(x);
}

#endif
