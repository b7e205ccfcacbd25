/* NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays": magic, version, length of the header, and the header: a
 * Python dictionary of exactly 'descr', 'fortran_order' and 'shape', read here by its own small grammar. */
#include "data/npy.h"

#include "data/array.h"

#include <stdio.h>
#include <string.h>

typedef struct reader {
    const char *start, *at, *end; /* the header */
    size_t offset;                /* of the header in the file */
    dh_array *array;
    dh_error *error;
} reader;

static int refuse(const reader *r, const char *expected)
{
    return dh_fail(r->error, DH_ERROR_INPUT, "%s:byte %zu: expected %s", r->array->name,
                   r->offset + (size_t)(r->at - r->start) + 1, expected);
}

static void skip_blanks(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n'))
        r->at++;
}

static bool take(reader *r, const char *word)
{
    const size_t n = strlen(word);
    skip_blanks(r);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n))
        return false;
    r->at += n;
    return true;
}

/* '<f8' and the like */
static int read_type(reader *r)
{
    static const char letter[] = "fiub";
    static const dh_item_kind kind[] = {DH_ITEM_FLOAT, DH_ITEM_SIGNED, DH_ITEM_UNSIGNED, DH_ITEM_UNSIGNED};
    if (!take(r, "'") || r->end - r->at < 4)
        return refuse(r, "a type of numbers in quotes, such as '<f8'");
    const char order = r->at[0], size = r->at[2];
    const char *found = memchr(letter, r->at[1], 4);
    if (!memchr("<>|=", order, 4) || !found || r->at[3] != '\'')
        return refuse(r, "numbers of one type: '<f8', '<f4', '<i8', '|u1' and the like");
    if (!memchr("1248", size, 4) || (*found == 'f' && (size == '1' || size == '2')) || (*found == 'b' && size != '1'))
        return refuse(r, "numbers of 1, 2, 4 or 8 bytes, floating-point ones of 4 or 8");
    r->array->kind = kind[found - letter];
    r->array->item = (size_t)(size - '0');
    r->array->big = order == '>';
    r->at += 4;
    return 0;
}

static int read_order(reader *r)
{
    if (take(r, "True"))
        r->array->fortran = true;
    else if (!take(r, "False"))
        return refuse(r, "True or False");
    return 0;
}

static int read_size(reader *r, uint64_t *ret)
{
    skip_blanks(r);
    const char *first = r->at;
    *ret = 0;
    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++)
        if (__builtin_mul_overflow(*ret, 10, ret) || __builtin_add_overflow(*ret, (uint64_t)(*r->at - '0'), ret))
            return refuse(r, "a size below 2^64");
    return r->at == first ? refuse(r, "a size") : 0;
}

static int read_shape(reader *r)
{
    dh_array *a = r->array;
    if (!take(r, "("))
        return refuse(r, "a shape such as (100, 5)");
    while (!take(r, ")")) {
        if (a->dimensions == DH_MOST_DIMENSIONS)
            return refuse(r, "at most 8 dimensions");
        if (read_size(r, &a->dimension[a->dimensions++]))
            return -1;
        skip_blanks(r);
        if (!take(r, ",") && (r->at == r->end || *r->at != ')'))
            return refuse(r, "a comma or the end of the shape");
    }
    return a->dimensions ? 0 : refuse(r, "an array, not a single number");
}

/* Each key once, in any order. */
static int read_header(reader *r)
{
    static const char *const key[] = {"'descr'", "'fortran_order'", "'shape'"};
    static int (*const value[])(reader *) = {read_type, read_order, read_shape};
    int seen[3] = {0};
    if (!take(r, "{"))
        return refuse(r, "a dictionary in braces");
    while (!take(r, "}")) {
        skip_blanks(r);
        const char *start = r->at;
        int k = 0;
        while (k < 3 && !take(r, key[k]))
            k++;
        if (k == 3 || seen[k]++) {
            r->at = start;
            return refuse(r, "each of 'descr', 'fortran_order' and 'shape' once");
        }
        if (!take(r, ":"))
            return refuse(r, "a colon");
        if (value[k](r))
            return -1;
        skip_blanks(r);
        if (!take(r, ",") && (r->at == r->end || *r->at != '}'))
            return refuse(r, "a comma or a closing brace");
    }
    if (!seen[0] || !seen[1] || !seen[2])
        return refuse(r, "each of 'descr', 'fortran_order' and 'shape' before the closing brace");
    skip_blanks(r);
    return r->at == r->end ? 0 : refuse(r, "nothing after the closing brace");
}

int dh_npy_parse(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                 dh_rows *ret, dh_error *error)
{
    static const unsigned char magic[] = "\x93NUMPY";
    if (size < 12 || memcmp(data, magic, 6))
        return dh_fail(error, DH_ERROR_INPUT, "%s:byte 1: expected NPY, which starts with \\x93NUMPY", name);
    const unsigned version = data[6];
    if (version < 1 || version > 3)
        return dh_fail(error, DH_ERROR_INPUT, "%s:byte 7: expected version 1, 2 or 3 of the format, got %u", name, version);
    const size_t head = version == 1 ? 10 : 12;
    size_t length = (size_t)data[8] | (size_t)data[9] << 8;
    if (version > 1)
        length |= (size_t)data[10] << 16 | (size_t)data[11] << 24;
    if (length > size - head)
        return dh_fail(error, DH_ERROR_INPUT, "%s:byte 9: expected a header of %zu bytes, got the end of the file after %zu", name,
                       length, size - head);
    dh_array array = {.name = name};
    const char *text = (const char *)data + head;
    reader r = {text, text, text + length, head, &array, error};
    if (read_header(&r))
        return -1;
    array.data = data + head + length;
    array.bytes = size - head - length;
    return dh_array_read(&array, options, arena, ret, error);
}
