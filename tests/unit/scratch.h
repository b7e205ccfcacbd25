/* A folder for a test that writes files, which must not stand in the source. */
#ifndef DH_TESTS_UNIT_SCRATCH_H
#define DH_TESTS_UNIT_SCRATCH_H

#include "suite.h"

#include "base/arena.h"

#include <stdlib.h>

typedef struct scratch {
    dh_arena arena;
    char folder[64];
} scratch;

static inline void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT(fputs(text, file) >= 0);
    CU_ASSERT_EQUAL_FATAL(fclose(file), 0);
}

static inline scratch scratch_create(void)
{
    scratch s = {.folder = "/tmp/downhill-data-XXXXXX"};
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(s.folder));
    return s;
}

static inline const char *scratch_write(scratch *s, const char *name, const char *text)
{
    const char *path = dh_arena_format(&s->arena, "%s/%s", s->folder, name);
    write_file(path, text);
    return path;
}

#endif
