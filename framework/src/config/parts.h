/* The pieces that a study is read from, one file a group of levels. Internal to config. */
#ifndef DH_CONFIG_PARTS_H
#define DH_CONFIG_PARTS_H

#include "config/study.h"

#define DH_OFFSET(TYPE, MEMBER) .offset = offsetof(TYPE, MEMBER)
#define DH_SCHEMA(WHAT, EXAMPLE, TABLE)                       \
    {                                                         \
        WHAT, EXAMPLE, TABLE, sizeof(TABLE) / sizeof *(TABLE) \
    }

/* rules.c: what bounds and records a run. Each replaces the whole struct. */
extern const dh_recording dh_standard_recording;
extern const dh_limits dh_standard_limits;
extern const dh_target dh_no_target;
int dh_read_budget(const dh_reader *, const dh_field *, const dh_node *, void *budget);
int dh_read_limits(const dh_reader *, const dh_field *, const dh_node *, void *limits);
int dh_read_recording(const dh_reader *, const dh_field *, const dh_node *, void *recording);
int dh_read_target(const dh_reader *, const dh_field *, const dh_node *, void *target);

/* source.c: a name, a map, or a list of these, into the dh_problem_entry. */
int dh_read_datasets(const dh_reader *, const dh_field *, const dh_node *, void *problem_entry);

/* entry.c */
int dh_read_problem_entry(const dh_reader *reader, const dh_node *node, dh_problem_entry *ret);
int dh_read_method_entry(const dh_reader *reader, const dh_node *node,
                         dh_method_entry *entry); /* holds the defaults */

#endif
