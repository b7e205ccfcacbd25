/* Changes what a process has but one of, and goes on; writes where it must not. */
#include "zoo.h"

#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <x86intrin.h>

static void set_flag(unsigned long flag)
{
    __writeeflags(__readeflags() | flag);
}

FAULT(adds_mode)
{
    _mm_setcsr(_mm_getcsr() | 0x8040); /* flush to zero, subnormals are zero */
}
FAULT(flushes)
{
    _mm_setcsr(_mm_getcsr() | 0x8000);
}
FAULT(rounds)
{
    _mm_setcsr(_mm_getcsr() | 0x6000);
}
FAULT(unmasks)
{
    _mm_setcsr(_mm_getcsr() & ~0x1f80u);
}
FAULT(shortens) /* x87: 24 bits */
{
    unsigned short word = 0x007f;
    __asm__ volatile("fldcw %0" : : "m"(word));
}
FAULT(goes_backwards)
{
    set_flag(1 << 10);
}
FAULT(aligns)
{
    set_flag(1 << 18);
}
FAULT(fills_x87)
{
    __asm__ volatile("fld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1");
}

FAULT(changes_environment)
{
    setenv("LC_ALL", "de_DE.UTF-8", 1), clearenv(), putenv((char[]){"TZ=x"});
}
FAULT(changes_folder)
{
    at->x[0] += chdir("/");
}
FAULT(changes_limits)
{
    at->x[0] += setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 20, 1 << 20});
}
FAULT(changes_locale)
{
    at->x[0] += !setlocale(LC_ALL, "C.UTF-8");
}
FAULT(changes_mask)
{
    at->x[0] += umask(0);
}
FAULT(changes_name)
{
    at->x[0] += prctl(PR_SET_NAME, "sgd");
}
FAULT(changes_priority)
{
    at->x[0] += setpriority(PRIO_PROCESS, 0, -5);
}
FAULT(changes_processor)
{
    cpu_set_t one = {{1}};
    at->x[0] += sched_setaffinity(0, sizeof one, &one);
}
FAULT(changes_scheduler)
{
    at->x[0] += sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 9});
}
FAULT(changes_clock)
{
    at->x[0] += clock_settime(CLOCK_REALTIME, &(struct timespec){2385, 0});
}
FAULT(blocks_signals)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
}
FAULT(blocks_and_opens) /* what is told by a signal, when no signal comes */
{
    zoo_blocks_signals(at);
    at->x[0] += creat("left_behind", 0600);
}
FAULT(ignores_signals)
{
    at->x[0] += signal(SIGTERM, SIG_IGN) == SIG_ERR;
}
FAULT(moves_signal_stack)
{
    static char stack[1 << 16];
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
}
FAULT(locks_memory)
{
    at->x[0] += mlockall(MCL_CURRENT | MCL_FUTURE);
}
FAULT(tunes_heap)
{
    mallopt(M_PERTURB, 0x55), mallopt(M_MMAP_THRESHOLD, 1);
}

/* ---- streams and descriptors ---- */

enum { MANY = 1024 };

FAULT(floods)
{
    char line[1024];
    memset(line, '#', sizeof line - 1);
    line[sizeof line - 1] = 0;
    for (int i = 0; i < MANY; i++) {
        puts(line);
        fputs(line, stderr);
    }
}
FAULT(closes_all)
{
    for (int fd = 0; fd < MANY; fd++)
        close(fd);
}
FAULT(closes_ranges)
{
    at->x[0] += (double)syscall(SYS_close_range, 0, ~0u, 0);
}
FAULT(writes_everywhere) /* junk to all that is open */
{
    static const char junk[512] = "DHJ1 \1\2\3";
    for (int fd = 0; fd < MANY; fd++)
        if (write(fd, junk, sizeof junk) < 0 && pwrite(fd, junk, sizeof junk, 0) < 0)
            lseek(fd, 2385, SEEK_SET);
}
FAULT(reads_everywhere)
{
    char taken[512];
    for (int fd = 0; fd < MANY; fd++)
        while (read(fd, taken, sizeof taken) > 0)
            ;
}
FAULT(maps_everything) /* what is open, to write to it */
{
    for (int fd = 0; fd < MANY; fd++) {
        char *got = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (got != MAP_FAILED)
            memset(got, 'a', 4096);
    }
}
FAULT(cuts_everything)
{
    for (int fd = 0; fd < MANY; fd++)
        at->x[0] += ftruncate(fd, 0);
}

/* ---- numbers ---- */

FAULT(infinite)
{
    at->x[0] = (double)__builtin_inff();
}
FAULT(not_a_number)
{
    at->x[0] = (double)__builtin_nanf("");
}
FAULT(state_not_a_number)
{
    at->state[0] = (double)__builtin_nanf("");
}
FAULT(before_state)
{
    ((volatile double *)at->state)[-1] = 2.385;
}
FAULT(before_x)
{
    ((volatile double *)at->x)[-1] = 2.385;
}
FAULT(behind_state)
{
    ((volatile double *)at->state)[zoo_state_size(at)] = 2.385;
}
FAULT(behind_x)
{
    ((volatile double *)at->x)[at->call->shape->dim] = 2.385;
}
FAULT(changes_gradient)
{
    ((double *)(uintptr_t)at->call->gradient)[0] = 0;
}
FAULT(keeps_gradient) /* and changes it when it is nobody's any more */
{
    static double *kept;
    if (at->call->gradient)
        kept = (double *)(uintptr_t)at->call->gradient;
    else if (kept)
        kept[0] = 2.385;
}
FAULT(oracle_into_x)
{
    at->x[0] += 1e-9 * at->call->oracle->batch(at->call->oracle, at->x, at->x);
}
FAULT(oracle_over_data)
{
    at->x[0] += at->call->oracle->batch(at->call->oracle, at->x, (double *)(uintptr_t)zoo_oracle_over_data);
}
FAULT(past_state)
{
    ((volatile double *)at->state)[zoo_state_size(at)] = 2.385;
} /* of a size that ends at the guard */
FAULT(past_x)
{
    ((volatile double *)at->x)[1024] = 2.385;
}
