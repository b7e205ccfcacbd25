/* downhill-reader: reads one file into rows and hands them back as an image. It is started by downhill alone, with its descriptors
 * open (data/parse.h), and gives up everything else before it looks at the file. */
#include "base/sandbox.h"
#include "data/image.h"
#include "data/parse.h"
#include "data/read.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534 };

/* The rest of a descriptor, and a NUL outside the size. */
static int read_whole(int fd, dh_buffer *out, dh_error *error)
{
    static unsigned char piece[1 << 20];
    ssize_t n;
    while ((n = pread(fd, piece, sizeof piece, (off_t)out->size)) > 0)
        dh_put(out, piece, (size_t)n);
    if (n < 0)
        return dh_fail_errno(error, "cannot read");
    dh_put_u8(out, 0);
    if (out->failed)
        return dh_fail_memory(error);
    out->size--;
    return 0;
}

static int confine(dh_error *error)
{
    const dh_sandbox_options options = {.profile = DH_SANDBOX_PARSE, .file_bytes = 0x1p36, .descriptors = 16, .user = NOBODY};
    return dh_sandbox_enter(&options, NULL, error);
}

static int answer(dh_error *error)
{
    dh_buffer question = {0}, file = {0};
    dh_arena arena = {0};
    dh_read_options options;
    dh_rows rows;
    if (confine(error) || read_whole(DH_READER_QUESTION, &question, error))
        return -1;
    dh_cursor in = {.data = question.data, .size = question.size};
    const char *name = dh_get_text(&in, &arena);
    if (dh_read_options_decode(&in, &arena, &options))
        return dh_fail(error, DH_ERROR_SYSTEM, "%s: downhill-reader was asked what it does not know", name);
    if (read_whole(DH_READER_FILE, &file, error))
        return -1;
    return dh_read_bytes(name, file.data, file.size, &options, &arena, &rows, error) ||
                   dh_image_write(&rows, DH_READER_IMAGE, error)
               ? -1
               : 0;
}

/* Ends at once: what it holds goes with the process. */
int main(void)
{
    struct stat st;
    dh_error error = {0};
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody else would end it */
    if (fstat(DH_READER_QUESTION, &st)) {
        fputs("downhill-reader is started by downhill\n", stderr);
        return DH_ERROR_SYSTEM;
    }
    const int result = answer(&error);
    if (result)
        fputs(error.text, stderr);
    fflush(stderr);
    _exit(result ? (int)error.kind : 0);
}
