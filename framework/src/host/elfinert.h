/* Plugins that do nothing while they are loaded. */
#ifndef DH_HOST_ELFINERT_H
#define DH_HOST_ELFINERT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether dlopen(RTLD_NOW | RTLD_LOCAL) of a file of these bytes runs no instruction of it and writes only into the
 * file's own pages: it has no start-up or ending code, no resolvers (IFUNC), no thread-local storage, no name or symbol
 * that others would find, links with nothing but libc and libm, and every table that the loader follows lies whole in
 * pages that no relocation changes. False when that cannot be shown, which is no fault of the file. */
bool dh_elf_is_inert(const void *data, size_t size);

#endif
