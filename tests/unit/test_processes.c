/* Processes of runs: what they tell one another, how they end, and the fences around their memory. */
#include "suite.h"

#include "run/child.h"
#include "run/fence.h"
#include "run/guard.h"
#include "run/trial.h"
#include "run/wire.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- messages ---- */

static void messages_are_taken_whole(void)
{
    dh_buffer b = {0};
    dh_message m;
    size_t used;
    dh_wire_put(&b, DH_ASK_RUN, 2385, "a run", 5);
    size_t first = b.size;
    dh_wire_put(&b, DH_TELL_RECORD, 7, NULL, 0);
    for (size_t size = 0; size < first; size++) {
        void *exact = memcpy(malloc(size + 1), b.data, size);
        CU_ASSERT_EQUAL(dh_wire_take(exact, size, &m, &used), 0);
        free(exact);
    }
    CU_ASSERT_EQUAL(dh_wire_take(b.data, b.size, &m, &used), 1);
    CU_ASSERT(m.type == DH_ASK_RUN && m.tag == 2385 && m.size == 5 && !memcmp(m.data, "a run", 5) && used == first);
    CU_ASSERT_EQUAL(dh_wire_take(b.data + first, b.size - first, &m, &used), 1);
    CU_ASSERT(m.type == DH_TELL_RECORD && m.tag == 7 && m.size == 0 && used == b.size - first);
    dh_buffer_finish(&b);
}

/* A flipped bit never gives another payload. */
static void damaged_messages(void)
{
    dh_buffer b = {0};
    dh_message m;
    size_t used;
    dh_wire_put(&b, DH_TELL_CARD, 41, "optimizer adam", 14);
    for (size_t bit = 0; bit < 8 * b.size; bit++) {
        b.data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        int got = dh_wire_take(b.data, b.size, &m, &used);
        CU_ASSERT(got <= 0 || (m.size == 14 && !memcmp(m.data, "optimizer adam", 14)));
        b.data[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    dh_buffer_finish(&b);
}

static void messages_travel_in_pieces(void)
{
    int pair[2];
    dh_buffer out = {0}, in = {0};
    size_t used = 0, size = 300000;
    dh_message m;
    char *large = malloc(size);
    memset(large, 'x', size);
    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    for (int i = 0; i < 3; i++)
        dh_wire_put(&out, DH_TELL_FACTS, (uint64_t)i, large, i == 1 ? size : 3);
    pid_t pid = fork();
    if (!pid) {
        for (size_t at = 0, piece; at < out.size; at += piece) {
            piece = out.size - at < 7777 ? out.size - at : 7777;
            if (dh_wire_send(pair[1], out.data + at, piece))
                _exit(1);
        }
        _exit(0);
    }
    close(pair[1]);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL_FATAL(dh_wire_receive(pair[0], &in, &used, &m), 1);
        CU_ASSERT(m.tag == (uint64_t)i && m.size == (i == 1 ? size : 3) && !memcmp(m.data, large, m.size));
    }
    CU_ASSERT_EQUAL(dh_wire_receive(pair[0], &in, &used, &m), 0);
    waitpid(pid, NULL, 0);
    CU_ASSERT_EQUAL(dh_wire_send(pair[0], out.data, out.size), -1); /* nobody there: an error, no signal */
    close(pair[0]);
    dh_buffer_finish(&out);
    dh_buffer_finish(&in);
    free(large);
}

/* ---- facts ---- */

static void facts_come_back(void)
{
    static const double surface[9] = {2.385, 0.5, 7, -1.25, 3.5, 6.75, 9, 0.125, 11};
    dh_facts f = {.dim = 31,
                  .blocks = 2,
                  .optimum = 0.2385,
                  .certificate = "closed form",
                  .mu = 0.01,
                  .L = 77.5,
                  .box = {-2, 2, -1, 3},
                  .x_star = {0.75, -2.5},
                  .side = 3,
                  .surface = surface,
                  .cost_seconds = 1e-5},
             back;
    dh_buffer b = {0};
    dh_arena arena = {0};
    dh_error error;
    dh_facts_encode(&f, &b);
    CU_ASSERT_EQUAL(dh_facts_decode(b.data, b.size, &arena, &back, &error), 0);
    CU_ASSERT(back.dim == 31 && back.blocks == 2 && back.optimum == 0.2385 && back.L == 77.5 && back.box[3] == 3);
    CU_ASSERT_STRING_EQUAL(back.certificate, "closed form");
    CU_ASSERT(back.x_star[0] == 0.75 && back.x_star[1] == -2.5 && back.side == 3);
    CU_ASSERT(back.surface && !memcmp(back.surface, surface, sizeof surface));
    for (size_t size = 0; size < b.size; size++) {
        void *exact = memcpy(malloc(size + 1), b.data, size);
        CU_ASSERT_EQUAL(dh_facts_decode(exact, size, &arena, &back, &error), -1);
        free(exact);
    }
    f.side = 162; /* more than a surface has */
    f.surface = calloc(162 * 162, sizeof(double));
    b.size = 0;
    dh_facts_encode(&f, &b);
    CU_ASSERT_EQUAL(dh_facts_decode(b.data, b.size, &arena, &back, &error), -1);
    free((void *)f.surface);
    dh_buffer_finish(&b);
    dh_arena_finish(&arena);
}

/* ---- processes ---- */

static void leave(void *argument)
{
    _exit(*(int *)argument);
}

static void die(void *argument)
{
    signal(SIGTERM, SIG_DFL);
    raise(*(int *)argument);
}

static void wait_forever(void *argument)
{
    (void)argument;
    for (;;)
        pause();
}

static void leave_orphans(void *argument)
{
    int *shared = argument;
    for (int i = 0; i < 3; i++)
        if (!fork()) {
            if (i == 2)
                setsid();
            shared[i] = (int)getpid();
            for (;;)
                pause();
        }
    while (!((volatile int *)shared)[0] || !((volatile int *)shared)[1] || !((volatile int *)shared)[2])
        usleep(1000);
}

static dh_child_limits limits_of(double seconds)
{
    return (dh_child_limits){seconds, 1e9, dh_mapped_bytes(), -1};
}

static void children_end_as_they_end(void)
{
    dh_child_limits limits = limits_of(30);
    dh_child_result r;
    dh_error error;
    char cause[128];
    int code = 3;
    CU_ASSERT_EQUAL(dh_child_run(&limits, leave, &code, &r, &error), 0);
    CU_ASSERT(r.end == DH_CHILD_EXITED && r.code == 3);
    CU_ASSERT_STRING_EQUAL(dh_child_cause(&r, &limits, cause, sizeof cause), "exit status 3 without a result");
    code = SIGTERM;
    CU_ASSERT_EQUAL(dh_child_run(&limits, die, &code, &r, &error), 0);
    CU_ASSERT(r.end == DH_CHILD_SIGNALLED && r.code == SIGTERM);
    CU_ASSERT_STRING_EQUAL(dh_child_cause(&r, &limits, cause, sizeof cause), "signal 15 (Terminated)");
    limits.seconds = 0.05;
    CU_ASSERT_EQUAL(dh_child_run(&limits, wait_forever, NULL, &r, &error), 0);
    CU_ASSERT(r.end == DH_CHILD_TIMED_OUT && r.wall_seconds >= 0.05);
    CU_ASSERT_STRING_EQUAL(dh_child_cause(&r, &limits, cause, sizeof cause),
                           "no end within 0.05 s (limits: seconds)");
}

static void nothing_outlives_a_child(void)
{
    int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    dh_child_limits limits = limits_of(30);
    dh_child_result r;
    dh_error error;
    CU_ASSERT_FATAL(shared != MAP_FAILED);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    CU_ASSERT_EQUAL(dh_child_run(&limits, leave_orphans, shared, &r, &error), 0);
    CU_ASSERT(r.end == DH_CHILD_EXITED && r.code == 0);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT(shared[i] > 0);
        CU_ASSERT(kill(shared[i], 0) == -1 && errno == ESRCH);
    }
    munmap(shared, 4096);
}

/* ---- fences ---- */

static void write_at(void *argument)
{
    volatile double *at = *(double **)argument;
    *at = 2.385;
}

/* How a child ends that writes there. */
static int signal_of_writing(double *at)
{
    dh_child_limits limits = limits_of(30);
    dh_child_result r = {0};
    CU_ASSERT_EQUAL(dh_child_run(&limits, write_at, &at, &r, NULL), 0);
    return r.end == DH_CHILD_SIGNALLED ? r.code : 0;
}

static void fences_hold(void)
{
    bool signals_show = dh_guard_is_possible(); /* a sanitizer turns them into an exit status of its own */
    static const size_t count[] = {1, 2, 7, 8, 9, 100, 511, 512, 513, 5000};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        for (int how = 0; how < 4; how++) {
            dh_fence f;
            size_t n = count[i], line = 8;
            CU_ASSERT_EQUAL_FATAL(dh_fence_make(n, how, &f), 0);
            CU_ASSERT(!((uintptr_t)f.data % 64) || !(how & DH_FENCE_ALIGNED));
            CU_ASSERT(f.data[0] == 0 && f.data[n - 1] == 0 && dh_fence_is_whole(&f));
            f.data[0] = f.data[n - 1] = 7;
            CU_ASSERT(dh_fence_is_whole(&f) && !f.lent == !(how & DH_FENCE_LENT) && (!f.lent || f.lent[n - 1] == 7));
            bool exact = n < 512 && !(how & DH_FENCE_ALIGNED);
            if (i % 3 == 0) {
                CU_ASSERT(!signals_show || signal_of_writing(f.data + (exact ? n : (n + line - 1) / line * line)) == SIGSEGV);
                CU_ASSERT(!signals_show || !f.lent || signal_of_writing((double *)(uintptr_t)&f.lent[n - 1]) == SIGSEGV);
                CU_ASSERT(signal_of_writing(f.data + n - 1) == 0);
            }
            if (!exact && n % line) {
                f.data[n] = 1; /* beyond, but before the guard: found afterwards */
                CU_ASSERT(!dh_fence_is_whole(&f));
            }
            if ((uintptr_t)f.data % 4096) {
                CU_ASSERT_EQUAL_FATAL(dh_fence_make(n, how, &f), 0);
                f.data[-1] = 1;
                CU_ASSERT(!dh_fence_is_whole(&f));
            }
        }
    dh_fence none = {0};
    CU_ASSERT(dh_fence_is_whole(&none) && dh_fence_make(SIZE_MAX / 8, 0, &none) == -1);
}

SUITE("processes", {"messages are taken whole", messages_are_taken_whole}, {"damaged messages", damaged_messages},
      {"messages travel in pieces", messages_travel_in_pieces}, {"facts come back", facts_come_back},
      {"children end as they end", children_end_as_they_end}, {"nothing outlives a child", nothing_outlives_a_child},
      {"fences hold", fences_hold})
