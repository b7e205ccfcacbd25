/* Whole files. */
#ifndef DH_BASE_FILE_H
#define DH_BASE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

/* A descriptor, closed on exec: open(2) again for as long as a signal gets in, which slow disks allow. -1: errno. */
int dh_file_descriptor(const char *path, int flags, unsigned mode);

/* The same for reading, without waiting for a pipe's writer; messages call it `name`. -1: DH_ERROR_INPUT, or
 * DH_ERROR_SYSTEM when the name is not to blame. */
int dh_file_open(const char *path, const char *name, dh_error *error);

/* Appends the whole of a regular file to *out; DH_ERROR_INPUT when it is missing, no regular file, or larger than
 * `most` bytes (that is checked before anything is allocated). A NUL byte follows the data, outside the size. */
int dh_file_read(const char *path, size_t most, dh_buffer *out, dh_error *error);

/* Writes a file so that a reader sees the old one or the whole new one: temporary file beside it, fsync, rename,
 * fsync of the folder. */
int dh_file_write(const char *path, const void *data, size_t size, dh_error *error);

/* Writes in a file's place what `change` makes of it: it is handed all bytes, with a NUL behind `end`, and appends
 * what shall be there. */
typedef void dh_file_change(const char *at, const char *end, const void *self, dh_buffer *out);
int dh_file_rewrite(const char *path, dh_file_change *change, const void *self, dh_error *error);

/* The two halves of dh_file_write, for libraries that write by name: gives the temporary name (into temporary
 * [4096]), and removes what processes that are no more have left of this file ... */
int dh_file_begin(const char *path, char *temporary, dh_error *error);
/* ... and makes it `path`; on failure the temporary file is removed. */
int dh_file_publish(const char *temporary, const char *path, dh_error *error);

/* Creates a folder and its parents; it may exist. */
int dh_folder_create(const char *path, dh_error *error);

/* Syncs the folder that a file lies in: a new name is on the disk only when its folder is. */
int dh_folder_sync(const char *path, dh_error *error);

#endif
