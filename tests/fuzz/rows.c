/* For the harnesses of the formats that hold rows; apart from the rest, so that the others carry no reader, whose
 * branches a fuzzer would look through after each input. */
#include "fuzz.h"

#include "data/read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What data/rows.h promises of what a reader hands back. */
static void check_rows(const dh_rows *r, bool missing)
{
    FUZZ_CHECK(r->rows && r->features && !r->x == (r->row_start != NULL) && (!r->classes || r->y));
    for (size_t k = 0; r->x && k < r->rows * r->features; k++)
        FUZZ_CHECK(missing || isfinite(r->x[k]));
    for (size_t i = 0; r->y && i < r->rows; i++)
        FUZZ_CHECK(r->classes ? r->y[i] >= 0 && r->y[i] < (double)r->classes && r->y[i] == floor(r->y[i])
                              : isfinite(r->y[i]));
    FUZZ_CHECK(r->x || !r->row_start[0]);
    for (size_t i = 0; !r->x && i < r->rows; i++)
        for (uint64_t k = r->row_start[i]; k < r->row_start[i + 1]; k++)
            FUZZ_CHECK(r->column[k] < r->features && (k == r->row_start[i] || r->column[k] > r->column[k - 1]) &&
                       (missing || isfinite(r->value[k])));
    for (size_t j = 0; r->feature && j < r->features; j++)
        FUZZ_CHECK(strlen(r->feature[j]) < SIZE_MAX);
    for (size_t c = 0; c < r->classes; c++)
        FUZZ_CHECK(strlen(r->class_name[c]) < SIZE_MAX);
}

void fuzz_rows(dh_format format, const uint8_t *data, size_t size)
{
    static const char *const all = "*", *const second = "2";
    static const char *const target[] = {NULL, "none", "1", "b"};
    const unsigned how = size ? *data : 0;
    dh_read_options options = {.format = format,
                               .header = !(how & 1),
                               .delimiter = how & 2 ? ';' : ',',
                               .target = target[how >> 2 & 3],
                               .kind = (dh_target_kind)((how >> 4 & 3) % 3),
                               .missing = how >> 6 & 1,
                               .index_base = !(how & 1),
                               .features = how & 2 ? 3 : 0,
                               .inside = "/x"};
    options.one_hot_count = format == DH_FORMAT_CSV && how >> 7;
    options.one_hot = how & 64 ? &all : &second;
    unsigned char *copy = fuzz_copy(size ? data + 1 : data, size ? size - 1 : 0);
    dh_arena arena = {0};
    dh_rows rows = {0};
    dh_error error = {0};
    int result = dh_read_bytes("input", copy, size ? size - 1 : 0, &options, &arena, &rows, &error);
    fuzz_check_error(result, &error);
    if (!result)
        check_rows(&rows, options.missing);
    dh_arena_finish(&arena);
    free(copy);
}
