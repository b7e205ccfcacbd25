#include "fuzz.h"

#include "data/card.h"

#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = fuzz_file(data, size);
    const dh_card_file file = {.name = "card", .path = FUZZ_PATH};
    dh_arena arena = {0};
    dh_card card = {0};
    dh_error error = {0};
    int result = dh_card_read(&file, "/store", &arena, &card, &error);
    fuzz_check_error(result, &error);
    if (!result)
        FUZZ_CHECK(card.name && card.doc && card.source && card.licence && card.path && card.task);
    dh_arena_finish(&arena);
    close(fd);
    fuzz_file_end();
    return 0;
}
