/* Words and numbers in text: strict parsing, the nearest valid name for an error, safe echoing. */
#ifndef DH_BASE_TEXT_H
#define DH_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whole text as a decimal floating-point number ("1e-4", "-3", ".5"); refuses empty text, blanks, hexadecimal, inf and nan,
 * and what overflows to infinity. Independent of the locale that the user has set. */
bool dh_parse_double(const char *text, double *ret_value);

/* Whole text as a non-negative decimal integer that fits. */
bool dh_parse_u64(const char *text, uint64_t *ret_value);

/* The candidate closest to `word` by edit distance (with transpositions), or NULL when none is near enough to be
 * meant: at most 1 edit for words up to 4 letters, 2 up to 7, else 3. */
const char *dh_nearest(const char *word, const char *const *candidates, size_t count);

/* Whether text [length] is UTF-8 without control characters (also no line break). */
bool dh_is_clean(const char *text, size_t length);

/* Copies text for a message: what is no UTF-8 or a control character becomes '?' byte by byte, longer text ends with "...".
 * Returns out. */
char *dh_printable(char *out, size_t room, const char *text);

#endif
