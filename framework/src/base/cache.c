#include "base/cache.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPARE = 64 /* for the names of temporary files */ };

bool dh_cache_path(const char *shelf, const char *key, char out[DH_CACHE_PATH])
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = -1;
    if (cache && *cache == '/')
        n = snprintf(out, DH_CACHE_PATH, "%s/downhill/%s/%s", cache, shelf, key);
    else if (home && *home == '/')
        n = snprintf(out, DH_CACHE_PATH, "%s/.cache/downhill/%s/%s", home, shelf, key);
    return n > 0 && n < DH_CACHE_PATH - SPARE;
}

bool dh_cache_create(const char *shelf, const char *key, char out[DH_CACHE_PATH])
{
    dh_error ignored;
    if (!dh_cache_path(shelf, key, out))
        return false;
    char *slash = strrchr(out, '/');
    *slash = 0;
    const bool made = !dh_folder_create(out, &ignored);
    *slash = '/';
    return made;
}
