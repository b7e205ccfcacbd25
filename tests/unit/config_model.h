/* The tree of a text, and where a place is. */
#ifndef DH_TESTS_UNIT_CONFIG_MODEL_H
#define DH_TESTS_UNIT_CONFIG_MODEL_H

#include "suite.h"

#include "base/arena.h"
#include "config/yaml.h"

#include <string.h>

static dh_arena arena;
static dh_error error;

static inline const dh_node *tree(const char *text)
{
    static dh_document document;
    dh_arena_finish(&arena);
    error = (dh_error){0};
    if (dh_yaml_parse("x.yaml", text, strlen(text), &arena, &document, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return NULL;
    }
    return document.root;
}

static inline int is_at(dh_place at, uint32_t line, uint32_t column)
{
    if (at.line != line || at.column != column)
        fprintf(stderr, "%u:%u is not %u:%u\n", at.line, at.column, line, column);
    return at.line == line && at.column == column;
}

#endif
