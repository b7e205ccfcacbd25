#include "base/hash.h"

#define XXH_INLINE_ALL
#include <sha2.h> /* libmd */
#include <stdio.h>
#include <xxhash.h>

void dh_sha256(const void *data, size_t size, uint8_t out[DH_SHA_SIZE])
{
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, data, size);
    SHA256Final(out, &context);
}

char *dh_hex(char *out, const uint8_t *bytes, size_t count)
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digit[bytes[i] >> 4];
        out[2 * i + 1] = digit[bytes[i] & 15];
    }
    out[2 * count] = 0;
    return out;
}

uint64_t dh_checksum(const void *data, size_t size)
{
    return XXH3_64bits(data, size);
}
