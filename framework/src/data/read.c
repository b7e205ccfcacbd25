/* One row for each format. */
#include "data/read.h"

#include "data/csv.h"
#include "data/gzip.h"
#include "data/h5_array.h"
#include "data/idx.h"
#include "data/libsvm.h"
#include "data/npy.h"

typedef int parse(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                  dh_rows *ret, dh_error *error);

static int parse_csv(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                     dh_rows *ret, dh_error *error)
{
    return dh_csv_parse(name, (const char *)data, size, options, arena, ret, error);
}

static int parse_libsvm(const char *name, const unsigned char *data, size_t size, const dh_read_options *options,
                        dh_arena *arena, dh_rows *ret, dh_error *error)
{
    return dh_libsvm_parse(name, (const char *)data, size, options, arena, ret, error);
}

static parse *const parsers[] = {
    [DH_FORMAT_CSV] = parse_csv,       [DH_FORMAT_HDF5] = dh_hdf5_parse, [DH_FORMAT_IDX] = dh_idx_parse,
    [DH_FORMAT_LIBSVM] = parse_libsvm, [DH_FORMAT_NPY] = dh_npy_parse,
};

int dh_read_bytes(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                  dh_rows *ret, dh_error *error)
{
    dh_buffer unpacked = {0};
    int result = 0;
    if (dh_is_gzip(data, size)) {
        result = dh_gunzip(name, data, size, DH_MOST_TEXT_BYTES, &unpacked, error);
        data = unpacked.data;
        size = unpacked.size;
    }
    if (!result)
        result = parsers[options->format](name, data, size, options, arena, ret, error);
    dh_buffer_finish(&unpacked);
    return result;
}
