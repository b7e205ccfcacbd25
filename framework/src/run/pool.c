#include "run/pool.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AHEAD = 32, TICK_MS = 100, MOST_ARGUMENTS = 16 }; /* questions that a slot may hold */
static const size_t NONE = (size_t)-1;
static const size_t LONG_QUESTION = 1 << 12; /* AHEAD of them might not fit a socket whose reader is busy writing to us */
static const double SHORT_ANSWER = 5e-3;      /* seconds */

typedef struct slot {
    pid_t pid;
    int socket;
    dh_buffer in;
    size_t asked[AHEAD]; /* oldest first */
    size_t held;
} slot;

typedef struct pool {
    const dh_pool_options *options;
    const dh_asker *asker;
    dh_error *error;
    slot *slot;
    struct pollfd *poll;
    size_t count, next, answered;
    size_t largest;        /* bytes of the longest question so far */
    double began;
    size_t *again;         /* [again_count] questions whose slot died */
    size_t again_count;
    size_t *suspect;       /* [suspects, at most count] questions at which a slot died */
    size_t suspects;
} pool;

/* ---- slots ---- */

static int fill_actions(posix_spawn_file_actions_t *actions, const pool *p, int socket)
{
    int failed = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    failed = failed ? failed : posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
    if (dh_guard_is_possible()) /* else a sanitizer's report is worth more than a plugin's silence */
        failed = failed ? failed : posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(actions, socket, socket); /* the same number: kept open */
    for (size_t i = 0; !failed && i < p->options->fd_count; i++)
        failed = posix_spawn_file_actions_adddup2(actions, p->options->fds[i], p->options->fds[i]);
    return failed;
}

static int spawn_worker(const pool *p, int socket, pid_t *pid)
{
    char number[16], mode[2] = {(char)('0' + p->options->guard)}, worker[] = "downhill-worker";
    const char *argv[MOST_ARGUMENTS] = {NULL};
    size_t count = 0;
    for (size_t i = 0; p->options->prefix && p->options->prefix[i] && i + 4 < MOST_ARGUMENTS; i++)
        argv[count++] = p->options->prefix[i];
    const char *program = count ? argv[0] : p->options->worker;
    argv[count] = count ? p->options->worker : worker;
    argv[count + 1] = number;
    argv[count + 2] = mode;
    char locale[] = "LC_ALL=C", threads[] = "OPENBLAS_NUM_THREADS=1";
    char *environment[] = {locale, threads, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    snprintf(number, sizeof number, "%d", socket);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all); /* whoever started the runner may have had signals ignored */
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF); /* Ctrl-C is the runner's to handle */
    int failed = fill_actions(&actions, p, socket);
    failed = failed ? failed : posix_spawn(pid, program, &actions, &attributes, (char *const *)argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

static int start(pool *p, slot *s)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        return dh_fail_errno(p->error, "cannot create a socket for a worker");
    int failed = spawn_worker(p, pair[1], &s->pid);
    close(pair[1]);
    if (failed) {
        close(pair[0]);
        s->pid = 0;
        errno = failed;
        return dh_fail_errno(p->error, "%s: cannot start the worker", p->options->worker);
    }
    s->socket = pair[0];
    s->held = 0;
    s->in.size = 0;
    return 0;
}

static void stop(slot *s)
{
    if (s->pid <= 0)
        return;
    kill(-s->pid, SIGKILL); /* the slot, the current run and what a plugin may have started */
    kill(s->pid, SIGKILL);  /* in case that it is not yet the leader of its group */
    close(s->socket);
    while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    s->pid = 0;
}

/* ---- questions ---- */

static size_t next_question(pool *p)
{
    if (p->again_count)
        return p->again[--p->again_count];
    return p->next < p->count ? p->next++ : NONE;
}

static int put_question(pool *p, slot *s, size_t question, dh_buffer *out)
{
    dh_buffer payload = {0};
    dh_message_type type;
    int result = p->asker->ask(p->asker->self, question, &type, &payload, p->error);
    if (!result) {
        dh_wire_put(out, type, question, payload.data, payload.size);
        result = payload.failed || out->failed ? dh_fail_memory(p->error) : 0;
    }
    if (!result) {
        p->largest = payload.size > p->largest ? payload.size : p->largest;
        s->asked[s->held++] = question;
    }
    dh_buffer_finish(&payload);
    return result;
}

/* Questions that a slot should hold now: one, so that the slots share the work evenly, unless answers come so fast that the
 * way to and fro would cost more; and never so many that another slot runs dry at the end. */
static size_t depth(const pool *p)
{
    size_t slots = p->options->slots, share = (p->count - p->answered) / (2 * slots);
    bool fast = p->answered > slots && (dh_clock() - p->began) * (double)slots < SHORT_ANSWER * (double)p->answered;
    if (!fast || share < 2 || p->largest > LONG_QUESTION || p->again_count)
        return 1;
    return share < AHEAD ? share : AHEAD;
}

/* Fills a slot that has come down to half of what it should hold, with one message. */
static int feed(pool *p, slot *s)
{
    dh_buffer out = {0};
    size_t want = depth(p), question;
    int result = 0;
    if (s->held && 2 * s->held > want)
        return 0;
    while (!result && s->held < want && (question = next_question(p)) != NONE)
        result = put_question(p, s, question, &out);
    if (!result && out.size && dh_wire_send(s->socket, out.data, out.size))
        kill(s->pid, SIGKILL); /* it has died, or would wait for the rest for ever: poll says so, and another one is asked */
    dh_buffer_finish(&out);
    return result;
}

static int take_answer(pool *p, slot *s, const dh_message *m)
{
    if (!s->held || m->tag != s->asked[0])
        return dh_fail(p->error, DH_ERROR_SYSTEM, "a worker answered a question that it was not asked");
    memmove(s->asked, s->asked + 1, --s->held * sizeof *s->asked);
    p->answered++;
    return p->asker->answer(p->asker->self, (size_t)m->tag, m, p->error);
}

/* Has a slot died of this question already? If not, one has now. */
static bool died_before(pool *p, size_t question)
{
    for (size_t i = 0; i < p->suspects; i++)
        if (p->suspect[i] == question)
            return true;
    p->suspect[p->suspects++] = question;
    return false;
}

/* The slot is gone: a new one takes its place. Its questions are asked again one by one, so that the next death tells which of
 * them it was. */
static int replace(pool *p, slot *s)
{
    stop(s);
    size_t held = s->held;
    s->held = 0;
    if (!held)
        return 0; /* not missed: there is no work left for it */
    if (held == 1 && died_before(p, s->asked[0])) {
        dh_message lost = {.type = DH_TELL_LOST, .tag = s->asked[0]};
        p->answered++;
        if (p->asker->answer(p->asker->self, (size_t)lost.tag, &lost, p->error))
            return -1;
    } else {
        for (size_t i = held; i-- > 0;)
            p->again[p->again_count++] = s->asked[i];
    }
    return start(p, s) || feed(p, s) ? -1 : 0;
}

static int read_slot(pool *p, slot *s)
{
    unsigned char piece[1 << 16];
    ssize_t n = recv(s->socket, piece, sizeof piece, MSG_DONTWAIT);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    if (n <= 0)
        return replace(p, s);
    dh_put(&s->in, piece, (size_t)n);
    if (s->in.failed)
        return dh_fail_memory(p->error);
    size_t at = 0, used;
    dh_message m;
    int got;
    while ((got = dh_wire_take(s->in.data + at, s->in.size - at, &m, &used)) > 0) {
        at += used;
        if (take_answer(p, s, &m))
            return -1;
    }
    if (got < 0)
        return replace(p, s);
    memmove(s->in.data, s->in.data + at, s->in.size - at);
    s->in.size -= at;
    return feed(p, s);
}

static int serve(pool *p)
{
    size_t n = p->options->slots;
    while (p->answered < p->count) {
        for (size_t i = 0; i < n; i++)
            p->poll[i] = (struct pollfd){.fd = p->slot[i].pid > 0 ? p->slot[i].socket : -1, .events = POLLIN};
        if (poll(p->poll, n, TICK_MS) < 0 && errno != EINTR)
            return dh_fail_errno(p->error, "cannot wait for the workers");
        for (size_t i = 0; i < n; i++)
            if (p->poll[i].revents && read_slot(p, &p->slot[i]))
                return -1;
        int stopped = p->asker->tick ? p->asker->tick(p->asker->self, p->answered, p->error) : 0;
        if (stopped)
            return stopped;
    }
    return 0;
}

int dh_pool_run(const dh_pool_options *options, size_t count, const dh_asker *asker, dh_error *error)
{
    pool p = {.options = options, .asker = asker, .error = error, .count = count, .began = dh_clock()};
    dh_pool_options used = *options;
    used.slots = options->slots < count ? options->slots : count ? count : 1;
    p.options = &used;
    p.slot = calloc(used.slots, sizeof *p.slot);
    p.poll = calloc(used.slots, sizeof *p.poll);
    p.again = calloc(used.slots * AHEAD, sizeof *p.again);
    p.suspect = calloc(count + 1, sizeof *p.suspect);
    int result = p.slot && p.poll && p.again && p.suspect ? 0 : dh_fail_memory(error);
    for (size_t i = 0; !result && count && i < used.slots; i++)
        result = start(&p, &p.slot[i]) || feed(&p, &p.slot[i]) ? -1 : 0;
    if (!result)
        result = serve(&p);
    for (size_t i = 0; p.slot && i < used.slots; i++) {
        stop(&p.slot[i]);
        dh_buffer_finish(&p.slot[i].in);
    }
    free(p.slot);
    free(p.poll);
    free(p.again);
    free(p.suspect);
    return result;
}
