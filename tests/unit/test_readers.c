/* The readers of files: those that must be refused (tests/hostile/rows, made by make_rows.py), mutants of good ones, images. */
#include "suite.h"

#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "data/image.h"
#include "data/read.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

static char *path_of(const char *file, char out[PATH_ROOM])
{
    const char *source = getenv("DH_SOURCE");
    snprintf(out, PATH_ROOM, "%s/tests/hostile/rows/%s", source ? source : ".", file);
    return out;
}

/* ---- bad files ---- */

/* One line of expected.tsv. */
typedef struct refusal {
    char *file, *options, *place, *message;
} refusal;

static bool split(char *line, refusal *ret)
{
    char **field[] = {&ret->file, &ret->options, &ret->place, &ret->message};
    for (size_t i = 0; i < 4; i++) {
        *field[i] = strsep(&line, "\t");
        if (!*field[i])
            return false;
    }
    return !line;
}

/* "key=value;..." */
static void set_options(char *text, dh_read_options *o)
{
    for (char *one; (one = strsep(&text, ";"));) {
        char *value = one;
        const char *key = strsep(&value, "=");
        if (!strcmp(key, "inside"))
            o->inside = value;
        else if (!strcmp(key, "target"))
            o->target = value;
        else if (!strcmp(key, "index_base"))
            o->index_base = (unsigned)atoi(value);
        else if (!strcmp(key, "features"))
            o->features = (uint64_t)atoi(value);
        else if (!strcmp(key, "missing"))
            o->missing = true;
        else if (!strcmp(key, "one_hot")) {
            static const char *name[1];
            *name = value;
            o->one_hot = name;
            o->one_hot_count = 1;
        } else
            CU_ASSERT_STRING_EQUAL(key, "");
    }
}

static void check_refusal(refusal *r)
{
    dh_read_options options = {.format = dh_format_of(r->file), .header = true, .delimiter = ',', .index_base = 1, .inside = ""};
    dh_buffer bytes = {0};
    dh_arena arena = {0};
    dh_rows rows;
    dh_error error = {0};
    char path[PATH_ROOM], start[PATH_ROOM];
    set_options(r->options, &options);
    CU_ASSERT_FATAL(!dh_file_read(path_of(r->file, path), 1 << 20, &bytes, &error));
    const int result = dh_read_bytes(r->file, bytes.data, bytes.size, &options, &arena, &rows, &error);
    snprintf(start, sizeof start, "%s:%s", r->file, r->place);
    const bool right = result == -1 && error.kind == DH_ERROR_INPUT && !strncmp(error.text, start, strlen(start)) &&
                       strstr(error.text, r->message);
    if (!right)
        fprintf(stderr, "%s: expected %s: %s\n     got %s\n", r->file, r->place, r->message, result ? error.text : "no error");
    CU_ASSERT(right);
    dh_arena_finish(&arena);
    dh_buffer_finish(&bytes);
}

static size_t files_in_folder(void)
{
    char path[PATH_ROOM];
    size_t count = 0;
    DIR *folder = opendir(path_of("", path));
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    for (const struct dirent *entry; (entry = readdir(folder));)
        count += *entry->d_name != '.';
    closedir(folder);
    return count;
}

static void bad_files(void)
{
    dh_buffer table = {0};
    dh_error error = {0};
    char path[PATH_ROOM];
    size_t count = 0;
    CU_ASSERT_FATAL(!dh_file_read(path_of("expected.tsv", path), 1 << 20, &table, &error));
    char *text = (char *)table.data;
    for (char *line; (line = strsep(&text, "\n")) && *line; count++) {
        refusal r;
        CU_ASSERT_FATAL(split(line, &r));
        check_refusal(&r);
    }
    CU_ASSERT(count >= 150);
    CU_ASSERT_EQUAL(files_in_folder(), count + 1);
    dh_buffer_finish(&table);
}

/* ---- mutants: whatever the bytes, an answer and no harm ---- */

static const struct {
    dh_format format;
    const char *text;
    size_t size;
} good[] = {
#define TEXT(FORMAT, BYTES) {FORMAT, BYTES, sizeof(BYTES) - 1}
    TEXT(DH_FORMAT_CSV, "a,b,y\n2.385,\"red\",1\n-1e-3,\"bl\"\"ue\",0\r\n7,red,1\n"),
    TEXT(DH_FORMAT_LIBSVM, "1 1:0.5 3:2.25\n-1 2:1e-3 # note\n\n+1\n"),
    TEXT(DH_FORMAT_IDX, "\0\0\x0B\2\0\0\0\2\0\0\0\3" "abcdefghijkl"),
    TEXT(DH_FORMAT_NPY, "\x93NUMPY\1\0\x3D\0{'descr': '<i2', 'fortran_order': True, 'shape': (3, 2), }\n" "abcdefghijkl"),
    TEXT(DH_FORMAT_LIBSVM, "\x1F\x8B\x08\0\0\0\0\0\0\xFF\x4B\x54\x48\x02\0\x07\xD4\x1C\x6F\x03\0\0\0"),
};

/* A copy exactly as long as the mutant, with the NUL that readers are promised: a read beyond is seen by the sanitizer. */
static bool read_mutant(size_t which, const char *bytes, size_t size)
{
    static const char *const every[] = {"*"};
    const dh_read_options options = {.format = good[which].format, .header = true, .delimiter = ',', .index_base = 1, .inside = "/x",
                                     .one_hot = every, .one_hot_count = 1, .missing = size % 2};
    dh_arena arena = {0};
    dh_rows rows;
    dh_error error = {0};
    unsigned char *copy = malloc(size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, bytes, size);
    copy[size] = 0;
    const int result = dh_read_bytes("mutant", copy, size, &options, &arena, &rows, &error);
    if (result) {
        CU_ASSERT(error.kind == DH_ERROR_INPUT && !strncmp(error.text, "mutant", 6));
    } else {
        CU_ASSERT(rows.rows > 0 && rows.features > 0);
    }
    free(copy);
    dh_arena_finish(&arena);
    return !result;
}

static void mutants(void)
{
    enum { EACH = 3000, MOST = 256 };
    dh_stream stream;
    size_t accepted = 0;
    dh_stream_init(&stream, 5, "", "", 0, "mutants");
    for (size_t which = 0; which < sizeof good / sizeof *good; which++)
        for (size_t i = 0; i < EACH; i++) {
            char bytes[MOST];
            size_t size = good[which].size;
            memcpy(bytes, good[which].text, size);
            for (uint64_t k = dh_stream_below(&stream, 4); k > 0; k--)
                bytes[dh_stream_below(&stream, size)] = (char)dh_stream_bits(&stream);
            if (!dh_stream_below(&stream, 3))
                size = dh_stream_below(&stream, size + 1);
            accepted += read_mutant(which, bytes, size);
        }
    CU_ASSERT(accepted > EACH / 10); /* some are as good as before */
    CU_ASSERT(accepted < 4 * EACH);
}

/* ---- images ---- */

static int image_of(const dh_rows *rows, dh_buffer *bytes)
{
    dh_error error = {0};
    int fd = memfd_create("image", MFD_CLOEXEC);
    CU_ASSERT_EQUAL_FATAL(dh_image_write(rows, fd, &error), 0);
    const off_t size = lseek(fd, 0, SEEK_END);
    unsigned char *room = aligned_alloc(64, ((size_t)size + 127) / 64 * 64);
    CU_ASSERT_FATAL(room && pread(fd, room, (size_t)size, 0) == size);
    *bytes = (dh_buffer){.data = room, .size = (size_t)size};
    return close(fd);
}

static void sparse_image_round_trip(void)
{
    static const uint64_t start[] = {0, 2, 2, 3};
    static const uint32_t column[] = {1, 4, 0};
    static const double value[] = {2.385, -1e-300, 7}, y[] = {1, 0, 1};
    static const char *const name[] = {"a", "b", "ö", "d", "e"}, *const label[] = {"no", "yes"};
    const dh_rows rows = {.rows = 3, .features = 5, .row_start = start, .column = column, .value = value, .y = y, .feature = name,
                          .target = "ripe", .classes = 2, .class_name = label};
    dh_buffer bytes;
    dh_arena arena = {0};
    dh_error error = {0};
    dh_rows got;
    image_of(&rows, &bytes);
    CU_ASSERT_EQUAL_FATAL(dh_image_read(bytes.data, bytes.size, &arena, &got, &error), 0);
    CU_ASSERT(got.rows == 3 && got.features == 5 && got.classes == 2 && !got.x && got.test == 0);
    CU_ASSERT(!memcmp(got.row_start, start, sizeof start) && !memcmp(got.column, column, sizeof column));
    CU_ASSERT(!memcmp(got.value, value, sizeof value) && !memcmp(got.y, y, sizeof y));
    CU_ASSERT_STRING_EQUAL(got.feature[2], "ö");
    CU_ASSERT_STRING_EQUAL(got.class_name[1], "yes");
    CU_ASSERT_STRING_EQUAL(got.target, "ripe");
    dh_arena_finish(&arena);
    free(bytes.data);
}

/* Bytes of pixels take a byte each; one value that is none, and all take eight. */
static void narrow_images(void)
{
    enum { ROWS = 300, FEATURES = 250 };
    double *x = calloc(ROWS * FEATURES, sizeof *x);
    CU_ASSERT_PTR_NOT_NULL_FATAL(x);
    for (size_t i = 0; i < ROWS * FEATURES; i++)
        x[i] = (double)(i * 7 % 256);
    const dh_rows rows = {.rows = ROWS, .features = FEATURES, .x = x, .target = ""};
    static const double other[] = {0.5, 256, -1, -0.0};
    dh_buffer bytes;
    dh_arena arena = {0};
    dh_error error = {0};
    dh_rows got;
    for (size_t i = 0; i <= 4; i++) {
        x[12345] = i < 4 ? other[i] : 17;
        image_of(&rows, &bytes);
        CU_ASSERT_EQUAL(bytes.size > ROWS * FEATURES * sizeof *x, i < 4);
        CU_ASSERT_EQUAL_FATAL(dh_image_read(bytes.data, bytes.size, &arena, &got, &error), 0);
        CU_ASSERT(!memcmp(got.x, x, ROWS * FEATURES * sizeof *x));
        free(bytes.data);
    }
    dh_arena_finish(&arena);
    free(x);
}

/* Any bit but those of the padding: nothing is taken for what it is not. */
static void damaged_images(void)
{
    static const double x[] = {2.385, 1, 2, 3, 4, 5}, y[] = {1, 0, 1};
    static const char *const name[] = {"a", "b"}, *const label[] = {"no", "yes"};
    const dh_rows rows = {.rows = 3, .features = 2, .x = x, .y = y, .feature = name, .target = "t", .classes = 2, .class_name = label};
    dh_buffer bytes;
    dh_error error = {0};
    size_t accepted = 0;
    image_of(&rows, &bytes);
    for (size_t bit = 0; bit < 8 * bytes.size; bit++) {
        dh_arena arena = {0};
        dh_rows got;
        bytes.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
        accepted += !dh_image_read(bytes.data, bytes.size, &arena, &got, &error);
        bytes.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
        dh_arena_finish(&arena);
    }
    for (size_t size = 0; size < bytes.size; size++) {
        dh_arena arena = {0};
        dh_rows got;
        accepted += !dh_image_read(bytes.data, size, &arena, &got, &error);
        dh_arena_finish(&arena);
    }
    CU_ASSERT_EQUAL(accepted, 0);
    free(bytes.data);
}

/* ---- options ---- */

static void options_travel(void)
{
    static const char *const name[] = {"a", "ö"};
    const dh_read_options o = {.format = DH_FORMAT_NPY, .header = true, .delimiter = ';', .target = NULL, .kind = DH_TARGET_CLASSES,
                               .missing = true, .one_hot = name, .one_hot_count = 2, .index_base = 1, .features = 77, .inside = "/x"};
    dh_buffer bytes = {0};
    dh_arena arena = {0};
    dh_read_options got;
    dh_read_options_encode(&o, &bytes);
    dh_cursor in = {.data = bytes.data, .size = bytes.size};
    CU_ASSERT_EQUAL_FATAL(dh_read_options_decode(&in, &arena, &got), 0);
    CU_ASSERT(got.format == o.format && got.header && got.delimiter == ';' && !got.target && got.kind == o.kind && got.missing);
    CU_ASSERT(got.one_hot_count == 2 && got.index_base == 1 && got.features == 77);
    CU_ASSERT_STRING_EQUAL(got.one_hot[1], "ö");
    CU_ASSERT_STRING_EQUAL(got.inside, "/x");
    for (size_t size = 0; size < bytes.size; size++) {
        in = (dh_cursor){.data = bytes.data, .size = size};
        CU_ASSERT_EQUAL(dh_read_options_decode(&in, &arena, &got), -1);
    }
    dh_arena_finish(&arena);
    dh_buffer_finish(&bytes);
}

/* Whole, and not what anyone sent: a format that is none, a byte too many, more names than there are bytes. */
static void options_that_are_none(void)
{
    const dh_read_options o = {.format = DH_FORMAT_COUNT - 1, .delimiter = ',', .target = "t", .inside = ""};
    enum { NAMES = 4 + 4 + 1 + 2 }; /* where their number stands: behind four bytes, the text "t" and two more */
    dh_arena arena = {0};
    dh_buffer bytes = {0};
    dh_read_options got;
    dh_read_options_encode(&o, &bytes);
    const size_t size = bytes.size;
    dh_put_u8(&bytes, 7);
    CU_ASSERT_FATAL(!bytes.failed);
    dh_cursor in = {.data = bytes.data, .size = size};
    CU_ASSERT_EQUAL_FATAL(dh_read_options_decode(&in, &arena, &got), 0);
    CU_ASSERT(!strcmp(got.target, "t") && got.one_hot_count == 0 && !*got.inside);
    in = (dh_cursor){.data = bytes.data, .size = size + 1};
    CU_ASSERT_EQUAL(dh_read_options_decode(&in, &arena, &got), -1);
    bytes.data[NAMES] = (unsigned char)(size + 1);
    in = (dh_cursor){.data = bytes.data, .size = size};
    CU_ASSERT_EQUAL(dh_read_options_decode(&in, &arena, &got), -1);
    CU_ASSERT_EQUAL(got.one_hot_count, size + 1);
    bytes.data[NAMES] = 0;
    bytes.data[0] = DH_FORMAT_COUNT;
    in = (dh_cursor){.data = bytes.data, .size = size};
    CU_ASSERT_EQUAL(dh_read_options_decode(&in, &arena, &got), -1);
    dh_arena_finish(&arena);
    dh_buffer_finish(&bytes);
}

static void formats_by_ending(void)
{
    static const struct {
        const char *path;
        dh_format format;
    } row[] = {{"a.csv", DH_FORMAT_CSV}, {"a.csv.gz", DH_FORMAT_CSV}, {"train-images-idx3-ubyte.gz", DH_FORMAT_IDX},
               {"t10k-labels-idx1-ubyte", DH_FORMAT_IDX}, {"x/a.libsvm", DH_FORMAT_LIBSVM}, {"a.svm.gz", DH_FORMAT_LIBSVM},
               {"a.npy", DH_FORMAT_NPY}, {"a.h5", DH_FORMAT_HDF5}, {"a.hdf5", DH_FORMAT_HDF5}, {"a.txt", DH_FORMAT_CSV},
               {"npy", DH_FORMAT_CSV}, {".gz", DH_FORMAT_CSV}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        CU_ASSERT_EQUAL(dh_format_of(row[i].path), row[i].format);
}

SUITE("readers", {"bad files: place and message", bad_files}, {"mutants", mutants}, {"a sparse image", sparse_image_round_trip},
      {"narrow images", narrow_images}, {"damaged images", damaged_images}, {"options travel", options_travel},
      {"options that are none", options_that_are_none},
      {"formats by ending", formats_by_ending})
