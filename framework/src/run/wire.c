#include "run/wire.h"

#include "base/hash.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct header {
    uint32_t magic, type;
    uint64_t tag, size, checksum;
} header;

enum { WIRE_MAGIC = 0x4d484444 }; /* "DDHM" */
static const uint64_t LARGEST = (uint64_t)1 << 36;

void dh_wire_put(dh_buffer *out, dh_message_type type, uint64_t tag, const void *data, size_t size)
{
    header h = {WIRE_MAGIC, type, tag, size, dh_checksum(data, size)};
    dh_put(out, &h, sizeof h);
    dh_put(out, data, size);
}

int dh_wire_take(const void *in, size_t size, dh_message *ret, size_t *ret_used)
{
    header h;
    if (size < sizeof h)
        return 0;
    memcpy(&h, in, sizeof h);
    if (h.magic != WIRE_MAGIC || h.size > LARGEST)
        return -1;
    if (size - sizeof h < h.size)
        return 0;
    const unsigned char *data = (const unsigned char *)in + sizeof h;
    if (dh_checksum(data, h.size) != h.checksum)
        return -1;
    *ret = (dh_message){(dh_message_type)h.type, h.tag, data, h.size};
    *ret_used = sizeof h + h.size;
    return 1;
}

int dh_wire_send(int fd, const void *data, size_t size)
{
    const unsigned char *at = data;
    while (size) {
        ssize_t done = send(fd, at, size, MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        at += done;
        size -= (size_t)done;
    }
    return 0;
}

int dh_wire_receive(int fd, dh_buffer *in, size_t *used, dh_message *ret)
{
    for (;;) {
        size_t length = 0;
        int got = dh_wire_take(in->data ? in->data + *used : NULL, in->size - *used, ret, &length);
        if (got) {
            *used += length;
            return got;
        }
        if (*used) { /* move what is left to the front */
            memmove(in->data, in->data + *used, in->size - *used);
            in->size -= *used;
            *used = 0;
        }
        unsigned char piece[65536];
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return (int)n;
        dh_put(in, piece, (size_t)n);
        if (in->failed)
            return -1;
    }
}
