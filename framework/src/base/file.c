#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_REWRITTEN = 1 << 30 };

int dh_file_descriptor(const char *path, int flags, unsigned mode)
{
    int fd;
    do
        fd = open(path, flags | O_CLOEXEC, (mode_t)mode);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* Troubles that are no fault of the name. */
static bool is_machine(int number)
{
    return number == EIO || number == EMFILE || number == ENFILE || number == ENOMEM || number == ENOSPC;
}

int dh_file_open(const char *path, const char *name, dh_error *error)
{
    int fd = dh_file_descriptor(path, O_RDONLY | O_NONBLOCK, 0);
    if (fd < 0) {
        const bool machine = is_machine(errno);
        dh_fail_errno(error, "%s: cannot open", name);
        if (error && !machine)
            error->kind = DH_ERROR_INPUT;
    }
    return fd;
}

static int sync_file(int fd)
{
    int failed;
    do
        failed = fsync(fd);
    while (failed && errno == EINTR);
    return failed;
}

static int read_all(int fd, const char *path, size_t most, dh_buffer *out, dh_error *error)
{
    unsigned char piece[65536];
    size_t before = out->size;
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return dh_fail_errno(error, "%s: cannot read", path);
        if (!got)
            break;
        dh_put(out, piece, (size_t)got);
        if (out->size - before > most)
            return dh_fail(error, DH_ERROR_INPUT, "%s: larger than the allowed %zu bytes", path, most);
    }
    dh_put_u8(out, 0);
    if (out->failed)
        return dh_fail_memory(error);
    out->size--;
    return 0;
}

int dh_file_read(const char *path, size_t most, dh_buffer *out, dh_error *error)
{
    struct stat st;
    int result, fd = dh_file_open(path, path, error);
    if (fd < 0)
        return -1;
    if (fstat(fd, &st))
        result = dh_fail_errno(error, "%s: cannot stat", path);
    else if (!S_ISREG(st.st_mode))
        result = dh_fail(error, DH_ERROR_INPUT, "%s: not a regular file", path);
    else if ((uintmax_t)st.st_size > most)
        result = dh_fail(error, DH_ERROR_INPUT, "%s: %jd bytes, larger than the allowed %zu", path,
                         (intmax_t)st.st_size, most);
    else
        result = read_all(fd, path, most, out, error);
    close(fd);
    return result;
}

int dh_folder_sync(const char *path, dh_error *error)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = 0;
    int fd = dh_file_descriptor(slash ? folder : ".", O_RDONLY | O_DIRECTORY, 0);
    int failed = fd < 0 || sync_file(fd);
    int number = errno;
    if (fd >= 0)
        close(fd);
    errno = number;
    return failed ? dh_fail_errno(error, "%s: cannot sync its folder", path) : 0;
}

/* "NAME.PID.tmp" of a process that is no more */
static bool is_stale(const char *entry, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(entry, name, length) || entry[length] != '.')
        return false;
    char *end;
    long pid = strtol(entry + length + 1, &end, 10);
    return pid > 0 && !strcmp(end, ".tmp") && kill((pid_t)pid, 0) && errno == ESRCH;
}

/* What a killed process left of this file. */
static void sweep(const char *path)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    const char *name = slash ? path + (slash - folder) + 1 : path;
    if (slash)
        slash[slash == folder] = 0;
    DIR *entries = opendir(slash ? folder : ".");
    for (struct dirent *e; entries && (e = readdir(entries));)
        if (is_stale(e->d_name, name))
            unlinkat(dirfd(entries), e->d_name, 0);
    if (entries)
        closedir(entries);
}

int dh_file_begin(const char *path, char *temporary, dh_error *error)
{
    sweep(path);
    if (snprintf(temporary, PATH_MAX, "%s.%ld.tmp", path, (long)getpid()) >= PATH_MAX)
        return dh_fail(error, DH_ERROR_INPUT, "%s: the name is too long", path);
    return 0;
}

int dh_file_publish(const char *temporary, const char *path, dh_error *error)
{
    int result = 0;
    int fd = dh_file_descriptor(temporary, O_RDWR, 0);
    if (fd < 0 || sync_file(fd))
        result = dh_fail_errno(error, "%s: cannot sync", temporary);
    if (fd >= 0)
        close(fd);
    while (!result && rename(temporary, path))
        if (errno != EINTR)
            result = dh_fail_errno(error, "%s: cannot rename it to %s", temporary, path);
    if (result) {
        unlink(temporary);
        return result;
    }
    return dh_folder_sync(path, error);
}

static int write_all(int fd, const unsigned char *data, size_t size)
{
    while (size) {
        ssize_t done = write(fd, data, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            errno = done ? errno : ENOSPC;
            return -1;
        }
        data += done;
        size -= (size_t)done;
    }
    return 0;
}

int dh_file_write(const char *path, const void *data, size_t size, dh_error *error)
{
    char temporary[PATH_MAX];
    if (dh_file_begin(path, temporary, error))
        return -1;
    int fd = dh_file_descriptor(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0)
        return dh_fail_errno(error, "%s: cannot create", temporary);
    int failed = write_all(fd, data, size);
    int number = errno;
    if (close(fd) && !failed)
        failed = -1, number = errno;
    if (failed) {
        unlink(temporary);
        errno = number;
        return dh_fail_errno(error, "%s: cannot write", path);
    }
    return dh_file_publish(temporary, path, error);
}

int dh_file_rewrite(const char *path, dh_file_change *change, const void *self, dh_error *error)
{
    dh_buffer file = {0}, out = {0};
    int result = dh_file_read(path, MOST_REWRITTEN, &file, error);
    if (!result)
        change((const char *)file.data, (const char *)file.data + file.size, self, &out);
    if (!result)
        result = out.failed ? dh_fail_memory(error) : dh_file_write(path, out.data, out.size, error);
    dh_buffer_finish(&file);
    dh_buffer_finish(&out);
    return result;
}

int dh_folder_create(const char *path, dh_error *error)
{
    char part[PATH_MAX];
    if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
        return dh_fail(error, DH_ERROR_INPUT, "%s: the name is too long", path);
    for (char *at = part + 1;; at++) {
        if (*at && *at != '/')
            continue;
        char kept = *at;
        *at = 0;
        if (mkdir(part, 0777) && errno != EEXIST)
            return dh_fail_errno(error, "%s: cannot create the folder", part);
        *at = kept;
        if (!kept)
            break;
    }
    struct stat st;
    if (stat(path, &st) || !S_ISDIR(st.st_mode))
        return dh_fail(error, DH_ERROR_INPUT, "%s: exists and is not a folder", path);
    return 0;
}
