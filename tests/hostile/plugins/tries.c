/* One forbidden thing, TRY, at step 3; what it returns goes into x, so that success shows in the history. */
#include "hostile.h"
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void *idle(void *nothing)
{
    pause();
    return nothing;
}

static void ignore(int number)
{
    (void)number;
}

/* Each of these is used by one of the plugins that are made of this file. */
__attribute__((unused)) static long thread(void)
{
    pthread_t self;
    return pthread_create(&self, NULL, idle, NULL);
}

__attribute__((unused)) static long bomb(void)
{
    for (;;)
        if (fork() < 0 && errno != EAGAIN)
            return 1;
}

__attribute__((unused)) static long read_memory(void)
{
    char byte = 0;
    struct iovec here = {&byte, 1}, there = {&byte, 1};
    return process_vm_readv(getppid(), &here, 1, &there, 1, 0);
}

__attribute__((unused)) static long run_program(void)
{
    char *none[] = {NULL};
    return execve("/bin/true", none, none);
}

__attribute__((unused)) static long handle(void)
{
    return signal(SIGSEGV, ignore) == SIG_ERR;
}

__attribute__((unused)) static long outlive(void)
{
    return prctl(PR_SET_PDEATHSIG, 0);
}

__attribute__((unused)) static long raise_limit(void)
{
    return setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 20, 1 << 20});
}

__attribute__((unused)) static long send_away(void)
{
    struct sockaddr_in nobody = {.sin_family = AF_INET, .sin_port = 9};
    return sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&nobody, sizeof nobody);
}

HOSTILE(NAME, "does what is forbidden", x[0] += 1 + (double)(TRY);)
