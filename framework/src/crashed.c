#include "crashed.h"

#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool dh_cache_folder(const char *name, char out[DH_MOST_PATH])
{
    enum { NAME = 100 };
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = -1;
    if (cache && *cache == '/')
        n = snprintf(out, DH_MOST_PATH, "%s/downhill/%s", cache, name);
    else if (home && *home == '/')
        n = snprintf(out, DH_MOST_PATH, "%s/.cache/downhill/%s", home, name);
    return n > 0 && n < DH_MOST_PATH - NAME;
}

/* Another version may do better with the same plugin. */
static bool path_of(const char sha256[65], char out[DH_MOST_PATH])
{
    if (!dh_cache_folder("crashed", out))
        return false;
    strcat(strcat(strcat(strcat(out, "/"), sha256), "-"), DH_VERSION);
    return true;
}

bool dh_crashed_recall(const char sha256[65], char *out, size_t room)
{
    enum { MOST = 4000 };
    char path[DH_MOST_PATH];
    dh_buffer text = {0};
    dh_error ignored;
    bool known = path_of(sha256, path) && !dh_file_read(path, MOST, &text, &ignored) && text.size &&
                 dh_is_clean((const char *)text.data, text.size);
    if (known)
        snprintf(out, room, "%.*s (not tried again until you remove %s)", (int)text.size, (const char *)text.data,
                 path);
    dh_buffer_finish(&text);
    return known;
}

void dh_crashed_keep(const char sha256[65], const char *reason)
{
    char path[DH_MOST_PATH];
    dh_error ignored;
    if (!dh_cache_folder("crashed", path) || dh_folder_create(path, &ignored) || !path_of(sha256, path))
        return;
    dh_file_write(path, reason, strlen(reason), &ignored);
}
