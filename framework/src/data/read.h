/* A file's bytes -> rows, in the process that calls it. */
#ifndef DH_DATA_READ_H
#define DH_DATA_READ_H

#include "data/options.h"
#include "data/rows.h"

#define DH_MOST_FILE_BYTES (UINT64_C(1) << 32) /* as it lies on the disk */
#define DH_MOST_TEXT_BYTES (UINT64_C(1) << 34) /* unpacked */

/* data [size] (a NUL follows): in the options' format, perhaps packed by gzip. name: of the file, for messages. All of *ret lives
 * in the arena. */
int dh_read_bytes(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                  dh_rows *ret, dh_error *error);

#endif
