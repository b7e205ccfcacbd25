/* Plugins that brought down the process in which they were loaded: the user's cache remembers them by their bytes, so
 * that they are not tried, and waited for, at each start. $XDG_CACHE_HOME/downhill/crashed or
 * ~/.cache/downhill/crashed, one small file each. */
#ifndef DH_CRASHED_H
#define DH_CRASHED_H

#include <stdbool.h>
#include <stddef.h>

/* What happened when these bytes were loaded by this version: out [room] gets one sentence, with the file to remove
 * for another try. false: nothing is known. */
bool dh_crashed_recall(const char sha256[65], char *out, size_t room);

/* Best effort: without a cache, or where it cannot be written, nothing is kept and nothing said. */
void dh_crashed_keep(const char sha256[65], const char *reason);

#endif
