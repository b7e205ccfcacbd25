/* A run that has ended claims a cost. Claims are looked at together, by a process that the optimizer was never in. */
#include "run/slot.h"

#include <string.h>

int dh_slot_claim(dh_slot *s, const dh_message *m, const dh_spec *spec, const dh_record *record)
{
    dh_claim *c = &s->claim[s->claims];
    c->tag = m->tag;
    c->worth_a_look = dh_claim_can_be_checked(record);
    c->threads = dh_use_threads(&spec->problem);
    c->seconds = spec->limits.seconds;
    c->memory = spec->limits.memory;
    c->question.size = c->record.size = 0; /* the memory stays: a heap in motion costs every child */
    dh_put(&c->question, m->data, m->size);
    dh_record_encode(record, &c->record);
    if (!c->question.failed && !c->record.failed) {
        s->claims++;
        return 0;
    }
    dh_buffer_finish(&c->question); /* and forgets the failure */
    dh_buffer_finish(&c->record);
    return -1;
}

static dh_verified check_claim(dh_task *t, const dh_claim *c)
{
    dh_slot *s = t->slot;
    dh_cursor in = {.data = c->question.data, .size = c->question.size};
    dh_spec spec;
    dh_record record;
    const dh_dataset *data;
    dh_error error;
    dh_get_u64(&in);
    if (dh_spec_decode(&in, &s->arena, &spec, &error) ||
        dh_record_decode(c->record.data, c->record.size, &s->arena, &record, &error) ||
        dh_slot_data(s, &spec, &data, &error))
        return DH_UNVERIFIED;
    return dh_claim_check(&spec, data, &record, dh_task_load, t, &s->arena);
}

static void check_claims(void *argument)
{
    dh_task *t = argument;
    dh_slot *s = t->slot;
    dh_error error;
    if (dh_task_raise_walls(t, &error))
        return;
    for (size_t i = 0; i < s->claims; i++)
        if (s->claim[i].worth_a_look)
            s->reply->verdict[i] = (uint8_t)check_claim(t, &s->claim[i]);
}

void dh_slot_settle(dh_slot *s)
{
    dh_task t = {.slot = s, .checks = true};
    double seconds = 0, memory = 0;
    for (size_t i = 0; i < s->claims; i++) {
        const dh_claim *c = &s->claim[i];
        seconds += c->worth_a_look ? c->seconds : 0;
        memory = c->memory > memory ? c->memory : memory;
        t.guard.threads |= c->threads;
    }
    dh_child_limits limits = dh_slot_limits(s, seconds, memory);
    dh_child_result end;
    limits.childless = true;
    memset(s->reply->verdict, DH_UNVERIFIED, sizeof s->reply->verdict);
    if (seconds > 0)
        dh_child_run(&limits, check_claims, &t, &end, NULL);
    for (size_t i = 0; i < s->claims; i++) {
        dh_claim *c = &s->claim[i];
        uint8_t verdict = s->reply->verdict[i];
        dh_record_mark(c->record.data, c->record.size,
                       verdict <= DH_CONTRADICTED ? (dh_verified)verdict : DH_UNVERIFIED);
        dh_wire_put(&s->out, DH_TELL_RECORD, c->tag, c->record.data, c->record.size);
    }
    s->claims = 0;
}
