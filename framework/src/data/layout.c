#include "data/layout.h"

enum { ALIGN = 64 };

bool dh_layout_place(uint64_t *end, uint64_t count, size_t item, uint64_t *ret_at)
{
    uint64_t bytes, padded;
    if (__builtin_mul_overflow(count, item, &bytes) || __builtin_add_overflow(*end, ALIGN - 1, &padded))
        return false;
    *ret_at = padded & ~(uint64_t)(ALIGN - 1);
    return !__builtin_add_overflow(*ret_at, bytes, end) && *end <= INT64_MAX;
}

const char *dh_layout_sparse_fault(const uint64_t *row_start, const uint32_t *column, size_t rows, size_t features, uint64_t values)
{
    if (row_start[0] || row_start[rows] != values)
        return "its sparse rows do not cover the stored values";
    for (size_t i = 0; i < rows; i++)
        if (row_start[i] > row_start[i + 1])
            return "a sparse row ends before it starts";
    for (size_t i = 0; i < rows; i++)
        for (uint64_t k = row_start[i]; k < row_start[i + 1]; k++)
            if (column[k] >= features || (k > row_start[i] && column[k] <= column[k - 1]))
                return "the columns of a sparse row do not ascend below the number of features";
    return NULL;
}
