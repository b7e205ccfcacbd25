/* Readers for the keys of a dh_file_spec, which studies and dataset cards share. */
#ifndef DH_CONFIG_FILE_KEYS_H
#define DH_CONFIG_FILE_KEYS_H

#include "config/study.h"

extern const dh_file_spec dh_unsaid_file; /* nothing said */
extern const dh_domain dh_format_domain, dh_missing_domain, dh_base_domain;

int dh_read_delimiter(const dh_reader *, const dh_field *, const dh_node *, void *delimiter);
int dh_read_word(const dh_reader *, const dh_field *, const dh_node *, void *word);         /* int: of the field's domain */
int dh_read_small(const dh_reader *, const dh_field *, const dh_node *, void *number);      /* int */
int dh_read_label_map(const dh_reader *, const dh_field *, const dh_node *, void *file_spec);
int dh_read_one_hot(const dh_reader *, const dh_field *, const dh_node *, void *file_spec); /* a name, "*", or a list */
int dh_read_scale(const dh_reader *, const dh_field *, const dh_node *, void *file_spec);   /* a word or a number */

#endif
