#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Under the address sanitizer a gap that may not be touched follows each piece, as behind memory from malloc. */
#ifndef __has_feature
#define __has_feature(X) 0
#endif
#if defined __SANITIZE_ADDRESS__ || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
enum { GAP = 64 };
#else
#define ASAN_POISON_MEMORY_REGION(AT, SIZE) ((void)(AT), (void)(SIZE))
#define ASAN_UNPOISON_MEMORY_REGION(AT, SIZE) ((void)(AT), (void)(SIZE))
enum { GAP = 0 };
#endif

typedef struct dh_arena_block {
    struct dh_arena_block *previous;
    size_t used, room; /* bytes of data */
    size_t mapped;     /* bytes of the block, where it was mapped for itself: zeros without being touched; else 0 */
    _Alignas(64) unsigned char data[];
} block;

enum { BLOCK_ROOM = 16 * 1024 - sizeof(block), LARGE = 256 * 1024 };

/* The address sanitizer knows nothing of mappings. */
static bool is_mapped(size_t bytes)
{
    return !GAP && bytes >= LARGE;
}

static block *reserve(size_t bytes)
{
    if (!is_mapped(bytes))
        return aligned_alloc(64, bytes);
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

static block *block_create(size_t room)
{
    if (room > SIZE_MAX - sizeof(block) - 64)
        return NULL;
    size_t bytes = (sizeof(block) + room + 63) & ~(size_t)63;
    block *b = reserve(bytes);
    if (!b)
        return NULL;
    b->mapped = is_mapped(bytes) ? bytes : 0;
    b->previous = NULL;
    b->used = 0;
    b->room = bytes - sizeof(block);
    ASAN_POISON_MEMORY_REGION(b->data, b->room);
    return b;
}

void *dh_arena_alloc(dh_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - GAP)
        return NULL;
    size_t align = bytes >= 64 ? 64 : 16;
    block *b = arena->last;
    size_t start = b ? (b->used + GAP + align - 1) & ~(align - 1) : 0;
    if (!b || start > b->room || bytes > b->room - start) {
        b = block_create(bytes + GAP > BLOCK_ROOM ? bytes + GAP : BLOCK_ROOM);
        if (!b)
            return NULL;
        b->previous = arena->last;
        arena->last = b;
        start = 0;
    }
    b->used = start + bytes;
    ASAN_UNPOISON_MEMORY_REGION(b->data + start, bytes);
    if (b->mapped && !start)
        return b->data;
    return memset(b->data + start, 0, bytes); /* here, so that pages are touched only when they are used */
}

static void block_free(block *b)
{
    ASAN_UNPOISON_MEMORY_REGION(b->data, b->room);
    if (b->mapped)
        munmap(b, b->mapped);
    else
        free(b);
}

void dh_arena_finish(dh_arena *arena)
{
    for (block *b = arena->last, *previous; b; b = previous) {
        previous = b->previous;
        block_free(b);
    }
    arena->last = NULL;
}

void dh_arena_clear(dh_arena *arena)
{
    block *kept = NULL;
    for (block *b = arena->last, *previous; b; b = previous) {
        previous = b->previous;
        if (previous || b->mapped) /* those are zeros only once */
            block_free(b);
        else
            kept = b;
    }
    arena->last = kept;
    if (kept) {
        kept->used = 0;
        ASAN_POISON_MEMORY_REGION(kept->data, kept->room);
    }
}

char *dh_arena_copy(dh_arena *arena, const char *text, size_t length)
{
    char *copy = length < SIZE_MAX ? dh_arena_alloc(arena, length + 1, 1) : NULL;
    if (copy && length)
        memcpy(copy, text, length);
    return copy;
}

char *dh_arena_text(dh_arena *arena, const char *text)
{
    return dh_arena_copy(arena, text, strlen(text));
}

char *dh_arena_format(dh_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : dh_arena_alloc(arena, (size_t)length + 1, 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
