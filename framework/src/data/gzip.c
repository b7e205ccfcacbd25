/* zlib does the work; what this adds are several members, a limit, and messages. */
#include "data/gzip.h"

#include <limits.h>
#include <zlib.h>

bool dh_is_gzip(const unsigned char *data, size_t size)
{
    return size >= 2 && data[0] == 0x1F && data[1] == 0x8B;
}

static int refuse(const char *name, size_t at, const char *what, dh_error *error)
{
    return dh_fail(error, DH_ERROR_INPUT, "%s:byte %zu: %s", name, at + 1, what);
}

static void feed(z_stream *z, const unsigned char *data, size_t size, size_t at)
{
    const size_t left = size - at;
    z->next_in = (unsigned char *)(uintptr_t)data + at;
    z->avail_in = left < UINT_MAX ? (unsigned)left : UINT_MAX;
}

/* From the start of a member to its end. *at moves on. */
static int unpack(z_stream *z, const char *name, const unsigned char *data, size_t size, size_t most, size_t *at, dh_buffer *out,
                  dh_error *error)
{
    unsigned char piece[1 << 16];
    for (int state = Z_OK; state != Z_STREAM_END;) {
        feed(z, data, size, *at);
        z->next_out = piece;
        z->avail_out = sizeof piece;
        state = inflate(z, Z_NO_FLUSH);
        *at = (size_t)(z->next_in - data);
        if (state == Z_BUF_ERROR && *at == size)
            return refuse(name, *at, "expected more of a gzip file, got its end", error);
        if (state == Z_MEM_ERROR)
            return dh_fail_memory(error);
        if (state != Z_OK && state != Z_STREAM_END)
            return refuse(name, *at, z->msg ? z->msg : "damaged gzip data", error);
        const size_t got = sizeof piece - z->avail_out;
        if (got > most - out->size)
            return dh_fail(error, DH_ERROR_INPUT, "%s: unpacks to more than the allowed %zu bytes", name, most);
        dh_put(out, piece, got);
        if (out->failed)
            return dh_fail_memory(error);
    }
    return 0;
}

int dh_gunzip(const char *name, const unsigned char *data, size_t size, size_t most, dh_buffer *out, dh_error *error)
{
    z_stream z = {0};
    int result = 0;
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return dh_fail_memory(error);
    for (size_t at = 0; !result && at < size;) {
        if (!dh_is_gzip(data + at, size - at))
            result = refuse(name, at, "expected another gzip member or the end of the file", error);
        else
            result = unpack(&z, name, data, size, most, &at, out, error);
        inflateReset(&z);
    }
    inflateEnd(&z);
    dh_put_u8(out, 0);
    if (out->failed)
        return dh_fail_memory(error);
    out->size--;
    return result;
}
