/* What a plugin file says of itself without running any of it: the ELF note that its DH_ macro wrote. */
#ifndef DH_HOST_ELFNOTE_H
#define DH_HOST_ELFNOTE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* Checks that the bytes are a 64-bit shared object for this machine with our note, magic and major version, and
 * at most 64 program headers. `name` stands for the file in messages. DH_ERROR_PLUGIN otherwise. */
int dh_elf_check(const char *name, const void *data, size_t size, uint32_t *ret_kind, dh_error *error);

#endif
