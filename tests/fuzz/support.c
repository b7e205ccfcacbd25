#include "fuzz.h"

#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Libraries forget memory when a file is bad: libfyaml 0.7 2 kB when a quoted scalar with many escapes does not end,
 * HDF5 1.10 some hundred bytes of damaged objects. Their processes end with the file. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfyaml\nleak:libhdf5\n";
}

void fuzz_failed(const char *truth, const char *file, int line)
{
    fprintf(stderr, "%s:%d: not true: %s\n", file, line, truth);
    abort();
}

unsigned char *fuzz_copy(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size + 1);
    FUZZ_CHECK(copy != NULL);
    if (size)
        memcpy(copy, data, size);
    copy[size] = 0;
    return copy;
}

void fuzz_check_error(int result, const dh_error *error)
{
    FUZZ_CHECK(result == 0 || result == -1);
    FUZZ_CHECK((result != 0) == (error->kind != DH_ERROR_NONE) && (result != 0) == (error->text[0] != 0));
    FUZZ_CHECK(strnlen(error->text, sizeof error->text) < sizeof error->text);
}

enum { HEAD = 40 };

static uint64_t word(const unsigned char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

size_t fuzz_frames(unsigned char *at, size_t left, bool repair)
{
    for (size_t n = 0;; n++) {
        uint64_t size = left >= HEAD ? word(at + 16) : 0;
        if (left < HEAD || memcmp(at, "DHJ1", 4) || size > left - HEAD || (size + 7) / 8 * 8 > left - HEAD)
            return n;
        uint64_t sum = dh_checksum(at, 24), payload = dh_checksum(at + HEAD, size);
        if (repair) {
            memcpy(at + 24, &sum, 8);
            memcpy(at + 32, &payload, 8);
        }
        if (word(at + 8) != n || word(at + 24) != sum || word(at + 32) != payload)
            return n;
        left -= HEAD + (size + 7) / 8 * 8;
        at += HEAD + (size + 7) / 8 * 8;
    }
}
