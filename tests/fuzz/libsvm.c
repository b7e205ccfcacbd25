#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_rows(DH_FORMAT_LIBSVM, data, size);
    return 0;
}
