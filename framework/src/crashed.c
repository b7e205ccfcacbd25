#include "crashed.h"

#include "base/cache.h"
#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { KEY = 128 };

/* Another version may do better with the same plugin. */
static const char *key_of(const char sha256[65], char out[KEY])
{
    snprintf(out, KEY, "%s-%s", sha256, DH_VERSION);
    return out;
}

bool dh_crashed_recall(const char sha256[65], char *out, size_t room)
{
    enum { MOST = 4000 };
    char path[DH_CACHE_PATH], key[KEY];
    dh_buffer text = {0};
    dh_error ignored;
    bool known = dh_cache_path("crashed", key_of(sha256, key), path) && !dh_file_read(path, MOST, &text, &ignored) && text.size &&
                 dh_is_clean((const char *)text.data, text.size);
    if (known)
        snprintf(out, room, "%.*s (not tried again until you remove %s)", (int)text.size, (const char *)text.data,
                 path);
    dh_buffer_finish(&text);
    return known;
}

void dh_crashed_keep(const char sha256[65], const char *reason)
{
    char path[DH_CACHE_PATH], key[KEY];
    dh_error ignored;
    if (!dh_cache_create("crashed", key_of(sha256, key), path))
        return;
    dh_file_write(path, reason, strlen(reason), &ignored);
}
