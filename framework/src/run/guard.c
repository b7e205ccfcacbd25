/* Forbidden system calls raise SIGSYS (seccomp(2), SECCOMP_RET_TRAP). Its handler says what was tried and ends the
 * process, but for one call: dlopen() opens files. The handler opens them in its stead, by the one instruction from
 * where the filter allows it, while plugins are loaded. It lives in the plugin's process and keeps nobody out:
 * Landlock does. It is there to tell. */
#include "run/guard.h"

#include "run/forbidden.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { SANITIZED = 1 };
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

enum { FROM_FILTER = 1 }; /* SYS_SECCOMP of the kernel's headers, which the C library's lack */
enum { CANCEL = 32 };     /* a signal that the C library wants to handle before its first thread */
enum { PATIENCE = 200 };  /* milliseconds */
enum { NOBODY = 65534, SPARE_DESCRIPTORS = 32, MOST_DESCRIPTORS = 1 << 16 };

const char *const dh_guard_mode_name[DH_GUARD_MODES] = {"best-effort", "strict", "off"};

/* Where the libraries lie that a plugin may be linked with. */
static const char *const libraries[] = {"/lib/",           "/lib64/",          "/usr/lib/", "/usr/lib64/",
                                        "/usr/local/lib/", "/etc/ld.so.cache", NULL};

bool dh_guard_is_possible(void)
{
    return !SANITIZED;
}

/* ---- the slot ---- */

static unsigned highest_descriptor(void)
{
    unsigned highest = 2;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return MOST_DESCRIPTORS;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        unsigned fd = (unsigned)strtoul(entry->d_name, NULL, 10);
        highest = fd > highest ? fd : highest;
    }
    closedir(folder);
    return highest;
}

int dh_guard_slot(dh_guard_mode mode, dh_sandbox_level *ret, dh_error *error)
{
    const char *readable[sizeof libraries / sizeof *libraries + 1];
    size_t count = 0;
    *ret = (dh_sandbox_level){DH_REACHED_LIMITS, 0};
    if (mode == DH_GUARD_OFF || SANITIZED)
        return 0;
    while (libraries[count]) {
        readable[count] = libraries[count];
        count++;
    }
    readable[count++] = "/proc/self/statm"; /* dh_mapped_bytes() */
    readable[count] = NULL;
    dh_sandbox_options options = {.profile = DH_SANDBOX_SLOT,
                                  .descriptors = highest_descriptor() + SPARE_DESCRIPTORS,
                                  .readable = readable,
                                  .user = NOBODY,
                                  .strict = mode == DH_GUARD_STRICT};
    if (dh_sandbox_enter(&options, ret, error))
        return -1;
    ret->reached |= dh_sandbox_offer().reached & DH_REACHED_SECCOMP; /* each child will */
    return 0;
}

dh_sandbox dh_guard_level(const dh_sandbox_level *level)
{
    if (!(level->reached & DH_REACHED_SECCOMP))
        return DH_SANDBOX_LIMITS;
    return level->reached & DH_REACHED_LANDLOCK ? DH_SANDBOX_FULL : DH_SANDBOX_SECCOMP;
}

/* ---- the child ---- */

/* long dh_guard_open(int folder, const char *path, int flags): openat by the instruction before dh_guard_opened.
 * Minus errno on failure. */
long dh_guard_open(int folder, const char *path, int flags);
extern const char dh_guard_opened[];
#if defined __x86_64__
__asm__(
    ".text\n.type dh_guard_open, @function\n.hidden dh_guard_open\n.globl dh_guard_open\n.hidden dh_guard_opened\n"
    ".globl dh_guard_opened\ndh_guard_open:\n\tendbr64\n\txorl %r10d, %r10d\n\tmovl $257, %eax\n\tsyscall\n"
    "dh_guard_opened:\n\tret\n.size dh_guard_open, . - dh_guard_open\n");
static unsigned long *argument(ucontext_t *context, int i)
{
    static const int place[] = {REG_RDI, REG_RSI, REG_RDX};
    return (unsigned long *)&context->uc_mcontext.gregs[place[i]];
}
static unsigned long *result(ucontext_t *context)
{
    return (unsigned long *)&context->uc_mcontext.gregs[REG_RAX];
}
#elif defined __aarch64__
__asm__(
    ".text\n.type dh_guard_open, %function\n.hidden dh_guard_open\n.globl dh_guard_open\n.hidden dh_guard_opened\n"
    ".globl dh_guard_opened\ndh_guard_open:\n\tmov x3, #0\n\tmov x8, #56\n\tsvc #0\ndh_guard_opened:\n\tret\n"
    ".size dh_guard_open, . - dh_guard_open\n");
static unsigned long *argument(ucontext_t *context, int i)
{
    return (unsigned long *)&context->uc_mcontext.regs[i];
}
static unsigned long *result(ucontext_t *context)
{
    return (unsigned long *)&context->uc_mcontext.regs[0];
}
#else
#error "say how this machine opens a file"
#endif

static dh_guard *raised; /* of this process: a signal handler is given nothing of its own */

__attribute__((noreturn)) static void leave(int number, const char *path)
{
    const char *what = dh_forbidden_words(number);
    if (path)
        snprintf(raised->told, DH_GUARD_TOLD, "it tried to open '%.180s', which the sandbox forbids", path);
    else if (what)
        snprintf(raised->told, DH_GUARD_TOLD, "it tried %s, which the sandbox forbids", what);
    else
        snprintf(raised->told, DH_GUARD_TOLD, "it made system call %d, which the sandbox forbids", number);
    _exit(DH_GUARD_EXIT);
}

static bool begins(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

static bool is_wanted(const char *path)
{
    bool wanted = begins(path, raised->plugins);
    for (size_t i = 0; libraries[i]; i++)
        wanted |= begins(path, libraries[i]);
    return wanted;
}

static void on_forbidden(int signal, siginfo_t *info, void *context)
{
    if (info->si_code != FROM_FILTER) { /* sent by somebody, who may not be believed about a call */
        snprintf(raised->told, DH_GUARD_TOLD, "signal %d (%s)", signal, strsignal(signal));
        _exit(DH_GUARD_EXIT);
    }
    bool threads = info->si_syscall == __NR_rt_sigaction && *argument(context, 0) >= CANCEL;
    if (threads)
        leave(__NR_clone, NULL);
    if (raised->loading && info->si_syscall == __NR_newfstatat) { /* is there at least the missing library's folder? */
        *result(context) = (unsigned long)-EACCES;
        return;
    }
    if (info->si_syscall != __NR_openat)
        leave(info->si_syscall, NULL);
    const char *path = (const char *)*argument(context, 1);
    int flags = (int)*argument(context, 2);
    if (!raised->loading || (flags & (O_ACCMODE | O_CREAT | O_TRUNC)))
        leave(__NR_openat, path);
    long got = is_wanted(path) ? dh_guard_open(AT_FDCWD, path, flags) : -EACCES;
    *result(context) = (unsigned long)got;
}

/* The descriptor that the next file would get. */
static int next_descriptor(void)
{
    int fd = dup(STDIN_FILENO);
    if (fd >= 0)
        close(fd);
    return fd;
}

int dh_guard_raise(dh_guard *guard, const dh_sandbox_level *level, dh_error *error)
{
    raised = guard;
    guard->filtered = level->reached & DH_REACHED_SECCOMP;
    guard->tasks = guard->threads || !guard->filtered ? open("/proc/self/task", O_PATH | O_CLOEXEC) : -1;
    if (!guard->filtered) {
        guard->lowest = next_descriptor();
        return 0;
    }
    struct sigaction action = {.sa_sigaction = on_forbidden, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGSYS, &action, NULL);
    return dh_sandbox_filter(guard->threads ? DH_SANDBOX_THREADS : DH_SANDBOX_RUN, true, dh_guard_opened, error);
}

/* ---- what is left behind ---- */

static bool handles_signals(void)
{
    struct sigaction now;
    for (int i = 1; i < SIGRTMIN; i++)
        if (!sigaction(i, NULL, &now) && now.sa_handler != SIG_DFL)
            return true;
    return false;
}

/* The folder has a link for each thread, and two. It cannot be opened for reading behind the walls, but it can be
 * looked at. A thread that was joined may still be on its way out. */
static bool has_threads(int folder)
{
    struct stat s;
    for (int i = 0; i < PATIENCE && !fstat(folder, &s) && s.st_nlink > 3; i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    return !fstat(folder, &s) && s.st_nlink > 3;
}

/* Behind the filter no signal can be handled, no undeclared thread begun and no file opened. */
uint32_t dh_guard_look(const dh_guard *guard)
{
    const char *now = setlocale(LC_ALL, NULL);
    uint32_t notes = now && strcmp(now, "C") ? DH_NOTE_LOCALE : 0;
    notes |= guard->tasks >= 0 && !SANITIZED && has_threads(guard->tasks) ? DH_NOTE_THREADS : 0;
    if (guard->filtered || SANITIZED)
        return notes;
    notes |= handles_signals() ? DH_NOTE_SIGNALS : 0;
    return notes | (next_descriptor() != guard->lowest ? DH_NOTE_DESCRIPTORS : 0);
}
