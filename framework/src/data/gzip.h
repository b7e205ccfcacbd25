/* gzip (RFC 1952). */
#ifndef DH_DATA_GZIP_H
#define DH_DATA_GZIP_H

#include "base/buffer.h"
#include "base/error.h"

bool dh_is_gzip(const unsigned char *data, size_t size);

/* Unpacks data [size], one member after the other, behind what *out holds; at most `most` bytes. Checks lengths and checksums; a
 * NUL follows the data, outside the size. Errors name the file and the byte. */
int dh_gunzip(const char *name, const unsigned char *data, size_t size, size_t most, dh_buffer *out, dh_error *error);

#endif
