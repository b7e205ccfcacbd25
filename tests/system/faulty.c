/* Preloaded into downhill, makes one call fail, or kills it there: DH_FAULT="CALLS NUMBER HOW", for the NUMBER-th of
 * these calls, from 1:
 *
 *   CALLS   disk: open, and write, pwrite, read, pread, fsync, fdatasync, ftruncate, rename of files and folders
 *           open: opening alone
 *           pread: this alone, by which HDF5 reads
 *           sync: fsync, fdatasync and ftruncate of these alone
 *           system: mmap, memfd_create, mkdir, opendir, unlink, socketpair, posix_spawn, and these:
 *           waits: fallocate, flock, poll, recv, send, waitpid
 *           memory: malloc and its kin
 *
 *   HOW     an errno
 *           negative: this errno, for all later calls as well
 *           0: a write or read does only half
 *           kill: SIGKILL instead of the call
 *           tear: SIGKILL in the middle of a write, counting writes alone
 *
 * DH_FAULT_COUNT names a file that gets, at the end, how many such calls there were. Workers get no environment: only
 * the runner is hit, and what reads files for it. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    bool disk, open, pread, sync, system, waits, memory;
    bool kill, tear;
    long number, how;
    _Atomic long count;
} fault;

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("DH_FAULT");
    char calls[16], how[16];
    long number;
    if (!text || sscanf(text, "%15s %ld %15s", calls, &number, how) != 3)
        return;
    fault.number = number;
    fault.tear = !strcmp(how, "tear");
    fault.kill = !strcmp(how, "kill");
    fault.how = fault.kill ? EIO : strtol(how, NULL, 10);
    fault.count = 0;
    fault.disk = !strcmp(calls, "disk");
    fault.open = fault.disk || !strcmp(calls, "open");
    fault.pread = (fault.disk && !fault.tear) || !strcmp(calls, "pread");
    fault.sync = !strcmp(calls, "sync");
    fault.system = !strcmp(calls, "system");
    fault.waits = fault.system || !strcmp(calls, "waits");
    fault.memory = !strcmp(calls, "memory");
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("DH_FAULT_COUNT");
    fault.disk = fault.pread = fault.sync = fault.system = fault.waits = fault.memory = false;
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
    if (fd >= 0)
        dprintf(fd, "%ld\n", fault.count);
}

/* 0: the call is to succeed; otherwise errno is set, or stays 0 for half a call. */
static bool hit(bool which)
{
    if (!which)
        return false;
    const long now = ++fault.count;
    if (!(now == fault.number || (fault.how < 0 && now > fault.number)))
        return false;
    if (fault.kill)
        kill(getpid(), SIGKILL);
    errno = (int)labs(fault.how);
    return true;
}

static bool regular(bool which, int fd)
{
    struct stat st;
    const int number = errno;
    const bool is = which && !fstat(fd, &st) && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
    errno = number;
    return is;
}

/* Dies behind half a call. */
static ssize_t torn(size_t some, size_t size, ssize_t done)
{
    if (fault.tear && some < size)
        kill(getpid(), SIGKILL);
    return done;
}

/* Bytes to ask for, or SIZE_MAX: the call fails. */
static size_t share(bool which, int fd, size_t size)
{
    return !hit(regular(which, fd)) ? size : fault.how ? SIZE_MAX : (size + 1) / 2;
}

ssize_t write(int fd, const void *data, size_t size)
{
    const size_t some = share(fault.disk, fd, size);
    return some == SIZE_MAX ? -1 : torn(some, size, syscall(SYS_write, fd, data, some));
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    const size_t some = share(fault.disk, fd, size);
    return some == SIZE_MAX ? -1 : torn(some, size, syscall(SYS_pwrite64, fd, data, some, at));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    return pwrite(fd, data, size, at);
}

ssize_t read(int fd, void *out, size_t size)
{
    const size_t some = share(fault.disk && !fault.tear, fd, size);
    return some == SIZE_MAX ? -1 : syscall(SYS_read, fd, out, some);
}

ssize_t pread(int fd, void *out, size_t size, off_t at)
{
    const size_t some = share(fault.pread, fd, size);
    return some == SIZE_MAX ? -1 : syscall(SYS_pread64, fd, out, some, at);
}

ssize_t pread64(int fd, void *out, size_t size, off64_t at)
{
    return pread(fd, out, size, at);
}

int fsync(int fd)
{
    return fault.how && hit(regular(fault.disk || fault.sync, fd)) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return fault.how && hit(regular(fault.disk || fault.sync, fd)) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int ftruncate(int fd, off_t size)
{
    return fault.how && hit(regular(fault.disk || fault.sync, fd)) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    return ftruncate(fd, size);
}

int rename(const char *from, const char *to)
{
    return fault.how && hit(fault.disk) ? -1 : (int)syscall(SYS_rename, from, to);
}

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    if (fault.how && hit(fault.open))
        return -1;
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, flags & (O_CREAT | O_TMPFILE) ? mode : 0);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return open(path, flags | O_LARGEFILE, mode);
}

/* ---- the rest of the system ---- */

static void find(void *function, const char *name)
{
    void *next = dlsym(RTLD_NEXT, name);
    memcpy(function, &next, sizeof next);
}

void *mmap(void *at, size_t size, int allowed, int flags, int fd, off_t offset)
{
    return hit(fault.system) ? MAP_FAILED : (void *)syscall(SYS_mmap, at, size, allowed, flags, fd, offset);
}

void *mmap64(void *at, size_t size, int allowed, int flags, int fd, off64_t offset)
{
    return mmap(at, size, allowed, flags, fd, offset);
}

int memfd_create(const char *name, unsigned flags)
{
    return hit(fault.system) ? -1 : (int)syscall(SYS_memfd_create, name, flags);
}

int mkdir(const char *path, mode_t mode)
{
    return hit(fault.system) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

int unlink(const char *path)
{
    return hit(fault.system) ? -1 : (int)syscall(SYS_unlink, path);
}

int socketpair(int domain, int type, int protocol, int pair[2])
{
    return hit(fault.system) ? -1 : (int)syscall(SYS_socketpair, domain, type, protocol, pair);
}

DIR *opendir(const char *path)
{
    DIR *(*real)(const char *);
    find(&real, "opendir");
    return hit(fault.system) ? NULL : real(path);
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
    int (*real)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const[],
                char *const[]);
    find(&real, "posix_spawn");
    return hit(fault.system) ? errno : real(pid, path, actions, attributes, argv, environment);
}

int posix_fallocate64(int fd, off64_t at, off64_t size)
{
    return hit(fault.waits) || syscall(SYS_fallocate, fd, 0, at, size) ? errno : 0;
}

int flock(int fd, int how)
{
    return hit(fault.waits) ? -1 : (int)syscall(SYS_flock, fd, how);
}

int poll(struct pollfd *fds, nfds_t count, int most)
{
    return hit(fault.waits) ? -1 : (int)syscall(SYS_poll, fds, count, most);
}

ssize_t recv(int fd, void *out, size_t size, int flags)
{
    return hit(fault.waits) ? -1 : syscall(SYS_recvfrom, fd, out, size, flags, NULL, NULL);
}

ssize_t send(int fd, const void *data, size_t size, int flags)
{
    return hit(fault.waits) ? -1 : syscall(SYS_sendto, fd, data, size, flags, NULL, 0);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    return hit(fault.waits) ? -1 : (pid_t)syscall(SYS_wait4, pid, status, options, NULL);
}

/* ---- memory: what framework/src/memory.c calls; sanitizers have an allocator of their own ---- */

void *__libc_memalign(size_t alignment, size_t size);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *__libc_malloc(size_t size)
{
    static void *(*real)(size_t);
    if (!real)
        find(&real, "__libc_malloc");
    return hit(fault.memory) ? NULL : real(size);
}

void *__libc_calloc(size_t count, size_t size)
{
    static void *(*real)(size_t, size_t);
    if (!real)
        find(&real, "__libc_calloc");
    return hit(fault.memory) ? NULL : real(count, size);
}

void *__libc_realloc(void *old, size_t size)
{
    static void *(*real)(void *, size_t);
    if (!real)
        find(&real, "__libc_realloc");
    return hit(fault.memory) ? NULL : real(old, size);
}

void *__libc_memalign(size_t alignment, size_t size)
{
    static void *(*real)(size_t, size_t);
    if (!real)
        find(&real, "__libc_memalign");
    return hit(fault.memory) ? NULL : real(alignment, size);
}
