#include "fuzz.h"

#include "host/elfinert.h"
#include "host/elfload.h"
#include "host/elfnote.h"

#include <downhill/plugin.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size ? size : 1); /* without a NUL: it is no text */
    FUZZ_CHECK(copy != NULL);
    if (size)
        memcpy(copy, data, size);
    uint32_t kind = 0;
    bool flushes;
    dh_error error = {0};
    int result = dh_elf_check("plugin.so", copy, size, &kind, &error);
    fuzz_check_error(result, &error);
    FUZZ_CHECK(result || (kind >= DH_KIND_OPTIMIZER && kind <= DH_KIND_PROBLEM));
    if (!result)
        fuzz_check_error(dh_elf_check_loading("plugin.so", copy, size, &flushes, &error), &error);
    dh_elf_is_inert(copy, size);
    free(copy);
    return 0;
}
