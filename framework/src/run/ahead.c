#include "run/ahead.h"

#include "host/elfinert.h"
#include "run/child.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LOADED = 64 }; /* each costs every fork a little */

void dh_ahead_init(dh_ahead *ahead)
{
    *ahead = (dh_ahead){0};
    snprintf(ahead->folder, sizeof ahead->folder, "/proc/%d/fd/", getpid());
}

const char *dh_ahead_path(const dh_ahead *ahead, int fd, char path[DH_PLUGIN_PATH])
{
    char digits[12], *at = digits + sizeof digits - 1;
    *at = 0;
    do
        *--at = (char)('0' + fd % 10); /* stdio would map a dozen pages into each run's process */
    while (fd /= 10);
    return strcat(strcpy(path, ahead->folder), at);
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
    char path[DH_PLUGIN_PATH];
    if (fd < 0 || fd >= DH_AHEAD_DESCRIPTORS || ahead->loaded == MOST_LOADED || (ahead->seen[fd / 64] >> fd % 64 & 1))
        return false;
    ahead->seen[fd / 64] |= (uint64_t)1 << fd % 64;
    if (!is_inert(fd) || !dlopen(dh_ahead_path(ahead, fd, path), RTLD_NOW | RTLD_LOCAL))
        return false; /* the run's process will say why */
    ahead->loaded++;
    return true;
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
