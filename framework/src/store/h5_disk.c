/* The file under HDF5. HDF5 1.10 does not survive a write that fails while it closes a file: the file stays half open
 * in its tables and the program crashes when it exits. So HDF5 is never told: the first failure is noted where the
 * writer looks, and what follows goes nowhere. A failed read is noted as well, and HDF5 told: whatever it says then
 * of the file is the machine's fault, not the file's. */
#include "store/h5.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct disk {
    H5FD_t head; /* HDF5's part; first */
    dh_h5 *h;
    int fd;
    bool reads;
    haddr_t eoa, eof;
} disk;

typedef struct settings {
    dh_h5 *h;
} settings;

static void note(const disk *d, int number)
{
    if (!d->h->failure)
        d->h->failure = number;
    d->h->kind = DH_ERROR_SYSTEM;
}

static H5FD_t *disk_open(const char *name, unsigned flags, hid_t list, haddr_t most)
{
    (void)most;
    struct stat st = {0};
    const settings *s = H5Pget_driver_info(list);
    disk *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->h = s->h;
    d->reads = !(flags & (H5F_ACC_CREAT | H5F_ACC_RDWR | H5F_ACC_TRUNC));
    d->fd = dh_file_descriptor(name, d->reads ? O_RDONLY : O_RDWR | O_CREAT | O_TRUNC, 0666);
    if (d->fd >= 0 && !fstat(d->fd, &st)) {
        d->eof = (haddr_t)st.st_size;
        return &d->head;
    }
    note(d, errno);
    if (d->fd >= 0)
        close(d->fd);
    free(d);
    return NULL;
}

static herr_t disk_close(H5FD_t *file)
{
    disk *d = (disk *)file;
    if (close(d->fd) && !d->reads)
        note(d, errno);
    free(d);
    return 0;
}

/* The same freedoms as HDF5's own driver takes, so that files are laid out alike. */
static herr_t disk_query(const H5FD_t *file, unsigned long *flags)
{
    (void)file;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

static haddr_t disk_get_eoa(const H5FD_t *file, H5FD_mem_t type)
{
    (void)type;
    return ((const disk *)file)->eoa;
}

static herr_t disk_set_eoa(H5FD_t *file, H5FD_mem_t type, haddr_t at)
{
    (void)type;
    ((disk *)file)->eoa = at;
    return 0;
}

static haddr_t disk_get_eof(const H5FD_t *file, H5FD_mem_t type)
{
    (void)type;
    return ((const disk *)file)->eof;
}

/* What was never written reads as zeros. */
static herr_t disk_read(H5FD_t *file, H5FD_mem_t type, hid_t list, haddr_t at, size_t size, void *out)
{
    (void)type, (void)list;
    disk *d = (disk *)file;
    for (char *to = out; size;) {
        ssize_t got = pread(d->fd, to, size, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            note(d, errno);
        if (got < 0 && d->reads)
            return -1;
        if (got <= 0) {
            memset(to, 0, size);
            break;
        }
        to += got;
        at += (haddr_t)got;
        size -= (size_t)got;
    }
    return 0;
}

static herr_t disk_write(H5FD_t *file, H5FD_mem_t type, hid_t list, haddr_t at, size_t size, const void *data)
{
    (void)type, (void)list;
    disk *d = (disk *)file;
    for (const char *from = data; size && !d->h->failure;) {
        ssize_t done = pwrite(d->fd, from, size, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            note(d, done ? errno : ENOSPC);
            break;
        }
        from += done;
        at += (haddr_t)done;
        size -= (size_t)done;
    }
    d->eof = at + size > d->eof ? at + size : d->eof;
    return 0;
}

static int cut(int fd, off_t size)
{
    int failed;
    do
        failed = ftruncate(fd, size);
    while (failed && errno == EINTR);
    return failed;
}

static herr_t disk_truncate(H5FD_t *file, hid_t list, hbool_t closing)
{
    (void)list, (void)closing;
    disk *d = (disk *)file;
    if (!d->reads && d->eoa != d->eof && !d->h->failure && cut(d->fd, (off_t)d->eoa))
        note(d, errno);
    d->eof = d->eoa;
    return 0;
}

static const H5FD_class_t driver = {
#ifdef H5FD_CLASS_VERSION
    .version = H5FD_CLASS_VERSION,
    .value = (H5FD_class_value_t)600, /* from the range for private drivers */
#endif
    .name = "downhill",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof(settings),
    .open = disk_open,
    .close = disk_close,
    .query = disk_query,
    .get_eoa = disk_get_eoa,
    .set_eoa = disk_set_eoa,
    .get_eof = disk_get_eof,
    .read = disk_read,
    .write = disk_write,
    .truncate = disk_truncate,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t dh_h5_disk(hid_t list, dh_h5 *h)
{
    settings s = {h};
    hid_t id = H5FDregister(&driver);
    if (id >= 0 && H5Pset_driver(list, id, &s) < 0) {
        H5FDunregister(id);
        return H5I_INVALID_HID;
    }
    return id;
}
