/* What base/arena.c uses of <sys/mman.h>, for wasm32: memory of zeros. */
#ifndef DH_WEB_MMAN_H
#define DH_WEB_MMAN_H

#include <stdlib.h>
#include <string.h>

enum { PROT_READ = 1, PROT_WRITE = 2, MAP_PRIVATE = 2, MAP_ANONYMOUS = 32 };
#define MAP_FAILED ((void *)-1)

static inline void *mmap(void *at, size_t size, int access, int flags, int file, long offset)
{
    (void)at, (void)access, (void)flags, (void)file, (void)offset;
    void *memory = aligned_alloc(64, size);
    return memory ? memset(memory, 0, size) : MAP_FAILED;
}

static inline int munmap(void *memory, size_t size)
{
    (void)size;
    free(memory);
    return 0;
}

#endif
