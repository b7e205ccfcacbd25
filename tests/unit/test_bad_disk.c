/* The journal when the n-th call to the disk or the allocator fails: whatever was acknowledged as synced is there
 * afterwards, what is there is whole, and the next attempt goes on. */
#include "suite.h"

#include "faults.h"
#include "store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAMES = 5 };

static char path[64];
static const char text[] = "a frame of thirty-three bytes, so";

/* Counts frames; each must be the text. */
static int visit(void *self, dh_frame_type type, const void *payload, size_t size, uint64_t offset)
{
    size_t *count = self;
    CU_ASSERT(type == DH_FRAME_RUN && offset % 8 == 0 &&
              (!size || (size == sizeof text && !memcmp(payload, text, size))));
    ++*count;
    return 0;
}

/* Opens, appends, reads, closes. *ret_kept: frames that were acknowledged. */
static int live(size_t *ret_kept, dh_error *error)
{
    dh_journal *j;
    uint64_t cut, offset = 0;
    size_t seen = 0, size = 99;
    void *back = NULL;
    *ret_kept = 0;
    if (dh_journal_open(path, &j, &cut, error))
        return -1;
    int result = 0;
    for (int i = 0; !result && i < FRAMES; i++) {
        result = dh_journal_append(j, DH_FRAME_RUN, text, i == 3 ? 0 : sizeof text, true, &offset, error);
        *ret_kept += !result;
    }
    if (!result)
        result = dh_journal_each(j, visit, &seen, error);
    if (!result)
        result = dh_journal_payload(j, offset, &back, &size, error);
    CU_ASSERT(result || (size == sizeof text && !memcmp(back, text, size)));
    free(back);
    dh_error later = {0};
    int closed = dh_journal_close(j, result ? &later : error);
    return result || closed ? -1 : 0;
}

static size_t frames_there(void)
{
    dh_journal *j;
    dh_error error = {0};
    size_t count = 0;
    if (dh_journal_open_read(path, &j, &error))
        return 0;
    CU_ASSERT_EQUAL(dh_journal_each(j, visit, &count, &error), 0);
    dh_journal_close(j, &error);
    return count;
}

/* Every call in turn; some say how often it must have been, and what the message holds. */
static void each_call(unsigned kinds, int number, bool forever, bool harmless)
{
    long failed = 0;
    for (long n = 1, happened = 1; happened; n++) {
        size_t kept;
        dh_error error = {0};
        unlink(path);
        fault_at(kinds, n, number, forever);
        const int result = live(&kept, &error);
        happened = fault_end();
        failed += result != 0;
        CU_ASSERT((result != 0) == (error.kind != DH_ERROR_NONE) && (happened || !result));
        CU_ASSERT(!harmless || !result);
        CU_ASSERT(frames_there() >= kept && frames_there() <= kept + 1);
        CU_ASSERT(live(&kept, &error) == 0 && kept == FRAMES);
    }
    CU_ASSERT(harmless ? !failed : failed >= 5);
}

static void every_fault(void)
{
    each_call(FAULT_FILE, EIO, false, false);
    each_call(FAULT_FILE, ENOSPC, true, false);
    each_call(FAULT_MEMORY, ENOMEM, false, false);
    each_call(FAULT_FILE, -1, false, false); /* reads find an end, writes do nothing */
}

/* Interrupted by a signal: tried again, by those calls that a signal can interrupt. */
static void interrupted(void)
{
    size_t kept;
    long passed = 0, failed = 0;
    for (long n = 1, happened = 1; happened; n++) {
        dh_error error = {0};
        unlink(path);
        fault_at(FAULT_FILE, n, EINTR, false);
        const int result = live(&kept, &error);
        happened = fault_end();
        failed += result != 0;
        passed += happened && !result;
        CU_ASSERT(!result || strstr(error.text, "stat") || strstr(error.text, "lock") ||
                  strstr(error.text, "folder"));
    }
    CU_ASSERT(passed > 20 &&
              failed <= 5); /* fstat twice, flock, opening and syncing the folder: no signal interrupts these */
}

/* A torn tail that cannot be cut, by an error and by a signal. */
static void tails(void)
{
    dh_journal *j;
    uint64_t cut = 0;
    size_t kept, failed = 0, cuts = 0;
    for (int number = EINTR; number <= EIO; number += EIO - EINTR)
        for (long n = 1, happened = 1; happened; n++) {
            dh_error error = {0};
            unlink(path);
            CU_ASSERT_EQUAL(live(&kept, &error), 0);
            CU_ASSERT_EQUAL(truncate(path, 40 + 40 + 20), 0);
            fault_at(FAULT_FILE, n, number, false);
            const int result = dh_journal_open(path, &j, &cut, &error);
            happened = fault_end();
            failed += result && strstr(error.text, "cannot cut its torn tail");
            cuts += !result && cut == 20;
            if (!result)
                CU_ASSERT_EQUAL(dh_journal_close(j, &error), 0);
        }
    CU_ASSERT(failed == 1 && cuts > 4);
}

/* Reading only. */
static void reading(void)
{
    dh_error error = {0};
    size_t kept;
    unlink(path);
    CU_ASSERT_EQUAL(live(&kept, &error), 0);
    for (unsigned kinds = FAULT_MEMORY; kinds <= FAULT_FILE; kinds++)
        for (long n = 1, happened = 1; happened; n++) {
            dh_journal *j;
            error = (dh_error){0};
            size_t count = 0;
            fault_at(kinds, n, EIO, true);
            int result = dh_journal_open_read(path, &j, &error);
            if (!result) {
                result = dh_journal_each(j, visit, &count, &error);
                dh_journal_close(j, NULL);
            }
            happened = fault_end();
            CU_ASSERT((result != 0) == happened && (result != 0) == (error.kind == DH_ERROR_SYSTEM));
        }
}

/* The first two frames, which are of one size, change places. */
static void swap(void)
{
    enum { FRAME = 40 + 40 };
    char was[2 * FRAME], is[2 * FRAME];
    int fd = open(path, O_RDWR | O_CLOEXEC);
    CU_ASSERT_EQUAL_FATAL(pread(fd, was, sizeof was, 0), sizeof was);
    memcpy(is, was + FRAME, FRAME);
    memcpy(is + FRAME, was, FRAME);
    CU_ASSERT_EQUAL(pwrite(fd, is, sizeof is, 0), sizeof is);
    close(fd);
}

/* The file changes under a reader's hands. */
static void changed_meanwhile(void)
{
    dh_journal *j;
    dh_error error = {0};
    size_t kept, count = 0, size;
    void *back;
    struct stat st;
    unlink(path);
    CU_ASSERT_EQUAL(live(&kept, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_journal_open_read(path, &j, &error), 0);
    CU_ASSERT_EQUAL(dh_journal_payload(j, 1 << 20, &back, &size, &error), -1);
    CU_ASSERT_EQUAL_FATAL(stat(path, &st), 0);
    CU_ASSERT_EQUAL(truncate(path, st.st_size - 8), 0);
    CU_ASSERT_EQUAL(dh_journal_each(j, visit, &count, &error), -1);
    CU_ASSERT(count == FRAMES - 1 && strstr(error.text, "changed or damaged since it was opened"));
    swap(); /* both whole, and not in their order */
    CU_ASSERT_EQUAL(dh_journal_each(j, visit, &count, &error), -1);
    CU_ASSERT(count == FRAMES - 1 && strstr(error.text, "changed or damaged since it was opened, at byte 0"));
    dh_journal_close(j, NULL);
}

/* Names that open in no way. */
static void names(void)
{
    dh_journal *j;
    dh_error error = {0};
    uint64_t cut;
    char here[4096];
    CU_ASSERT_EQUAL(dh_journal_open("/etc/passwd/x", &j, &cut, &error), -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_INPUT);
    CU_ASSERT_EQUAL(dh_journal_open("/etc/passwd/x", &j, &cut, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(here, sizeof here)); /* a name without a folder is in this one */
    char *slash = strrchr(path, '/');
    *slash = 0;
    CU_ASSERT_EQUAL_FATAL(chdir(path), 0);
    *slash = '/';
    unlink(path);
    CU_ASSERT_EQUAL(dh_journal_open(slash + 1, &j, &cut, &error), 0);
    CU_ASSERT_EQUAL(dh_journal_close(j, &error), 0);
    CU_ASSERT(access(path, R_OK) == 0 && !chdir(here));
}

/* A lock of this process on another file, as another kind of lock too. */
static int lock_another(void)
{
    const struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char other[] = "/tmp/dh_bad_disk_XXXXXX";
    int fd = mkstemp(other);
    CU_ASSERT(fd >= 0 && !unlink(other) && !flock(fd, LOCK_EX) && !fcntl(fd, F_SETLK, &all));
    return fd;
}

/* Held twice, by this very process, which holds other locks, and /proc/locks cannot be read. */
static void held(void)
{
    const int before = lock_another();
    dh_journal *j, *other;
    dh_error error = {0};
    uint64_t cut;
    char me[64];
    snprintf(me, sizeof me, "held by process %ld", (long)getpid());
    CU_ASSERT_EQUAL_FATAL(dh_journal_open(path, &j, &cut, &error), 0);
    const int after = lock_another();
    CU_ASSERT_EQUAL(dh_journal_open(path, &other, &cut, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, me));
    fault_at(FAULT_FILE, 3, EIO, true); /* opened and locked; then nothing more works */
    CU_ASSERT_EQUAL(dh_journal_open(path, &other, &cut, &error), -1);
    CU_ASSERT(fault_end() && strstr(error.text, "held by another process"));
    CU_ASSERT_EQUAL(dh_journal_close(j, &error), 0);
    close(before);
    close(after);
}

static void sweep(void)
{
    unlink(path);
    *strrchr(path, '/') = 0;
    CU_ASSERT_EQUAL(rmdir(path), 0);
}

static void begin(void)
{
    char folder[] = "/tmp/dh_bad_disk_XXXXXX";
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/study.journal", folder);
}

SUITE("bad disk", {"a folder of its own", begin}, {"each call fails", every_fault},
      {"interrupted calls are made again", interrupted}, {"a tail that cannot be cut", tails}, {"reading", reading},
      {"changed since it was opened", changed_meanwhile}, {"names", names}, {"held, by whom may not be known", held},
      {"nothing is left", sweep})
