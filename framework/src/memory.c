/* The allocator of the program `downhill` alone: glibc's, but when memory is out the program ends there and then,
 * with a message and the exit status for the machine's troubles. HDF5 1.10 does not survive a NULL: it crashes, loops
 * in its exit handler, or takes what it could not read for something that is not in the file. Ended this way, as by
 * kill -9, nothing is lost: the journal is appended to in whole frames, and a results file gets its name when it is
 * whole.
 *
 * Sanitizers bring allocators of their own. */
#include "cli.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(X) 0
#endif
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ && !__has_feature(address_sanitizer) && \
    !__has_feature(thread_sanitizer) && !__has_feature(memory_sanitizer)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

/* Without a buffer of stdio's: that would be memory again. */
static void *sure(void *memory, size_t size)
{
    static const char text[] =
        "downhill: out of memory; what was finished is kept, and the same command goes on from there"
        "\n";
    if (memory || !size)
        return memory;
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    _exit(DH_EXIT_ENVIRONMENT);
}

void *malloc(size_t size)
{
    return sure(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size)
{
    return sure(__libc_calloc(count, size), count && size);
}

void *realloc(void *old, size_t size)
{
    return sure(__libc_realloc(old, size), size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return sure(__libc_memalign(alignment, size), size);
}

void *memalign(size_t alignment, size_t size)
{
    return sure(__libc_memalign(alignment, size), size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
    if (alignment % sizeof(void *) || !alignment || alignment & (alignment - 1))
        return EINVAL;
    *ret = sure(__libc_memalign(alignment, size), size);
    return 0;
}
#endif
