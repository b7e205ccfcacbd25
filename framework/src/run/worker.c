/* downhill-worker: a slot. It answers the runner's questions one after the other, each in a forked process of its
 * own, for all of them load plugins. It contains no HDF5, no YAML, and no code of plugins. Usage: downhill-worker
 * SOCKET MODE. */
#include "data/dataset.h"
#include "host/card.h"
#include "run/ahead.h"
#include "run/child.h"
#include "run/guard.h"
#include "run/trial.h"
#include "run/wire.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MOST_DATASETS = 256, REPLY_ROOM = 1 << 20 };
enum { FEW = 16 }; /* answers sent together, when runs are short */
static const double PROBE_SECONDS = 10, PROBE_MEMORY = 1e9;

/* Where a child that is no run leaves its answer. */
typedef struct reply {
    uint64_t done, size;
    char told[DH_GUARD_TOLD]; /* what a child tried that is forbidden */
    char told_by_check[DH_GUARD_TOLD];
    uint8_t verdict[FEW]; /* dh_verified */
    char reason[2048];
    unsigned char bytes[REPLY_ROOM];
} reply;

/* A run that has ended: its record, and the question, by which a clean process will look at it. */
typedef struct claim {
    uint64_t tag;
    dh_buffer question, record;
    bool worth_a_look, threads;
    double seconds, memory;
} claim;

typedef struct slot {
    int socket;
    dh_ahead ahead;
    dh_data data[MOST_DATASETS]; /* mapped once, inherited by every child */
    size_t data_count;
    double mapped;       /* bytes of address space; 0: changed since it was asked */
    dh_outcome *outcome; /* shared with the child of the current run */
    size_t outcome_bytes;
    reply *reply;
    dh_arena arena;  /* of one question */
    dh_buffer out;   /* answers not yet sent */
    size_t gathered; /* how many */
    claim claim[FEW];
    size_t claims;
    bool broken; /* memory is out, or the runner gone */
    dh_sandbox_level level;
    dh_error *refusal; /* it cannot be as safe as it must: the answer to everything */
} slot;

/* What a child works on. */
typedef struct task {
    slot *slot;
    const dh_spec *spec;
    const dh_dataset *data;
    const char *path; /* of a plugin to describe */
    int fd;
    bool checks; /* the slot's claims */
    const dh_record *claim;
    dh_guard guard;
} task;

static void *share(size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

static int load(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    task *t = self;
    t->guard.loading = true;
    int failed = dh_ahead_plugin(&t->slot->ahead, use->fd, use->name, arena, ret, error);
    t->guard.loading = false;
    if (failed)
        return -1;
    if (ret->kind != kind)
        return dh_fail(error, DH_ERROR_PLUGIN, "'%s' is a %s, expected a %s", use->name, dh_kind_name(ret->kind),
                       dh_kind_name(kind));
    return 0;
}

static int raise_walls(task *t, dh_error *error)
{
    t->guard.plugins = t->slot->ahead.folder;
    t->guard.told = t->checks ? t->slot->reply->told_by_check : t->slot->reply->told;
    t->guard.loading = t->path;
    if (t->spec)
        t->guard.threads |= dh_use_threads(&t->spec->problem);
    return dh_guard_raise(&t->guard, &t->slot->level, error);
}

/* How a child ended, in words: out [room]. */
static char *cause_of(slot *s, const dh_child_result *end, const dh_child_limits *limits, char *out, size_t room)
{
    bool told = end->end == DH_CHILD_EXITED && end->code == DH_GUARD_EXIT && s->reply->told[0];
    const char *text = told ? dh_outcome_text(s->reply->told, DH_GUARD_TOLD, &s->arena) : NULL;
    if (!text)
        return dh_child_cause(end, limits, out, room);
    snprintf(out, room, "%s", text);
    return out;
}

static dh_child_limits make_limits(slot *s, double seconds, double memory)
{
    if (!(s->mapped > 0))
        s->mapped = dh_mapped_bytes();
    bool childless = s->level.reached & DH_REACHED_SECCOMP;
    return (dh_child_limits){seconds, memory, s->mapped, s->socket, NULL, s, childless};
}

static const dh_data *attach(slot *s, int fd, dh_error *error)
{
    for (size_t i = 0; i < s->data_count; i++)
        if (s->data[i].fd == fd)
            return &s->data[i];
    if (s->data_count == MOST_DATASETS) {
        dh_fail(error, DH_ERROR_SYSTEM, "more than %d datasets", MOST_DATASETS);
        return NULL;
    }
    dh_data *data = &s->data[s->data_count];
    if (dh_data_attach(fd, data, error))
        return NULL;
    data->fd = fd;
    s->data_count++;
    s->mapped = 0;
    return data;
}

/* A process that wrote its end mark and did not end so, has lied. */
static bool left_well(const dh_child_result *end)
{
    return end->end == DH_CHILD_EXITED && !end->code;
}

/* ---- describing a plugin, inspecting a problem ---- */

static void leave_reply(reply *r, const dh_buffer *bytes, const dh_error *error)
{
    if (bytes->size && bytes->size <= REPLY_ROOM && !bytes->failed) {
        memcpy(r->bytes, bytes->data, bytes->size);
        r->size = bytes->size;
    } else {
        snprintf(r->reason, sizeof r->reason, "%s", error->kind ? error->text : "the answer is too long");
    }
    __atomic_store_n(&r->done, DH_OUTCOME_DONE, __ATOMIC_RELEASE);
}

static void describe(void *argument)
{
    task *t = argument;
    dh_plugin plugin;
    dh_error error = {0};
    dh_buffer bytes = {0};
    if (!raise_walls(t, &error) &&
        !dh_ahead_plugin(&t->slot->ahead, t->fd, t->path, &t->slot->arena, &plugin, &error))
        dh_card_encode(&plugin, &bytes);
    leave_reply(t->slot->reply, &bytes, &error);
}

static void inspect(void *argument)
{
    task *t = argument;
    dh_facts f;
    dh_error error = {0};
    dh_buffer bytes = {0};
    if (!raise_walls(t, &error) && !dh_trial_inspect(t->spec, t->data, load, t, &t->slot->arena, &f, &error))
        dh_facts_encode(&f, &bytes);
    leave_reply(t->slot->reply, &bytes, &error);
}

static void check(void *argument)
{
    task *t = argument;
    dh_error error = {0};
    dh_buffer bytes = {0};
    if (!raise_walls(t, &error))
        dh_put_u8(&bytes, (uint8_t)dh_claim_check(t->spec, t->data, t->claim, load, t, &t->slot->arena));
    leave_reply(t->slot->reply, &bytes, &error);
}

static void answer_reply(slot *s, const dh_child_result *end, const dh_child_limits *limits, const char *what,
                         dh_message_type type, uint64_t tag, dh_buffer *out)
{
    char cause[256], text[2400];
    const reply *r = s->reply;
    if (r->done == DH_OUTCOME_DONE && r->size && r->size <= REPLY_ROOM) {
        dh_wire_put(out, type, tag, r->bytes, r->size);
        return;
    }
    bool refused = r->done == DH_OUTCOME_DONE;
    const char *reason = refused ? dh_outcome_text(r->reason, sizeof r->reason, &s->arena) : NULL;
    if (refused)
        snprintf(text, sizeof text, "%s", reason ? reason : "out of memory");
    else
        snprintf(text, sizeof text, "%.2000s: %s while it was loaded", what,
                 cause_of(s, end, limits, cause, sizeof cause));
    dh_wire_put(out, refused ? DH_TELL_REFUSAL : DH_TELL_CRASH, tag, text, strlen(text));
}

static int ask_reply(slot *s, task *t, void (*body)(void *), const char *what, dh_message_type type, uint64_t tag,
                     dh_buffer *out, dh_error *error)
{
    dh_child_result end;
    dh_child_limits limits = t->spec ? make_limits(s, t->spec->limits.seconds, t->spec->limits.memory)
                                     : make_limits(s, PROBE_SECONDS, PROBE_MEMORY);
    memset(s->reply, 0, offsetof(reply, bytes));
    if (dh_child_run(&limits, body, t, &end, error))
        return -1;
    s->reply->done = left_well(&end) ? s->reply->done : 0;
    answer_reply(s, &end, &limits, what, type, tag, out);
    return 0;
}

static int ask_card(slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error)
{
    task t = {.slot = s, .fd = (int)dh_get_u32(in)};
    t.path = dh_get_text(in, &s->arena);
    return ask_reply(s, &t, describe, t.path, DH_TELL_CARD, tag, out, error);
}

static int ask_check(slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error)
{
    dh_spec spec;
    dh_record said = {.final_cost = dh_get_f64(in)};
    said.final_x = dh_get_f64s(in, &s->arena, &said.dim);
    if (dh_spec_decode(in, &s->arena, &spec, error))
        return -1;
    const dh_data *data = spec.data_fd >= 0 ? attach(s, spec.data_fd, error) : NULL;
    if (spec.data_fd >= 0 && !data)
        return -1;
    task t = {.slot = s, .spec = &spec, .data = data ? &data->view : NULL, .claim = &said};
    return ask_reply(s, &t, check, spec.problem.name, DH_TELL_VERDICT, tag, out, error);
}

static int ask_facts(slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error)
{
    dh_spec spec;
    if (dh_spec_decode(in, &s->arena, &spec, error))
        return -1;
    const dh_data *data = spec.data_fd >= 0 ? attach(s, spec.data_fd, error) : NULL;
    if (spec.data_fd >= 0 && !data)
        return -1;
    task t = {.slot = s, .spec = &spec, .data = data ? &data->view : NULL};
    return ask_reply(s, &t, inspect, spec.problem.name, DH_TELL_FACTS, tag, out, error);
}

/* ---- claims ---- */

static dh_verified check_claim(task *t, const claim *c)
{
    slot *s = t->slot;
    dh_cursor in = {.data = c->question.data, .size = c->question.size};
    dh_spec spec;
    dh_record record;
    dh_error error;
    dh_get_u64(&in);
    if (dh_spec_decode(&in, &s->arena, &spec, &error) ||
        dh_record_decode(c->record.data, c->record.size, &s->arena, &record, &error))
        return DH_UNVERIFIED;
    const dh_data *data = spec.data_fd >= 0 ? attach(s, spec.data_fd, &error) : NULL;
    return dh_claim_check(&spec, data ? &data->view : NULL, &record, load, t, &s->arena);
}

static void check_claims(void *argument)
{
    task *t = argument;
    slot *s = t->slot;
    dh_error error;
    if (raise_walls(t, &error))
        return;
    for (size_t i = 0; i < s->claims; i++)
        if (s->claim[i].worth_a_look)
            s->reply->verdict[i] = (uint8_t)check_claim(t, &s->claim[i]);
}

/* All claims are looked at by one process, and become answers. It may run beside the process of a run that takes
 * long. */
static void settle_claims(slot *s)
{
    task t = {.slot = s, .checks = true};
    double seconds = 0, memory = 0;
    for (size_t i = 0; i < s->claims; i++) {
        const claim *c = &s->claim[i];
        seconds += c->worth_a_look ? c->seconds : 0;
        memory = c->memory > memory ? c->memory : memory;
        t.guard.threads |= c->threads;
    }
    dh_child_limits limits = make_limits(s, seconds, memory);
    dh_child_result end;
    limits.childless = true;
    memset(s->reply->verdict, DH_UNVERIFIED, sizeof s->reply->verdict);
    if (seconds > 0)
        dh_child_run(&limits, check_claims, &t, &end, NULL);
    for (size_t i = 0; i < s->claims; i++) {
        claim *c = &s->claim[i];
        uint8_t verdict = s->reply->verdict[i];
        dh_record_mark(c->record.data, c->record.size,
                       verdict <= DH_CONTRADICTED ? (dh_verified)verdict : DH_UNVERIFIED);
        dh_wire_put(&s->out, DH_TELL_RECORD, c->tag, c->record.data, c->record.size);
    }
    s->claims = 0;
}

/* Answers of runs that took no time go to the runner together; never later than DH_LONG_RUN. */
static void send_gathered(void *self)
{
    slot *s = self;
    settle_claims(s);
    s->broken |= s->out.failed;
    s->broken |= s->out.size && dh_wire_send(s->socket, s->out.data, s->out.size);
    s->out.size = s->gathered = 0;
}

/* ---- runs ---- */

static int make_room(slot *s, uint64_t rows, dh_error *error)
{
    size_t bytes = dh_outcome_size(rows);
    if (bytes > s->outcome_bytes) {
        if (s->outcome)
            munmap(s->outcome, s->outcome_bytes);
        s->outcome = share(bytes);
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
    task *t = argument;
    dh_error error = {0};
    t->guard.threads = dh_use_threads(&t->spec->optimizer);
    if (raise_walls(t, &error))
        snprintf(t->slot->reply->told, DH_GUARD_TOLD, "%.200s", error.text);
    t->slot->outcome->notes |= t->guard.threads ? DH_NOTE_MAY_THREAD : 0;
    if (!error.kind && !dh_trial_run(t->spec, t->data, load, t, &t->slot->arena, t->slot->outcome, NULL))
        t->slot->outcome->notes |= dh_guard_look(&t->guard);
}

static dh_status status_of(const dh_child_result *end)
{
    return end->end == DH_CHILD_TIMED_OUT ? DH_TIMED_OUT : DH_CRASHED;
}

static int put_claim(slot *s, const dh_message *m, const dh_spec *spec, const dh_record *record)
{
    claim *c = &s->claim[s->claims];
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

static int ask_run(slot *s, dh_cursor *in, const dh_message *m, dh_error *error)
{
    dh_spec spec;
    uint64_t rows = dh_get_u64(in);
    if (dh_spec_decode(in, &s->arena, &spec, error) || make_room(s, rows, error))
        return -1;
    const dh_data *data = spec.data_fd >= 0 ? attach(s, spec.data_fd, error) : NULL;
    if (spec.data_fd >= 0 && !data)
        return -1;
    if (dh_ahead_load(&s->ahead, &spec))
        s->mapped = 0;
    dh_child_limits limits = make_limits(s, spec.limits.seconds, spec.limits.memory);
    limits.long_run = send_gathered;
    dh_child_result end;
    task t = {.slot = s, .spec = &spec, .data = data ? &data->view : NULL};
    struct timespec now;
    s->reply->told[0] = 0;
    clock_gettime(CLOCK_REALTIME, &now);
    if (dh_child_run(&limits, run, &t, &end, error))
        return -1;
    s->outcome->done = left_well(&end) ? s->outcome->done : 0;
    char cause[256] = "";
    dh_record record;
    if (s->outcome->done != DH_OUTCOME_DONE)
        cause_of(s, &end, &limits, cause, sizeof cause);
    if (dh_outcome_record(s->outcome, rows, &spec, status_of(&end), cause, &s->arena, &record, error))
        return -1;
    record.began = (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
    record.wall_seconds = end.wall_seconds;
    record.peak_memory = (uint64_t)end.usage.ru_maxrss * 1024;
    record.sandbox = dh_guard_level(&s->level);
    return put_claim(s, m, &spec, &record) ? dh_fail_memory(error) : 0;
}

/* Puts the answer into s->out. */
static int answer(slot *s, const dh_message *m)
{
    dh_cursor in = {.data = m->data, .size = m->size};
    dh_error error = {0};
    int failed = s->refusal                ? dh_fail(&error, s->refusal->kind, "%s", s->refusal->text)
                 : m->type == DH_ASK_RUN   ? ask_run(s, &in, m, &error)
                 : m->type == DH_ASK_CHECK ? ask_check(s, &in, m->tag, &s->out, &error)
                 : m->type == DH_ASK_FACTS ? ask_facts(s, &in, m->tag, &s->out, &error)
                                           : ask_card(s, &in, m->tag, &s->out, &error);
    if (failed) {
        settle_claims(s); /* answers keep their order */
        dh_wire_put(&s->out, DH_TELL_REFUSAL, m->tag, error.text, strlen(error.text));
    }
    dh_arena_clear(&s->arena);
    return s->out.failed ? -1 : 0;
}

static int serve(slot *s)
{
    dh_buffer in = {0};
    size_t used = 0;
    dh_message message;
    int got;
    while ((got = dh_wire_receive(s->socket, &in, &used, &message)) > 0) {
        s->broken |= answer(s, &message) < 0;
        if (in.size == used || ++s->gathered == FEW) /* no other question waits, or enough */
            send_gathered(s);
        if (s->broken)
            break;
    }
    dh_arena_finish(&s->arena);
    dh_buffer_finish(&in);
    dh_buffer_finish(&s->out);
    for (size_t i = 0; i < FEW; i++) {
        dh_buffer_finish(&s->claim[i].question);
        dh_buffer_finish(&s->claim[i].record);
    }
    return s->broken ? -1 : got;
}

int main(int argc, char **argv)
{
    static slot s;
    dh_error refusal = {0};
    if (argc != 3) {
        fprintf(stderr, "downhill-worker is started by downhill\n");
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    s.socket = atoi(argv[1]);
    dh_ahead_init(&s.ahead);
    s.reply = share(sizeof *s.reply);
    dlopen("libm.so.6", RTLD_NOW | RTLD_NOLOAD); /* the loader's code is in memory from here on, in every child */
    if (dh_guard_is_possible()) /* else some pages are those of a sanitizer, which writes to them meanwhile */
        dh_child_warm();
    if (dh_guard_slot((dh_guard_mode)atoi(argv[2]), &s.level, &refusal))
        s.refusal = &refusal;
    return !s.reply || serve(&s) < 0;
}
