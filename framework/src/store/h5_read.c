/* Reading groups of columns. Nothing is believed before it is checked: names, types, ranks, equal lengths, and that
 * as many bytes as a column claims can come out of what is stored of it (deflate shrinks by less than 1032 to 1). */
#include "store/h5.h"

#include "store/schema.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DEFLATED = 1032 };

/* ---- texts: HDF5 allocates them straight in the arena ---- */

static void *take(size_t size, void *arena)
{
    return dh_arena_alloc(arena, size, 1);
}

static void leave(void *memory, void *arena)
{
    (void)memory;
    (void)arena;
}

static hid_t transfer_list(dh_arena *arena)
{
    hid_t list = H5Pcreate(H5P_DATASET_XFER);
    if (list >= 0 && H5Pset_vlen_mem_manager(list, take, arena, leave, arena) < 0) {
        H5Pclose(list);
        return H5I_INVALID_HID;
    }
    return list;
}

/* A text in the sense of this schema: variable length, one value. -1 with an error otherwise. */
static int check_text(const dh_h5 *h, hid_t type, hid_t space, const char *name)
{
    if (type < 0 || space < 0)
        return dh_h5_fail(h, "cannot read %s", name);
    if (H5Tis_variable_str(type) <= 0 || H5Sget_simple_extent_npoints(space) != 1)
        return dh_fail(h->error, h->kind, "%s: %s: expected one text of variable length", h->path, name);
    return 0;
}

static int keep_text(const dh_h5 *h, dh_arena *arena, const char *text, const char **ret)
{
    *ret = text ? dh_arena_text(arena, text) : "";
    return *ret ? 0 : dh_fail_memory(h->error);
}

int dh_h5_get_text(const dh_h5 *h, hid_t at, const char *name, dh_arena *arena, const char **ret)
{
    hid_t id = H5Aopen(at, name, H5P_DEFAULT);
    if (id < 0)
        return dh_h5_fail(h, "the attribute %s is missing", name);
    char *text = NULL;
    hid_t type = H5Aget_type(id), space = H5Aget_space(id);
    int result = check_text(h, type, space, name);
    if (!result && H5Aread(id, h->text, &text) < 0)
        result = dh_h5_fail(h, "cannot read the attribute %s", name);
    if (!result)
        result = keep_text(h, arena, text, ret);
    if (text)
        H5free_memory(text);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    H5Aclose(id);
    return result;
}

int dh_h5_get_whole(const dh_h5 *h, hid_t at, const char *name, int64_t *ret)
{
    hid_t id = H5Aopen(at, name, H5P_DEFAULT);
    if (id < 0)
        return dh_h5_fail(h, "the attribute %s is missing", name);
    hid_t type = H5Aget_type(id), space = H5Aget_space(id);
    int result = 0;
    if (type < 0 || space < 0 || H5Tget_class(type) != H5T_INTEGER || H5Sget_simple_extent_npoints(space) != 1)
        result = dh_fail(h->error, h->kind, "%s: the attribute %s: expected one whole number", h->path, name);
    else if (H5Aread(id, H5T_NATIVE_INT64, ret) < 0)
        result = dh_h5_fail(h, "cannot read the attribute %s", name);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    H5Aclose(id);
    return result;
}

int dh_h5_get_scalar(const dh_h5 *h, const char *name, dh_arena *arena, const char **ret)
{
    hid_t id = H5Dopen2(h->file, name, H5P_DEFAULT);
    if (id < 0)
        return dh_h5_fail(h, "%s is missing", name);
    char *text = NULL;
    hid_t type = H5Dget_type(id), space = H5Dget_space(id), list = transfer_list(arena);
    int result = list < 0 ? dh_h5_fail(h, "cannot read %s", name) : check_text(h, type, space, name);
    if (!result && H5Dread(id, h->text, H5S_ALL, H5S_ALL, list, &text) < 0)
        result = dh_h5_fail(h, "cannot read %s", name);
    *ret = text ? text : "";
    if (list >= 0)
        H5Pclose(list);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    H5Dclose(id);
    return result;
}

/* ---- shapes ---- */

static int type_of(hid_t dataset, dh_column_type *ret)
{
    int result = 0;
    hid_t type = H5Dget_type(dataset);
    H5T_class_t class = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
    if (class == H5T_FLOAT)
        *ret = DH_REAL;
    else if (class == H5T_INTEGER)
        *ret = H5Tget_size(type) == 1 ? DH_FLAG : DH_WHOLE;
    else if (class == H5T_STRING && H5Tis_variable_str(type) > 0)
        *ret = DH_TEXT;
    else
        result = -1;
    if (type >= 0)
        H5Tclose(type);
    return result;
}

/* Length of a 1-D dataset; -1 when it has another rank or claims more than its storage can hold. */
static int rows_of(hid_t dataset, hsize_t *ret)
{
    hid_t space = H5Dget_space(dataset), type = H5Dget_type(dataset);
    hsize_t stored = H5Dget_storage_size(dataset), size = type < 0 ? 0 : H5Tget_size(type);
    bool fits = space >= 0 && H5Sget_simple_extent_ndims(space) == 1 &&
                H5Sget_simple_extent_dims(space, ret, NULL) == 1 && size && *ret <= SIZE_MAX / 2 / size &&
                *ret * size / MOST_DEFLATED <= stored;
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return fits ? 0 : -1;
}

static int shape_of(const dh_h5 *h, hid_t group, const char *group_name, const char *name, dh_arena *arena,
                    dh_column_type *type, hsize_t *rows, const char **doc)
{
    hid_t id = H5Dopen2(group, name, H5P_DEFAULT);
    if (id < 0)
        return dh_h5_fail(h, "/%s/%s: not a column", group_name, name);
    int result = 0;
    if (type_of(id, type))
        result = dh_fail(h->error, h->kind, "%s: /%s/%s: not a type of this schema", h->path, group_name, name);
    else if (rows_of(id, rows))
        result = dh_fail(h->error, h->kind, "%s: /%s/%s: not a list, or cut short", h->path, group_name, name);
    else if (H5Aexists(id, "doc") > 0)
        result = dh_h5_get_text(h, id, "doc", arena, doc);
    H5Dclose(id);
    return result;
}

/* Files that passed through other tools may have lost the order of creation; then the order is by name. */
static H5_index_t order_of(hid_t group)
{
    unsigned flags = 0;
    hid_t list = H5Gget_create_plist(group);
    if (list >= 0) {
        H5Pget_link_creation_order(list, &flags);
        H5Pclose(list);
    }
    return flags & H5P_CRT_ORDER_TRACKED ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
}

static int read_members(const dh_h5 *h, hid_t group, const char *group_name, const char *scale, dh_arena *arena,
                        dh_h5_shape *out)
{
    H5G_info_t info;
    if (H5Gget_info(group, &info) < 0)
        return dh_h5_fail(h, "/%s: cannot read", group_name);
    out->name = DH_NEW(arena, const char *, info.nlinks);
    out->doc = DH_NEW(arena, const char *, info.nlinks);
    out->type = DH_NEW(arena, dh_column_type, info.nlinks);
    if (!out->name || !out->doc || !out->type)
        return dh_fail_memory(h->error);
    H5_index_t order = order_of(group);
    for (hsize_t i = 0; i < info.nlinks; i++) {
        char name[80];
        dh_column_type type = DH_REAL;
        hsize_t rows = 0;
        const char *doc = "";
        if (H5Lget_name_by_idx(group, ".", order, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) < 0)
            return dh_h5_fail(h, "/%s: cannot read", group_name);
        if (!dh_schema_name_fits(name))
            return dh_fail(h->error, h->kind, "%s: /%s: holds something whose name is no column's", h->path,
                           group_name);
        if (shape_of(h, group, group_name, name, arena, &type, &rows, &doc))
            return -1;
        if (i && rows != out->rows)
            return dh_fail(h->error, h->kind, "%s: /%s/%s: %llu rows, expected %zu like the columns before", h->path,
                           group_name, name, (unsigned long long)rows, out->rows);
        out->rows = rows;
        if (!strcmp(name, scale))
            continue;
        if (!(out->name[out->count] = dh_arena_text(arena, name)))
            return dh_fail_memory(h->error);
        out->type[out->count] = type;
        out->doc[out->count++] = doc;
    }
    return 0;
}

int dh_h5_shape_read(const dh_h5 *h, const char *group, const char *scale, dh_arena *arena, dh_h5_shape *ret)
{
    *ret = (dh_h5_shape){0};
    hid_t id = H5Gopen2(h->file, group, H5P_DEFAULT);
    if (id < 0)
        return dh_h5_fail(h, "the group /%s is missing", group);
    int result = read_members(h, id, group, scale, arena, ret);
    H5Gclose(id);
    return result;
}

/* ---- values ---- */

static int read_rows(hid_t id, hid_t type, hsize_t first, hsize_t count, hid_t list, void *out)
{
    hid_t file = H5Dget_space(id), memory = H5Screate_simple(1, &count, NULL);
    int result = file < 0 || memory < 0 ||
                         H5Sselect_hyperslab(file, H5S_SELECT_SET, &first, NULL, &count, NULL) < 0 ||
                         H5Dread(id, type, memory, file, list, out) < 0
                     ? -1
                     : 0;
    if (file >= 0)
        H5Sclose(file);
    if (memory >= 0)
        H5Sclose(memory);
    return result;
}

int dh_h5_read(const dh_h5 *h, const char *group, const char *name, dh_column_type type, size_t first, size_t count,
               dh_arena *arena, void *out)
{
    char path[160];
    snprintf(path, sizeof path, "/%s/%s", group, name);
    if (!count)
        return 0;
    hid_t id = H5Dopen2(h->file, path, H5P_DEFAULT), list = transfer_list(arena);
    int result = id < 0 || list < 0 || read_rows(id, dh_h5_memory(h, type), first, count, list, out) < 0
                     ? dh_h5_fail(h, "cannot read the column %s", path)
                     : 0;
    if (list >= 0)
        H5Pclose(list);
    if (id >= 0)
        H5Dclose(id);
    const char **text = out;
    for (size_t i = 0; !result && type == DH_TEXT && i < count; i++)
        text[i] = text[i] ? text[i] : ""; /* how HDF5 gives back empty texts */
    return result;
}
