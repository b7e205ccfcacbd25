#include "base/buffer.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dh_buffer_finish(dh_buffer *buffer)
{
    free(buffer->data);
    *buffer = (dh_buffer){0};
}

static unsigned char *extend(dh_buffer *buffer, size_t size)
{
    if (buffer->failed || size > SIZE_MAX / 4 || buffer->size > SIZE_MAX / 4) {
        buffer->failed = true;
        return NULL;
    }
    if (size > buffer->room - buffer->size) {
        size_t room = (buffer->size + size) * 2 + 64;
        unsigned char *data = realloc(buffer->data, room);
        if (!data) {
            buffer->failed = true;
            return NULL;
        }
        buffer->data = data;
        buffer->room = room;
    }
    unsigned char *at = buffer->data + buffer->size;
    buffer->size += size;
    return at;
}

void dh_put(dh_buffer *buffer, const void *data, size_t size)
{
    unsigned char *at = size ? extend(buffer, size) : NULL;
    if (at)
        memcpy(at, data, size);
}

void dh_put_u8(dh_buffer *buffer, uint8_t value)
{
    dh_put(buffer, &value, sizeof value);
}

void dh_put_u32(dh_buffer *buffer, uint32_t value)
{
    dh_put(buffer, &value, sizeof value);
}

void dh_put_u64(dh_buffer *buffer, uint64_t value)
{
    dh_put(buffer, &value, sizeof value);
}

void dh_put_f64(dh_buffer *buffer, double value)
{
    dh_put(buffer, &value, sizeof value);
}

void dh_put_text(dh_buffer *buffer, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    dh_put_u32(buffer, (uint32_t)length);
    dh_put(buffer, text, length);
}

void dh_put_f64s(dh_buffer *buffer, const double *at, size_t count)
{
    dh_put_u64(buffer, count);
    dh_put(buffer, at, count * sizeof *at);
}

void dh_put_base64(dh_buffer *buffer, const void *data, size_t size)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *bytes = data;
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t n =
            (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        const char four[] = {digit[n >> 18], digit[n >> 12 & 63], left > 1 ? digit[n >> 6 & 63] : '=',
                             left > 2 ? digit[n & 63] : '='};
        dh_put(buffer, four, sizeof four);
    }
}

void dh_put_format(dh_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    buffer->failed |= length < 0;
    unsigned char *at = extend(buffer, (size_t)length + 1);
    if (at) {
        vsnprintf((char *)at, (size_t)length + 1, format, again);
        buffer->size--; /* the NUL stays behind the end */
    }
    va_end(again);
}

const void *dh_get(dh_cursor *cursor, size_t size)
{
    if (cursor->failed || size > cursor->size - cursor->at) {
        cursor->failed = true;
        return NULL;
    }
    const void *at = cursor->data + cursor->at;
    cursor->at += size;
    return at;
}

#define GET(NAME, TYPE)                               \
    TYPE NAME(dh_cursor *cursor)                      \
    {                                                 \
        TYPE value = 0;                               \
        const void *at = dh_get(cursor, sizeof value); \
        if (at)                                       \
            memcpy(&value, at, sizeof value);         \
        return value;                                 \
    }
GET(dh_get_u8, uint8_t)
GET(dh_get_u32, uint32_t)
GET(dh_get_u64, uint64_t)
GET(dh_get_f64, double)

char *dh_get_text(dh_cursor *cursor, dh_arena *arena)
{
    static char empty[1];
    uint32_t length = dh_get_u32(cursor);
    const char *at = dh_get(cursor, length);
    char *text = at && !memchr(at, 0, length) ? dh_arena_copy(arena, at, length) : NULL;
    if (!text)
        cursor->failed = true;
    return text ? text : empty;
}

double *dh_get_f64s(dh_cursor *cursor, dh_arena *arena, size_t *count)
{
    uint64_t n = dh_get_u64(cursor);
    *count = 0;
    if (!n)
        return NULL;
    const void *at = n > SIZE_MAX / sizeof(double) ? NULL : dh_get(cursor, n * sizeof(double));
    double *values = at ? DH_NEW(arena, double, n) : NULL;
    if (!values) {
        cursor->failed = true;
        return NULL;
    }
    memcpy(values, at, n * sizeof *values);
    *count = n;
    return values;
}
