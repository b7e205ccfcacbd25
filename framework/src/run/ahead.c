#include "run/ahead.h"

#include "host/elfinert.h"
#include "run/child.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LOADED = 64 }; /* each costs every fork a little */
enum { PATH = 48 };

void dh_ahead_init(dh_ahead *ahead)
{
    *ahead = (dh_ahead){0};
    snprintf(ahead->folder, sizeof ahead->folder, "/proc/%d/fd/", getpid());
}

static bool is_known(const dh_ahead *ahead, int fd)
{
    return fd >= 0 && fd < DH_AHEAD_DESCRIPTORS && ahead->entry[fd];
}

/* A name for a plugin's sealed file. The slot's own folder in /proc, not that of the child who opens it: the kernel
 * has it at hand, and Landlock lets it through. Returns path. */
static const char *name_file(const dh_ahead *ahead, int fd, char path[PATH])
{
    char digits[12], *at = digits + sizeof digits - 1;
    *at = 0;
    do
        *--at = (char)('0' + fd % 10); /* stdio would map a dozen pages into each run's process */
    while (fd /= 10);
    return strcat(strcpy(path, ahead->folder), at);
}

int dh_ahead_plugin(const dh_ahead *ahead, int fd, const char *name, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    char path[PATH];
    if (is_known(ahead, fd))
        return dh_plugin_check(ahead->entry[fd](), name, arena, ret, error);
    return dh_plugin_load(name_file(ahead, fd, path), name, arena, ret, error);
}

static bool is_inert(int fd)
{
    struct stat s;
    if (fstat(fd, &s) || s.st_size <= 0)
        return false;
    void *bytes = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return false;
    bool inert = dh_elf_is_inert(bytes, (size_t)s.st_size);
    munmap(bytes, (size_t)s.st_size);
    return inert;
}

static bool load(dh_ahead *ahead, int fd)
{
    char path[PATH];
    if (fd < 0 || fd >= DH_AHEAD_DESCRIPTORS || ahead->loaded == MOST_LOADED || (ahead->seen[fd / 64] >> fd % 64 & 1))
        return false;
    ahead->seen[fd / 64] |= (uint64_t)1 << fd % 64;
    if (is_inert(fd)) /* without an entry: the run's process will say why */
        ahead->entry[fd] = dh_plugin_open(name_file(ahead, fd, path), "", NULL);
    ahead->loaded += ahead->entry[fd] != NULL;
    return ahead->entry[fd];
}

static bool load_use(dh_ahead *ahead, const dh_use *use)
{
    bool grown = use->name && load(ahead, use->fd);
    for (size_t i = 0; i < use->inner_count; i++)
        grown |= load_use(ahead, &use->inner[i]);
    return grown;
}

bool dh_ahead_load(dh_ahead *ahead, const dh_spec *spec)
{
    bool grown = load_use(ahead, &spec->problem);
    grown |= load_use(ahead, &spec->optimizer);
    grown |= load_use(ahead, &spec->schedule);
    if (grown)
        dh_child_warm();
    return grown;
}
