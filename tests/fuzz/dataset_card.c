#include "fuzz.h"

#include "data/card.h"

#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    int fd = fuzz_file(data, size, path);
    const dh_card_file file = {.name = "card", .path = path};
    dh_arena arena = {0};
    dh_card card = {0};
    dh_error error = {0};
    int result = dh_card_read(&file, "/store", &arena, &card, &error);
    fuzz_check_error(result, &error);
    if (!result)
        FUZZ_CHECK(card.name && card.doc && card.source && card.licence && card.path && card.task);
    dh_arena_finish(&arena);
    close(fd);
    return 0;
}
