/* Places in a text: clean UTF-8, lines and columns. A line ends with LF, CR LF or CR, as in YAML. */
#ifndef DH_CONFIG_PLACE_H
#define DH_CONFIG_PLACE_H

#include <stddef.h>
#include <stdint.h>

typedef struct dh_place {
    uint32_t line, column; /* from 1; column counts UTF-8 characters */
} dh_place;

/* Bytes of the UTF-8 character at text [left >= 1]; 0 when there is none (overlong forms and surrogates are none). */
size_t dh_utf8_size(const char *text, size_t left);

/* Bytes of text [length] before the first one that is no UTF-8 or belongs to a control character other than tab, LF
 * and CR; length when all is well. */
size_t dh_text_clean(const char *text, size_t length);

/* Place of the byte at `offset`; a byte order mark at the start has no column of its own. */
dh_place dh_place_of(const char *text, size_t offset);

#endif
