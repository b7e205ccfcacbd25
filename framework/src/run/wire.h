/* Messages between the runner and its worker slots, over a stream socket: header (magic, type, tag, size, checksum of the
 * payload), payload. One answer for each question, with the question's tag. */
#ifndef DH_RUN_WIRE_H
#define DH_RUN_WIRE_H

#include "base/buffer.h"
#include "base/error.h"

typedef enum dh_message_type {
    DH_ASK_CARD = 1,     /* fd, path: load that plugin and describe it */
    DH_ASK_FACTS = 2,    /* spec: load and prepare its problem */
    DH_ASK_RUN = 3,      /* row room, spec: run it */
    DH_ASK_CHECK = 4,    /* cost, point, spec: is that f at this point? */
    DH_TELL_CARD = 16,   /* an encoded card */
    DH_TELL_FACTS = 17,  /* encoded facts */
    DH_TELL_RECORD = 18, /* an encoded record */
    DH_TELL_REFUSAL = 19, /* one sentence */
    DH_TELL_CRASH = 20,  /* the plugin crashed or hung: one sentence */
    DH_TELL_VERDICT = 22, /* one byte: dh_verified */
    DH_TELL_LOST = 21,   /* made up by the runner: the slot itself died at this question, twice */
} dh_message_type;

typedef struct dh_message {
    dh_message_type type;
    uint64_t tag;
    const void *data; /* [size] */
    size_t size;
} dh_message;

/* Appends a message to a buffer. */
void dh_wire_put(dh_buffer *out, dh_message_type type, uint64_t tag, const void *data, size_t size);

/* Takes the first whole message off `in`: 1 and *ret (pointing into the data) with *ret_used bytes; 0: not all there yet; -1: the
 * bytes are no message. */
int dh_wire_take(const void *in, size_t size, dh_message *ret, size_t *ret_used);

/* Sends all of it, waiting as needed. -1 with errno. */
int dh_wire_send(int fd, const void *data, size_t size);

/* Waits for the next message, reading into *in (kept between calls; the message points into it until the next call). 1: a
 * message; 0: the other side closed; -1: broken. */
int dh_wire_receive(int fd, dh_buffer *in, size_t *used, dh_message *ret);

#endif
