#include "faults.h"

#include "base/arena.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    unsigned kinds;
    long left;
    int number;
    bool forever, happened;
} plan;

void fault_at(unsigned kinds, long n, int number, bool forever)
{
    plan.kinds = kinds, plan.left = n, plan.number = number, plan.forever = forever, plan.happened = false;
}

bool fault_end(void)
{
    plan.kinds = 0;
    return plan.happened;
}

static bool fails(unsigned kind, bool moves)
{
    if (!(plan.kinds & kind) || (plan.number < 0 && !moves) || plan.left <= 0 || (plan.left > 1 && --plan.left))
        return false;
    plan.left = plan.forever ? 1 : 0;
    plan.happened = true;
    if (plan.number >= 0)
        errno = plan.number;
    return true;
}

/* The linker's names: a call of NAME comes here, and __real_NAME is what it would have been. */
#define WRAP(KIND, TYPE, NAME, LIST, ARGUMENTS, FAILED)                 \
    TYPE __real_##NAME LIST;                                            \
    TYPE __wrap_##NAME LIST;                                            \
    TYPE __wrap_##NAME LIST                                             \
    {                                                                   \
        return fails(KIND, false) ? (FAILED) : __real_##NAME ARGUMENTS; \
    }
#define WRAP_MOVE(NAME, LIST, ARGUMENTS)                                                       \
    ssize_t __real_##NAME LIST;                                                                \
    ssize_t __wrap_##NAME LIST;                                                                \
    ssize_t __wrap_##NAME LIST                                                                 \
    {                                                                                          \
        return fails(FAULT_FILE, true) ? (plan.number < 0 ? 0 : -1) : __real_##NAME ARGUMENTS; \
    }

WRAP(FAULT_MEMORY, void *, malloc, (size_t size), (size), NULL)
WRAP(FAULT_MEMORY, void *, calloc, (size_t count, size_t size), (count, size), NULL)
WRAP(FAULT_MEMORY, void *, realloc, (void *at, size_t size), (at, size), NULL)
WRAP(FAULT_MEMORY, char *, strdup, (const char *text), (text), NULL)
WRAP(FAULT_MEMORY, char *, strndup, (const char *text, size_t size), (text, size), NULL)
WRAP(FAULT_MEMORY, void *, dh_arena_alloc, (dh_arena * arena, size_t count, size_t size), (arena, count, size), NULL)
WRAP(FAULT_MEMORY, char *, dh_arena_copy, (dh_arena * arena, const char *text, size_t size), (arena, text, size),
     NULL)
WRAP(FAULT_MEMORY, char *, dh_arena_text, (dh_arena * arena, const char *text), (arena, text), NULL)

char *__wrap_dh_arena_format(dh_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *__wrap_dh_arena_format(dh_arena *arena, const char *format, ...)
{
    char *line = NULL, *text = NULL;
    va_list args;
    if (fails(FAULT_MEMORY, false))
        return NULL;
    va_start(args, format);
    if (vasprintf(&line, format, args) >= 0)
        text = __real_dh_arena_text(arena, line);
    va_end(args);
    free(line);
    return text;
}

WRAP(FAULT_FILE, int, fstat64, (int fd, struct stat64 *st), (fd, st), -1)
WRAP(FAULT_FILE, int, stat64, (const char *path, struct stat64 *st), (path, st), -1)
WRAP(FAULT_FILE, int, ftruncate64, (int fd, off_t size), (fd, size), -1)
WRAP(FAULT_FILE, int, fdatasync, (int fd), (fd), -1)
WRAP(FAULT_FILE, int, fsync, (int fd), (fd), -1)
WRAP(FAULT_FILE, int, flock, (int fd, int how), (fd, how), -1)
WRAP(FAULT_FILE, FILE *, fopen64, (const char *path, const char *mode), (path, mode), NULL)
WRAP(FAULT_FILE, DIR *, opendir, (const char *path), (path), NULL)
WRAP(FAULT_FILE, int, memfd_create, (const char *name, unsigned flags), (name, flags), -1)
WRAP(FAULT_FILE, int, pidfd_open, (pid_t pid, unsigned flags), (pid, flags), -1)
WRAP(FAULT_FILE, void *, mmap64, (void *at, size_t size, int may, int how, int fd, off_t from),
     (at, size, may, how, fd, from), MAP_FAILED)
WRAP_MOVE(read, (int fd, void *to, size_t size), (fd, to, size))
WRAP_MOVE(write, (int fd, const void *from, size_t size), (fd, from, size))
WRAP_MOVE(pread64, (int fd, void *to, size_t size, off_t at), (fd, to, size, at))
WRAP_MOVE(pwrite64, (int fd, const void *from, size_t size, off_t at), (fd, from, size, at))
WRAP_MOVE(recv, (int fd, void *to, size_t size, int flags), (fd, to, size, flags))
WRAP_MOVE(send, (int fd, const void *from, size_t size, int flags), (fd, from, size, flags))

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    unsigned mode = flags & 0100 /* O_CREAT */ ? va_arg(args, unsigned) : 0;
    va_end(args);
    return fails(FAULT_FILE, false) ? -1 : __real_open64(path, flags, mode);
}
