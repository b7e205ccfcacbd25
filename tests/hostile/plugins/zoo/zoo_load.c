/* Gradient descent with the fault FAULT_AT_LOAD in its start-up code, or in its end code with AT_EXIT. It keeps still
 * while it is looked at alone: a run loads the problem before it. */
#include "zoo.h"

#include "../hostile.h"

#include <link.h>
#include <stdlib.h>
#include <string.h>

size_t zoo_state_size(const zoo_place *at)
{
    return at->call != NULL;
}

static int count_plugins(struct dl_phdr_info *info, size_t size, void *count)
{
    (void)size;
    *(int *)count += !strncmp(info->dlpi_name, "/proc/", 6);
    return 0;
}

static void go_wrong(void)
{
    int plugins = 0;
    dl_iterate_phdr(count_plugins, &plugins);
    if (plugins > 1)
        FAULT_AT_LOAD(&(zoo_place){0});
}

#ifdef AT_EXIT
__attribute__((destructor)) static void end(void)
{
    go_wrong();
}
__attribute__((constructor)) static void begin(void)
{
    atexit(go_wrong);
}
#else
__attribute__((constructor)) static void begin(void)
{
    go_wrong();
}
#endif

HOSTILE(NAME, "has code that nobody asked for", )
