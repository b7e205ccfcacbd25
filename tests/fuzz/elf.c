#include "fuzz.h"

#include "host/elfinert.h"
#include "host/elfnote.h"

#include <downhill/plugin.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size ? size : 1); /* without a NUL: it is no text */
    FUZZ_CHECK(copy != NULL);
    for (size_t i = 0; i < size; i++)
        copy[i] = data[i];
    uint32_t kind = 0;
    dh_error error = {0};
    int result = dh_elf_check("plugin.so", copy, size, &kind, &error);
    fuzz_check_error(result, &error);
    FUZZ_CHECK(result || (kind >= DH_KIND_OPTIMIZER && kind <= DH_KIND_PROBLEM));
    dh_elf_is_inert(copy, size);
    free(copy);
    return 0;
}
