/* The sums are put right first: they keep accidents out, not attackers. */
#include "fuzz.h"

#include "base/hash.h"
#include "data/image.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = fuzz_copy(data, size);
    dh_image_head *head = (dh_image_head *)copy;
    if (size >= sizeof *head) {
        head->bytes = size;
        head->content = dh_checksum(copy + sizeof *head, size - sizeof *head);
        head->checksum = dh_checksum(head, offsetof(dh_image_head, checksum));
    }
    dh_arena arena = {0};
    dh_rows rows = {0};
    dh_error error = {0};
    int result = dh_image_read(copy, size, &arena, &rows, &error);
    fuzz_check_error(result, &error);
    if (!result && !head->narrow) { /* what was read is written as the same bytes, but for those between arrays */
        int fd = memfd_create("fuzz", MFD_CLOEXEC);
        FUZZ_CHECK(!dh_image_write(&rows, fd, &error) && lseek(fd, 0, SEEK_END) >= (off_t)sizeof *head);
        close(fd);
    }
    dh_arena_finish(&arena);
    free(copy);
    return 0;
}
