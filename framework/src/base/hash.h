/* Identity (SHA-256) and checksums (XXH3). */
#ifndef DH_BASE_HASH_H
#define DH_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { DH_SHA_SIZE = 32, DH_SHA_TEXT = 65 };

void dh_sha256(const void *data, size_t size, uint8_t out[DH_SHA_SIZE]);
char *dh_hex(char *out, const uint8_t *bytes, size_t count); /* out [2 * count + 1], lower case; returns out */
uint64_t dh_checksum(const void *data, size_t size); /* XXH3-64: against accidents, not attackers */

#endif
