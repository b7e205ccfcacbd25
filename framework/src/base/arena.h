/* Memory that is freed all at once: one arena for a study, a plan, a table, a chart. */
#ifndef DH_BASE_ARENA_H
#define DH_BASE_ARENA_H

#include <stddef.h>

typedef struct dh_arena {
    struct dh_arena_block *last; /* {0} is an empty arena */
} dh_arena;

void dh_arena_finish(dh_arena *arena); /* frees everything; the arena is empty again */

/* Frees everything but keeps a block of memory for what comes next: an arena that serves one question after the other. */
void dh_arena_clear(dh_arena *arena);

/* Zeroed, aligned to 64 bytes when size >= 64, else to 16; NULL when memory is out or count * size overflows. */
void *dh_arena_alloc(dh_arena *arena, size_t count, size_t size);
#define DH_NEW(ARENA, TYPE, COUNT) ((TYPE *)dh_arena_alloc((ARENA), (COUNT), sizeof(TYPE)))

char *dh_arena_copy(dh_arena *arena, const char *text, size_t length); /* adds the final NUL */
char *dh_arena_text(dh_arena *arena, const char *text);
char *dh_arena_format(dh_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
