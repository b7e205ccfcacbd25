/* Y. LeCun, C. Cortes & C. J. C. Burges, "The MNIST database of handwritten digits", section "File formats". */
#include "data/idx.h"

#include "data/array.h"

static const struct {
    unsigned code;
    dh_item_kind kind;
    size_t item;
} types[] = {
    {0x08, DH_ITEM_UNSIGNED, 1}, {0x09, DH_ITEM_SIGNED, 1}, {0x0B, DH_ITEM_SIGNED, 2},
    {0x0C, DH_ITEM_SIGNED, 4},   {0x0D, DH_ITEM_FLOAT, 4},  {0x0E, DH_ITEM_FLOAT, 8},
};

enum { TYPES = sizeof types / sizeof *types };

static int read_type(const unsigned char *data, dh_array *array, dh_error *error)
{
    size_t t = 0;
    while (t < TYPES && types[t].code != data[2])
        t++;
    if (t == TYPES)
        return dh_fail(error, DH_ERROR_INPUT, "%s:byte 3: expected a type of values (08, 09, 0B, 0C, 0D or 0E), got %02X",
                       array->name, data[2]);
    array->kind = types[t].kind;
    array->item = types[t].item;
    return 0;
}

int dh_idx_parse(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                 dh_rows *ret, dh_error *error)
{
    dh_array array = {.name = name, .big = true};
    if (size < 4 || data[0] || data[1])
        return dh_fail(error, DH_ERROR_INPUT, "%s:byte 1: expected IDX, which starts with two zero bytes", name);
    if (read_type(data, &array, error))
        return -1;
    array.dimensions = data[3];
    if (!array.dimensions || array.dimensions > DH_MOST_DIMENSIONS)
        return dh_fail(error, DH_ERROR_INPUT, "%s:byte 4: expected 1 to %d dimensions, got %zu", name, DH_MOST_DIMENSIONS,
                       array.dimensions);
    const size_t head = 4 + 4 * array.dimensions;
    if (size < head)
        return dh_fail(error, DH_ERROR_INPUT, "%s:byte %zu: expected %zu dimensions of 4 bytes, got the end of the file", name,
                       size + 1, array.dimensions);
    for (size_t d = 0; d < array.dimensions; d++)
        for (size_t i = 0; i < 4; i++)
            array.dimension[d] = array.dimension[d] << 8 | data[4 + 4 * d + i];
    array.data = data + head;
    array.bytes = size - head;
    return dh_array_read(&array, options, arena, ret, error);
}
