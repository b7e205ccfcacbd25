/* YAML text -> a tree of nodes that know their place. libfyaml parses; aliases, anchors, merge keys, tags, duplicate
 * keys, keys that are no plain text, items without a value, several documents, control characters and invalid UTF-8
 * are refused, as are more than 1 MiB, 32 levels or 100,000 nodes. Scalars stay text: the schema of whoever reads
 * them decides what they mean. */
#ifndef DH_CONFIG_YAML_H
#define DH_CONFIG_YAML_H

#include "base/arena.h"
#include "base/error.h"
#include "config/place.h"

#include <stdbool.h>

typedef enum dh_node_kind { DH_SCALAR, DH_SEQUENCE, DH_MAP } dh_node_kind;

typedef struct dh_node {
    dh_node_kind kind;
    dh_place at; /* of a scalar, its text; of a flow list or map, its bracket; of a block one, its first entry; of a
                  * missing value, its key */
    const char *text;      /* DH_SCALAR: the value, NUL-terminated clean UTF-8; otherwise NULL */
    bool quoted;           /* DH_SCALAR: written in quotes or as a block: '' is an empty text, not a missing value */
    size_t count;          /* DH_SEQUENCE: items; DH_MAP: pairs */
    struct dh_node **item; /* [count] items, or the values of a map */
    const struct dh_node **key; /* DH_MAP: [count] scalar keys; otherwise NULL */
} dh_node;

/* A document and its text, kept for messages. */
typedef struct dh_document {
    const char *name;   /* path as the user gave it, for "name:line:column: " */
    const char *source; /* [length] bytes and a NUL */
    size_t length;
    const dh_node *root; /* never NULL */
} dh_document;

/* Everything lives in the arena. source is copied. */
int dh_yaml_parse(const char *name, const char *source, size_t length, dh_arena *arena, dh_document *ret,
                  dh_error *error);
int dh_yaml_read(const char *path, dh_arena *arena, dh_document *ret, dh_error *error);

/* Fails with "name:line:column: message", the source line and a caret under the place (control bytes shown as '?',
 * tabs kept so that the caret stays under its character, long lines cut around the place). Returns -1. */
int dh_yaml_fail(const dh_document *document, dh_place at, dh_error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* What a message calls a node: "'text'" (cut to 60 characters), "a list", "a map", "nothing". Returns out. */
enum { DH_SHOW = 256 };
const char *dh_node_show(const dh_node *node, char out[DH_SHOW]);

/* True when a key has no value behind it. */
static inline bool dh_node_missing(const dh_node *node)
{
    return node->kind == DH_SCALAR && !node->text[0] && !node->quoted;
}

/* Fails at the earliest scalar whose text an earlier one has as well: "'x' is given twice (first on line 4)". */
int dh_yaml_unique(const dh_document *document, const dh_node *const *text, size_t count, dh_error *error);

/* Whether two nodes are written alike, quotes and places aside. */
bool dh_node_equal(const dh_node *a, const dh_node *b);

/* Value of a key in a map node, or NULL (also when the node is no map). */
dh_node *dh_node_find(const dh_node *map, const char *key);

#endif
