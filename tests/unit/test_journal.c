/* The journal against all that can happen to a file: torn at every byte, one bit flipped anywhere, no room left,
 * killed. */
#include "suite.h"

#include "base/buffer.h"
#include "store/journal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/dh_journal_XXXXXX";
static char path[64];

static void fresh(void)
{
    if (!path[0]) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
        snprintf(path, sizeof path, "%s/study.journal", folder);
    }
    unlink(path);
}

static void sweep(void)
{
    unlink(path);
    rmdir(folder);
}

static void put_file(const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(data, 1, size, file), size);
    CU_ASSERT_EQUAL(fclose(file), 0);
}

static off_t file_size(void)
{
    struct stat st;
    return stat(path, &st) ? -1 : st.st_size;
}

/* Payload of the n-th frame: its length and bytes follow from n, so that a reader can tell a wrong one. */
static size_t payload(unsigned n, unsigned char *out)
{
    size_t size = n % 5 == 3 ? 0 : (n * 37 + 11) % 90;
    for (size_t i = 0; i < size; i++)
        out[i] = (unsigned char)(n * 151 + i * 29 + 7);
    return size;
}

static dh_frame_type type_of(unsigned n)
{
    return n % 4 ? DH_FRAME_RUN : DH_FRAME_STUDY;
}

/* Counts the frames that are as `payload` says, in order; stops being right at the first that is not. */
typedef struct check {
    unsigned count;
    int wrong;
} check;

static int visit(void *self, dh_frame_type type, const void *data, size_t size, uint64_t offset)
{
    check *c = self;
    unsigned char expected[128];
    size_t length = payload(c->count, expected);
    if (type != type_of(c->count) || size != length || memcmp(data, expected, size) || offset % 8)
        c->wrong++;
    c->count++;
    return 0;
}

static check read_all(dh_journal *j)
{
    check c = {0};
    dh_error error = {0};
    CU_ASSERT_EQUAL(dh_journal_each(j, visit, &c, &error), 0);
    return c;
}

static int append(dh_journal *j, unsigned n, dh_error *error)
{
    unsigned char data[128];
    size_t size = payload(n, data);
    return dh_journal_append(j, type_of(n), data, size, n % 3 == 1, NULL, error);
}

/* A journal of `count` frames; end [count + 1] = where each begins, and the file's end. */
static void build(unsigned count, uint64_t *end)
{
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    fresh();
    CU_ASSERT_EQUAL_FATAL(dh_journal_open(path, &j, &cut, &error), 0);
    for (unsigned n = 0; n < count; n++) {
        if (end)
            end[n] = (uint64_t)file_size();
        CU_ASSERT_EQUAL(append(j, n, &error), 0);
    }
    if (end)
        end[count] = (uint64_t)file_size();
    CU_ASSERT_EQUAL(dh_journal_close(j, &error), 0);
}

static void read_back(void)
{
    uint64_t cut = 99, offset;
    dh_journal *j;
    dh_error error = {0};
    build(17, NULL);
    CU_ASSERT_EQUAL_FATAL(dh_journal_open(path, &j, &cut, &error), 0);
    CU_ASSERT_EQUAL(cut, 0);
    check c = read_all(j);
    CU_ASSERT(c.count == 17 && !c.wrong);
    static const char text[] = "the one to be found again";
    CU_ASSERT_EQUAL(dh_journal_append(j, DH_FRAME_RUN, text, sizeof text, false, &offset, &error), 0);
    CU_ASSERT_EQUAL(append(j, 18, &error), 0);
    void *back;
    size_t size;
    CU_ASSERT_EQUAL_FATAL(dh_journal_payload(j, offset, &back, &size, &error), 0);
    CU_ASSERT(size == sizeof text && !memcmp(back, text, size));
    free(back);
    CU_ASSERT_EQUAL(dh_journal_payload(j, offset + 8, &back, &size, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no whole frame"));
    CU_ASSERT_EQUAL(dh_journal_append(j, DH_FRAME_RUN, "", 0, false, &offset, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_journal_payload(j, offset, &back, &size, &error), 0);
    CU_ASSERT(size == 0 && back);
    free(back);
    CU_ASSERT_EQUAL(dh_journal_close(j, &error), 0);
    CU_ASSERT_EQUAL(dh_journal_close(NULL, &error), 0);
}

static int stop_at_three(void *self, dh_frame_type type, const void *data, size_t size, uint64_t offset)
{
    (void)type, (void)data, (void)size, (void)offset;
    return ++*(int *)self == 3 ? 42 : 0;
}

static void reading_takes_no_lock(void)
{
    dh_journal *writer, *reader;
    dh_error error = {0};
    uint64_t cut;
    int seen = 0;
    build(6, NULL);
    CU_ASSERT_EQUAL_FATAL(dh_journal_open(path, &writer, &cut, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_journal_open_read(path, &reader, &error), 0);
    CU_ASSERT_EQUAL(append(writer, 6, &error), 0);
    CU_ASSERT_EQUAL(read_all(reader).count, 6); /* what there was when it was opened */
    CU_ASSERT_EQUAL(dh_journal_each(reader, stop_at_three, &seen, &error), 42);
    CU_ASSERT_EQUAL(seen, 3);
    CU_ASSERT_EQUAL(append(reader, 7, &error), -1);
    CU_ASSERT_EQUAL(dh_journal_close(reader, &error), 0);
    CU_ASSERT_EQUAL(read_all(writer).count, 7);
    CU_ASSERT_EQUAL(dh_journal_close(writer, &error), 0);
}

static void torn_at_every_byte(void)
{
    enum { COUNT = 9 };
    uint64_t end[COUNT + 1];
    static unsigned char whole[4096];
    build(COUNT, end);
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    CU_ASSERT_EQUAL_FATAL(size, end[COUNT]);
    int wrong = 0;
    for (size_t length = 0; length <= size; length++) {
        unsigned expected = 0;
        while (expected < COUNT && end[expected + 1] <= length)
            expected++;
        dh_journal *j;
        dh_error error = {0};
        uint64_t cut = 0;
        put_file(whole, length);
        wrong += dh_journal_open_read(path, &j, &error) != 0;
        check c = read_all(j);
        wrong += c.count != expected || c.wrong || file_size() != (off_t)length;
        dh_journal_close(j, &error);
        wrong += dh_journal_open(path, &j, &cut, &error) != 0;
        wrong += cut != length - end[expected] || file_size() != (off_t)end[expected];
        wrong += append(j, expected, &error) != 0; /* and it goes on from there */
        c = read_all(j);
        wrong += c.count != expected + 1 || c.wrong;
        wrong += dh_journal_close(j, &error) != 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void every_flipped_bit(void)
{
    enum { COUNT = 6 };
    uint64_t end[COUNT + 1];
    static unsigned char whole[4096];
    build(COUNT, end);
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    int wrong = 0;
    size_t refused = 0, padding = 0;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        unsigned hit = 0;
        while (end[hit + 1] <= bit / 8)
            hit++;
        whole[bit / 8] ^= (unsigned char)(1u << bit % 8);
        put_file(whole, size);
        whole[bit / 8] ^= (unsigned char)(1u << bit % 8);
        dh_journal *j;
        dh_error error = {0};
        if (dh_journal_open_read(path, &j, &error)) {
            wrong += error.kind != DH_ERROR_INPUT;
            refused++;
            continue;
        }
        check c = read_all(j);
        padding += c.count == COUNT;
        wrong += c.wrong || (c.count != hit && c.count != COUNT);
        dh_journal_close(j, &error);
    }
    size_t unused = 0; /* bits of the zero bytes behind payloads: they carry nothing */
    for (unsigned n = 0; n < COUNT; n++) {
        unsigned char data[128];
        unused += 8 * (end[n + 1] - end[n] - 40 - payload(n, data));
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(refused, 32); /* the magic of the first frame: this is no journal */
    CU_ASSERT_EQUAL(padding, unused);
}

static void swapped_frames(void)
{
    uint64_t end[4];
    unsigned char whole[1024], swapped[1024];
    build(3, end);
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(whole, 1, sizeof whole, file), first = end[1], second = end[2] - end[1];
    fclose(file);
    memcpy(swapped, whole + first, second);
    memcpy(swapped + second, whole, first);
    memcpy(swapped + first + second, whole + first + second, size - first - second);
    put_file(swapped, size);
    dh_journal *j;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(dh_journal_open_read(path, &j, &error), 0);
    CU_ASSERT_EQUAL(read_all(j).count, 0);
    dh_journal_close(j, &error);
}

static void strangers_are_left_alone(void)
{
    static const char letter[] = "Dear reader, this is no journal.\n";
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    fresh();
    CU_ASSERT_EQUAL(dh_journal_open_read(path, &j, &error), -1);
    CU_ASSERT(error.kind == DH_ERROR_INPUT && strstr(error.text, "No such file"));
    CU_ASSERT_EQUAL(dh_journal_open(folder, &j, &cut, &error), -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_INPUT);
    put_file(letter, sizeof letter);
    CU_ASSERT_EQUAL(dh_journal_open(path, &j, &cut, &error), -1);
    CU_ASSERT(error.kind == DH_ERROR_INPUT && strstr(error.text, "not a journal"));
    CU_ASSERT_EQUAL(file_size(), sizeof letter);
}

/* Runs `body` in a child and returns its exit status. */
static int in_child(int (*body)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (!child)
        _exit(body());
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static long owner;
static int try_to_open(void)
{
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    char expected[64];
    snprintf(expected, sizeof expected, "held by process %ld", owner);
    if (!dh_journal_open(path, &j, &cut, &error))
        return dh_journal_close(j, &error) ? 3 : 1;
    if (strstr(error.text, expected))
        return 0;
    fprintf(stderr, "%s\n", error.text);
    return 2;
}

static void held_by(void)
{
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    build(2, NULL);
    CU_ASSERT_EQUAL_FATAL(dh_journal_open(path, &j, &cut, &error), 0);
    owner = getpid();
    CU_ASSERT_EQUAL(in_child(try_to_open), 0);
    CU_ASSERT_EQUAL(read_all(j).count, 2);
    CU_ASSERT_EQUAL(dh_journal_close(j, &error), 0);
    CU_ASSERT_EQUAL(in_child(try_to_open), 1); /* free again */
}

/* Frames of 56 to 128 bytes into a file that may hold 2000: the last write is a short one, the next fails. */
static int fill_up(void)
{
    struct rlimit limit = {2000, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit))
        return 10;
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    if (dh_journal_open(path, &j, &cut, &error))
        return 11;
    unsigned n = 0, runs = 0;
    while (!append(j, n, &error)) {
        runs += type_of(n) == DH_FRAME_RUN;
        n++;
    }
    char kept[64];
    snprintf(kept, sizeof kept, "; %u finished runs are kept, and the same command goes on", runs);
    if (error.kind != DH_ERROR_SYSTEM || !strstr(error.text, kept) || !strstr(error.text, "File too large")) {
        fprintf(stderr, "%s\n", error.text);
        return 12;
    }
    off_t size = file_size();
    if (size > 2000 || size < 2000 - 136 || size % 8)
        return 13;
    if (!append(j, n, &error) || !strstr(error.text, "takes no more"))
        return 14;
    check c = read_all(j);
    return dh_journal_close(j, &error) ? 15 : c.count != n || c.wrong ? 16 : 0;
}

static void no_room(void)
{
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    fresh();
    CU_ASSERT_EQUAL(in_child(fill_up), 0);
    CU_ASSERT_EQUAL_FATAL(dh_journal_open(path, &j, &cut, &error), 0);
    CU_ASSERT_EQUAL(cut, 0);
    unsigned kept = read_all(j).count;
    CU_ASSERT(kept > 10);
    for (unsigned n = kept; n < kept + 40; n++)
        CU_ASSERT_EQUAL(append(j, n, &error), 0);
    check c = read_all(j);
    CU_ASSERT(c.count == kept + 40 && !c.wrong);
    CU_ASSERT_EQUAL(dh_journal_close(j, &error), 0);
}

static void device_without_room(void)
{
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    CU_ASSERT_EQUAL(dh_journal_open("/dev/full", &j, &cut, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "not a regular file"));
}

/* Appends for ever and says so after each frame. */
static void append_for_ever(int tell)
{
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    if (dh_journal_open(path, &j, &cut, &error))
        _exit(1);
    for (unsigned n = read_all(j).count;; n++)
        if (append(j, n, &error) || write(tell, &n, sizeof n) != sizeof n)
            _exit(2);
}

/* One life: killed after `wanted` acknowledged frames. Returns the last of them. */
static unsigned live_and_die(unsigned wanted)
{
    int ends[2];
    unsigned n = 0, got = 0, last = 0;
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (!child) {
        close(ends[0]);
        append_for_ever(ends[1]);
    }
    close(ends[1]);
    while (got < wanted && read(ends[0], &n, sizeof n) == sizeof n)
        last = n, got++;
    CU_ASSERT_EQUAL(got, wanted);
    kill(child, SIGKILL);
    while (read(ends[0], &n, sizeof n) == sizeof n) /* what it said before it died counts as well */
        last = n;
    close(ends[0]);
    waitpid(child, NULL, 0);
    return last;
}

static void killed_50_times(void)
{
    unsigned acknowledged = 0;
    int lost = 0, wrong = 0;
    fresh();
    for (unsigned life = 0; life < 50; life++) {
        acknowledged = live_and_die(1 + life * 7 % 23) + 1;
        dh_journal *j;
        dh_error error = {0};
        CU_ASSERT_EQUAL_FATAL(dh_journal_open_read(path, &j, &error), 0);
        check c = read_all(j);
        lost += c.count < acknowledged;
        wrong += c.wrong;
        dh_journal_close(j, &error);
    }
    CU_ASSERT(acknowledged >= 50);
    CU_ASSERT_EQUAL(lost, 0);
    CU_ASSERT_EQUAL(wrong, 0);
    sweep();
}

SUITE("journal", {"frames come back as they went in", read_back},
      {"reading takes no lock and cuts nothing", reading_takes_no_lock},
      {"torn at every byte: the whole frames before it are kept", torn_at_every_byte},
      {"one bit flipped anywhere: never a wrong frame", every_flipped_bit},
      {"frames in the wrong order are none", swapped_frames},
      {"a file that is no journal is refused and left alone", strangers_are_left_alone},
      {"a second runner is told who holds it", held_by},
      {"no room: cut back, counted, and goes on when there is room", no_room},
      {"a device is no journal", device_without_room},
      {"killed 50 times: nothing acknowledged is lost", killed_50_times})
