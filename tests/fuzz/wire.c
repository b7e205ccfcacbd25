/* Messages one after the other, as a slot could send them, with the sum of each put right; then what they carry. */
#include "fuzz.h"

#include "base/hash.h"
#include "host/card.h"
#include "run/trial.h"
#include "run/wire.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = 32 };

static void look_inside(const dh_message *m)
{
    dh_cursor in = {.data = m->data, .size = m->size, .at = m->type == DH_ASK_RUN ? 8 : 0};
    dh_arena arena = {0};
    dh_error error = {0};
    union {
        dh_plugin_card card;
        dh_facts facts;
        dh_spec spec;
    } any;
    if (m->type == DH_ASK_FACTS || (m->type == DH_ASK_RUN && m->size >= 8))
        fuzz_check_error(dh_spec_decode(&in, &arena, &any.spec, &error), &error);
    if (m->type == DH_TELL_CARD)
        fuzz_check_error(dh_card_decode(&in, &arena, &any.card, &error), &error);
    if (m->type == DH_TELL_FACTS)
        fuzz_check_error(dh_facts_decode(m->data, m->size, &arena, &any.facts, &error), &error);
    dh_arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = fuzz_copy(data, size);
    dh_message m;
    size_t used = 0;
    for (size_t at = 0; at <= size; at += used) {
        uint64_t room = size - at, length = 0, sum;
        if (room >= HEAD)
            memcpy(&length, copy + at + 16, 8);
        sum = room >= HEAD && length <= room - HEAD ? dh_checksum(copy + at + HEAD, length) : 0;
        if (sum)
            memcpy(copy + at + 24, &sum, 8);
        if (dh_wire_take(copy + at, size - at, &m, &used) != 1)
            break;
        FUZZ_CHECK(used >= HEAD && used <= size - at && m.size == used - HEAD);
        look_inside(&m);
    }
    free(copy);
    return 0;
}
