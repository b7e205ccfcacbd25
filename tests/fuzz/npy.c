#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_rows(DH_FORMAT_NPY, data, size);
    return 0;
}
