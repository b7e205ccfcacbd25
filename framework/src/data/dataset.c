/* A dataset in shared memory. The runner writes it once into a memfd and seals it (no writing, growing, shrinking or
 * further sealing), so that whoever has the descriptor can read it and nobody can change it; every worker maps the
 * same pages. */
#include "data/dataset.h"

#include "base/hash.h"
#include "data/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

/* ---- layout ---- */

static bool place_rows(dh_data_head *h, uint64_t rows, uint64_t places, uint64_t *end)
{
    h->x = h->row_start = h->column = h->value = h->y = 0;
    return h->sparse ? dh_layout_place(end, rows + 1, sizeof(uint64_t), &h->row_start) && dh_layout_place(end, h->values, sizeof(uint32_t), &h->column) &&
                           dh_layout_place(end, h->values, sizeof(double), &h->value)
                     : dh_layout_place(end, places, sizeof(double), &h->x);
}

int dh_data_plan(dh_data_head *head)
{
    uint64_t rows, places, end = sizeof *head;
    if (__builtin_add_overflow(head->samples, head->test_samples, &rows) ||
        __builtin_add_overflow(rows, head->validation_samples, &rows) || rows > UINT32_MAX || !head->samples ||
        !head->features || __builtin_mul_overflow(rows, head->features, &places))
        return -1;
    if (head->has_target > 1 || head->classes > rows || (head->classes && !head->has_target))
        return -1;
    if (head->sparse > 1 || (head->sparse ? head->values > places || head->features > UINT32_MAX : head->values))
        return -1;
    head->magic = DH_DATA_MAGIC;
    head->version = DH_DATA_VERSION;
    if (!place_rows(head, rows, places, &end) || (head->has_target && !dh_layout_place(&end, rows, sizeof(double), &head->y)))
        return -1;
    head->bytes = end;
    head->checksum = dh_checksum(head, offsetof(dh_data_head, checksum));
    return 0;
}

static const void *array_at(const dh_data_head *head, uint64_t at)
{
    return at ? (const char *)head + at : NULL;
}

static dh_dataset view_of(const dh_data_head *head)
{
    return (dh_dataset){
        .size = sizeof(dh_dataset),
        .samples = head->samples,
        .test_samples = head->test_samples,
        .features = head->features,
        .classes = head->classes,
        .x = array_at(head, head->x),
        .y = array_at(head, head->y),
        .row_start = array_at(head, head->row_start),
        .column = array_at(head, head->column),
        .value = array_at(head, head->value),
        .validation_samples = head->validation_samples,
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
    size_t rows = view->classes ? dh_data_rows(view) : 0;
    for (size_t i = 0; i < rows; i++)
        if (!(view->y[i] >= 0 && view->y[i] < classes && view->y[i] == floor(view->y[i])))
            return dh_fail(error, DH_ERROR_SYSTEM,
                           "shared dataset refused: the target of row %zu is no label below %zu", i, view->classes);
    return 0;
}

static int check_sparse(const dh_dataset *view, uint64_t values, dh_error *error)
{
    const char *fault =
        view->row_start ? dh_layout_sparse_fault(view->row_start, view->column, dh_data_rows(view), view->features, values) : NULL;
    return fault ? refuse(error, fault) : 0;
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
        const dh_data_head *head = map;
        data.view = view_of(head);
        result = check_labels(&data.view, error) || check_sparse(&data.view, head->values, error) ? -1 : 0;
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
