/* Results files that cannot be written, and files that are none, or damaged: why, and what is left. */
#include "suite.h"

#include "base/file.h"
#include "store_model.h"

#include <hdf5.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- what cannot be written ---- */

/* The write fails with `words`; the file that was there stays as it was, and nothing else is left. */
static void fails_with(sample *s, const char *words)
{
    sample good = {.scale = 3};
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(write_sample(path, 4, &good, &error), 0);
    dh_buffer before = slurp(path);
    CU_ASSERT_EQUAL(write_sample(path, 4, s, &error), -1);
    if (!strstr(error.text, words))
        fprintf(stderr, "\"%s\" lacks \"%s\"\n", error.text, words);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    dh_buffer after = slurp(path);
    CU_ASSERT(before.size == after.size && !memcmp(before.data, after.data, after.size));
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    dh_buffer_finish(&before);
    dh_buffer_finish(&after);
}

static void refused_records(void)
{
    static const char *const bad[] = {"../cost", "row", "run", "", "Cost", "9lives", "epoch", "a/b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        fails_with(&(sample){.scale = 3, .column = bad[i]}, "has no valid name, or comes twice");
    fails_with(&(sample){.scale = 3, .fail_at = 2}, "the journal is gone"); /* first pass */
    fails_with(&(sample){.scale = 3, .fail_at = 7}, "the journal is gone"); /* second pass */
    dh_error error = {0};
    sample s = {.scale = 3};
    CU_ASSERT_EQUAL(write_sample("/nowhere/at/all/x.h5", 4, &s, &error), -1);
    CU_ASSERT(error.kind == DH_ERROR_SYSTEM && strstr(error.text, "No such file"));
}

static void let_grow(rlim_t size)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size == RLIM_INFINITY ? limit.rlim_max : size;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/* Many sizes, so that the room ends in the middle of every kind of write, the last flush included. */
static int write_without_room(void)
{
    dh_error error = {0};
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t room = 100; room < 400000; room += room / 3) {
        sample s = {.scale = 30};
        let_grow(room);
        int result = write_sample(other, 300, &s, &error);
        let_grow(RLIM_INFINITY);
        if (!result || error.kind != DH_ERROR_SYSTEM || !strstr(error.text, "File too large") ||
            files_in_folder() != 1) {
            fprintf(stderr, "%zu: %d %s\n", (size_t)room, result, error.text);
            return 1;
        }
    }
    sample s = {.scale = 30};
    return write_sample(other, 300, &s, &error) ? 2 : 0;
}

static void no_room(void)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_results r;
    sample s = {.scale = 3};
    CU_ASSERT_EQUAL_FATAL(write_sample(path, 4, &s, &error), 0);
    fflush(NULL);
    pid_t child = fork();
    if (!child)
        exit(write_without_room()); /* exit and not _exit: HDF5 must also end in peace */
    int status = -1;
    waitpid(child, &status, 0);
    CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CU_ASSERT_EQUAL(dh_results_open(other, &arena, &r, &error), 0);
    dh_results_close(&r);
    dh_arena_finish(&arena);
    unlink(other);
}

/* ---- what cannot be read ---- */

static void refused(const char *name, const char *words)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_results r;
    CU_ASSERT_EQUAL(dh_results_open(name, &arena, &r, &error), -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_INPUT);
    if (!strstr(error.text, words))
        fprintf(stderr, "\"%s\" lacks \"%s\"\n", error.text, words);
    CU_ASSERT(strstr(error.text, words) && strstr(error.text, name) == error.text);
    dh_results_close(&r);
    dh_arena_finish(&arena);
}

static void not_hdf5(void)
{
    dh_error error = {0};
    begin();
    unlink(other);
    refused(other, "No such file");
    refused(folder, "not a results file");
    CU_ASSERT_EQUAL(dh_file_write(other, "id,cost\n1,2.385\n", 16, &error), 0);
    refused(other, "not a results file, or a damaged one");
    CU_ASSERT_EQUAL(dh_file_write(other, "", 0, &error), 0);
    refused(other, "not a results file, or a damaged one");
    unlink(other);
}

static void cut_short(void)
{
    sample s = {.scale = 3};
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(write_sample(path, 40, &s, &error), 0);
    dh_buffer all = slurp(path);
    int opened = 0;
    for (size_t size = 0; size < all.size; size += size < 4096 ? 61 : 1999) {
        dh_arena arena = {0};
        dh_results r;
        CU_ASSERT_EQUAL_FATAL(dh_file_write(other, all.data, size, &error), 0);
        opened += !dh_results_open(other, &arena, &r, &error);
        dh_results_close(&r);
        dh_arena_finish(&arena);
    }
    CU_ASSERT_EQUAL(opened, 0);
    dh_buffer_finish(&all);
    unlink(other);
}

/* Damages a copy of a good file through HDF5 itself: other[] is open for writing during the call. */
static void damaged(void (*damage)(hid_t file), const char *words)
{
    sample s = {.scale = 3};
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(write_sample(other, 40, &s, &error), 0);
    hid_t file = H5Fopen(other, H5F_ACC_RDWR, H5P_DEFAULT);
    CU_ASSERT_FATAL(file >= 0);
    damage(file);
    CU_ASSERT(H5Fclose(file) >= 0);
    refused(other, words);
    unlink(other);
}

static void set_schema(hid_t file, int64_t value)
{
    hid_t at = H5Aopen(file, "schema", H5P_DEFAULT);
    CU_ASSERT(H5Awrite(at, H5T_NATIVE_INT64, &value) >= 0);
    H5Aclose(at);
}

static void set_one(hid_t file, const char *name, hsize_t row, int64_t value)
{
    hid_t id = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(id), one = H5Screate(H5S_SCALAR);
    CU_ASSERT(H5Sselect_elements(space, H5S_SELECT_SET, 1, &row) >= 0);
    CU_ASSERT(H5Dwrite(id, H5T_NATIVE_INT64, one, space, H5P_DEFAULT, &value) >= 0);
    H5Sclose(one);
    H5Sclose(space);
    H5Dclose(id);
}

static void put_dataset(hid_t file, const char *name, hid_t type, hsize_t rows)
{
    hid_t space = H5Screate_simple(1, &rows, NULL), id;
    H5Ldelete(file, name, H5P_DEFAULT);
    CU_ASSERT((id = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)) >= 0);
    H5Dclose(id);
    H5Sclose(space);
}

static void newer(hid_t f)
{
    set_schema(f, 2);
}
static void schema_0(hid_t f)
{
    set_schema(f, 0);
}
static void no_schema(hid_t f)
{
    H5Adelete(f, "schema");
}
static void no_study(hid_t f)
{
    H5Adelete(f, "study");
}
static void no_yaml(hid_t f)
{
    H5Ldelete(f, "/study/yaml", H5P_DEFAULT);
}
static void number_for_yaml(hid_t f)
{
    put_dataset(f, "/study/yaml", H5T_NATIVE_INT, 1);
}
static void no_runs(hid_t f)
{
    H5Ldelete(f, "/runs", H5P_DEFAULT);
}
static void no_offset(hid_t f)
{
    H5Ldelete(f, "/runs/offset", H5P_DEFAULT);
}
static void no_history(hid_t f)
{
    H5Ldelete(f, "/history", H5P_DEFAULT);
}
static void no_final(hid_t f)
{
    H5Ldelete(f, "/final", H5P_DEFAULT);
}
static void no_plugins(hid_t f)
{
    H5Ldelete(f, "/plugins", H5P_DEFAULT);
}
static void negative_offset(hid_t f)
{
    set_one(f, "/runs/offset", 7, -5);
}
static void length_too_large(hid_t f)
{
    set_one(f, "/runs/length", 39, INT64_MAX);
}
static void final_outside(hid_t f)
{
    set_one(f, "/runs/final_offset", 39, 1 << 20);
}
static void surface_outside(hid_t f)
{
    set_one(f, "/problems/surface_length", 1, 10);
}
static void surface_from_nowhere(hid_t f)
{
    H5Ldelete(f, "/problems/surface_offset", H5P_DEFAULT);
}
static void other_length(hid_t f)
{
    put_dataset(f, "/runs/cost_of_power", H5T_NATIVE_DOUBLE, 39);
}
static void real_status(hid_t f)
{
    put_dataset(f, "/runs/status", H5T_NATIVE_DOUBLE, 40);
}
static void bitfield(hid_t f)
{
    put_dataset(f, "/runs/bits", H5T_NATIVE_B8, 40);
}
static void bad_name(hid_t f)
{
    put_dataset(f, "/runs/Bad Name", H5T_NATIVE_DOUBLE, 40);
}
static void text_history(hid_t f)
{
    hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, 8);
    put_dataset(f, "/history/epoch", text, 1);
    H5Tclose(text);
}
static void group_for_column(hid_t f)
{
    H5Gclose(H5Gcreate2(f, "/runs/inner", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

/* 2^40 rows that take no space: must not be believed, let alone allocated. */
static void bomb(hid_t f)
{
    hsize_t rows = (hsize_t)1 << 40, chunk = 1 << 16;
    hid_t list = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &rows, NULL);
    H5Pset_chunk(list, 1, &chunk);
    H5Ldelete(f, "/history/cost", H5P_DEFAULT);
    H5Dclose(H5Dcreate2(f, "/history/cost", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, list, H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(list);
}

static void foreign_or_damaged(void)
{
    damaged(newer, "schema 2, and this program reads up to 1: use a newer downhill");
    damaged(schema_0, "schema 0, expected 1");
    damaged(no_schema, "not a results file of Downhill");
    damaged(no_study, "the attribute study is missing");
    damaged(no_yaml, "/study/yaml is missing");
    damaged(number_for_yaml, "expected one text");
    damaged(no_runs, "the group /runs is missing");
    damaged(no_offset, "/runs/offset: missing");
    damaged(no_history, "the group /history is missing");
    damaged(no_final, "the group /final is missing");
    damaged(no_plugins, "the group /plugins is missing");
    damaged(negative_offset, "run 7: offset -5");
    damaged(length_too_large, "run 39: offset");
    damaged(final_outside, "run 39: final_offset 1048576");
    damaged(surface_outside, "problem 1: surface_offset 4 and surface_length 10");
    damaged(surface_from_nowhere, "expected whole numbers surface_offset and surface_length");
    damaged(other_length, "/runs/cost_of_power: 39 rows, expected 40");
    damaged(real_status, "/runs/status: of another type than expected");
    damaged(bitfield, "/runs/bits: not a type of this schema");
    damaged(bad_name, "whose name is no column's");
    damaged(text_history, "/history/epoch: not a type of this schema");
    damaged(group_for_column, "/runs/inner: not a column");
    damaged(bomb, "/history/cost: not a list, or cut short");
    unlink(path);
    rmdir(folder);
}

SUITE("store refused", {"a failed write leaves the old file and nothing else", refused_records},
      {"no room: an error, the old file, and a second try works", no_room}, {"what is not HDF5 is refused", not_hdf5},
      {"a file cut short anywhere is refused", cut_short},
      {"foreign and damaged files are refused with the reason", foreign_or_damaged})
