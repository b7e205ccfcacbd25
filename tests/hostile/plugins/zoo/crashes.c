/* Ends by a signal or an exit that the process brings upon itself. */
#include "zoo.h"

#include "../shared.h"

#include <alloca.h>
#include <assert.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <x86intrin.h>

typedef void code(void);

static void jump(uintptr_t to)
{
    code *volatile target = (code *)to;
    target();
}

static void put(uintptr_t at)
{
    *(volatile char *volatile)at = 1;
}

static void *page(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

FAULT(aborts)
{
    abort();
}
FAULT(asserts)
{
    assert(at->when > 2.385);
}
FAULT(divides)
{
    *(volatile int *)at->x /= *(volatile int *)(volatile void *)(int[]){0};
}
FAULT(divides_least)
{
    *(volatile int *)at->x = *(volatile int *)(int[]){INT_MIN} / *(volatile int *)(int[]){-1};
}
FAULT(frees_twice)
{
    void *volatile own = malloc(100);
    free(own);
    free(own);
}
FAULT(frees_x)
{
    free(at->x);
}
FAULT(halts)
{
    __asm__ volatile("hlt");
}
FAULT(ill)
{
    __builtin_trap();
}
FAULT(jumps_far)
{
    jump(0x238500000000);
}
FAULT(jumps_into_data)
{
    jump((uintptr_t)at->x);
}
FAULT(jumps_nowhere)
{
    jump(0);
}
FAULT(jumps_out)
{
    static jmp_buf never;
    longjmp(never, 1);
}
FAULT(moves_fs)
{
    __asm__ volatile("wrfsbase %0\n\tmov %%fs:0, %0" : : "r"(0x10000ul) : "memory");
}
FAULT(past_memory)
{
    double *gone = page();
    munmap(gone, 4096);
    put((uintptr_t)gone);
}
FAULT(spoils_return)
{
    ((volatile uintptr_t *)__builtin_frame_address(0))[1] = 0x238500000000;
}
FAULT(stack_far)
{
    put((uintptr_t)__builtin_frame_address(0) - (64 << 20));
}
FAULT(stops_at_trap)
{
    __asm__ volatile("int3");
}
FAULT(traps_numbers)
{
    _mm_setcsr(_MM_MASK_INEXACT); /* every exception but one traps */
    at->x[0] = *(volatile double *)(double[]){0} / *(volatile double *)(double[]){0};
}
FAULT(unaligned) /* with the flag that makes it a crime */
{
    __writeeflags(__readeflags() | 1 << 18);
    __asm__ volatile("movl 1(%0), %%eax" : : "r"(at->x) : "eax", "memory");
}
FAULT(unmaps_code)
{
    munmap((void *)((uintptr_t)zoo_unmaps_code & ~4095ul), 4096);
}
FAULT(unmaps_record)
{
    munmap((void *)find_record(), 4096);
}
FAULT(unmaps_stack)
{
    munmap((void *)(((uintptr_t)__builtin_frame_address(0) & ~4095ul) - (1 << 16)), 1 << 18);
}
FAULT(unmaps_x)
{
    munmap((void *)((uintptr_t)at->x & ~4095ul), 4096);
}
FAULT(writes_code)
{
    put((uintptr_t)zoo_writes_code);
}
FAULT(writes_null)
{
    put(0);
}

static int (*volatile again)(volatile char *, int);

static int deeper(volatile char *above, int depth)
{
    volatile char frame[4096];
    frame[0] = above[0];
    return again(frame, depth + 1) + frame[0];
}

FAULT(recurses)
{
    volatile char frame[1] = {(char)at->when};
    again = deeper;
    deeper(frame, 0);
}

/* ---- exits ---- */

FAULT(ends_thread)
{
    syscall(SYS_exit, 5);
} /* its only one: the process */
FAULT(exits)
{
    exit(0);
}
FAULT(exits_as_guard)
{
    _exit(113);
}
FAULT(exits_at_once)
{
    _exit(7);
}
FAULT(exits_quickly)
{
    quick_exit(0);
}
FAULT(leaves_thread)
{
    pthread_exit(NULL);
}

/* ---- signals to itself ---- */

FAULT(raises_alarm)
{
    raise(SIGALRM);
}
FAULT(raises_child)
{
    raise(SIGCHLD);
}
FAULT(raises_forbidden)
{
    raise(SIGSYS);
}
FAULT(raises_kill)
{
    raise(SIGKILL);
}
FAULT(raises_out_of_time)
{
    raise(SIGXCPU);
}
FAULT(raises_real_time)
{
    raise(SIGRTMIN);
}
FAULT(raises_segv)
{
    raise(SIGSEGV);
}
FAULT(raises_stop)
{
    raise(SIGSTOP);
}
FAULT(raises_term)
{
    raise(SIGTERM);
}

/* ---- its record ---- */

FAULT(claims_end_and_crashes)
{
    find_record()->done = DH_OUTCOME_DONE;
    abort();
}
FAULT(claims_end_and_hangs)
{
    find_record()->done = DH_OUTCOME_DONE;
    zoo_sleeps(at);
}
FAULT(fills_record)
{
    overwrite_shared('a');
}
FAULT(grows_record)
{
    find_record()->rows = 1ull << 60;
}
FAULT(widens_record)
{
    find_record()->columns = 2385;
}
