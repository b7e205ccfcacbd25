/* The runner's side of a dataset: it writes the memfd once and seals it. */
#include "data/build.h"

#include "base/hash.h"
#include "data/split.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- sizes ---- */

static uint64_t stored(const dh_rows *rows, const dh_split *split)
{
    uint64_t count = 0;
    const size_t all = split->training + split->test + split->validation;
    for (size_t i = 0; i < all && !rows->x; i++)
        count += rows->row_start[split->order[i] + 1] - rows->row_start[split->order[i]];
    return count;
}

static int plan(const dh_rows *rows, const dh_split *split, dh_data_head *head, dh_error *error)
{
    *head = (dh_data_head){.samples = split->training,
                           .test_samples = split->test,
                           .validation_samples = split->validation,
                           .features = rows->features,
                           .classes = rows->classes,
                           .values = stored(rows, split),
                           .sparse = !rows->x,
                           .has_target = rows->y != NULL};
    return dh_data_plan(head) ? dh_fail(error, DH_ERROR_INPUT, "%zu rows of %zu features do not fit into memory",
                                        split->training + split->test + split->validation, rows->features)
                              : 0;
}

/* ---- contents ---- */

typedef struct writer {
    const dh_rows *rows;
    const dh_split *split;
    const dh_arrangement *how;
    dh_scaling scaling;
    double factor;
    bool changes; /* whether values change at all */
    dh_error *error;
} writer;

static int refuse_value(const writer *w, double from, size_t row, size_t column)
{
    const bool finite = isfinite(from);
    return dh_fail(w->error, DH_ERROR_INPUT, "feature %zu of data row %zu is %s", column + 1, row + 1,
                   finite ? "too large to be scaled: not finite" : "not finite (missing: keep allows it)");
}

static double row_length(const writer *w, const double *from, size_t count)
{
    double square = 0, most = 0;
    if (w->how->scale != DH_SCALE_ROWS)
        return 1;
    for (size_t j = 0; j < count; j++)
        most = fmax(most, fabs(from[j]));
    for (size_t j = 0; j < count && most > 0; j++)
        square += from[j] / most * (from[j] / most);
    return most > 0 ? most * sqrt(square) : 1;
}

/* to [count] = the values of a row, stored from `from` on, column [count] theirs (NULL: 0, 1, ...). */
static int write_values(const writer *w, size_t row, const double *from, const uint32_t *column, size_t count, double *to)
{
    const double length = row_length(w, from, count);
    for (size_t k = 0; k < count; k++) {
        const size_t j = column ? column[k] : k;
        to[k] = from[k];
        if (w->scaling.shift)
            to[k] = (to[k] - w->scaling.shift[j]) / w->scaling.divisor[j];
        if (w->changes)
            to[k] = to[k] / length * w->factor;
        if (!isfinite(to[k]) && !(w->how->missing && !isfinite(from[k])))
            return refuse_value(w, from[k], row, j);
    }
    return 0;
}

static int write_rows(const writer *w, char *base, const dh_data_head *head)
{
    const dh_rows *r = w->rows;
    double *x = (double *)(base + head->x), *value = (double *)(base + head->value), *y = (double *)(base + head->y);
    uint64_t *start = (uint64_t *)(base + head->row_start), used = 0;
    uint32_t *column = (uint32_t *)(base + head->column);
    const size_t all = head->samples + head->test_samples + head->validation_samples, n = r->features;
    memcpy(base, head, sizeof *head);
    for (size_t i = 0; i < all; i++) {
        const size_t row = w->split->order[i];
        const uint64_t from = r->x ? row * n : r->row_start[row], count = r->x ? n : r->row_start[row + 1] - from;
        if (write_values(w, row, (r->x ? r->x : r->value) + from, r->x ? NULL : r->column + from, count,
                         r->x ? x + i * n : value + used))
            return -1;
        if (!r->x) {
            memcpy(column + used, r->column + from, count * sizeof *column);
            used += count;
            start[i + 1] = used;
        }
        if (r->y)
            y[i] = r->y[row];
    }
    return 0;
}

/* Over the sizes and the hash of each array, so that the layout has no part in a dataset's identity. Dense data in two splits
 * have the identity that they had before there were others. */
static void hash(const char *base, const dh_data_head *head, char text[DH_SHA_TEXT])
{
    struct {
        uint64_t samples, test_samples, features, classes, has_target;
        uint8_t x[DH_SHA_SIZE], y[DH_SHA_SIZE];
        uint64_t validation_samples, sparse;
        uint8_t column[DH_SHA_SIZE], row_start[DH_SHA_SIZE];
    } identity = {.samples = head->samples, .test_samples = head->test_samples, .features = head->features,
                  .classes = head->classes, .has_target = head->has_target, .validation_samples = head->validation_samples,
                  .sparse = head->sparse};
    const size_t rows = head->samples + head->test_samples + head->validation_samples;
    const size_t values = head->sparse ? head->values : rows * head->features;
    uint8_t digest[DH_SHA_SIZE];
    dh_sha256(base + (head->sparse ? head->value : head->x), values * sizeof(double), identity.x);
    if (head->has_target)
        dh_sha256(base + head->y, rows * sizeof(double), identity.y);
    if (head->sparse) {
        dh_sha256(base + head->column, values * sizeof(uint32_t), identity.column);
        dh_sha256(base + head->row_start, (rows + 1) * sizeof(uint64_t), identity.row_start);
    }
    const bool plain = !head->sparse && !head->validation_samples;
    dh_sha256(&identity, plain ? offsetof(__typeof__(identity), validation_samples) : sizeof identity, digest);
    dh_hex(text, digest, DH_SHA_SIZE);
}

/* ---- shared memory ---- */

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
    int failed;
    do
        failed = posix_fallocate(fd, 0, (off_t)bytes);
    while (failed == EINTR);
    if (failed) {
        close(fd);
        errno = failed;
        return dh_fail_errno(error, "cannot get %llu bytes of shared memory", (unsigned long long)bytes);
    }
    return fd;
}

static int write_and_seal(int fd, const writer *w, const dh_data_head *head, char text[DH_SHA_TEXT])
{
    char *base = mmap(NULL, head->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (base == MAP_FAILED)
        return dh_fail_errno(w->error, "cannot map %llu bytes", (unsigned long long)head->bytes);
    int result = write_rows(w, base, head);
    if (!result)
        hash(base, head, text);
    munmap(base, head->bytes); /* a writable mapping would forbid the seal */
    if (!result && fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE))
        result = dh_fail_errno(w->error, "cannot seal shared memory");
    return result;
}

/* A memfd with the dataset, sealed, or -1. */
static int share(writer *w, dh_arena *arena, char text[DH_SHA_TEXT])
{
    dh_split split;
    dh_data_head head;
    if (dh_split_make(w->rows, w->how, arena, &split, w->error) || plan(w->rows, &split, &head, w->error) ||
        dh_scaling_measure(w->how->scale, w->rows, split.order, split.training, arena, &w->scaling, w->error))
        return -1;
    w->split = &split;
    int fd = create(head.bytes, w->error);
    if (fd >= 0 && write_and_seal(fd, w, &head, text)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

int dh_data_build(const dh_rows *rows, const dh_arrangement *how, dh_data *ret, dh_error *error)
{
    dh_arena arena = {0};
    char text[DH_SHA_TEXT];
    writer w = {.rows = rows, .how = how, .factor = how->factor != 0 ? how->factor : 1, .error = error};
    w.changes = how->scale == DH_SCALE_ROWS || w.factor != 1;
    if (!rows->rows || rows->rows > UINT32_MAX || !rows->features)
        return dh_fail(error, DH_ERROR_INPUT,
                       "%zu rows of %zu features; expected 1 to 4294967295 rows of at least one", rows->rows,
                       rows->features);
    int fd = share(&w, &arena, text);
    dh_arena_finish(&arena);
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
