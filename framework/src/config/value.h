/* Scalars of a study or a card, typed. What a value may be is a domain; every message is made from it, so that what
 * is checked and what is said cannot differ: "test: expected a number in [0, 1), got '1.5'". */
#ifndef DH_CONFIG_VALUE_H
#define DH_CONFIG_VALUE_H

#include "config/yaml.h"

/* Numbers in a range, words, or both ("full" or a whole number). */
typedef struct dh_domain {
    bool number, whole;       /* numbers are allowed; only whole ones (written 100000 or 1e5) */
    bool open_min, open_max;  /* that bound is itself excluded */
    double min, max;          /* +-1e300: none; whole numbers end at +-2^53 in any case */
    const char *const *words; /* NULL-terminated, or NULL */
} dh_domain;

#define DH_WHOLE_LIMIT 9007199254740992.0 /* 2^53: beyond it doubles skip whole numbers */

extern const dh_domain dh_any_number, dh_positive, dh_not_negative, dh_count_from_0, dh_count_from_1, dh_truth;

typedef struct dh_value {
    int word;      /* index in words; -1: a number */
    double number; /* 0 for a word */
} dh_value;

/* All of these take the key, for messages, and return 0, or -1 with the place, what was expected, what was found, and
 * the nearest word. A node that is no scalar fails too. */
int dh_value_read(const dh_document *document, const char *key, const dh_node *node, const dh_domain *domain,
                  dh_value *ret, dh_error *error);
int dh_value_text(const dh_document *document, const char *key, const dh_node *node, const char **ret,
                  dh_error *error);

/* Values that multiply: a list stands for its items, anything else for itself. */
size_t dh_choice_count(const dh_node *node);
const dh_node *dh_choice_at(const dh_node *node, size_t i);

/* "a whole number >= 1 or full" */
char *dh_domain_text(const dh_domain *domain, char *out, size_t room);

#endif
