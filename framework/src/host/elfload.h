/* What loading a plugin's file would do, told without loading it. */
#ifndef DH_HOST_ELFLOAD_H
#define DH_HOST_ELFLOAD_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The bytes have passed dh_elf_check. DH_ERROR_PLUGIN: it looks for libraries where it likes (RPATH, RUNPATH), has
 * its code changed by the loader (text relocations), wants memory that is both written and run (stack or segment), or
 * its tables lie outside the file. *ret_flushes: it holds start-up code that sets the floating-point mode, as -Ofast
 * and -ffast-math link in. */
int dh_elf_check_loading(const char *name, const void *data, size_t size, bool *ret_flushes, dh_error *error);

#endif
