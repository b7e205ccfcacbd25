/* The head's sum is put right; with an odd first byte, all that follows from its sizes. */
#include "fuzz.h"

#include "base/hash.h"
#include "data/dataset.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 + sizeof(dh_data_head))
        return 0;
    unsigned char *copy = fuzz_copy(data + 1, size - 1);
    dh_data_head *head = (dh_data_head *)copy;
    if (!(*data & 1) || dh_data_plan(head))
        head->checksum = dh_checksum(head, offsetof(dh_data_head, checksum));
    int fd = fuzz_file(copy, size - 1);
    dh_data attached = {.fd = -1};
    dh_error error = {0};
    int result = dh_data_attach(fd, &attached, &error);
    fuzz_check_error(result, &error);
    const dh_dataset *view = &attached.view;
    const size_t rows = result ? 0 : dh_data_rows(view);
    for (size_t k = 0; rows && view->x && k < rows * view->features; k++)
        FUZZ_CHECK(memcmp(&view->x[k], copy + head->x + k * sizeof(double), sizeof(double)) == 0);
    for (size_t i = 0; rows && view->y && i < rows; i++)
        FUZZ_CHECK(!view->classes || view->y[i] < (double)view->classes);
    for (size_t k = 0; rows && view->row_start && k < view->row_start[rows]; k++)
        FUZZ_CHECK(view->column[k] < view->features && memcmp(&view->value[k], copy + head->value + k * 8, 8) == 0);
    if (result)
        close(fd);
    else
        dh_data_finish(&attached);
    fuzz_file_end();
    free(copy);
    return 0;
}
