/* Opening, closing and failing, the same for files that are written and files that are read. */
#include "store/h5.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static herr_t innermost(unsigned n, const H5E_error2_t *entry, void *out)
{
    if (!n)
        snprintf(out, 256, "%s", entry->desc ? entry->desc : "");
    return 0;
}

int dh_h5_fail(const dh_h5 *h, const char *format, ...)
{
    char reason[256] = "", what[512];
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, reason);
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return dh_fail(h->error, h->kind, "%s: %s: %s", h->path, what, h->failure ? strerror(h->failure) : reason);
}

/* HDF5 prints its errors and loads filter plugins by itself unless it is told not to. */
static int begin(dh_h5 *h, const char *path, dh_error_kind kind, dh_error *error)
{
    *h = (dh_h5){.path = path, .error = error, .kind = kind, .file = H5I_INVALID_HID, .text = H5I_INVALID_HID};
    if (H5open() < 0 || H5Eset_auto2(H5E_DEFAULT, NULL, NULL) < 0 || H5PLset_loading_state(0) < 0)
        return dh_h5_fail(h, "HDF5 does not start");
    h->text = H5Tcopy(H5T_C_S1);
    if (h->text < 0 || H5Tset_size(h->text, H5T_VARIABLE) < 0 || H5Tset_cset(h->text, H5T_CSET_UTF8) < 0)
        return dh_h5_fail(h, "cannot make a text type");
    return 0;
}

/* No locks: nobody else knows the name of a file being written, and published files never change. */
static hid_t access_list(dh_h5 *h)
{
    hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    if (list >= 0 &&
        (H5Pset_fclose_degree(list, H5F_CLOSE_STRONG) < 0 ||
         H5Pset_libver_bounds(list, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18) < 0 || H5Pset_file_locking(list, 0, 1) < 0 ||
         (h->driver = dh_h5_disk(list, h)) < 0)) {
        H5Pclose(list);
        return H5I_INVALID_HID;
    }
    return list;
}

/* Attributes and columns keep their order; no times, so that the same input gives the same bytes. */
static hid_t creation_list(void)
{
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    hid_t list = H5Pcreate(H5P_FILE_CREATE);
    if (list >= 0 && (H5Pset_link_creation_order(list, order) < 0 || H5Pset_attr_creation_order(list, order) < 0 ||
                      H5Pset_obj_track_times(list, 0) < 0)) {
        H5Pclose(list);
        return H5I_INVALID_HID;
    }
    return list;
}

int dh_h5_create(dh_h5 *h, const char *path, const char *name, dh_error *error)
{
    hid_t create = H5I_INVALID_HID, access = H5I_INVALID_HID;
    int result = begin(h, path, DH_ERROR_SYSTEM, error);
    if (!result && ((create = creation_list()) < 0 || (access = access_list(h)) < 0 ||
                    (h->file = H5Fcreate(name, H5F_ACC_TRUNC, create, access)) < 0))
        result = dh_h5_fail(h, "cannot create it");
    if (create >= 0)
        H5Pclose(create);
    if (access >= 0)
        H5Pclose(access);
    return result ? dh_h5_close(h, result) : 0;
}

int dh_h5_open(dh_h5 *h, const char *path, const char *name, dh_error *error)
{
    hid_t access = H5I_INVALID_HID;
    if (begin(h, path, DH_ERROR_INPUT, error))
        return dh_h5_close(h, -1);
    int fd = dh_file_open(name, path, error), result = fd < 0 ? -1 : 0;
    if (fd >= 0)
        close(fd);
    if (!result && ((access = access_list(h)) < 0 || (h->file = H5Fopen(name, H5F_ACC_RDONLY, access)) < 0))
        result = dh_h5_fail(h, "not a results file, or a damaged one");
    if (access >= 0)
        H5Pclose(access);
    return result ? dh_h5_close(h, result) : 0;
}

int dh_h5_close(dh_h5 *h, int result)
{
    if (h->text > 0)
        H5Tclose(h->text);
    if (h->file > 0 && (H5Fclose(h->file) < 0 || h->failure) && !result)
        result = dh_h5_fail(h, "cannot finish it");
    if (h->driver > 0)
        H5FDunregister(h->driver);
    h->file = h->driver = h->text = H5I_INVALID_HID;
    return result;
}

hid_t dh_h5_memory(const dh_h5 *h, dh_column_type type)
{
    switch (type) {
    case DH_FLAG:
        return H5T_NATIVE_UINT8;
    case DH_TEXT:
        return h->text;
    case DH_WHOLE:
        return H5T_NATIVE_INT64;
    default:
        return H5T_NATIVE_DOUBLE;
    }
}
