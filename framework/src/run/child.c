#include "run/child.h"

#include "base/clock.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined __SANITIZE_ADDRESS__
enum { SANITIZED = 1 }; /* shadow memory does not fit under a limit on address space */
#elif defined __has_feature
#if __has_feature(address_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

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
    set_limit(RLIMIT_CPU, ceil(limits->seconds) + 1);
    if (!SANITIZED)
        set_limit(RLIMIT_AS, limits->mapped + limits->memory);
}

static int wait_for(pid_t pid, double seconds, dh_child_result *r)
{
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), status = 0;
    double start = dh_clock();
    bool late = false;
    for (double left = seconds; pidfd >= 0;) {
        struct pollfd p = {.fd = pidfd, .events = POLLIN};
        int ready = poll(&p, 1, left < 1e6 ? (int)ceil(left * 1000) : 1000000000);
        left = seconds - (dh_clock() - start);
        late = ready <= 0 && left <= 0;
        if (ready > 0 || late)
            break;
    }
    if (late || pidfd < 0)
        kill(pid, SIGKILL);
    if (pidfd >= 0)
        close(pidfd);
    while (wait4(pid, &status, 0, &r->usage) < 0 && errno == EINTR)
        ;
    r->wall_seconds = dh_clock() - start;
    r->end = late ? DH_CHILD_TIMED_OUT : WIFSIGNALED(status) ? DH_CHILD_SIGNALLED : DH_CHILD_EXITED;
    r->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (r->end == DH_CHILD_SIGNALLED && r->code == SIGXCPU)
        r->end = DH_CHILD_TIMED_OUT;
    return pidfd < 0 ? -1 : 0;
}

int dh_child_run(const dh_child_limits *limits, void (*body)(void *), void *argument, dh_child_result *ret, dh_error *error)
{
    pid_t self = getpid();
    pid_t pid = fork();
    if (pid < 0)
        return dh_fail_errno(error, "cannot fork a process for the run");
    if (!pid) {
        limit_self(limits, self);
        body(argument);
        _exit(0);
    }
    return wait_for(pid, limits->seconds, ret) ? dh_fail_errno(error, "cannot watch a run's process (pidfd_open)") : 0;
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
