#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool dh_parse_double(const char *text, double *ret_value)
{
    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    char *end;
    double value = strtod(text, &end); /* the program never calls setlocale: the locale is "C" */
    if (*end || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

bool dh_parse_u64(const char *text, uint64_t *ret_value)
{
    if (!*text || text[strspn(text, "0123456789")])
        return false;
    errno = 0;
    unsigned long long value = strtoull(text, NULL, 10);
    if (errno)
        return false;
    *ret_value = value;
    return true;
}

enum { LONGEST = 63 };

/* Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[3][LONGEST + 1];
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *before = row[(i + 2) % 3], *twice = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = before[j - 1] + (a[i - 1] != b[j - 1]);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && twice[j - 2] + 1 < best)
                best = twice[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

const char *dh_nearest(const char *word, const char *const *candidates, size_t count)
{
    size_t length = strlen(word);
    if (length > LONGEST)
        return NULL;
    size_t limit = length <= 4 ? 1 : length <= 7 ? 2 : 3, best = limit + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(candidates[i]), least = other > length ? other - length : length - other;
        size_t d = other > LONGEST || least >= best ? best : distance(word, length, candidates[i], other);
        if (d < best) {
            best = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}

/* Bytes of the UTF-8 character at text [left]; 0 when there is none, or a control character. */
static size_t character(const unsigned char *text, size_t left)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = text[0];
    size_t size = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
    if (!size || size > left)
        return 0;
    uint32_t code = size == 1 ? first : first & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if (text[i] >> 6 != 2)
            return 0;
        code = code << 6 | (text[i] & 0x3f);
    }
    bool control = code < 0x20 || (code >= 0x7f && code < 0xa0), surrogate = code >> 11 == 0x1b;
    return control || surrogate || code < least[size] || code > 0x10ffff ? 0 : size;
}

bool dh_is_clean(const char *text, size_t length)
{
    for (size_t i = 0, size; i < length; i += size)
        if (!(size = character((const unsigned char *)text + i, length - i)))
            return false;
    return true;
}

char *dh_printable(char *out, size_t room, const char *text)
{
    size_t i = 0, length = strlen(text);
    while (i < length) {
        size_t size = character((const unsigned char *)text + i, length - i), step = size ? size : 1;
        if (i + step + 3 >= room)
            break;
        memcpy(out + i, size ? text + i : "?", step);
        i += step;
    }
    if (i < length)
        memcpy(out + i, "...", 3), i += 3;
    out[i] = 0;
    return out;
}
