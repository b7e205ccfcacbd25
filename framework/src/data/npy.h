/* NPY, NumPy's format for one array: numbers of 1 to 8 bytes, booleans, 4- and 8-byte floating point, either byte order, C or
 * Fortran order. No objects, text or records. */
#ifndef DH_DATA_NPY_H
#define DH_DATA_NPY_H

#include "data/options.h"
#include "data/rows.h"

/* data [size]. All of *ret lives in the arena. */
int dh_npy_parse(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                 dh_rows *ret, dh_error *error);

#endif
