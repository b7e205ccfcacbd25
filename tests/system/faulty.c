/* Preloaded into downhill, makes one call fail: DH_FAULT="CALLS NUMBER HOW", for the NUMBER-th of these calls, from
 * 1:
 *
 *   CALLS   disk: open for writing, write, pwrite, read, pread, fsync, fdatasync, ftruncate, rename, of regular files
 *           sync: fsync, fdatasync and ftruncate of these alone
 *           memory: malloc and its kin
 *   HOW     an errno; 0: a write or read does only half; negative: this errno, for all later calls as well
 *
 * DH_FAULT_COUNT names a file that gets, at the end, how many such calls there were. Workers get no environment: only
 * the runner is hit. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
    bool disk, sync, memory;
    long number, how;
    _Atomic long count;
} fault;

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("DH_FAULT");
    char calls[16];
    long number, how;
    if (!text || sscanf(text, "%15s %ld %ld", calls, &number, &how) != 3)
        return;
    fault.number = number;
    fault.how = how;
    fault.count = 0;
    fault.disk = !strcmp(calls, "disk");
    fault.sync = !strcmp(calls, "sync");
    fault.memory = !strcmp(calls, "memory");
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("DH_FAULT_COUNT");
    fault.disk = fault.sync = fault.memory = false;
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
    errno = (int)labs(fault.how);
    return true;
}

static bool regular(bool which, int fd)
{
    struct stat st;
    const int number = errno;
    const bool is = which && !fstat(fd, &st) && S_ISREG(st.st_mode);
    errno = number;
    return is;
}

/* Bytes to ask for, or SIZE_MAX: the call fails. */
static size_t share(int fd, size_t size)
{
    return !hit(regular(fault.disk, fd)) ? size : fault.how ? SIZE_MAX : (size + 1) / 2;
}

ssize_t write(int fd, const void *data, size_t size)
{
    const size_t some = share(fd, size);
    return some == SIZE_MAX ? -1 : syscall(SYS_write, fd, data, some);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    const size_t some = share(fd, size);
    return some == SIZE_MAX ? -1 : syscall(SYS_pwrite64, fd, data, some, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    return pwrite(fd, data, size, at);
}

ssize_t read(int fd, void *out, size_t size)
{
    const size_t some = share(fd, size);
    return some == SIZE_MAX ? -1 : syscall(SYS_read, fd, out, some);
}

ssize_t pread(int fd, void *out, size_t size, off_t at)
{
    const size_t some = share(fd, size);
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
    if (fault.how && (flags & O_ACCMODE) != O_RDONLY && hit(fault.disk))
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

/* ---- memory: what framework/src/memory.c calls; sanitizers have an allocator of their own ---- */

void *__libc_memalign(size_t alignment, size_t size);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static void find(void *function, const char *name)
{
    void *next = dlsym(RTLD_NEXT, name);
    memcpy(function, &next, sizeof next);
}

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
