/* The journal. A frame, little-endian, at a multiple of 8:
 *
 *   0 magic "DHJ1" | 4 type, u32 | 8 sequence, u64 | 16 payload size, u64 | 24 XXH3-64 of bytes 0-23
 *   32 XXH3-64 of the payload | 40 payload | zero bytes up to a multiple of 8
 *
 * The sequence number counts frames from 0, so a frame that lies in the wrong place is none. */
#include "store/journal.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

typedef struct header {
    char magic[4];
    uint32_t type;
    uint64_t sequence, size, sum, payload_sum;
} header;
_Static_assert(sizeof(header) == 40, "the frame's head has no padding");

static const char magic[4] = {'D', 'H', 'J', '1'};
static const double sync_every = 0.1; /* seconds */

struct dh_journal {
    char *path;
    int fd;
    bool failed, dirty;    /* takes no more; holds what is not synced yet */
    uint64_t end;          /* of the last whole frame */
    uint64_t frames, runs; /* in the file */
    uint64_t synced_runs;
    double synced_at;
    dh_buffer frame;        /* being appended */
    unsigned char *payload; /* [room] of the frame read last */
    size_t room;
};

static int cut(int fd, uint64_t size)
{
    int failed;
    do
        failed = ftruncate(fd, (off_t)size);
    while (failed && errno == EINTR);
    return failed;
}

static uint64_t padded(uint64_t size)
{
    return (size + 7) & ~(uint64_t)7;
}

/* ---- reading ---- */

/* Bytes read, fewer only at the end of the file; -1: an error. */
static ssize_t read_at(int fd, void *out, size_t size, uint64_t at)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(fd, (char *)out + done, size - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (!got)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

static int make_room(dh_journal *j, size_t size, dh_error *error)
{
    if (size <= j->room)
        return 0;
    unsigned char *payload = realloc(j->payload, size);
    if (!payload)
        return dh_fail_memory(error);
    j->payload = payload;
    j->room = size;
    return 0;
}

static bool head_holds(const header *h, uint64_t room)
{
    return !memcmp(h->magic, magic, sizeof magic) && h->sum == dh_checksum(h, offsetof(header, sum)) &&
           h->size <= room && padded(h->size) <= room;
}

/* 1: the frame at `at` is whole, its payload in j->payload; 0: there is none; -1: the disk or the memory failed,
 * which says nothing about the frame. */
static int read_frame(dh_journal *j, uint64_t at, uint64_t end, header *h, dh_error *error)
{
    if (at > end || end - at < sizeof *h)
        return 0;
    ssize_t got = read_at(j->fd, h, sizeof *h, at);
    if (got == sizeof *h) {
        if (!head_holds(h, end - at - sizeof *h))
            return 0;
        if (make_room(j, h->size, error))
            return -1;
        got = read_at(j->fd, j->payload, h->size, at + sizeof *h);
        if (got >= 0)
            return (uint64_t)got == h->size && h->payload_sum == dh_checksum(j->payload, h->size);
    }
    return got < 0 ? dh_fail_errno(error, "%s: cannot read", j->path) : 0;
}

static int scan(dh_journal *j, uint64_t size, dh_error *error)
{
    for (header h;;) {
        int whole = read_frame(j, j->end, size, &h, error);
        if (whole < 0)
            return -1;
        if (!whole || h.sequence != j->frames)
            break;
        j->frames++;
        j->runs += h.type == DH_FRAME_RUN;
        j->end += sizeof h + padded(h.size);
    }
    j->synced_runs = j->runs;
    return 0;
}

/* A file that does not begin as a journal does is somebody else's, and a tail must not be cut from it. */
static int recognise(dh_journal *j, dh_error *error)
{
    char head[sizeof magic];
    ssize_t got = read_at(j->fd, head, sizeof head, 0);
    if (got < 0)
        return dh_fail_errno(error, "%s: cannot read", j->path);
    if (memcmp(head, magic, (size_t)got))
        return dh_fail(error, DH_ERROR_INPUT,
                       "%s: not a journal (expected it to begin with \"DHJ1\"); it is left as it is", j->path);
    return 0;
}

int dh_journal_each(dh_journal *j, dh_journal_visit *visit, void *self, dh_error *error)
{
    uint64_t at = 0;
    for (uint64_t i = 0; at < j->end; i++) {
        header h;
        int whole = read_frame(j, at, j->end, &h, error);
        if (whole < 0)
            return -1;
        if (!whole || h.sequence != i)
            return dh_fail(error, DH_ERROR_SYSTEM, "%s: changed or damaged since it was opened, at byte %" PRIu64,
                           j->path, at);
        int stop = visit(self, (dh_frame_type)h.type, j->payload, h.size, at);
        if (stop)
            return stop;
        at += sizeof h + padded(h.size);
    }
    return 0;
}

int dh_journal_payload(dh_journal *j, uint64_t offset, void **ret, size_t *ret_size, dh_error *error)
{
    header h;
    int whole = read_frame(j, offset, j->end, &h, error);
    if (whole < 0)
        return -1;
    if (!whole)
        return dh_fail(error, DH_ERROR_SYSTEM, "%s: no whole frame at byte %" PRIu64, j->path, offset);
    void *copy = malloc(h.size + 1);
    if (!copy)
        return dh_fail_memory(error);
    if (h.size)
        memcpy(copy, j->payload, h.size);
    *ret = copy;
    *ret_size = h.size;
    return 0;
}

/* ---- opening ---- */

/* The process that holds a flock on this file, from the kernel's own list; 0: not known (another machine or
 * container). */
static long lock_owner(int fd)
{
    struct stat st;
    FILE *locks = fstat(fd, &st) ? NULL : fopen("/proc/locks", "re");
    long owner = 0;
    char line[256];
    while (locks && !owner && fgets(line, sizeof line, locks)) {
        unsigned int major_id, minor_id;
        unsigned long inode;
        long pid;
        if (sscanf(line, "%*d: FLOCK %*s %*s %ld %x:%x:%lu", &pid, &major_id, &minor_id, &inode) == 4 && pid > 0 &&
            inode == st.st_ino && makedev(major_id, minor_id) == st.st_dev)
            owner = pid;
    }
    if (locks)
        fclose(locks);
    return owner;
}

static int fail_held(const dh_journal *j, dh_error *error)
{
    long owner = lock_owner(j->fd);
    if (owner)
        return dh_fail(error, DH_ERROR_SYSTEM, "%s: held by process %ld, which is running this study", j->path,
                       owner);
    return dh_fail(error, DH_ERROR_SYSTEM, "%s: held by another process, which is running this study", j->path);
}

static int lock(int fd)
{
    int failed;
    do
        failed = flock(fd, LOCK_EX | LOCK_NB);
    while (failed && errno == EINTR);
    return failed;
}

static int open_file(dh_journal *j, int flags, dh_error *error)
{
    j->fd = dh_file_descriptor(j->path, flags | O_NOCTTY, 0666);
    if (j->fd >= 0)
        return 0;
    bool input = errno == ENOENT || errno == EISDIR || errno == ENOTDIR;
    dh_fail_errno(error, "%s: cannot open the journal", j->path);
    if (error && input)
        error->kind = DH_ERROR_INPUT;
    return -1;
}

/* Between open and flock the old owner may have finished and removed or replaced the file: then what was locked is a
 * ghost. */
static int open_locked(dh_journal *j, dh_error *error)
{
    for (;;) {
        if (open_file(j, O_RDWR | O_CREAT, error))
            return -1;
        if (lock(j->fd))
            return errno == EWOULDBLOCK ? fail_held(j, error)
                                        : dh_fail_errno(error, "%s: cannot lock the journal", j->path);
        struct stat mine, there;
        if (fstat(j->fd, &mine))
            return dh_fail_errno(error, "%s: cannot stat", j->path);
        if (!stat(j->path, &there) && there.st_ino == mine.st_ino && there.st_dev == mine.st_dev)
            return 0;
        close(j->fd);
    }
}

static void destroy(dh_journal *j)
{
    if (!j)
        return;
    if (j->fd >= 0)
        close(j->fd);
    dh_buffer_finish(&j->frame);
    free(j->payload);
    free(j->path);
    free(j);
}

static dh_journal *create(const char *path, dh_error *error)
{
    dh_journal *j = calloc(1, sizeof *j);
    char *copy = strdup(path);
    if (!j || !copy) {
        free(j);
        free(copy);
        dh_fail_memory(error);
        return NULL;
    }
    j->fd = -1;
    j->path = copy;
    return j;
}

static int take_in(dh_journal *j, uint64_t *size, dh_error *error)
{
    struct stat st;
    if (fstat(j->fd, &st))
        return dh_fail_errno(error, "%s: cannot stat", j->path);
    if (!S_ISREG(st.st_mode))
        return dh_fail(error, DH_ERROR_INPUT, "%s: not a regular file", j->path);
    *size = (uint64_t)st.st_size;
    return recognise(j, error) || scan(j, *size, error) ? -1 : 0;
}

int dh_journal_open(const char *path, dh_journal **ret, uint64_t *ret_cut, dh_error *error)
{
    uint64_t size;
    *ret = NULL;
    *ret_cut = 0;
    dh_journal *j = create(path, error);
    if (!j)
        return -1;
    int result = open_locked(j, error) || take_in(j, &size, error) ? -1 : 0;
    if (!result && !size) /* a new file is on the disk only when its folder is */
        result = dh_folder_sync(path, error);
    if (!result && size > j->end && cut(j->fd, j->end))
        result = dh_fail_errno(error, "%s: cannot cut its torn tail", path);
    if (result) {
        destroy(j);
        return -1;
    }
    *ret_cut = size - j->end;
    j->dirty = *ret_cut > 0;
    *ret = j;
    return 0;
}

int dh_journal_open_read(const char *path, dh_journal **ret, dh_error *error)
{
    uint64_t size;
    *ret = NULL;
    dh_journal *j = create(path, error);
    if (!j)
        return -1;
    if (open_file(j, O_RDONLY | O_NONBLOCK, error) || take_in(j, &size, error)) {
        destroy(j);
        return -1;
    }
    j->failed = true; /* nothing can be appended */
    *ret = j;
    return 0;
}

/* ---- writing ---- */

static int stop(dh_journal *j, const char *what, uint64_t kept, dh_error *error)
{
    j->failed = true;
    return dh_fail_errno(error, "%s: %s; %" PRIu64 " finished run%s kept, and the same command goes on from there",
                         j->path, what, kept, kept == 1 ? " is" : "s are");
}

/* A second fsync after a failed one may report success for pages that the kernel has dropped: so there is none. */
static int sync_now(dh_journal *j, dh_error *error)
{
    int failed;
    do
        failed = fdatasync(j->fd);
    while (failed && errno == EINTR);
    if (failed)
        return stop(j, "cannot sync", j->synced_runs, error);
    j->dirty = false;
    j->synced_runs = j->runs;
    j->synced_at = dh_clock();
    return 0;
}

static int write_at(int fd, const unsigned char *data, size_t size, uint64_t at)
{
    while (size) {
        ssize_t done = pwrite(fd, data, size, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            errno = done ? errno : ENOSPC;
            return -1;
        }
        data += done;
        at += (uint64_t)done;
        size -= (size_t)done;
    }
    return 0;
}

static int spell(dh_journal *j, dh_frame_type type, const void *payload, size_t size, dh_error *error)
{
    static const char zero[8];
    header h = {.type = type, .sequence = j->frames, .size = size, .payload_sum = dh_checksum(payload, size)};
    memcpy(h.magic, magic, sizeof magic);
    h.sum = dh_checksum(&h, offsetof(header, sum));
    j->frame.size = 0;
    j->frame.failed = false;
    dh_put(&j->frame, &h, sizeof h);
    dh_put(&j->frame, payload, size);
    dh_put(&j->frame, zero, padded(size) - size);
    return j->frame.failed ? dh_fail_memory(error) : 0;
}

/* What stays behind if the cut fails as well is a torn tail, which the next open cuts. */
static int give_up(dh_journal *j, dh_error *error)
{
    int number = errno;
    bool whole = !cut(j->fd, j->end);
    uint64_t kept = fdatasync(j->fd) ? j->synced_runs : j->runs;
    errno = number;
    return stop(j, whole ? "cannot write" : "cannot write, nor cut the torn tail", kept, error);
}

int dh_journal_append(dh_journal *j, dh_frame_type type, const void *payload, size_t size, bool durable,
                      uint64_t *ret_offset, dh_error *error)
{
    if (j->failed)
        return dh_fail(error, DH_ERROR_SYSTEM, "%s: the journal takes no more", j->path);
    if (spell(j, type, payload, size, error))
        return -1;
    if (write_at(j->fd, j->frame.data, j->frame.size, j->end))
        return give_up(j, error);
    if (ret_offset)
        *ret_offset = j->end;
    j->end += j->frame.size;
    j->frames++;
    j->runs += type == DH_FRAME_RUN;
    j->dirty = true;
    return durable || dh_clock() - j->synced_at >= sync_every ? sync_now(j, error) : 0;
}

int dh_journal_close(dh_journal *j, dh_error *error)
{
    int result = j && j->dirty && !j->failed ? sync_now(j, error) : 0;
    destroy(j);
    return result;
}
