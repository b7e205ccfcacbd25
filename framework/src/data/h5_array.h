/* A numeric array in an HDF5 file. */
#ifndef DH_DATA_H5_ARRAY_H
#define DH_DATA_H5_ARRAY_H

#include "data/options.h"
#include "data/rows.h"

/* data [size]: the whole file. options->inside: path of the array. Opens no other file and loads no filter. All of *ret lives in
 * the arena. HDF5's own parser is not made for files that mean harm: only a process that can do nothing else may call this. */
int dh_hdf5_parse(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                  dh_rows *ret, dh_error *error);

#endif
