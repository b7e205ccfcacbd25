/* Files that can be made again: $XDG_CACHE_HOME/downhill, or ~/.cache/downhill. Whoever reads one checks it. */
#ifndef DH_BASE_CACHE_H
#define DH_BASE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

enum { DH_CACHE_PATH = 4096 };

/* "<cache>/<shelf>/<key>". false where there is no such folder, or the path is too long; then nothing is kept. */
bool dh_cache_path(const char *shelf, const char *key, char out[DH_CACHE_PATH]);

/* The same, and creates the folder. */
bool dh_cache_create(const char *shelf, const char *key, char out[DH_CACHE_PATH]);

#endif
