/* One file in memory, in the place of the kernel's. The linker sends the calls of our own objects here (meson.build);
 * those that are about another file go on to the kernel. What a reader maps is a piece of the heap of just that size,
 * so that a sanitizer sees each byte beyond. */
#include "fuzz.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OURS = 1 << 20 /* no descriptor of the kernel's */, PAGE = 4096 };

static struct {
    const uint8_t *data;
    size_t size, at;
    int open; /* descriptors */
    void *map;
} file;

int fuzz_file(const uint8_t *data, size_t size)
{
    file.data = data, file.size = size, file.at = 0, file.open = 1;
    return OURS;
}

void fuzz_file_end(void)
{
    FUZZ_CHECK(!file.open && !file.map);
}

static size_t copy_from(size_t at, void *out, size_t size)
{
    const size_t left = at < file.size ? file.size - at : 0, bytes = size < left ? size : left;
    if (bytes)
        memcpy(out, file.data + at, bytes);
    return bytes;
}

/* ---- calls: NAME comes to __wrap_NAME, and __real_NAME is what it would have been ---- */

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    if (strcmp(path, FUZZ_PATH))
        return __real_open64(path, flags, mode);
    file.at = 0, file.open++;
    return OURS;
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    if (fd != OURS)
        return __real_close(fd);
    FUZZ_CHECK(file.open-- > 0);
    return 0;
}

int __real_fstat64(int fd, struct stat *ret);
int __wrap_fstat64(int fd, struct stat *ret);
int __wrap_fstat64(int fd, struct stat *ret)
{
    if (fd != OURS)
        return __real_fstat64(fd, ret);
    *ret = (struct stat){.st_mode = S_IFREG | 0600, .st_size = (off_t)file.size};
    return 0;
}

int __real_fcntl64(int fd, int what, ...);
int __wrap_fcntl64(int fd, int what, ...);
int __wrap_fcntl64(int fd, int what, ...)
{
    va_list args;
    va_start(args, what);
    const unsigned long more = va_arg(args, unsigned long);
    va_end(args);
    if (fd != OURS)
        return __real_fcntl64(fd, what, more);
    FUZZ_CHECK(what == F_GET_SEALS);
    return F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
}

ssize_t __real_read(int fd, void *out, size_t size);
ssize_t __wrap_read(int fd, void *out, size_t size);
ssize_t __wrap_read(int fd, void *out, size_t size)
{
    if (fd != OURS)
        return __real_read(fd, out, size);
    size = copy_from(file.at, out, size);
    file.at += size;
    return (ssize_t)size;
}

ssize_t __real_pread64(int fd, void *out, size_t size, off_t at);
ssize_t __wrap_pread64(int fd, void *out, size_t size, off_t at);
ssize_t __wrap_pread64(int fd, void *out, size_t size, off_t at)
{
    return fd == OURS ? (ssize_t)copy_from((size_t)at, out, size) : __real_pread64(fd, out, size, at);
}

void *__real_mmap64(void *at, size_t size, int may, int flags, int fd, off_t from);
void *__wrap_mmap64(void *at, size_t size, int may, int flags, int fd, off_t from);
void *__wrap_mmap64(void *at, size_t size, int may, int flags, int fd, off_t from)
{
    if (fd != OURS)
        return __real_mmap64(at, size, may, flags, fd, from);
    FUZZ_CHECK(!file.map && !from && size <= file.size && !posix_memalign(&file.map, PAGE, size));
    copy_from(0, file.map, size);
    return file.map;
}

int __real_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size)
{
    if (!file.map || at != file.map)
        return __real_munmap(at, size);
    free(at);
    file.map = NULL;
    return 0;
}
