/* Formats by ending; options on their way to the process that reads the file. */
#include "data/options.h"

#include <string.h>

static const struct {
    const char *ending;
    dh_format format;
} endings[] = {
    {"-idx1-ubyte", DH_FORMAT_IDX}, {"-idx3-ubyte", DH_FORMAT_IDX}, {".csv", DH_FORMAT_CSV},     {".h5", DH_FORMAT_HDF5},
    {".hdf5", DH_FORMAT_HDF5},      {".idx", DH_FORMAT_IDX},        {".libsvm", DH_FORMAT_LIBSVM}, {".npy", DH_FORMAT_NPY},
    {".svm", DH_FORMAT_LIBSVM},     {".svmlight", DH_FORMAT_LIBSVM},
};

static bool ends(const char *path, size_t length, const char *ending)
{
    const size_t n = strlen(ending);
    return length >= n && !strncmp(path + length - n, ending, n);
}

dh_format dh_format_of(const char *path)
{
    size_t length = strlen(path);
    if (ends(path, length, ".gz"))
        length -= 3;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends(path, length, endings[i].ending))
            return endings[i].format;
    return DH_FORMAT_CSV;
}

void dh_read_options_encode(const dh_read_options *o, dh_buffer *out)
{
    dh_put_u8(out, (uint8_t)o->format);
    dh_put_u8(out, o->header);
    dh_put_u8(out, (uint8_t)o->delimiter);
    dh_put_u8(out, o->target != NULL);
    dh_put_text(out, o->target);
    dh_put_u8(out, (uint8_t)o->kind);
    dh_put_u8(out, o->missing);
    dh_put_u32(out, (uint32_t)o->one_hot_count);
    for (size_t i = 0; i < o->one_hot_count; i++)
        dh_put_text(out, o->one_hot[i]);
    dh_put_u8(out, (uint8_t)o->index_base);
    dh_put_u64(out, o->features);
    dh_put_text(out, o->inside);
}

int dh_read_options_decode(dh_cursor *in, dh_arena *arena, dh_read_options *ret)
{
    *ret = (dh_read_options){.format = dh_get_u8(in), .header = dh_get_u8(in) != 0, .delimiter = (char)dh_get_u8(in)};
    const bool has_target = dh_get_u8(in);
    const char *target = dh_get_text(in, arena);
    ret->target = has_target ? target : NULL;
    ret->kind = dh_get_u8(in);
    ret->missing = dh_get_u8(in) != 0;
    ret->one_hot_count = dh_get_u32(in);
    if (in->failed || ret->one_hot_count > in->size)
        return -1;
    const char **name = DH_NEW(arena, const char *, ret->one_hot_count);
    for (size_t i = 0; name && i < ret->one_hot_count; i++)
        name[i] = dh_get_text(in, arena);
    ret->one_hot = name;
    ret->index_base = dh_get_u8(in);
    ret->features = dh_get_u64(in);
    ret->inside = dh_get_text(in, arena);
    return in->failed || in->at != in->size || ret->format >= DH_FORMAT_COUNT || !name ? -1 : 0;
}
