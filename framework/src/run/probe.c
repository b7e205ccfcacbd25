/* What a slot is asked besides runs: each answer is found by a child of its own. */
#include "run/slot.h"

#include "host/card.h"

#include <stdio.h>
#include <string.h>

static const double PROBE_SECONDS = 10, PROBE_MEMORY = 1e9;

static void leave_reply(dh_reply *r, const dh_buffer *bytes, const dh_error *error)
{
    if (bytes->size && bytes->size <= DH_REPLY_ROOM && !bytes->failed) {
        memcpy(r->bytes, bytes->data, bytes->size);
        r->size = bytes->size;
    } else {
        snprintf(r->reason, sizeof r->reason, "%s", error->kind ? error->text : "the answer is too long");
    }
    __atomic_store_n(&r->done, DH_OUTCOME_DONE, __ATOMIC_RELEASE);
}

static void describe(void *argument)
{
    dh_task *t = argument;
    dh_plugin plugin;
    dh_error error = {0};
    dh_buffer bytes = {0};
    if (!dh_task_raise_walls(t, &error) &&
        !dh_ahead_plugin(&t->slot->ahead, t->fd, t->path, &t->slot->arena, &plugin, &error))
        dh_card_encode(&plugin, &bytes);
    leave_reply(t->slot->reply, &bytes, &error);
}

static void inspect(void *argument)
{
    dh_task *t = argument;
    dh_facts f;
    dh_error error = {0};
    dh_buffer bytes = {0};
    if (!dh_task_raise_walls(t, &error) &&
        !dh_trial_inspect(t->spec, t->data, dh_task_load, t, &t->slot->arena, &f, &error))
        dh_facts_encode(&f, &bytes);
    leave_reply(t->slot->reply, &bytes, &error);
}

static void check(void *argument)
{
    dh_task *t = argument;
    dh_error error = {0};
    dh_buffer bytes = {0};
    if (!dh_task_raise_walls(t, &error))
        dh_put_u8(&bytes, (uint8_t)dh_claim_check(t->spec, t->data, t->claim, dh_task_load, t, &t->slot->arena));
    leave_reply(t->slot->reply, &bytes, &error);
}

static void answer_reply(dh_slot *s, const dh_child_result *end, const dh_child_limits *limits, const char *what,
                         dh_message_type type, uint64_t tag, dh_buffer *out)
{
    char cause[256], text[2400];
    const dh_reply *r = s->reply;
    if (r->done == DH_OUTCOME_DONE && r->size && r->size <= DH_REPLY_ROOM) {
        dh_wire_put(out, type, tag, r->bytes, r->size);
        return;
    }
    bool refused = r->done == DH_OUTCOME_DONE;
    const char *reason = refused ? dh_outcome_text(r->reason, sizeof r->reason, &s->arena) : NULL;
    if (refused)
        snprintf(text, sizeof text, "%s", reason ? reason : "out of memory");
    else
        snprintf(text, sizeof text, "%.2000s: %s while it was loaded", what,
                 dh_slot_cause(s, end, limits, cause, sizeof cause));
    dh_wire_put(out, refused ? DH_TELL_REFUSAL : DH_TELL_CRASH, tag, text, strlen(text));
}

static int ask_reply(dh_slot *s, dh_task *t, void (*body)(void *), const char *what, dh_message_type type,
                     uint64_t tag, dh_buffer *out, dh_error *error)
{
    dh_child_result end;
    dh_child_limits limits = t->spec ? dh_slot_limits(s, t->spec->limits.seconds, t->spec->limits.memory)
                                     : dh_slot_limits(s, PROBE_SECONDS, PROBE_MEMORY);
    memset(s->reply, 0, offsetof(dh_reply, bytes));
    if (dh_child_run(&limits, body, t, &end, error))
        return -1;
    s->reply->done = dh_slot_left_well(&end) ? s->reply->done : 0;
    answer_reply(s, &end, &limits, what, type, tag, out);
    return 0;
}

int dh_slot_ask_card(dh_slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error)
{
    dh_task t = {.slot = s, .fd = (int)dh_get_u32(in)};
    t.path = dh_get_text(in, &s->arena);
    return ask_reply(s, &t, describe, t.path, DH_TELL_CARD, tag, out, error);
}

int dh_slot_ask_check(dh_slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error)
{
    dh_spec spec;
    dh_record said = {.final_cost = dh_get_f64(in)};
    said.final_x = dh_get_f64s(in, &s->arena, &said.dim);
    dh_task t = {.slot = s, .spec = &spec, .claim = &said};
    if (dh_spec_decode(in, &s->arena, &spec, error) || dh_slot_data(s, &spec, &t.data, error))
        return -1;
    return ask_reply(s, &t, check, spec.problem.name, DH_TELL_VERDICT, tag, out, error);
}

int dh_slot_ask_facts(dh_slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error)
{
    dh_spec spec;
    dh_task t = {.slot = s, .spec = &spec};
    if (dh_spec_decode(in, &s->arena, &spec, error) || dh_slot_data(s, &spec, &t.data, error))
        return -1;
    return ask_reply(s, &t, inspect, spec.problem.name, DH_TELL_FACTS, tag, out, error);
}
