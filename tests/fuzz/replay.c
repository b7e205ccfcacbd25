/* Gives every input of a pack to the harness that is linked: what fuzzing found worth keeping, as a test.
 *
 *   replay FILE.pack [NUMBER]       all inputs, or one, counted from 0
 *
 * A pack is a row of inputs: size (u32, little-endian), bytes. They run in a child, which says in shared memory how
 * far it came: a crash names its input. */
#include "fuzz.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* How many inputs the pack holds; -1: it is damaged. only < 0: all of them are run. */
static long run(const unsigned char *pack, size_t size, long only, long *now)
{
    long n = 0;
    for (uint32_t length; size >= sizeof length; n++) {
        memcpy(&length, pack, sizeof length);
        pack += sizeof length;
        size -= sizeof length;
        if (length > size)
            return -1;
        *now = n;
        if (only < 0 || only == n)
            LLVMFuzzerTestOneInput(pack, length);
        pack += length;
        size -= length;
    }
    return size ? -1 : n;
}

static int replay(const char *path, long only, long *now)
{
    dh_buffer pack = {0};
    dh_error error = {0};
    if (dh_file_read(path, 1 << 26, &pack, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return 2;
    }
    long count = run(pack.data, pack.size, only, now);
    dh_buffer_finish(&pack);
    printf("%s: %ld inputs\n", path, count);
    return count > only && count > 0 ? 0 : 2;
}

int main(int argc, char **argv)
{
    long *now = mmap(NULL, sizeof *now, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (argc < 2 || argc > 3 || now == MAP_FAILED)
        return 2;
    pid_t child = fork();
    if (!child)
        exit(replay(argv[1], argc == 3 ? atol(argv[2]) : -1, now));
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 2;
    if (!status)
        return 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 2)
        fprintf(stderr, "%s: input %ld fails\n", argv[1], *now);
    return 1;
}
