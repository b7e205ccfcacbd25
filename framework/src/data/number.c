/* Decimal to double. A number of at most 53 bits times a power of ten up to 10^22 takes one multiplication or
 * division of two exact doubles, so it is correctly rounded (Clinger 1990, "How to read floating point numbers
 * accurately", doi:10.1145/93542.93557, section 3). The rest goes to strtod, which glibc rounds correctly. */
#include "data/number.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { MOST_DIGITS = 19 /* that surely fit into 64 bits */, MOST_SCALE = 22 };

static const double power[MOST_SCALE + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                             1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *scan_digits(const char *at, uint64_t *value)
{
    for (; is_digit(*at); at++)
        *value = *value * 10 + (uint64_t)(*at - '0');
    return at;
}

/* The exponent part, when a whole one stands here. */
static const char *scan_exponent(const char *at, long *exponent)
{
    if (*at != 'e' && *at != 'E')
        return at;
    bool negative = at[1] == '-';
    const char *digit = at + 1 + (negative || at[1] == '+');
    if (!is_digit(*digit))
        return at;
    long value = 0;
    for (; is_digit(*digit); digit++)
        value = value < 100000 ? value * 10 + (*digit - '0') : value;
    *exponent = negative ? -value : value;
    return digit;
}

const char *dh_number_scan(const char *text, double *ret)
{
    bool negative = *text == '-';
    const char *first = text + (negative || *text == '+');
    uint64_t digits = 0;
    const char *at = scan_digits(first, &digits);
    long count = at - first, fraction = 0, exponent = 0;
    if (*at == '.') {
        const char *end = scan_digits(at + 1, &digits);
        fraction = end - at - 1;
        count += fraction;
        at = end;
    }
    if (!count)
        return NULL;
    at = scan_exponent(at, &exponent);
    long scale = exponent - fraction;
    if (count > MOST_DIGITS || digits > UINT64_C(1) << 53 || scale > MOST_SCALE || scale < -MOST_SCALE) {
        *ret = strtod(text, NULL); /* the program never calls setlocale: the locale is "C" */
        return at;
    }
    double value = scale < 0 ? (double)digits / power[-scale] : (double)digits * power[scale];
    *ret = negative ? -value : value;
    return at;
}
