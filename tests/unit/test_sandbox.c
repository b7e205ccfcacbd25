/* What a confined process can and cannot do: each attempt in a process of its own, which says how far it came. */
#include "suite.h"

#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const nothing[] = {NULL};

static int opens(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    return fd >= 0 ? 1 : errno == EACCES ? 2 : 3;
}

/* Each returns 1 when it succeeded, 2 when it was told EACCES, 3 for another error. */
static int read_passwd(void)
{
    return opens("/etc/passwd", O_RDONLY);
}
static int write_file(void)
{
    return opens("/tmp/downhill_sandbox", O_WRONLY | O_CREAT);
}
static int make_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 1 : 3;
}
static int make_process(void)
{
    pid_t pid = fork();
    if (!pid)
        _exit(0);
    return pid > 0 ? 1 : 3;
}
static void *answer(void *number)
{
    *(int *)number = 1;
    return NULL;
}
static int make_thread(void)
{
    pthread_t thread;
    int number = 3;
    return pthread_create(&thread, NULL, answer, &number) || pthread_join(thread, NULL) ? 3 : number;
}
static int handle_signal(void)
{
    return signal(SIGUSR1, SIG_IGN) != SIG_ERR ? 1 : 3;
}
static int leave_namespace(void)
{
    return syscall(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWNET, NULL, NULL, NULL, NULL) > 0 ? 1
                                                                                                                  : 3;
}
static int run_program(void)
{
    execl("/bin/true", "true", NULL);
    return 3;
}
static int kill_parent(void)
{
    return !kill(getppid(), 0) ? 1 : 3;
}
static int trace_parent(void)
{
    return !ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) ? 1 : 3;
}
static int map_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? 1 : 3;
}
static int work(void)
{
    char *bytes = malloc(1 << 22);
    if (!bytes)
        return 3;
    memset(bytes, 1, 1 << 22);
    int fd = bytes[1 << 21] == 1 ? STDOUT_FILENO : -1;
    free(bytes);
    return lseek(fd, 0, SEEK_CUR) >= 0 || errno == ESPIPE ? 1 : 3;
}
static int give_up(void)
{
    abort();
}
#if defined __x86_64__
static int x32_call(void)
{
    return syscall(0x40000000 | __NR_getpid) > 0 ? 1 : 3;
}
#endif

/* The exit status of the attempt in a confined process, or minus its signal. */
static int attempt(dh_sandbox_profile profile, int (*what)(void))
{
    pid_t pid = fork();
    if (!pid) {
        dh_sandbox_options options = {
            .profile = profile, .readable = nothing, .strict = true, .user = 65534, .seconds = 5};
        _exit(dh_sandbox_enter(&options, NULL, NULL) ? 99 : what());
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static bool kernel_has_all(void)
{
    dh_sandbox_level offer = dh_sandbox_offer();
    return offer.landlock && (offer.reached & DH_REACHED_SECCOMP);
}

static void confines(void)
{
    static const struct {
        int (*what)(void);
        int parsing, running, threading;
    } known[] = {
        {work, 1, 1, 1},
        {give_up, -SIGABRT, -SIGABRT, -SIGABRT},
        {read_passwd, 2, -SIGSYS, -SIGSYS},
        {write_file, 2, -SIGSYS, -SIGSYS},
        {make_socket, -SIGSYS, -SIGSYS, -SIGSYS},
        {make_process, -SIGSYS, -SIGSYS, -SIGSYS},
        {make_thread, -SIGSYS, -SIGSYS, 1},
        {handle_signal, -SIGSYS, -SIGSYS, -SIGSYS},
        {leave_namespace, -SIGSYS, -SIGSYS, -SIGSYS},
        {run_program, -SIGSYS, -SIGSYS, -SIGSYS},
        {kill_parent, -SIGSYS, -SIGSYS, -SIGSYS},
        {trace_parent, -SIGSYS, -SIGSYS, -SIGSYS},
        {map_code, -SIGSYS, 1, 1},
#if defined __x86_64__
        {x32_call, -SIGSYS, -SIGSYS, -SIGSYS},
#endif
    };
    for (size_t i = 0; kernel_has_all() && i < sizeof known / sizeof *known; i++) {
        int parsing = attempt(DH_SANDBOX_PARSE, known[i].what), running = attempt(DH_SANDBOX_RUN, known[i].what);
        int threading = attempt(DH_SANDBOX_THREADS, known[i].what);
        bool right = parsing == known[i].parsing && running == known[i].running && threading == known[i].threading;
        CU_ASSERT(right);
        if (!right)
            fprintf(stderr, "row %zu: parsing %d, running %d, threading %d\n", i, parsing, running, threading);
    }
}

static void names(void)
{
    char out[64];
    CU_ASSERT_STRING_EQUAL(dh_sandbox_name(&(dh_sandbox_level){0}, out, sizeof out), "none");
    dh_sandbox_level all = {DH_REACHED_LIMITS | DH_REACHED_SECCOMP | DH_REACHED_LANDLOCK | DH_REACHED_USER, 7};
    CU_ASSERT_STRING_EQUAL(dh_sandbox_name(&all, out, sizeof out), "limits, seccomp, Landlock 7, user");
}

SUITE("sandbox", {"each profile confines", confines}, {"levels have names", names})
