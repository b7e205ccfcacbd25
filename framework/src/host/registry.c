#include "host/registry.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "host/elfload.h"
#include "host/elfnote.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_PLUGINS = 4096, MOST_BYTES = 256 << 20 };

typedef struct scan {
    dh_arena *arena;
    dh_error *error;
    size_t count;
    dh_candidate *candidate; /* [MOST_PLUGINS] */
    bool *named;             /* [MOST_PLUGINS] given as a file, not found in a folder: its refusal is an error */
    const char *mention;     /* NULL: everything is wanted */
    const char *pin;         /* the SHA-256 that the file must have; NULL: any */
    dh_registry *registry;
} scan;

static int reject(scan *s, const char *path, const char *reason)
{
    dh_registry *r = s->registry;
    if (r->rejected_count == MOST_PLUGINS)
        return 0;
    dh_rejected *entry = &r->rejected[r->rejected_count++];
    entry->path = path;
    entry->reason = dh_arena_text(s->arena, reason);
    return entry->reason ? 0 : dh_fail_memory(s->error);
}

/* The bytes in sealed memory: what was hashed is what will run, whatever happens to the file. */
static int seal(const dh_buffer *bytes, const char *name, dh_error *error)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return dh_fail_errno(error, "cannot create shared memory for %s", name);
    for (size_t done = 0; done < bytes->size;) {
        ssize_t n = write(fd, bytes->data + done, bytes->size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            close(fd);
            return dh_fail_errno(error, "cannot fill shared memory for %s", name);
        }
        done += (size_t)n;
    }
    fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    return fd;
}

static char *base_name(scan *s, const char *path)
{
    const char *slash = strrchr(path, '/'), *start = slash ? slash + 1 : path;
    size_t length = strlen(start);
    return dh_arena_copy(s->arena, start, length > 3 ? length - 3 : length);
}

static int add_bytes(scan *s, char *path, const dh_buffer *bytes)
{
    dh_candidate c = {.path = path, .name = base_name(s, path)};
    dh_error reason = {0};
    if (!c.name)
        return dh_fail_memory(s->error);
    if (dh_elf_check(path, bytes->data, bytes->size, &c.kind, &reason) ||
        dh_elf_check_loading(path, bytes->data, bytes->size, &c.flushes, &reason))
        return reject(s, path, reason.text);
    uint8_t digest[DH_SHA_SIZE];
    dh_sha256(bytes->data, bytes->size, digest);
    dh_hex(c.sha256, digest, sizeof digest);
    if (s->pin && strcmp(s->pin, c.sha256))
        return dh_fail(s->error, DH_ERROR_PLUGIN, "%s: its SHA-256 is %s, the study pins it to %s", path, c.sha256,
                       s->pin);
    for (size_t i = 0; i < s->count; i++) {
        if (s->candidate[i].kind != c.kind || strcmp(s->candidate[i].name, c.name))
            continue;
        if (!strcmp(s->candidate[i].path, c.path))
            return 0; /* the same file named twice */
        return dh_fail(s->error, DH_ERROR_INPUT,
                       "two plugins are called %s '%s': %s and %s: rename one or leave its folder out",
                       dh_kind_name(c.kind), c.name, s->candidate[i].path, c.path);
    }
    if (s->count == MOST_PLUGINS)
        return dh_fail(s->error, DH_ERROR_INPUT, "%s: more than %d plugins", path, MOST_PLUGINS);
    c.fd = seal(bytes, c.name, s->error);
    if (c.fd < 0)
        return -1;
    s->candidate[s->count++] = c;
    return 0;
}

static bool is_ours(uid_t owner)
{
    struct stat program;
    return !owner || owner == geteuid() || (!stat("/proc/self/exe", &program) && owner == program.st_uid);
}

/* Whoever can put other bytes there decides what runs: the file and all folders above it must not be writable by
 * everyone, and the file belong to root, to us, or to the owner of this program, who could as well change that. What
 * cannot be asked will not be readable either. */
static int check_trust(const char *path, dh_error *error)
{
    char above[PATH_MAX];
    struct stat st;
    if (stat(path, &st) || strlen(path) >= sizeof above)
        return 0;
    if (!is_ours(st.st_uid))
        return dh_fail(error, DH_ERROR_PLUGIN, "%s: it belongs to user %u, who is neither root nor you: copy it",
                       path, st.st_uid);
    strcpy(above, path);
    do {
        bool sticky = S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX);
        if ((st.st_mode & S_IWOTH) && !sticky)
            return dh_fail(error, DH_ERROR_PLUGIN, "%s: everyone may write to %s: chmod o-w it", path, above);
        char *slash = strrchr(above, '/');
        if (!slash || !above[1])
            return 0;
        slash[slash == above] = 0;
    } while (!stat(above, &st));
    return 0;
}

static int add_file(scan *s, const char *given)
{
    char absolute[PATH_MAX];
    char *path = dh_arena_text(s->arena, realpath(given, absolute) ? absolute : given);
    dh_buffer bytes = {0};
    dh_error reason = {0};
    int result;
    if (!path)
        result = dh_fail_memory(s->error);
    else if (check_trust(path, &reason) || dh_file_read(path, MOST_BYTES, &bytes, &reason))
        result = reject(s, path, reason.text);
    else
        result = add_bytes(s, path, &bytes);
    dh_buffer_finish(&bytes);
    return result;
}

static int is_library(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 3 && entry->d_name[0] != '.' && !strcmp(entry->d_name + length - 3, ".so");
}

/* kind 0: not known from the folder, so the file is read. */
static int add_found(scan *s, const char *path, uint32_t kind)
{
    dh_registry *r = s->registry;
    const char *name = kind && s->mention ? base_name(s, path) : "";
    if (!name)
        return dh_fail_memory(s->error);
    if (!kind || !s->mention || strstr(s->mention, name) || r->unread_count == MOST_PLUGINS)
        return add_file(s, path);
    r->unread[r->unread_count++] = (dh_unread){name, kind};
    return 0;
}

static int add_folder(scan *s, const char *folder, uint32_t kind)
{
    struct dirent **entry;
    int count = scandir(folder, &entry, is_library, alphasort);
    int result = 0;
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        if (!result && snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name) < (int)sizeof path)
            result = add_found(s, path, kind);
        free(entry[i]);
    }
    if (count >= 0)
        free(entry);
    return result;
}

static int add_path(scan *s, const dh_look *look)
{
    const char *path = look->path;
    static const struct {
        const char *name;
        uint32_t kind;
    } part[] = {{"optimizers", DH_KIND_OPTIMIZER}, {"schedules", DH_KIND_SCHEDULE}, {"problems", DH_KIND_PROBLEM}};
    struct stat st;
    if (stat(path, &st)) {
        dh_fail_errno(s->error, "plugins: %s", path);
        s->error->kind = DH_ERROR_INPUT;
        return -1;
    }
    if (S_ISDIR(st.st_mode) && look->sha256)
        return dh_fail(s->error, DH_ERROR_INPUT, "plugins: %s: a folder has no sha256: name its files", path);
    if (!S_ISDIR(st.st_mode)) {
        size_t before = s->registry->rejected_count, count = s->count;
        s->pin = look->sha256;
        int failed = add_file(s, path);
        s->pin = NULL;
        if (failed)
            return -1;
        if (s->registry->rejected_count > before) /* named by itself: somebody wants it */
            return dh_fail(s->error, DH_ERROR_PLUGIN, "%s", s->registry->rejected[before].reason);
        if (s->count > count)
            s->named[count] = true;
        return 0;
    }
    int result = add_folder(s, path, 0);
    for (int i = 0; i < 3 && !result; i++) {
        char folder[PATH_MAX];
        if (snprintf(folder, sizeof folder, "%s/%s", path, part[i].name) < (int)sizeof folder)
            result = add_folder(s, folder, part[i].kind);
    }
    return result;
}

static int order(const void *a, const void *b)
{
    const dh_plugin_card *x = a, *y = b;
    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->name, y->name);
}

/* One answer of the probe becomes a card, or a rejection. */
static int take_answer(scan *s, size_t i, const dh_probe_answer *answer)
{
    dh_candidate *c = &s->candidate[i];
    dh_registry *r = s->registry;
    dh_plugin_card card = {0};
    dh_error reason = {0};
    dh_cursor in = {.data = answer->card.data, .size = answer->card.size};
    if (!answer->card.size)
        dh_fail(&reason, DH_ERROR_PLUGIN, "%s", answer->reason);
    else if (dh_card_decode(&in, s->arena, &card, &reason))
        dh_fail(&reason, DH_ERROR_PLUGIN, "%s: it wrote over its own description", c->path);
    else if (card.kind != c->kind)
        dh_fail(&reason, DH_ERROR_PLUGIN, "%s: kind: expected %s as its note says, got %s", c->path,
                dh_kind_name(c->kind), dh_kind_name(card.kind));
    else if (strcmp(card.name, c->name))
        dh_fail(&reason, DH_ERROR_PLUGIN, "%s: name: expected '%s' as the file is called, got '%s'", c->path, c->name,
                card.name);
    if (reason.kind) {
        close(c->fd);
        c->fd = -1;
        return s->named[i] ? dh_fail(s->error, DH_ERROR_PLUGIN, "%s", reason.text) : reject(s, c->path, reason.text);
    }
    card.path = c->path;
    card.flushes = c->flushes;
    card.fd = c->fd;
    memcpy(card.sha256, c->sha256, sizeof card.sha256);
    r->card[r->count++] = card;
    return 0;
}

static int probe_all(scan *s, dh_probe *probe, void *self)
{
    dh_probe_answer *answer = calloc(s->count + 1, sizeof *answer);
    if (!answer)
        return dh_fail_memory(s->error);
    int result = probe(self, s->candidate, s->count, answer, s->error);
    for (size_t i = 0; i < s->count; i++) {
        if (!result)
            result = take_answer(s, i, &answer[i]);
        dh_buffer_finish(&answer[i].card);
    }
    free(answer);
    return result;
}

static int scan_all(scan *s, const dh_look *look, size_t count, dh_probe *probe, void *self)
{
    dh_registry *r = s->registry;
    for (size_t i = 0; i < count; i++)
        if (add_path(s, &look[i]))
            return -1;
    r->card = DH_NEW(s->arena, dh_plugin_card, s->count + 1);
    if (!r->card)
        return dh_fail_memory(s->error);
    if (probe_all(s, probe, self))
        return -1;
    qsort(r->card, r->count, sizeof *r->card, order);
    return 0;
}

int dh_registry_scan(const dh_look *look, size_t count, const char *mention, dh_probe *probe, void *self,
                     dh_arena *arena, dh_registry *ret, dh_error *error)
{
    *ret = (dh_registry){.rejected = DH_NEW(arena, dh_rejected, MOST_PLUGINS),
                         .unread = DH_NEW(arena, dh_unread, MOST_PLUGINS)};
    scan s = {.arena = arena,
              .error = error,
              .candidate = DH_NEW(arena, dh_candidate, MOST_PLUGINS),
              .named = DH_NEW(arena, bool, MOST_PLUGINS),
              .mention = mention,
              .registry = ret};
    if (!ret->rejected || !ret->unread || !s.candidate || !s.named)
        return dh_fail_memory(error);
    if (!scan_all(&s, look, count, probe, self))
        return 0;
    for (size_t i = 0; i < s.count; i++)
        if (s.candidate[i].fd >= 0)
            close(s.candidate[i].fd);
    ret->count = 0;
    return -1;
}

const dh_plugin_card *dh_registry_find(const dh_registry *registry, uint32_t kind, const char *name)
{
    for (size_t i = 0; i < registry->count; i++)
        if (registry->card[i].kind == kind && !strcmp(registry->card[i].name, name))
            return &registry->card[i];
    return NULL;
}

const char *dh_registry_nearest(const dh_registry *registry, uint32_t kind, const char *name)
{
    const char *names[2 * MOST_PLUGINS];
    size_t n = 0;
    for (size_t i = 0; i < registry->count; i++)
        if (registry->card[i].kind == kind)
            names[n++] = registry->card[i].name;
    for (size_t i = 0; i < registry->unread_count; i++)
        if (registry->unread[i].kind == kind)
            names[n++] = registry->unread[i].name;
    return dh_nearest(name, names, n);
}

void dh_registry_finish(dh_registry *registry)
{
    for (size_t i = 0; i < registry->count; i++)
        close(registry->card[i].fd);
    registry->count = 0;
}
