/* Files that are written and read whole, folders, and programs that are started. */
#include "suite.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- files ---- */

static char folder[] = "/tmp/dh_base_XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[4][128];
    static unsigned turn;
    if (strstr(folder, "XXXXXX"))
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    char *at = path[turn++ % 4];
    snprintf(at, sizeof path[0], "%s/%s", folder, name);
    return at;
}

static size_t files(void)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count - 2;
}

static int holds(const char *path, const char *text)
{
    dh_buffer all = {0};
    dh_error e = {0};
    int right = !dh_file_read(path, 1000, &all, &e) && all.size == strlen(text) && !strcmp((char *)all.data, text);
    dh_buffer_finish(&all);
    return right;
}

static void write_and_read(void)
{
    dh_error e = {0};
    dh_buffer all = {0};
    const char *path = in_folder("notes.txt");
    CU_ASSERT_EQUAL(dh_file_write(path, "first version", 13, &e), 0);
    CU_ASSERT(holds(path, "first version"));
    CU_ASSERT_EQUAL(dh_file_write(path, "", 0, &e), 0);
    CU_ASSERT(holds(path, ""));
    CU_ASSERT_EQUAL(dh_file_write(path, "seventeen bytes..", 17, &e), 0);
    CU_ASSERT_EQUAL(files(), 1);
    dh_put(&all, "before ", 7); /* reading appends */
    CU_ASSERT_EQUAL(dh_file_read(path, 17, &all, &e), 0);
    CU_ASSERT(all.size == 24 && !strcmp((char *)all.data, "before seventeen bytes.."));
    CU_ASSERT_EQUAL(dh_file_read(path, 16, &all, &e), -1);
    CU_ASSERT(e.kind == DH_ERROR_INPUT && strstr(e.text, "17 bytes, larger than the allowed 16"));
    dh_buffer_finish(&all);
}

static void what_cannot_be_read(void)
{
    dh_error e = {0};
    dh_buffer all = {0};
    CU_ASSERT_EQUAL(dh_file_read(in_folder("missing"), 9, &all, &e), -1);
    CU_ASSERT(e.kind == DH_ERROR_INPUT && strstr(e.text, "missing: cannot open: No such file"));
    CU_ASSERT_EQUAL(dh_file_read(folder, 9, &all, &e), -1);
    CU_ASSERT(e.kind == DH_ERROR_INPUT && strstr(e.text, "not a regular file"));
    const char *pipe = in_folder("pipe");
    CU_ASSERT_EQUAL(mkfifo(pipe, 0600), 0);
    CU_ASSERT_EQUAL(dh_file_read(pipe, 9, &all, &e), -1); /* and does not wait for a writer */
    CU_ASSERT_EQUAL(dh_file_read("/dev/zero", 9, &all, &e), -1);
    CU_ASSERT_EQUAL(all.size, 0);
    unlink(pipe);
    dh_buffer_finish(&all);
}

static void what_cannot_be_written(void)
{
    dh_error e = {0};
    CU_ASSERT_EQUAL(dh_file_write(in_folder("no/such/folder"), "x", 1, &e), -1);
    CU_ASSERT(e.kind == DH_ERROR_SYSTEM && strstr(e.text, "No such file"));
    CU_ASSERT_EQUAL(mkdir(in_folder("taken"), 0700), 0);
    CU_ASSERT_EQUAL(dh_file_write(in_folder("taken"), "x", 1, &e), -1); /* a folder stands there */
    CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "cannot rename"));
    CU_ASSERT_EQUAL(rmdir(in_folder("taken")), 0);
    char endless[6000], temporary[4096];
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = 0;
    CU_ASSERT_EQUAL(dh_file_begin(endless, temporary, &e), -1);
    CU_ASSERT_EQUAL(e.kind, DH_ERROR_INPUT);
    CU_ASSERT_EQUAL(dh_file_publish(in_folder("never written"), in_folder("b"), &e), -1);
    CU_ASSERT_EQUAL(files(), 1); /* no temporary file is left */
}

static int write_without_room(void)
{
    static char large[100000];
    struct rlimit limit = {30000, RLIM_INFINITY};
    dh_error e = {0};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    return dh_file_write(in_folder("notes.txt"), large, sizeof large, &e) == -1 && strstr(e.text, "File too large")
               ? 0
               : 1;
}

static void no_room(void)
{
    dh_error e = {0};
    CU_ASSERT_EQUAL(dh_file_write(in_folder("notes.txt"), "the old text", 12, &e), 0);
    fflush(NULL);
    pid_t child = fork();
    if (!child)
        _exit(write_without_room());
    int status = -1;
    waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT(holds(in_folder("notes.txt"), "the old text"));
    CU_ASSERT_EQUAL(files(), 1);
    unlink(in_folder("notes.txt"));
}

static void folders(void)
{
    dh_error e = {0};
    struct stat st;
    CU_ASSERT_EQUAL(dh_folder_create(in_folder("a/b/c"), &e), 0);
    CU_ASSERT_EQUAL(dh_folder_create(in_folder("a/b/c/"), &e), 0);
    CU_ASSERT(!stat(in_folder("a/b/c"), &st) && S_ISDIR(st.st_mode));
    CU_ASSERT_EQUAL(dh_file_write(in_folder("a/file"), "x", 1, &e), 0);
    CU_ASSERT_EQUAL(dh_folder_create(in_folder("a/file"), &e), -1);
    CU_ASSERT_EQUAL(e.kind, DH_ERROR_INPUT);
    CU_ASSERT_EQUAL(dh_folder_create(in_folder("a/file/more"), &e), -1);
    unlink(in_folder("a/file"));
    rmdir(in_folder("a/b/c"));
    rmdir(in_folder("a/b"));
    rmdir(in_folder("a"));
    CU_ASSERT_EQUAL(files(), 0);
    rmdir(folder);
}

/* ---- programs ---- */

static int shell(const char *script, double seconds, dh_ending *out)
{
    dh_error e = {0};
    const char *const argv[] = {"/bin/sh", "-c", script, NULL}, *const environment[] = {"WORD=nineteen", NULL};
    dh_command command = {.argv = argv, .environment = environment, .folder = "/", .seconds = seconds};
    return dh_process_run(&command, out, &e);
}

static void programs(void)
{
    dh_ending out;
    CU_ASSERT_EQUAL(shell("pwd; echo $WORD; echo trouble >&2; cat; exit 7", 60, &out), 0);
    CU_ASSERT(out.exit_status == 7 && !out.signal && !out.timed_out);
    CU_ASSERT_STRING_EQUAL((char *)out.out.data, "/\nnineteen\n");
    CU_ASSERT_STRING_EQUAL((char *)out.err.data, "trouble\n");
    dh_ending_finish(&out);
    CU_ASSERT_EQUAL(shell("kill -s USR1 $$", 60, &out), 0);
    CU_ASSERT(out.exit_status == -1 && out.signal == SIGUSR1 && !out.timed_out);
    dh_ending_finish(&out);
    CU_ASSERT_EQUAL(shell("exec sleep 3600", 0.02, &out), 0);
    CU_ASSERT(out.timed_out && out.signal == SIGKILL);
    dh_ending_finish(&out);
    dh_error e = {0};
    const char *const missing[] = {"/no/such/program", NULL};
    CU_ASSERT_EQUAL(dh_process_run(&(dh_command){.argv = missing, .seconds = 60}, &out, &e), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "/no/such/program: cannot start it: No such file"));
    dh_ending_finish(&out);
}

static void finding_programs(void)
{
    dh_arena arena = {0};
    char *found = dh_program_find("sh", &arena);
    CU_ASSERT(found && found[0] == '/' && !access(found, X_OK) && !strcmp(strrchr(found, '/'), "/sh"));
    CU_ASSERT_STRING_EQUAL(dh_program_find("/bin/sh", &arena), "/bin/sh");
    CU_ASSERT_PTR_NULL(dh_program_find("no-program-has-this-name", &arena));
    CU_ASSERT_PTR_NULL(dh_program_find("/etc/passwd", &arena)); /* not executable */
    CU_ASSERT_PTR_NULL(dh_program_find("/bin", &arena));        /* a folder */
    dh_arena_finish(&arena);
}

SUITE("files", {"a file is written and read whole", write_and_read}, {"what cannot be read", what_cannot_be_read},
      {"what cannot be written leaves nothing behind", what_cannot_be_written},
      {"no room: the old file stays", no_room}, {"folders", folders}, {"programs run and end", programs},
      {"programs are found", finding_programs})
