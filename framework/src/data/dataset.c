/* A dataset in shared memory. The runner writes it once into a memfd and seals it (no writing, growing, shrinking or
 * further sealing), so that whoever has the descriptor can read it and nobody can change it; every worker maps the
 * same pages. */
#include "data/dataset.h"

#include "base/hash.h"
#include "base/random.h"
#include "data/standardise.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ALIGN = 64, SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

/* ---- layout ---- */

/* Places an array of count doubles at the next aligned byte and moves the end behind it. */
static bool place(uint64_t *end, uint64_t count, uint64_t *ret_at)
{
    uint64_t bytes, padded;
    if (__builtin_mul_overflow(count, sizeof(double), &bytes) || __builtin_add_overflow(*end, ALIGN - 1, &padded))
        return false;
    *ret_at = padded & ~(uint64_t)(ALIGN - 1);
    return !__builtin_add_overflow(*ret_at, bytes, end) && *end <= INT64_MAX;
}

int dh_data_plan(dh_data_head *head)
{
    uint64_t rows, values, end = sizeof *head;
    if (__builtin_add_overflow(head->samples, head->test_samples, &rows) || rows > UINT32_MAX || !head->samples ||
        !head->features || __builtin_mul_overflow(rows, head->features, &values))
        return -1;
    if (head->has_target > 1 || head->classes > rows || (head->classes && !head->has_target))
        return -1;
    head->magic = DH_DATA_MAGIC;
    head->version = DH_DATA_VERSION;
    head->y = 0;
    if (!place(&end, values, &head->x) || (head->has_target && !place(&end, rows, &head->y)))
        return -1;
    head->bytes = end;
    head->checksum = dh_checksum(head, offsetof(dh_data_head, checksum));
    return 0;
}

static dh_dataset view_of(const void *map)
{
    const dh_data_head *head = map;
    const char *base = map;
    return (dh_dataset){
        .size = sizeof(dh_dataset),
        .samples = head->samples,
        .test_samples = head->test_samples,
        .features = head->features,
        .classes = head->classes,
        .x = (const double *)(base + head->x),
        .y = head->has_target ? (const double *)(base + head->y) : NULL,
    };
}

/* ---- worker side ---- */

static int refuse(dh_error *error, const char *why)
{
    return dh_fail(error, DH_ERROR_SYSTEM, "shared dataset refused: %s", why);
}

/* Everything in the header but the sizes follows from the sizes, so the header must equal the one that is made of
 * them. */
static int check_head(const dh_data_head *head, uint64_t bytes, dh_error *error)
{
    dh_data_head expected = *head;
    if (head->magic != DH_DATA_MAGIC)
        return refuse(error, "it does not start with this format's magic");
    if (head->version != DH_DATA_VERSION)
        return dh_fail(error, DH_ERROR_SYSTEM, "shared dataset refused: format version %llu, expected %d",
                       (unsigned long long)head->version, DH_DATA_VERSION);
    if (head->checksum != dh_checksum(head, offsetof(dh_data_head, checksum)))
        return refuse(error, "the checksum of its header is wrong");
    if (dh_data_plan(&expected))
        return refuse(error, "its sizes are impossible");
    if (memcmp(head, &expected, sizeof expected))
        return refuse(error, "its offsets do not follow from its sizes");
    if (head->bytes != bytes)
        return dh_fail(error, DH_ERROR_SYSTEM, "shared dataset refused: %llu bytes, but its header declares %llu",
                       (unsigned long long)bytes, (unsigned long long)head->bytes);
    return 0;
}

static int check_labels(const dh_dataset *view, dh_error *error)
{
    double classes = (double)view->classes;
    size_t rows = view->classes ? view->samples + view->test_samples : 0;
    for (size_t i = 0; i < rows; i++)
        if (!(view->y[i] >= 0 && view->y[i] < classes && view->y[i] == floor(view->y[i])))
            return dh_fail(error, DH_ERROR_SYSTEM,
                           "shared dataset refused: the target of row %zu is no label below %zu", i, view->classes);
    return 0;
}

static int check_file(int fd, size_t *ret_bytes, dh_error *error)
{
    struct stat st;
    if (fstat(fd, &st))
        return dh_fail_errno(error, "shared dataset: cannot stat");
    int seals = fcntl(fd, F_GET_SEALS);
    if (seals < 0 || (seals & SEALS) != SEALS)
        return refuse(error, "it is not a memfd sealed against every change");
    if ((uint64_t)st.st_size < sizeof(dh_data_head))
        return refuse(error, "it is shorter than a header");
    *ret_bytes = (size_t)st.st_size;
    return 0;
}

int dh_data_attach(int fd, dh_data *ret, dh_error *error)
{
    size_t bytes = 0;
    if (check_file(fd, &bytes, error))
        return -1;
    /* Private, because older kernels refuse shared mappings of what is sealed against writing; the pages are the
     * same. */
    void *map = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return dh_fail_errno(error, "shared dataset: cannot map %zu bytes", bytes);
    dh_data data = {.fd = fd, .map = map, .bytes = bytes, .label = "", .source = "", .licence = "", .target = ""};
    int result = check_head(map, bytes, error);
    if (!result) {
        data.view = view_of(map);
        result = check_labels(&data.view, error);
    }
    if (result)
        munmap(map, bytes);
    else
        *ret = data;
    return result;
}

void dh_data_finish(dh_data *data)
{
    if (data->map) {
        munmap((void *)data->map, data->bytes);
        close(data->fd);
    }
    *data = (dh_data){.fd = -1};
}

/* ---- runner side ---- */

/* order [rows] = training rows, then test rows. */
static void split(uint64_t split_seed, bool shuffle, uint32_t *order, size_t rows)
{
    dh_stream stream;
    dh_stream_init(&stream, split_seed, "", "", 0, "split");
    if (shuffle)
        dh_stream_permute(&stream, order, rows);
    for (size_t i = 0; !shuffle && i < rows; i++)
        order[i] = (uint32_t)i;
}

static int plan(const dh_rows *rows, double test, dh_data_head *head, dh_error *error)
{
    if (!rows->rows || rows->rows > UINT32_MAX || !rows->features)
        return dh_fail(error, DH_ERROR_INPUT,
                       "%zu rows of %zu features; expected 1 to 4294967295 rows of at least one", rows->rows,
                       rows->features);
    if (!(test >= 0 && test < 1))
        return dh_fail(error, DH_ERROR_INPUT, "test: %g is no share of the rows; expected 0 to below 1", test);
    size_t count = (size_t)floor(test * (double)rows->rows + 0.5);
    if (count >= rows->rows || (test > 0 && !count))
        return dh_fail(error, DH_ERROR_INPUT, "test: %g leaves no %s row of %zu", test, count ? "training" : "test",
                       rows->rows);
    *head = (dh_data_head){.samples = rows->rows - count,
                           .test_samples = count,
                           .features = rows->features,
                           .classes = rows->classes,
                           .has_target = rows->y != NULL};
    return dh_data_plan(head) ? dh_fail(error, DH_ERROR_INPUT, "%zu rows of %zu features do not fit into memory",
                                        rows->rows, rows->features)
                              : 0;
}

/* Writes row after row in the new order. A value that is not finite stops it. */
static int fill(char *base, const dh_data_head *head, const dh_rows *rows, const uint32_t *order,
                const dh_scaling *scaling, dh_error *error)
{
    double *x = (double *)(base + head->x), *y = (double *)(base + head->y);
    size_t features = rows->features;
    memcpy(base, head, sizeof *head);
    for (size_t i = 0; i < rows->rows; i++) {
        const double *from = rows->x + order[i] * features;
        for (size_t j = 0; j < features; j++) {
            double value = scaling ? (from[j] - scaling->mean[j]) / scaling->deviation[j] : from[j];
            if (!isfinite(value))
                return dh_fail(error, DH_ERROR_INPUT, "feature %zu of data row %zu is %sfinite", j + 1,
                               order[i] + (size_t)1, scaling ? "too large to be standardised: not " : "not ");
            x[i * features + j] = value;
        }
        if (rows->y)
            y[i] = rows->y[order[i]];
    }
    return 0;
}

/* Over the sizes and the hash of each array, so that the layout has no part in a dataset's identity. */
static void hash(const char *base, const dh_data_head *head, char text[DH_SHA_TEXT])
{
    struct {
        uint64_t samples, test_samples, features, classes, has_target;
        uint8_t x[DH_SHA_SIZE], y[DH_SHA_SIZE];
    } identity = {head->samples, head->test_samples, head->features, head->classes, head->has_target, {0}, {0}};
    size_t rows = head->samples + head->test_samples;
    uint8_t digest[DH_SHA_SIZE];
    dh_sha256(base + head->x, rows * head->features * sizeof(double), identity.x);
    if (head->has_target)
        dh_sha256(base + head->y, rows * sizeof(double), identity.y);
    dh_sha256(&identity, sizeof identity, digest);
    dh_hex(text, digest, DH_SHA_SIZE);
}

static int create(uint64_t bytes, dh_error *error)
{
    const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING,
                   no_exec = 8; /* MFD_NOEXEC_SEAL, younger than Debian 12's libc */
    int fd = memfd_create("downhill-dataset", flags | no_exec);
    if (fd < 0 && errno == EINVAL)
        fd = memfd_create("downhill-dataset", flags);
    if (fd < 0)
        return dh_fail_errno(error, "cannot create shared memory");
    /* Reserves the pages now: written through a mapping, memory that runs out would be a SIGBUS. */
    int failed = posix_fallocate(fd, 0, (off_t)bytes);
    if (failed) {
        close(fd);
        errno = failed;
        return dh_fail_errno(error, "cannot get %llu bytes of shared memory", (unsigned long long)bytes);
    }
    return fd;
}

static int write_and_seal(int fd, const dh_data_head *head, const dh_rows *rows, const uint32_t *order,
                          const dh_scaling *scaling, char text[DH_SHA_TEXT], dh_error *error)
{
    char *base = mmap(NULL, head->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (base == MAP_FAILED)
        return dh_fail_errno(error, "cannot map %llu bytes", (unsigned long long)head->bytes);
    int result = fill(base, head, rows, order, scaling, error);
    if (!result)
        hash(base, head, text);
    munmap(base, head->bytes); /* a writable mapping would forbid the seal */
    if (!result && fcntl(fd, F_ADD_SEALS, SEALS))
        result = dh_fail_errno(error, "cannot seal shared memory");
    return result;
}

/* A memfd with the dataset, sealed, or -1. */
static int share(const dh_rows *rows, const dh_data_head *head, uint64_t split_seed, bool standardise,
                 char text[DH_SHA_TEXT], dh_error *error)
{
    dh_arena arena = {0};
    dh_scaling scaling;
    int fd = -1;
    uint32_t *order = DH_NEW(&arena, uint32_t, rows->rows);
    if (!order) {
        dh_fail_memory(error);
        goto out;
    }
    split(split_seed, head->test_samples > 0, order, rows->rows);
    if (standardise && dh_scaling_measure(rows->x, rows->features, order, head->samples, &arena, &scaling, error))
        goto out;
    fd = create(head->bytes, error);
    if (fd >= 0 && write_and_seal(fd, head, rows, order, standardise ? &scaling : NULL, text, error)) {
        close(fd);
        fd = -1;
    }
out:
    dh_arena_finish(&arena);
    return fd;
}

int dh_data_build(const dh_rows *rows, double test, uint64_t split_seed, int standardise, dh_data *ret,
                  dh_error *error)
{
    dh_data_head head;
    char text[DH_SHA_TEXT];
    if (plan(rows, test, &head, error))
        return -1;
    int fd = share(rows, &head, split_seed, standardise, text, error);
    if (fd < 0)
        return -1;
    if (dh_data_attach(fd, ret, error)) {
        close(fd);
        return -1;
    }
    memcpy(ret->hash, text, sizeof text);
    ret->feature = rows->feature;
    ret->target = rows->target ? rows->target : "";
    ret->class_name = rows->class_name;
    return 0;
}
