/* What can be decoded is encoded as the same bytes. */
#include "fuzz.h"

#include "run/record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = fuzz_copy(data, size);
    dh_arena arena = {0};
    dh_record record = {0}, front = {0};
    dh_error error = {0};
    int result = dh_record_decode(copy, size, &arena, &record, &error);
    fuzz_check_error(result, &error);
    if (!result) {
        dh_buffer again = {0};
        dh_record_encode(&record, &again);
        FUZZ_CHECK(again.size == size && !dh_record_peek(copy, size, &front) && !strcmp(front.id, record.id));
        FUZZ_CHECK(front.status == record.status && (unsigned)record.status < DH_STATUS_COUNT);
        dh_buffer_finish(&again);
    }
    dh_arena_finish(&arena);
    free(copy);
    return 0;
}
