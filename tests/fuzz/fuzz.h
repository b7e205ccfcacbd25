/* A harness: one function that gives bytes that nobody vouches for to one reader, and checks what comes back.
 * libFuzzer calls it (scripts/fuzz), or replay.c with every input of corpus/NAME.pack. */
#ifndef DH_TESTS_FUZZ_H
#define DH_TESTS_FUZZ_H

#include "base/arena.h"
#include "base/error.h"
#include "data/options.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold of every input, in every build. */
#define FUZZ_CHECK(TRUTH) ((TRUTH) ? (void)0 : fuzz_failed(#TRUTH, __FILE__, __LINE__))
_Noreturn void fuzz_failed(const char *truth, const char *file, int line);

/* A heap copy with a NUL behind it, so that a sanitizer sees each byte beyond; the caller frees it. */
unsigned char *fuzz_copy(const uint8_t *data, size_t size);

/* The bytes as a file: a descriptor that counts as opened, and FUZZ_PATH names it. Readers that want files get them
 * so, without a call to the kernel (file.c). The bytes stay the caller's. When it ends, all that was opened must be
 * closed and unmapped. */
#define FUZZ_PATH "/fuzz/input"
int fuzz_file(const uint8_t *data, size_t size);
void fuzz_file_end(void);

/* The first byte chooses options, the others are a file in that format. */
void fuzz_rows(dh_format format, const uint8_t *data, size_t size);

/* Whole frames of a journal, from the front: as results/README.md describes them, not as store/journal.c reads them.
 * Puts the sums of each right first, as far as sizes lead from one to the next, when told to. */
size_t fuzz_frames(unsigned char *at, size_t left, bool repair);

/* A message with words in it for each failure, none after success. */
void fuzz_check_error(int result, const dh_error *error);

#endif
