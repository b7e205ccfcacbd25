#include "run/child.h"

#include "base/clock.h"
#include "run/guard.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ORPHAN_ROUNDS = 1000 };

static void set_limit(int resource, double value)
{
    rlim_t most = value < 0x1p62 ? (rlim_t)value : RLIM_INFINITY;
    setrlimit((__rlimit_resource_t)resource, &(struct rlimit){most, most});
}

double dh_mapped_bytes(void)
{
    double pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f && fscanf(f, "%lf", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return pages * (double)sysconf(_SC_PAGESIZE);
}

/* A private copy of one page makes the kernel copy a mapping's page table at each fork, instead of leaving every child to fault its
 * code in again. */
static void own_a_page(uintptr_t from, uintptr_t to, const char access[5])
{
    int now = PROT_READ | (access[2] == 'x' ? PROT_EXEC : 0);
    volatile char *byte = (volatile char *)from;
    if (mprotect((void *)from, to - from, now | PROT_WRITE)) /* this very code may be in it */
        return;
    *byte = *byte;
    mprotect((void *)from, to - from, now);
}

void dh_child_warm(void)
{
    char line[512], access[5];
    uintptr_t from, to;
    unsigned long inode;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps && fgets(line, sizeof line, maps))
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %lu", &from, &to, access, &inode) == 4 && inode &&
            (!strcmp(access, "r-xp") || !strcmp(access, "r--p")))
            own_a_page(from, to, access);
    if (maps)
        fclose(maps);
}

/* Only lowers what is allowed; a limit that cannot be set is no reason to fail, the deadline holds anyway. */
static void limit_self(const dh_child_limits *limits, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (limits->close_fd >= 0)
        close(limits->close_fd);
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_FSIZE, 0);
    set_limit(RLIMIT_CPU, limits->seconds + 2);
    if (dh_guard_is_possible()) /* a sanitizer's shadow memory does not fit under a limit on address space */
        set_limit(RLIMIT_AS, limits->mapped + limits->memory);
}

/* Waits for SIGCHLD, which the slot keeps blocked, until the deadline. */
static bool ended_in_time(const dh_child_limits *limits, pid_t pid, const sigset_t *child, int *status, struct rusage *usage)
{
    double deadline = dh_clock() + limits->seconds, first = limits->long_run ? DH_LONG_RUN : 0;
    for (;; first = 0) {
        pid_t got = wait4(pid, status, WNOHANG, usage);
        if (got)
            return true;
        double left = deadline - dh_clock();
        if (left <= 0)
            return false;
        left = first > 0 ? first : left < 1e6 ? left : 1e6;
        struct timespec span = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
        if (sigtimedwait(child, NULL, &span) < 0 && first > 0)
            limits->long_run(limits->self);
    }
}

static void kill_children(void)
{
    char path[64];
    int pid;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *f = fopen(path, "re");
    while (f && fscanf(f, "%d", &pid) == 1)
        kill(pid, SIGKILL);
    if (f)
        fclose(f);
}

/* Processes that the plugin has started and left behind belong to the slot, its subreaper. They share the run's memory: none may
 * outlive it. When they multiply faster than they die, the slot gives up, and the runner ends its process group. */
static void end_orphans(void)
{
    pid_t ended;
    for (int i = 0; i < ORPHAN_ROUNDS && (ended = waitpid(-1, NULL, WNOHANG)) >= 0; i += !ended)
        if (!ended) {
            kill_children();
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        }
    if (waitpid(-1, NULL, WNOHANG) >= 0)
        _exit(1);
}

static double processor_seconds(const struct rusage *u)
{
    return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) + 1e-6 * (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec);
}

static void wait_for(const dh_child_limits *limits, pid_t pid, const sigset_t *child, dh_child_result *r)
{
    int status = 0;
    double start = dh_clock();
    bool late = !ended_in_time(limits, pid, child, &status, &r->usage);
    if (late) {
        kill(pid, SIGKILL);
        while (wait4(pid, &status, 0, &r->usage) < 0 && errno == EINTR)
            ;
    }
    r->wall_seconds = dh_clock() - start;
    r->end = late ? DH_CHILD_TIMED_OUT : WIFSIGNALED(status) ? DH_CHILD_SIGNALLED : DH_CHILD_EXITED;
    r->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    bool used_up = processor_seconds(&r->usage) >= limits->seconds; /* anyone can raise the signal */
    if (r->end == DH_CHILD_SIGNALLED && r->code == SIGXCPU && used_up)
        r->end = DH_CHILD_TIMED_OUT;
    if (!limits->childless)
        end_orphans();
}

/* A child begins where its parent sleeps: waking another processor for each costs a short run half its time, more in a
 * virtual machine. It is free to go elsewhere from its first moment on. False: the system does not say where it may run. */
static bool stay_here(cpu_set_t *anywhere)
{
    cpu_set_t here;
    int cpu = sched_getcpu();
    if (cpu < 0 || cpu >= CPU_SETSIZE || sched_getaffinity(0, sizeof *anywhere, anywhere))
        return false;
    CPU_ZERO(&here);
    CPU_SET(cpu, &here);
    return !sched_setaffinity(0, sizeof here, &here);
}

int dh_child_run(const dh_child_limits *limits, void (*body)(void *), void *argument, dh_child_result *ret, dh_error *error)
{
    sigset_t child, before;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &before);
    pid_t self = getpid();
    cpu_set_t anywhere;
    bool stays = stay_here(&anywhere);
    pid_t pid = fork();
    if (!pid) {
        if (stays)
            sched_setaffinity(0, sizeof anywhere, &anywhere);
        sigprocmask(SIG_SETMASK, &before, NULL);
        limit_self(limits, self);
        body(argument);
        _exit(0);
    }
    if (pid > 0)
        wait_for(limits, pid, &child, ret);
    if (stays)
        sched_setaffinity(0, sizeof anywhere, &anywhere);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return pid < 0 ? dh_fail_errno(error, "cannot fork a process for the run") : 0;
}

char *dh_child_cause(const dh_child_result *r, const dh_child_limits *limits, char *out, size_t room)
{
    if (r->end == DH_CHILD_TIMED_OUT)
        snprintf(out, room, "no end within %g s (limits: seconds)", limits->seconds);
    else if (r->end == DH_CHILD_SIGNALLED)
        snprintf(out, room, "signal %d (%s)", r->code, strsignal(r->code));
    else
        snprintf(out, room, "exit status %d without a result", r->code);
    return out;
}
