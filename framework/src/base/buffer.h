/* A growing byte buffer to write binary records into, and a cursor to read them back. Integers and doubles are stored
 * little-endian as they lie in memory; texts as a 32-bit length and bytes. Both sides remember a failure, so that a caller
 * checks once at the end. */
#ifndef DH_BASE_BUFFER_H
#define DH_BASE_BUFFER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct dh_buffer {
    unsigned char *data; /* [room], heap; {0} is an empty buffer */
    size_t size, room;
    bool failed; /* memory ran out: what was put since then is missing */
} dh_buffer;

void dh_buffer_finish(dh_buffer *buffer);
void dh_put(dh_buffer *buffer, const void *data, size_t size);
void dh_put_u8(dh_buffer *buffer, uint8_t value);
void dh_put_u32(dh_buffer *buffer, uint32_t value);
void dh_put_u64(dh_buffer *buffer, uint64_t value);
void dh_put_f64(dh_buffer *buffer, double value);
void dh_put_text(dh_buffer *buffer, const char *text); /* NULL is stored as "" */
void dh_put_f64s(dh_buffer *buffer, const double *at, size_t count); /* 64-bit count first */
void dh_put_format(dh_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3))); /* bytes only */
void dh_put_base64(dh_buffer *buffer, const void *data, size_t size); /* RFC 4648, section 4 */

typedef struct dh_cursor {
    const unsigned char *data; /* [size], not owned */
    size_t size, at;
    bool failed; /* the data ended too early or a length was impossible: all later reads yield 0 */
} dh_cursor;

const void *dh_get(dh_cursor *cursor, size_t size); /* NULL on failure; points into the data */
uint8_t dh_get_u8(dh_cursor *cursor);
uint32_t dh_get_u32(dh_cursor *cursor);
uint64_t dh_get_u64(dh_cursor *cursor);
double dh_get_f64(dh_cursor *cursor);

char *dh_get_text(dh_cursor *cursor, dh_arena *arena); /* never NULL: "" on failure, also for a NUL inside */
double *dh_get_f64s(dh_cursor *cursor, dh_arena *arena, size_t *count); /* NULL and count 0 on failure or if empty */

#endif
