#include "fuzz.h"

#include "data/gzip.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST = 1 << 16 };
    if (!dh_is_gzip(data, size)) /* no caller asks then */
        return 0;
    unsigned char *copy = fuzz_copy(data, size);
    dh_buffer out = {0};
    dh_error error = {0};
    dh_put(&out, "kept", 4);
    int result = dh_gunzip("input.gz", copy, size, MOST, &out, &error);
    fuzz_check_error(result, &error);
    FUZZ_CHECK(!memcmp(out.data, "kept", 4));
    if (!result)
        FUZZ_CHECK(out.size >= 4 && out.size - 4 <= MOST && !out.data[out.size]);
    dh_buffer_finish(&out);
    free(copy);
    return 0;
}
