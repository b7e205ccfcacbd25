/* A file -> rows, by a process of its own that can do nothing but that: parsers meet bytes that nobody vouches for. */
#ifndef DH_DATA_PARSE_H
#define DH_DATA_PARSE_H

#include "data/options.h"
#include "data/rows.h"

/* Descriptors of downhill-reader: the file, where the image of its rows goes (data/image.h), and the question: the file's name for
 * messages and the options. It exits with 0, or with DH_ERROR_INPUT or DH_ERROR_SYSTEM and the message on standard error. */
enum { DH_READER_FILE = 3, DH_READER_IMAGE, DH_READER_QUESTION };

typedef struct dh_parsed {
    dh_rows rows; /* point into the map, or the arena that was given */
    const void *map;
    size_t bytes;
} dh_parsed;

/* Whether the path is a regular file of at most DH_MOST_FILE_BYTES that can be opened. */
int dh_parse_check(const char *path, dh_error *error);

/* reader: path of downhill-reader. path: a file that passes the check. What large files hold is kept in the cache
 * under the hash of their contents and of the options. *ret is to be finished on success. */
int dh_parse_file(const char *reader, const char *path, const dh_read_options *options, dh_arena *arena, dh_parsed *ret,
                  dh_error *error);
void dh_parsed_finish(dh_parsed *parsed); /* {0} is fine */

#endif
