/* Writing groups of columns. The dimension scales are spelled out here (HDF5 Dimension Scale Specification:
 * attributes CLASS and NAME on the scale, REFERENCE_LIST from it, DIMENSION_LIST on each column): H5DS would do it,
 * but it reads, deletes and rewrites the scale's list for every column that it attaches, and is a second library. */
#include "store/h5.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHUNK = 128 << 10, /* bytes; the default cache of 1 MiB holds eight */
    SMALL = 4 << 10,   /* columns up to this size are stored plain */
    DEFLATE = 4,
    MOST_MEMBERS = 4000, /* 16 bytes each in an attribute, which holds less than 64 kB */
};

static size_t stored_size(dh_column_type type)
{
    return type == DH_FLAG ? 1 : type == DH_TEXT ? 16 : 8;
}

static hid_t stored_type(const dh_h5 *h, dh_column_type type)
{
    return type == DH_FLAG    ? H5T_STD_U8LE
           : type == DH_TEXT  ? h->text
           : type == DH_WHOLE ? H5T_STD_I64LE
                              : H5T_IEEE_F64LE;
}

/* ---- texts ---- */

/* Length of the UTF-8 sequence at s, 0 when there is none (RFC 3629: no overlong forms, no surrogates, at most
 * U+10FFFF). */
static size_t sequence(const unsigned char *s)
{
    if (s[0] < 0x80)
        return 1;
    size_t length = s[0] >= 0xc2 && s[0] <= 0xdf   ? 2
                    : (s[0] & 0xf0) == 0xe0        ? 3
                    : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
                                                   : 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    bool bad = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
               (s[0] == 0xf4 && s[1] > 0x8f);
    return bad ? 0 : length;
}

/* The text, or a copy with '?' for every byte that is not UTF-8: one such byte in a plugin's message would keep
 * readers in other languages from the whole column. NULL: memory is out. */
static const char *clean(dh_arena *arena, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    for (size_t n; *at && (n = sequence(at)) > 0;)
        at += n;
    if (!*at)
        return text;
    size_t good = (size_t)(at - (const unsigned char *)text);
    char *copy = dh_arena_text(arena, text);
    for (unsigned char *s = copy ? (unsigned char *)copy + good : NULL; s && *s;) {
        size_t n = sequence(s);
        if (!n)
            *s = '?';
        s += n ? n : 1;
    }
    return copy;
}

static int clean_all(dh_arena *arena, const char *const *text, size_t rows, const char *const **ret)
{
    const char **copy = NULL;
    for (size_t i = 0; i < rows; i++) {
        const char *good = clean(arena, text[i]);
        if (good && good != text[i] && !copy && (copy = DH_NEW(arena, const char *, rows)))
            memcpy(copy, text, rows * sizeof *copy);
        if (!good || (good != text[i] && !copy))
            return -1;
        if (copy)
            copy[i] = good;
    }
    *ret = copy ? copy : text;
    return 0;
}

/* ---- attributes ---- */

/* size 0: a scalar, otherwise a list of that many. */
static int put_attribute(const dh_h5 *h, hid_t at, const char *name, hid_t type, hsize_t size, const void *data)
{
    int result = 0;
    hid_t space = size ? H5Screate_simple(1, &size, NULL) : H5Screate(H5S_SCALAR), id = H5I_INVALID_HID;
    if (space < 0 || (id = H5Acreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT)) < 0 ||
        H5Awrite(id, type, data) < 0)
        result = dh_h5_fail(h, "cannot write the attribute %s", name);
    if (id >= 0)
        H5Aclose(id);
    if (space >= 0)
        H5Sclose(space);
    return result;
}

int dh_h5_put_text(const dh_h5 *h, hid_t at, const char *name, const char *text)
{
    dh_arena arena = {0};
    const char *good = clean(&arena, text);
    int result = good ? put_attribute(h, at, name, h->text, 0, &good) : dh_fail_memory(h->error);
    dh_arena_finish(&arena);
    return result;
}

int dh_h5_put_whole(const dh_h5 *h, hid_t at, const char *name, int64_t value)
{
    return put_attribute(h, at, name, H5T_STD_I64LE, 0, &value);
}

/* The specification wants a plain C text here. */
static int put_fixed(const dh_h5 *h, hid_t at, const char *name, const char *text)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    int result = type < 0 || H5Tset_size(type, strlen(text) + 1) < 0 ? dh_h5_fail(h, "cannot make a text type")
                                                                     : put_attribute(h, at, name, type, 0, text);
    if (type >= 0)
        H5Tclose(type);
    return result;
}

/* ---- columns ---- */

/* Storage of a column. ALLOC: the rest of the last chunk is filled, not left to chance. */
static hid_t layout(dh_column_type type, hsize_t rows)
{
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    hsize_t chunk = CHUNK / stored_size(type);
    chunk = rows < chunk ? rows : chunk;
    bool failed = list < 0 || H5Pset_obj_track_times(list, 0) < 0;
    if (!failed && rows * stored_size(type) > SMALL)
        failed = H5Pset_chunk(list, 1, &chunk) < 0 || H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC) < 0 ||
                 H5Pset_shuffle(list) < 0 || H5Pset_deflate(list, DEFLATE) < 0;
    if (failed && list >= 0)
        H5Pclose(list);
    return failed ? H5I_INVALID_HID : list;
}

static hid_t create_dataset(const dh_h5_group *g, const char *name, dh_column_type type, const char *doc)
{
    hid_t list = layout(type, g->rows), space = H5Screate_simple(1, &g->rows, NULL), id = H5I_INVALID_HID;
    if (list < 0 || space < 0 ||
        (id = H5Dcreate2(g->id, name, stored_type(g->h, type), space, H5P_DEFAULT, list, H5P_DEFAULT)) < 0)
        dh_h5_fail(g->h, "cannot create the column /%s/%s", g->name, name);
    if (list >= 0)
        H5Pclose(list);
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0 && dh_h5_put_text(g->h, id, "doc", doc)) {
        H5Dclose(id);
        id = H5I_INVALID_HID;
    }
    return id;
}

static int put_rows(const dh_h5_group *g, hid_t id, const char *name, dh_column_type type, const void *data,
                    hsize_t first, hsize_t count)
{
    if (!count)
        return 0;
    int result = 0;
    hid_t file = H5Screate_simple(1, &g->rows, NULL), memory = H5Screate_simple(1, &count, NULL);
    if (file < 0 || memory < 0 || H5Sselect_hyperslab(file, H5S_SELECT_SET, &first, NULL, &count, NULL) < 0 ||
        H5Dwrite(id, dh_h5_memory(g->h, type), memory, file, H5P_DEFAULT, data) < 0 || g->h->failure)
        result = dh_h5_fail(g->h, "cannot write the column /%s/%s", g->name, name);
    if (file >= 0)
        H5Sclose(file);
    if (memory >= 0)
        H5Sclose(memory);
    return result;
}

static int attach(dh_h5_group *g, hid_t id, const char *name)
{
    if (g->count == g->room) {
        size_t room = 2 * g->room + 64;
        hobj_ref_t *member = realloc(g->member, room * sizeof *member);
        if (!member)
            return dh_fail_memory(g->h->error);
        g->member = member;
        g->room = room;
    }
    if (H5Rcreate(&g->member[g->count], g->id, name, H5R_OBJECT, H5I_INVALID_HID) < 0)
        return dh_h5_fail(g->h, "cannot refer to the column /%s/%s", g->name, name);
    g->count++;
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ);
    hvl_t list = {1, &g->scale};
    int result = type < 0 ? dh_h5_fail(g->h, "cannot make a list type")
                          : put_attribute(g->h, id, "DIMENSION_LIST", type, 1, &list);
    if (type >= 0)
        H5Tclose(type);
    return result;
}

static hid_t create_column(dh_h5_group *g, const char *name, dh_column_type type, const char *doc)
{
    hid_t id = create_dataset(g, name, type, doc);
    if (id >= 0 && attach(g, id, name)) {
        H5Dclose(id);
        id = H5I_INVALID_HID;
    }
    return id;
}

int dh_h5_column(dh_h5_group *g, const char *name, const dh_column *column)
{
    const void *data = column->real;
    if (column->type == DH_TEXT) {
        const char *const *good;
        if (clean_all(&g->arena, column->text, g->rows, &good))
            return dh_fail_memory(g->h->error);
        data = good;
    }
    hid_t id = create_column(g, name, column->type, column->doc);
    if (id < 0)
        return -1;
    int result = put_rows(g, id, name, column->type, data, 0, g->rows);
    if (H5Dclose(id) < 0 && !result)
        result = dh_h5_fail(g->h, "cannot finish the column /%s/%s", g->name, name);
    return result;
}

static int stream_on(dh_h5_stream *s, const dh_h5_group *g, const char *name, dh_column_type type, hid_t id)
{
    *s = (dh_h5_stream){.group = g, .name = name, .type = type, .id = id, .room = CHUNK / sizeof(double)};
    if (id < 0)
        return -1;
    s->real = malloc(CHUNK);
    return s->real ? 0 : dh_fail_memory(g->h->error);
}

int dh_h5_stream_begin(dh_h5_stream *s, dh_h5_group *g, const char *name, dh_column_type type, const char *doc)
{
    return stream_on(s, g, name, type, create_column(g, name, type, doc));
}

static int fail_rows(const dh_h5_stream *s)
{
    return dh_fail(s->group->h->error, DH_ERROR_SYSTEM, "%s: /%s/%s: %s rows than announced", s->group->h->path,
                   s->group->name, s->name, s->at < s->group->rows ? "fewer" : "more");
}

int dh_h5_stream_flush(dh_h5_stream *s)
{
    hsize_t count = s->used, first = s->at;
    s->used = 0;
    s->at += count;
    return s->at > s->group->rows ? fail_rows(s) : put_rows(s->group, s->id, s->name, s->type, s->real, first, count);
}

int dh_h5_stream_end(dh_h5_stream *s, int result)
{
    if (!result)
        result = dh_h5_stream_flush(s);
    if (!result && s->at != s->group->rows)
        result = fail_rows(s);
    if (s->id > 0 && H5Dclose(s->id) < 0 && !result)
        result = dh_h5_fail(s->group->h, "cannot finish the column /%s/%s", s->group->name, s->name);
    free(s->real);
    *s = (dh_h5_stream){0};
    return result;
}

/* ---- groups ---- */

static hid_t create_group(const dh_h5 *h, const char *name)
{
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    hid_t list = H5Pcreate(H5P_GROUP_CREATE), id = H5I_INVALID_HID;
    if (list < 0 || H5Pset_link_creation_order(list, order) < 0 || H5Pset_obj_track_times(list, 0) < 0 ||
        (id = H5Gcreate2(h->file, name, H5P_DEFAULT, list, H5P_DEFAULT)) < 0)
        dh_h5_fail(h, "cannot create the group /%s", name);
    if (list >= 0)
        H5Pclose(list);
    return id;
}

static int put_scale(dh_h5_group *g, const char *doc)
{
    dh_h5_stream s;
    int result = stream_on(&s, g, g->scale_name, DH_WHOLE, create_dataset(g, g->scale_name, DH_WHOLE, doc));
    if (!result &&
        (put_fixed(g->h, s.id, "CLASS", "DIMENSION_SCALE") || put_fixed(g->h, s.id, "NAME", g->scale_name)))
        result = -1;
    for (hsize_t i = 0; !result && i < g->rows; i++)
        result = dh_h5_stream_push(&s, (double)i);
    result = dh_h5_stream_end(&s, result);
    if (!result && H5Rcreate(&g->scale, g->id, g->scale_name, H5R_OBJECT, H5I_INVALID_HID) < 0)
        result = dh_h5_fail(g->h, "cannot refer to the scale /%s/%s", g->name, g->scale_name);
    return result;
}

int dh_h5_group_begin(dh_h5_group *g, const dh_h5 *h, const char *name, const char *scale, const char *doc,
                      size_t rows)
{
    *g = (dh_h5_group){.h = h, .name = name, .scale_name = scale, .rows = rows};
    g->id = create_group(h, name);
    return g->id < 0 ? -1 : put_scale(g, doc);
}

static int put_scalar(const dh_h5 *h, hid_t group, const char *name, const char *text, const char *doc)
{
    int result = 0;
    hid_t list = layout(DH_TEXT, 1), space = H5Screate(H5S_SCALAR), id = H5I_INVALID_HID;
    if (list < 0 || space < 0 || (id = H5Dcreate2(group, name, h->text, space, H5P_DEFAULT, list, H5P_DEFAULT)) < 0 ||
        H5Dwrite(id, h->text, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text) < 0)
        result = dh_h5_fail(h, "cannot write the text %s", name);
    if (!result)
        result = dh_h5_put_text(h, id, "doc", doc);
    if (id >= 0)
        H5Dclose(id);
    if (space >= 0)
        H5Sclose(space);
    if (list >= 0)
        H5Pclose(list);
    return result;
}

int dh_h5_put_scalar(const dh_h5 *h, const char *group, const char *name, const char *text, const char *doc)
{
    dh_arena arena = {0};
    const char *good = clean(&arena, text);
    int result = good ? 0 : dh_fail_memory(h->error);
    hid_t id = result ? H5I_INVALID_HID : create_group(h, group);
    if (!result)
        result = id < 0 ? -1 : put_scalar(h, id, name, good, doc);
    if (id >= 0)
        H5Gclose(id);
    dh_arena_finish(&arena);
    return result;
}

/* Same layout as H5DS's own struct, which reads it back as it lies in the file. */
typedef struct member {
    hobj_ref_t column;
    int32_t dimension, zero;
} member;

static hid_t member_type(void)
{
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(member));
    if (type >= 0 && (H5Tinsert(type, "dataset", offsetof(member, column), H5T_STD_REF_OBJ) < 0 ||
                      H5Tinsert(type, "dimension", offsetof(member, dimension), H5T_STD_I32LE) < 0)) {
        H5Tclose(type);
        return H5I_INVALID_HID;
    }
    return type;
}

/* The scale's list of the columns that use it. Readers can do without: they follow DIMENSION_LIST. */
static int put_members(dh_h5_group *g)
{
    if (!g->count || g->count > MOST_MEMBERS)
        return 0;
    member *list = DH_NEW(&g->arena, member, g->count);
    if (!list)
        return dh_fail_memory(g->h->error);
    for (size_t i = 0; i < g->count; i++)
        list[i].column = g->member[i];
    hid_t type = member_type(), id = type < 0 ? type : H5Dopen2(g->id, g->scale_name, H5P_DEFAULT);
    int result = id < 0 ? dh_h5_fail(g->h, "cannot open the scale /%s/%s", g->name, g->scale_name)
                        : put_attribute(g->h, id, "REFERENCE_LIST", type, g->count, list);
    if (id >= 0)
        H5Dclose(id);
    if (type >= 0)
        H5Tclose(type);
    return result;
}

int dh_h5_group_end(dh_h5_group *g, int result)
{
    if (!result)
        result = put_members(g);
    if (g->id > 0 && H5Gclose(g->id) < 0 && !result)
        result = dh_h5_fail(g->h, "cannot finish the group /%s", g->name);
    free(g->member);
    dh_arena_finish(&g->arena);
    *g = (dh_h5_group){0};
    return result;
}
