/* Never returns; and takes memory, threads and descriptors without end. */
#include "zoo.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>

static void for_ever(void)
{
    for (volatile unsigned i = 0;; i++)
        ;
}

FAULT(asks_for_ever)
{
    for (;;)
        getppid();
}
FAULT(deaf)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    zoo_loops(at);
}
FAULT(exits_into_loop)
{
    atexit(for_ever);
    exit(0);
}
FAULT(locks_itself)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    pthread_mutex_lock(&lock);
}
FAULT(loops)
{
    for_ever();
}
FAULT(pauses)
{
    for (;;)
        pause();
}
FAULT(polls)
{
    poll(NULL, 0, -1);
}
FAULT(sleeps)
{
    for (;;)
        sleep(2385);
}
FAULT(yields)
{
    for (;;)
        sched_yield();
}

/* ---- bombs ---- */

FAULT(hoards_heap)
{
    enum { PIECE = 1 << 20 };
    for (;;) {
        void *volatile piece = malloc(PIECE); /* volatile: a compiler may leave out memory that nobody looks at */
        memset(piece, 1, PIECE);
    }
}
FAULT(hoards_maps) /* each with a hole after it, so that none can be joined to another */
{
    char *got;
    do {
        got = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mprotect(got, 4096, PROT_NONE);
    } while (got != MAP_FAILED);
    at->x[0] = *got;
}
FAULT(hoards_shared)
{
    char *got;
    while ((got = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED)
        memset(got, 1, 1 << 20);
    at->x[0] = *got;
}
FAULT(hoards_and_hangs) /* much to take back at the deadline */
{
    char *got;
    while ((got = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED)
        memset(got, 1, 1 << 20);
    zoo_sleeps(at);
}
FAULT(opens_events)
{
    while (eventfd(0, 0) >= 0)
        ;
}
FAULT(opens_pipes)
{
    while (pipe((int[2]){0}) >= 0)
        ;
}
FAULT(opens_polls)
{
    while (epoll_create1(0) >= 0)
        ;
}
FAULT(copies_descriptor)
{
    while (dup(0) >= 0)
        ;
}
FAULT(renumbers_descriptor)
{
    while (dup2(0, 3) >= 0)
        ;
}
FAULT(fork_bombs)
{
    for (;;)
        if (fork() < 0 && errno != EAGAIN)
            at->x[0] = 0;
}

static void *idle(void *nothing)
{
    pause();
    return nothing;
}

FAULT(thread_bombs)
{
    pthread_t self;
    while (!pthread_create(&self, NULL, idle, at->x))
        ;
}
FAULT(starts_thread)
{
    pthread_t self;
    at->x[0] += pthread_create(&self, NULL, idle, NULL);
}
