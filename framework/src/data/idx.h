/* IDX, the format of MNIST: two zero bytes, type, number of dimensions, dimensions (32 bits, most significant byte first),
 * values. */
#ifndef DH_DATA_IDX_H
#define DH_DATA_IDX_H

#include "data/options.h"
#include "data/rows.h"

/* data [size]. All of *ret lives in the arena. */
int dh_idx_parse(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                 dh_rows *ret, dh_error *error);

#endif
