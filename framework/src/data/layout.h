/* What the two flat formats of rows share: where arrays lie, and what sparse rows must keep to. */
#ifndef DH_DATA_LAYOUT_H
#define DH_DATA_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Places an array of count items at the next 64-byte boundary and moves *end behind it; false when that cannot be. */
bool dh_layout_place(uint64_t *end, uint64_t count, size_t item, uint64_t *ret_at);

/* Whether row_start [rows + 1] and column [values] are CSR rows: from 0 to `values`, columns ascending below `features`. Reads no
 * column before all of row_start is known to be in order. NULL, or what is wrong. */
const char *dh_layout_sparse_fault(const uint64_t *row_start, const uint32_t *column, size_t rows, size_t features, uint64_t values);

#endif
