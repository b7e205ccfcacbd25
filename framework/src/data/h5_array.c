/* The file is handed to the library as an image in memory, so that it needs no access to any file. */
#include "data/h5_array.h"

#include "base/text.h"
#include "data/array.h"

#include <hdf5.h>

/* Deflate packs a run of zeros 1032 times; more than that is no array that somebody wrote. */
enum { MOST_RATIO = 1100 };

static int refuse(const dh_array *a, const char *inside, const char *why, dh_error *error)
{
    char path[128];
    return dh_fail(error, DH_ERROR_INPUT, "%s:%s: %s", a->name, dh_printable(path, sizeof path, inside), why);
}

static hid_t open_image(const unsigned char *data, size_t size)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file = -1;
    if (access < 0)
        return -1;
    if (H5Pset_fapl_core(access, 1 << 16, 0) >= 0 && H5Pset_file_image(access, (void *)(uintptr_t)data, size) >= 0)
        file = H5Fopen("/image", H5F_ACC_RDONLY, access); /* no such file; a relative name would make it ask where it is */
    H5Pclose(access);
    return file;
}

static int read_shape(dh_array *a, hid_t set, size_t size, const char *inside, size_t *rows, size_t *columns, dh_error *error)
{
    hsize_t dimension[H5S_MAX_RANK];
    hid_t space = H5Dget_space(set), type = H5Dget_type(set);
    const int rank = space < 0 ? -1 : H5Sget_simple_extent_dims(space, dimension, NULL);
    const H5T_class_t class = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
    H5Sclose(space);
    H5Tclose(type);
    if (class != H5T_INTEGER && class != H5T_FLOAT)
        return refuse(a, inside, "expected an array of numbers", error);
    if (rank < 1 || rank > DH_MOST_DIMENSIONS)
        return refuse(a, inside, "expected an array of 1 to 8 dimensions", error);
    a->dimensions = (size_t)rank;
    for (int d = 0; d < rank; d++)
        a->dimension[d] = dimension[d];
    if (dh_array_shape(a, rows, columns, error))
        return -1;
    const hsize_t stored = H5Dget_storage_size(set);
    if (!stored || *rows * *columns / MOST_RATIO > size)
        return refuse(a, inside, "its shape has more values than the file can hold", error);
    return 0;
}

/* Not in another one that it names. */
static bool lies_here(hid_t set)
{
    hid_t plist = H5Dget_create_plist(set);
    const bool here = plist >= 0 && H5Pget_layout(plist) != H5D_VIRTUAL && H5Pget_external_count(plist) == 0;
    H5Pclose(plist);
    return here;
}

static int read_set(dh_array *a, hid_t set, size_t size, const dh_read_options *options, dh_arena *arena, dh_rows *ret,
                    dh_error *error)
{
    size_t rows, columns;
    if (!lies_here(set))
        return refuse(a, options->inside, "expected an array that lies in this file", error);
    if (read_shape(a, set, size, options->inside, &rows, &columns, error))
        return -1;
    double *x = DH_NEW(arena, double, rows * columns);
    if (!x)
        return dh_fail_memory(error);
    if (H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) < 0)
        return refuse(a, options->inside, "HDF5 cannot read its values (damaged, or packed by a filter that is not built in)", error);
    return dh_array_finish(a, x, rows, columns, options, arena, ret, error);
}

int dh_hdf5_parse(const char *name, const unsigned char *data, size_t size, const dh_read_options *options, dh_arena *arena,
                  dh_rows *ret, dh_error *error)
{
    dh_array array = {.name = name};
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5PLset_loading_state(0);
    if (!options->inside || *options->inside != '/')
        return dh_fail(error, DH_ERROR_INPUT, "%s: expected the path of an array behind the name, as in %s:/x", name, name);
    hid_t file = open_image(data, size);
    if (file < 0)
        return dh_fail(error, DH_ERROR_INPUT, "%s: HDF5 cannot open it (no HDF5 file, or a damaged one)", name);
    int result = -1;
    hid_t set = H5Dopen2(file, options->inside, H5P_DEFAULT);
    if (set < 0)
        refuse(&array, options->inside, "expected an array, there is none", error);
    else
        result = read_set(&array, set, size, options, arena, ret, error);
    H5Dclose(set);
    H5Fclose(file);
    return result;
}
