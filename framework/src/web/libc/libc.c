/* The few functions of a C library that plugins and the runner call, for wasm32, where there is none. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- math: as glibc's, whose fmax and fmin are a comparison that prefers the second where the two are equal ---- */

double fmax(double x, double y)
{
    return isnan(x) ? y : isnan(y) ? x : x > y ? x : y;
}

double fmin(double x, double y)
{
    return isnan(x) ? y : isnan(y) ? x : x < y ? x : y;
}

double round(double x)
{
    double whole = __builtin_trunc(x);
    return fabs(x - whole) >= 0.5 ? whole + copysign(1, x) : whole;
}

/* ---- memory and texts ---- */

int memcmp(const void *a, const void *b, size_t count)
{
    const unsigned char *p = a, *q = b;
    for (size_t i = 0; i < count; i++)
        if (p[i] != q[i])
            return p[i] - q[i];
    return 0;
}

/* One instruction each. */
void *memcpy(void *to, const void *from, size_t count)
{
    return __builtin_memcpy(to, from, count);
}

void *memmove(void *to, const void *from, size_t count)
{
    return __builtin_memmove(to, from, count);
}

void *memset(void *to, int byte, size_t count)
{
    return __builtin_memset(to, byte, count);
}

int strcmp(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

size_t strnlen(const char *text, size_t most)
{
    size_t length = 0;
    while (length < most && text[length])
        length++;
    return length;
}

char *strncat(char *to, const char *from, size_t count)
{
    char *end = to + strlen(to);
    for (; count-- && *from; from++)
        *end++ = *from;
    *end = 0;
    return to;
}

char *strncpy(char *to, const char *from, size_t count)
{
    size_t i = 0;
    for (; i < count && from[i]; i++)
        to[i] = from[i];
    for (; i < count; i++)
        to[i] = 0;
    return to;
}

/* ---- memory in a row ---- */

extern unsigned char __heap_base; /* the linker's: where the module's own data end */
static uintptr_t next;

void dh_web_forget(void)
{
    next = (uintptr_t)&__heap_base;
}

void *aligned_alloc(size_t align, size_t size)
{
    enum { PAGE = 65536 };
    const uintptr_t start = ((next ? next : (uintptr_t)&__heap_base) + align - 1) & ~(uintptr_t)(align - 1),
                    end = start + size;
    const uintptr_t room = __builtin_wasm_memory_size(0) * (uintptr_t)PAGE;
    if (end < start || (end > room && __builtin_wasm_memory_grow(0, (end - room + PAGE - 1) / PAGE) == SIZE_MAX))
        return NULL;
    next = end;
    return (void *)start;
}

void free(void *memory)
{
    (void)memory;
}
