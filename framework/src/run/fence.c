/* Guard pages (Perens' Electric Fence, 1987), and a mark in the few bytes that alignment leaves between numbers and
 * guard. */
#include "run/fence.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, LINE = 64, LARGE = 512 /* doubles */ }; /* guards of larger pages are several of these */
#if defined __aarch64__
enum { GUARD = 65536 };
#else
enum { GUARD = PAGE };
#endif
static const uint64_t MARK = 0x7ff8646e652e6468; /* a NaN: who reads it notices */

static size_t round_up(size_t bytes, size_t to)
{
    return (bytes + to - 1) / to * to;
}

static void *map(void *at, size_t bytes, int access, int flags)
{
    void *got = mmap(at, bytes, access, flags | MAP_ANONYMOUS | (at ? MAP_FIXED : 0), -1, 0);
    return got == MAP_FAILED ? NULL : got;
}

/* Doubles between the last number and the guard. */
static size_t behind(const dh_fence *f)
{
    return -(((uintptr_t)f->data / sizeof(double)) + f->count) % (LINE / sizeof(double));
}

/* Doubles before the first number that are looked at: in its page. */
static size_t before(const dh_fence *f)
{
    size_t inside = ((uintptr_t)f->data % GUARD) / sizeof(double);
    return inside < LINE / sizeof(double) ? inside : LINE / sizeof(double);
}

static void mark(double *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memcpy(at + i, &MARK, sizeof MARK);
}

static bool is_marked(const double *at, size_t count)
{
    bool same = true;
    for (size_t i = 0; i < count; i++)
        same &= !memcmp(at + i, &MARK, sizeof MARK);
    return same;
}

/* One reservation: guard, numbers, guard, and when lent: the numbers again, guard. */
static char *reserve(size_t bytes, bool lent)
{
    char *at = map(NULL, (lent ? 2 : 1) * (bytes + GUARD) + GUARD, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE);
    if (!at)
        return NULL;
    char *own = at + GUARD, *second = own + bytes + GUARD;
    if (!lent)
        return mprotect(own, bytes, PROT_READ | PROT_WRITE) ? NULL : own;
    if (!map(own, bytes, PROT_READ | PROT_WRITE, MAP_SHARED) ||
        mremap(own, 0, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, second) == MAP_FAILED ||
        mprotect(second, bytes, PROT_READ))
        return NULL;
    return own;
}

int dh_fence_make(size_t count, int how, dh_fence *ret)
{
    if (count > SIZE_MAX / 4 / sizeof(double))
        return -1;
    size_t need = (count ? count : 1) * sizeof(double), bytes = round_up(need + LINE, GUARD);
    bool lent = how & DH_FENCE_LENT;
    char *own = reserve(bytes, lent);
    if (!own)
        return -1;
    size_t used = (how & DH_FENCE_ALIGNED) || count >= LARGE ? round_up(need, LINE) : need;
    char *data = own + bytes - used;
    *ret = (dh_fence){(double *)(void *)data, lent ? (const double *)(void *)(data + bytes + GUARD) : NULL, count};
    mark(ret->data - before(ret), before(ret));
    mark(ret->data + count, behind(ret));
    return 0;
}

bool dh_fence_is_whole(const dh_fence *f)
{
    return !f->data || (is_marked(f->data - before(f), before(f)) && is_marked(f->data + f->count, behind(f)));
}
