/* The results files that a command was given. */
#ifndef DH_FILES_H
#define DH_FILES_H

#include "store/results.h"

enum { DH_MOST_FILES = 64 };

typedef struct dh_files {
    size_t count;
    dh_results file[DH_MOST_FILES];
    dh_results *open[DH_MOST_FILES]; /* [count] addresses of the above */
} dh_files;

/* Opens path [count <= DH_MOST_FILES]. To be closed in either case. */
int dh_files_open(const char *const *path, size_t count, dh_arena *arena, dh_files *ret, dh_error *error);
void dh_files_close(dh_files *files);

#endif
