/* posix_spawn, output into memory files (no pipe that could fill up), a deadline by pidfd or by looking. */
#include "base/process.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void dh_ending_finish(dh_ending *outcome)
{
    dh_buffer_finish(&outcome->out);
    dh_buffer_finish(&outcome->err);
}

/* By way of numbers out of the way: a descriptor's new number may be another's old one. */
static int hand_over(posix_spawn_file_actions_t *actions, const dh_command *command)
{
    enum { FIRST = 3, AWAY = 1000 };
    int failed = 0;
    for (int i = 0; i < (int)command->fd_count && !failed; i++)
        failed = posix_spawn_file_actions_adddup2(actions, command->fd[i], AWAY + i);
    for (int i = 0; i < (int)command->fd_count && !failed; i++) {
        failed = posix_spawn_file_actions_adddup2(actions, AWAY + i, FIRST + i);
        failed = failed ? failed : posix_spawn_file_actions_addclose(actions, AWAY + i);
    }
    return failed;
}

static int file_actions(posix_spawn_file_actions_t *actions, const dh_command *command, int out, int err)
{
    int failed = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(actions, out, 1);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(actions, err, 2);
    if (command->folder && !failed)
        failed = posix_spawn_file_actions_addchdir_np(actions, command->folder);
    return failed ? failed : hand_over(actions, command);
}

static int attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int failed = posix_spawnattr_setsigmask(attributes, &none);
    failed = failed ? failed : posix_spawnattr_setsigdefault(attributes, &all);
    return failed ? failed : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* errno-style; *ret_pid is set on success */
static int spawn(const dh_command *command, int out, int err, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attribute;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed)
        return failed;
    failed = posix_spawnattr_init(&attribute);
    if (failed)
        goto out;
    failed = file_actions(&actions, command, out, err);
    failed = failed ? failed : attributes(&attribute);
    if (!failed) {
        char *const *argv = (char *const *)command->argv;
        char *const *environment = command->environment ? (char *const *)command->environment : environ;
        failed = posix_spawn(ret_pid, argv[0], &actions, &attribute, argv, environment);
    }
    posix_spawnattr_destroy(&attribute);
out:
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* true: it is still running after `seconds`. Where there are no pidfds (old kernels, some containers, valgrind) it is looked at again
 * and again. */
static bool outlasts(pid_t pid, double seconds)
{
    enum { FIRST = 1000000, LONGEST = 16000000 }; /* ns */
    const double end = dh_clock() + seconds;
    for (struct timespec pause = {.tv_nsec = FIRST}; dh_clock() < end;) {
        siginfo_t ended = {0};
        if (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == pid)
            return false;
        nanosleep(&pause, NULL);
        pause.tv_nsec = pause.tv_nsec < LONGEST ? 2 * pause.tv_nsec : LONGEST;
    }
    return true;
}

static bool too_slow(pid_t pid, double seconds)
{
    int fd = pidfd_open(pid, 0);
    if (fd < 0)
        return outlasts(pid, seconds);
    struct pollfd ended = {.fd = fd, .events = POLLIN};
    int got;
    do
        got = poll(&ended, 1, (int)fmin(seconds * 1e3, 1e9));
    while (got < 0 && errno == EINTR);
    close(fd);
    return got == 0;
}

static int await(pid_t pid, const dh_command *command, dh_ending *ret, dh_error *error)
{
    int status;
    ret->timed_out = too_slow(pid, command->seconds);
    if (ret->timed_out)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return dh_fail_errno(error, "%s: cannot wait for it", command->argv[0]);
    ret->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ret->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return 0;
}

static int collect(int fd, dh_buffer *out, dh_error *error)
{
    char piece[8192];
    for (off_t at = 0;;) {
        ssize_t got = pread(fd, piece, sizeof piece, at);
        if (got < 0)
            return dh_fail_errno(error, "cannot read the output of a program");
        if (!got)
            break;
        dh_put(out, piece, (size_t)got);
        at += got;
    }
    dh_put_u8(out, 0);
    if (out->failed)
        return dh_fail_memory(error);
    out->size--;
    return 0;
}

int dh_process_run(const dh_command *command, dh_ending *ret, dh_error *error)
{
    *ret = (dh_ending){0};
    int result = -1;
    int out = memfd_create("stdout", MFD_CLOEXEC), err = memfd_create("stderr", MFD_CLOEXEC);
    if (out < 0 || err < 0) {
        dh_fail_errno(error, "cannot make a file in memory");
        goto out;
    }
    pid_t pid;
    errno = spawn(command, out, err, &pid);
    if (errno) {
        dh_fail_errno(error, "%s: cannot start it", command->argv[0]);
        goto out;
    }
    result = await(pid, command, ret, error);
    result = result || collect(out, &ret->out, error) || collect(err, &ret->err, error) ? -1 : 0;
out:
    if (out >= 0)
        close(out);
    if (err >= 0)
        close(err);
    return result;
}

static bool can_execute(const char *path)
{
    struct stat st;
    return path && !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

char *dh_program_find(const char *name, dh_arena *arena)
{
    if (strchr(name, '/'))
        return can_execute(name) ? dh_arena_text(arena, name) : NULL;
    const char *folders = getenv("PATH");
    for (const char *at = folders ? folders : "/usr/bin:/bin"; at;) {
        size_t length = strcspn(at, ":");
        char *path = dh_arena_format(arena, "%.*s/%s", length ? (int)length : 1, length ? at : ".", name);
        if (can_execute(path))
            return path;
        at = at[length] ? at + length + 1 : NULL;
    }
    return NULL;
}
