/* Starts downhill-reader and checks what it hands back as if a stranger had written it. */
#include "data/parse.h"

#include "base/cache.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/process.h"
#include "data/image.h"
#include "data/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORTH_KEEPING = 1 << 20 /* bytes of a file */, MOST_SECONDS = 3600 };

void dh_parsed_finish(dh_parsed *parsed)
{
    if (parsed->map)
        munmap((void *)(uintptr_t)parsed->map, parsed->bytes);
    *parsed = (dh_parsed){0};
}

/* ---- the file ---- */

typedef struct source {
    const char *path;
    int fd;
    size_t bytes;
    dh_buffer question;
} source;

static int open_checked(const char *path, int *ret_fd, size_t *ret_bytes, dh_error *error)
{
    struct stat st;
    *ret_fd = dh_file_open(path, path, error);
    if (*ret_fd < 0)
        return -1;
    if (fstat(*ret_fd, &st))
        return dh_fail_errno(error, "%s: cannot stat", path);
    if (!S_ISREG(st.st_mode))
        return dh_fail(error, DH_ERROR_INPUT, "%s: not a regular file", path);
    if ((uint64_t)st.st_size > DH_MOST_FILE_BYTES)
        return dh_fail(error, DH_ERROR_INPUT, "%s: %lld bytes, larger than the allowed %llu", path, (long long)st.st_size,
                       (unsigned long long)DH_MOST_FILE_BYTES);
    *ret_bytes = (size_t)st.st_size;
    return 0;
}

int dh_parse_check(const char *path, dh_error *error)
{
    int fd;
    size_t bytes;
    const int result = open_checked(path, &fd, &bytes, error);
    if (fd >= 0)
        close(fd);
    return result;
}

static int open_source(const char *path, const dh_read_options *options, source *s, dh_error *error)
{
    s->path = path;
    if (open_checked(path, &s->fd, &s->bytes, error))
        return -1;
    dh_put_text(&s->question, path);
    dh_read_options_encode(options, &s->question);
    return s->question.failed ? dh_fail_memory(error) : 0;
}

static void close_source(source *s)
{
    if (s->fd >= 0)
        close(s->fd);
    dh_buffer_finish(&s->question);
}

/* ---- what was kept ---- */

/* Of the file's contents, and of all that decides how they are read; the file's name is no part. */
static bool key_of(const source *s, const dh_read_options *options, char key[DH_SHA_TEXT])
{
    struct {
        uint8_t file[DH_SHA_SIZE], options[DH_SHA_SIZE];
        uint64_t version;
    } whole = {.version = DH_IMAGE_VERSION};
    uint8_t digest[DH_SHA_SIZE];
    dh_buffer bytes = {0};
    if (s->bytes < WORTH_KEEPING)
        return false;
    const void *map = mmap(NULL, s->bytes, PROT_READ, MAP_PRIVATE, s->fd, 0);
    if (map == MAP_FAILED)
        return false;
    dh_sha256(map, s->bytes, whole.file);
    munmap((void *)(uintptr_t)map, s->bytes);
    dh_read_options_encode(options, &bytes);
    dh_sha256(bytes.data, bytes.size, whole.options);
    const bool good = !bytes.failed;
    dh_buffer_finish(&bytes);
    dh_sha256(&whole, sizeof whole, digest);
    dh_hex(key, digest, DH_SHA_SIZE);
    return good;
}

/* Maps an image and checks it. The mapping is *ret's on success. */
static int map_image(int fd, dh_arena *arena, dh_parsed *ret, dh_error *error)
{
    struct stat st;
    if (fstat(fd, &st))
        return dh_fail_errno(error, "cannot stat the rows that were read");
    const size_t bytes = (size_t)st.st_size;
    const void *map = bytes ? mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    if (map == MAP_FAILED)
        return dh_fail(error, DH_ERROR_SYSTEM, "cannot map the rows that were read");
    *ret = (dh_parsed){.map = map, .bytes = bytes};
    if (!dh_image_read(map, bytes, arena, &ret->rows, error))
        return 0;
    dh_parsed_finish(ret);
    return -1;
}

static bool recall(const char *path, dh_arena *arena, dh_parsed *ret)
{
    dh_error ignored;
    int fd = dh_file_descriptor(path, O_RDONLY, 0);
    if (fd < 0)
        return false;
    const bool found = !map_image(fd, arena, ret, &ignored);
    close(fd);
    return found;
}

/* ---- the reader ---- */

static int memory_file(const char *name, const dh_buffer *content, dh_error *error)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || (content && pwrite(fd, content->data, content->size, 0) != (ssize_t)content->size)) {
        dh_fail_errno(error, "cannot make a file in memory");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static int explain(const source *s, const dh_ending *end, dh_error *error)
{
    const int text = (int)end->err.size;
    if (end->timed_out)
        return dh_fail(error, DH_ERROR_INPUT, "%s: reading it took more than %d seconds", s->path, MOST_SECONDS);
    if (end->signal)
        return dh_fail(error, DH_ERROR_SYSTEM, "%s: its reader was ended by signal %d (%s); nothing that it read is used. %.*s", s->path,
                       end->signal, strsignal(end->signal), text > 500 ? 500 : text, (const char *)end->err.data);
    if (end->exit_status != DH_ERROR_INPUT && end->exit_status != DH_ERROR_SYSTEM)
        return dh_fail(error, DH_ERROR_SYSTEM, "%s: its reader ended with status %d. %.*s", s->path, end->exit_status, text,
                       (const char *)end->err.data);
    return dh_fail(error, (dh_error_kind)end->exit_status, "%.*s", text, (const char *)end->err.data);
}

/* Fills the image. */
static int ask_reader(const char *reader, const source *s, int image, dh_error *error)
{
    const char *argv[] = {reader, NULL};
    dh_ending end = {0};
    int question = memory_file("question", &s->question, error);
    if (question < 0)
        return -1;
    const int fds[] = {s->fd, image, question}; /* as DH_READER_FILE and so on */
    const dh_command command = {.argv = argv, .seconds = MOST_SECONDS, .fd = fds, .fd_count = 3};
    int result = dh_process_run(&command, &end, error);
    if (!result && end.exit_status)
        result = explain(s, &end, error);
    dh_ending_finish(&end);
    close(question);
    return result;
}

/* Into the cache; without one, or without room in it, into memory alone. */
static int read_anew(const char *reader, const source *s, const char *kept, dh_arena *arena, dh_parsed *ret, dh_error *error)
{
    char temporary[DH_CACHE_PATH];
    dh_error ignored;
    int image = -1;
    if (kept && !dh_file_begin(kept, temporary, &ignored))
        image = dh_file_descriptor(temporary, O_RDWR | O_CREAT | O_EXCL, 0600);
    const bool on_disk = image >= 0;
    if (!on_disk)
        image = memory_file("rows", NULL, error);
    if (image < 0)
        return -1;
    int result = ask_reader(reader, s, image, error) || map_image(image, arena, ret, error) ? -1 : 0;
    close(image);
    if (on_disk && result)
        unlink(temporary);
    else if (on_disk)
        dh_file_publish(temporary, kept, &ignored);
    return result;
}

int dh_parse_file(const char *reader, const char *path, const dh_read_options *options, dh_arena *arena, dh_parsed *ret,
                  dh_error *error)
{
    char key[DH_SHA_TEXT], kept[DH_CACHE_PATH];
    source s = {.fd = -1};
    int result = open_source(path, options, &s, error);
    *ret = (dh_parsed){0};
    if (!result) {
        const bool keeps = key_of(&s, options, key) && dh_cache_create("rows", key, kept);
        if (!keeps || !recall(kept, arena, ret)) {
            result = read_anew(reader, &s, keeps ? kept : NULL, arena, ret, error);
            if (result && keeps && error && error->kind == DH_ERROR_SYSTEM) /* a full disk, say */
                result = read_anew(reader, &s, NULL, arena, ret, error);
        }
    }
    close_source(&s);
    return result;
}
