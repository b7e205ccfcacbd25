/* Maps read by tables: one row a key, so that reading, the list of valid keys and the nearest one cannot differ. */
#ifndef DH_CONFIG_SCHEMA_H
#define DH_CONFIG_SCHEMA_H

#include "config/value.h"

/* A key that its map's table does not hold: a hyperparameter of a plugin. */
typedef struct dh_setting {
    const char *key;
    dh_place at;          /* of the key */
    const dh_node *value; /* scalar, list (which multiplies, unless the parameter is a list), or map; never missing */
} dh_setting;

typedef struct dh_reader {
    const dh_document *document;
    dh_arena *arena;
    dh_error *error;
} dh_reader;

typedef struct dh_field dh_field;
struct dh_field {
    const char *key;
    int (*read)(const dh_reader *, const dh_field *, const dh_node *value, void *member);
    size_t offset;           /* of the member in what the map is read into */
    const dh_domain *domain; /* for readers of scalars */
    bool required;
    unsigned kinds; /* for the owner of the table */
};

typedef struct dh_schema {
    const char *what;      /* "a budget" */
    const char *example;   /* "{epochs: 50}" */
    const dh_field *field; /* [count], sorted by key */
    size_t count;
} dh_schema;

/* Reads every key of a map into *into, in the file's order. Keys without a row become settings, or are an error when
 * `settings` is NULL. */
int dh_schema_read(const dh_reader *reader, const dh_schema *schema, const dh_node *map, void *into,
                   size_t *setting_count, dh_setting **settings);

const dh_field *dh_schema_find(const dh_schema *schema, const char *key); /* NULL: no such key */

/* Readers for the rows. Members: double, uint64_t, int (1 or 0), const char *, const dh_node *. */
int dh_read_number(const dh_reader *, const dh_field *, const dh_node *, void *member);
int dh_read_whole(const dh_reader *, const dh_field *, const dh_node *, void *member);
int dh_read_truth(const dh_reader *, const dh_field *, const dh_node *, void *member);
int dh_read_text(const dh_reader *, const dh_field *, const dh_node *, void *member);
int dh_read_node(const dh_reader *, const dh_field *, const dh_node *, void *member);
int dh_read_choices(const dh_reader *, const dh_field *, const dh_node *,
                    void *member); /* a node; each choice in domain */

/* "key: expected WHAT, got ..." at the node. */
int dh_expected(const dh_reader *reader, const char *key, const char *what, const dh_node *got);

#endif
