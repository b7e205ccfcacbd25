#include "files.h"

int dh_files_open(const char *const *path, size_t count, dh_arena *arena, dh_files *ret, dh_error *error)
{
    for (ret->count = 0; ret->count < count; ret->count++) {
        dh_results *file = &ret->file[ret->count];
        if (dh_results_open(path[ret->count], arena, file, error))
            return -1;
        ret->open[ret->count] = file;
    }
    return 0;
}

void dh_files_close(dh_files *files)
{
    while (files->count)
        dh_results_close(&files->file[--files->count]);
}
