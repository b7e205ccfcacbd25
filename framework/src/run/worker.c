/* downhill-worker: a slot. It answers the runner's questions one after the other, each in a forked process of its
 * own, for all of them load plugins. It contains no HDF5, no YAML, and no code of plugins. Usage: downhill-worker
 * SOCKET MODE. */
#include "run/slot.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

/* Answers of runs that took no time go to the runner together; never later than DH_LONG_RUN. */
static void send_gathered(void *self)
{
    dh_slot *s = self;
    dh_slot_settle(s);
    s->broken |= s->out.failed;
    s->broken |= s->out.size && dh_wire_send(s->socket, s->out.data, s->out.size);
    s->out.size = s->gathered = 0;
}

static int make_room(dh_slot *s, uint64_t rows, dh_error *error)
{
    size_t bytes = dh_outcome_size(rows);
    if (bytes > s->outcome_bytes) {
        if (s->outcome)
            munmap(s->outcome, s->outcome_bytes);
        s->outcome = dh_slot_share(bytes);
        s->outcome_bytes = s->outcome ? bytes : 0;
        s->mapped = 0;
        if (!s->outcome)
            return dh_fail_errno(error, "cannot map %zu bytes for a history", bytes);
    }
    memset(s->outcome, 0, sizeof *s->outcome);
    s->outcome->row_room = rows;
    return 0;
}

static void run(void *argument)
{
    dh_task *t = argument;
    dh_error error = {0};
    t->guard.threads = dh_use_threads(&t->spec->optimizer);
    if (dh_task_raise_walls(t, &error))
        snprintf(t->slot->reply->told, DH_GUARD_TOLD, "%.200s", error.text);
    t->slot->outcome->notes |= t->guard.threads ? DH_NOTE_MAY_THREAD : 0;
    if (!error.kind && !dh_trial_run(t->spec, t->data, dh_task_load, t, &t->slot->arena, t->slot->outcome, NULL))
        t->slot->outcome->notes |= dh_guard_look(&t->guard);
}

static dh_status status_of(const dh_child_result *end)
{
    return end->end == DH_CHILD_TIMED_OUT ? DH_TIMED_OUT : DH_CRASHED;
}

static int ask_run(dh_slot *s, dh_cursor *in, const dh_message *m, dh_error *error)
{
    dh_spec spec;
    uint64_t rows = dh_get_u64(in);
    dh_task t = {.slot = s, .spec = &spec};
    if (dh_spec_decode(in, &s->arena, &spec, error) || make_room(s, rows, error) ||
        dh_slot_data(s, &spec, &t.data, error))
        return -1;
    if (dh_ahead_load(&s->ahead, &spec))
        s->mapped = 0;
    dh_child_limits limits = dh_slot_limits(s, spec.limits.seconds, spec.limits.memory);
    limits.long_run = send_gathered;
    dh_child_result end;
    struct timespec now;
    s->reply->told[0] = 0;
    clock_gettime(CLOCK_REALTIME, &now);
    if (dh_child_run(&limits, run, &t, &end, error))
        return -1;
    s->outcome->done = dh_slot_left_well(&end) ? s->outcome->done : 0;
    char cause[256] = "";
    dh_record record;
    if (s->outcome->done != DH_OUTCOME_DONE)
        dh_slot_cause(s, &end, &limits, cause, sizeof cause);
    if (dh_outcome_record(s->outcome, rows, &spec, status_of(&end), cause, &s->arena, &record, error))
        return -1;
    record.began = (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
    record.wall_seconds = end.wall_seconds;
    record.peak_memory = (uint64_t)end.usage.ru_maxrss * 1024;
    record.sandbox = dh_guard_level(&s->level);
    return dh_slot_claim(s, m, &spec, &record) ? dh_fail_memory(error) : 0;
}

/* Puts the answer into s->out. */
static int answer(dh_slot *s, const dh_message *m)
{
    dh_cursor in = {.data = m->data, .size = m->size};
    dh_error error = {0};
    int failed = s->refusal                ? dh_fail(&error, s->refusal->kind, "%s", s->refusal->text)
                 : m->type == DH_ASK_RUN   ? ask_run(s, &in, m, &error)
                 : m->type == DH_ASK_CHECK ? dh_slot_ask_check(s, &in, m->tag, &s->out, &error)
                 : m->type == DH_ASK_FACTS ? dh_slot_ask_facts(s, &in, m->tag, &s->out, &error)
                                           : dh_slot_ask_card(s, &in, m->tag, &s->out, &error);
    if (failed) {
        dh_slot_settle(s); /* answers keep their order */
        dh_wire_put(&s->out, DH_TELL_REFUSAL, m->tag, error.text, strlen(error.text));
    }
    dh_arena_clear(&s->arena);
    return s->out.failed ? -1 : 0;
}

static int serve(dh_slot *s)
{
    dh_buffer in = {0};
    size_t used = 0;
    dh_message message;
    int got;
    while ((got = dh_wire_receive(s->socket, &in, &used, &message)) > 0) {
        s->broken |= answer(s, &message) < 0;
        if (in.size == used || ++s->gathered == DH_FEW) /* no other question waits, or enough */
            send_gathered(s);
        if (s->broken)
            break;
    }
    dh_arena_finish(&s->arena);
    dh_buffer_finish(&in);
    dh_buffer_finish(&s->out);
    for (size_t i = 0; i < DH_FEW; i++) {
        dh_buffer_finish(&s->claim[i].question);
        dh_buffer_finish(&s->claim[i].record);
    }
    return s->broken ? -1 : got;
}

int main(int argc, char **argv)
{
    static dh_slot s;
    dh_error refusal = {0};
    if (argc != 3) {
        fprintf(stderr, "downhill-worker is started by downhill\n");
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    s.socket = atoi(argv[1]);
    dh_ahead_init(&s.ahead);
    s.reply = dh_slot_share(sizeof *s.reply);
    dlopen("libm.so.6", RTLD_NOW | RTLD_NOLOAD); /* the loader's code is in memory from here on, in every child */
    if (dh_guard_is_possible()) /* else some pages are those of a sanitizer, which writes to them meanwhile */
        dh_child_warm();
    if (dh_guard_slot((dh_guard_mode)atoi(argv[2]), &s.level, &refusal))
        s.refusal = &refusal;
    return !s.reply || serve(&s) < 0;
}
