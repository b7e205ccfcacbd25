/* The first byte says whether the sums are put right, as far as sizes lead from frame to frame. What comes back is
 * the longest row of whole frames. */
#include "fuzz.h"

#include "base/hash.h"
#include "store/journal.h"

#include <stdlib.h>
#include <unistd.h>

static int count(void *self, dh_frame_type type, const void *payload, size_t size, uint64_t offset)
{
    FUZZ_CHECK(offset % 8 == 0 && (!size || dh_checksum(payload, size) | 1));
    (void)type;
    return (++*(size_t *)self, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    unsigned char *copy = fuzz_copy(data + 1, size - 1);
    size_t whole = fuzz_frames(copy, size - 1, *data & 1), seen = 0;
    int fd = fuzz_file(copy, size - 1);
    dh_journal *journal;
    dh_error error = {0};
    int result = dh_journal_open_read(FUZZ_PATH, &journal, &error);
    fuzz_check_error(result, &error);
    FUZZ_CHECK(result == 0 || !whole);
    if (!result)
        FUZZ_CHECK(!dh_journal_each(journal, count, &seen, &error) && seen == whole &&
                   !dh_journal_close(journal, &error));
    close(fd);
    fuzz_file_end();
    free(copy);
    return 0;
}
