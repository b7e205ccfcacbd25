#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = fuzz_copy(data, size);
    dh_arena arena = {0};
    dh_study study = {0};
    dh_error error = {0};
    int result = dh_study_parse("study.yaml", (const char *)copy, size, &arena, &study, &error);
    fuzz_check_error(result, &error);
    if (!result) {
        FUZZ_CHECK(study.name && *study.name && strlen(study.name) <= 100 && !strpbrk(study.name, "/\n"));
        FUZZ_CHECK(study.problem_count && study.method_count && study.seed_count && study.limits.seconds > 0);
        for (size_t i = 0; i < study.method_count; i++)
            FUZZ_CHECK(study.method[i].optimizer && study.method[i].record.every > 0);
    }
    dh_arena_finish(&arena);
    free(copy);
    return 0;
}
