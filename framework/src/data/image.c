/* Everything in the head but sizes and flags follows from these, so a head that is read must equal the one made of them. */
#include "data/image.h"

#include "base/buffer.h"
#include "base/hash.h"
#include "config/place.h"
#include "data/layout.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x53574f524c494844) /* "DHILROWS" */

enum { WORTH_IT = 1 << 16 /* values, from which narrow ones are looked for */ };

/* ---- layout ---- */

static bool plan(dh_image_head *h)
{
    uint64_t places, end = sizeof *h;
    if (!h->rows || h->rows > UINT32_MAX || !h->features || __builtin_mul_overflow(h->rows, h->features, &places) ||
        h->classes > h->rows || h->sparse > 1 || h->narrow > 1 || h->has_target > 1 || h->has_names > 1 ||
        (h->classes && !h->has_target) || (h->sparse && (h->narrow || h->values > places || h->features > UINT32_MAX)) ||
        (!h->sparse && h->values))
        return false;
    h->magic = MAGIC;
    h->version = DH_IMAGE_VERSION;
    h->x = h->row_start = h->column = h->value = h->y = h->names = 0;
    if (h->sparse ? !dh_layout_place(&end, h->rows + 1, sizeof(uint64_t), &h->row_start) ||
                        !dh_layout_place(&end, h->values, sizeof(uint32_t), &h->column) ||
                        !dh_layout_place(&end, h->values, sizeof(double), &h->value)
                  : !dh_layout_place(&end, places, h->narrow ? 1 : sizeof(double), &h->x))
        return false;
    if ((h->has_target && !dh_layout_place(&end, h->rows, sizeof(double), &h->y)) || !dh_layout_place(&end, h->names_size, 1, &h->names))
        return false;
    h->bytes = end;
    return true;
}

/* ---- writing ---- */

static bool is_narrow(const dh_rows *r)
{
    const size_t count = r->rows * r->features;
    if (!r->x || count < WORTH_IT)
        return false;
    for (size_t k = 0; k < count; k++)
        if (!(r->x[k] >= 0 && r->x[k] <= 255 && r->x[k] == (double)(unsigned char)r->x[k]) || signbit(r->x[k]))
            return false;
    return true;
}

/* Target, features, labels. */
static void put_names(const dh_rows *r, dh_buffer *out)
{
    dh_put_text(out, r->target);
    for (size_t j = 0; r->feature && j < r->features; j++)
        dh_put_text(out, r->feature[j]);
    for (size_t c = 0; c < r->classes; c++)
        dh_put_text(out, r->class_name[c]);
}

static void fill(const dh_rows *r, const dh_image_head *h, const dh_buffer *names, char *base)
{
    unsigned char *narrow = (unsigned char *)base + h->x;
    const size_t values = r->rows * r->features;
    for (size_t k = 0; h->narrow && k < values; k++)
        narrow[k] = (unsigned char)r->x[k];
    if (r->x && !h->narrow)
        memcpy(base + h->x, r->x, values * sizeof(double));
    if (!r->x) {
        memcpy(base + h->row_start, r->row_start, (r->rows + 1) * sizeof(uint64_t));
        memcpy(base + h->column, r->column, h->values * sizeof(uint32_t));
        memcpy(base + h->value, r->value, h->values * sizeof(double));
    }
    if (r->y)
        memcpy(base + h->y, r->y, r->rows * sizeof(double));
    memcpy(base + h->names, names->data, names->size);
}

static int write_all(int fd, const char *bytes, size_t size, dh_error *error)
{
    for (size_t done = 0; done < size;) {
        const ssize_t n = write(fd, bytes + done, size - done);
        if (n <= 0)
            return dh_fail_errno(error, "cannot write what was read");
        done += (size_t)n;
    }
    return 0;
}

int dh_image_write(const dh_rows *r, int fd, dh_error *error)
{
    dh_buffer names = {0};
    int result = -1;
    char *base = MAP_FAILED;
    put_names(r, &names);
    dh_image_head h = {.rows = r->rows, .features = r->features, .classes = r->classes, .sparse = !r->x,
                       .values = r->x ? 0 : r->row_start[r->rows], .narrow = is_narrow(r), .has_target = r->y != NULL,
                       .has_names = r->feature != NULL, .names_size = names.size};
    if (!names.failed && plan(&h))
        base = mmap(NULL, h.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) {
        dh_fail_memory(error);
    } else {
        fill(r, &h, &names, base);
        h.content = dh_checksum(base + sizeof h, h.bytes - sizeof h);
        h.checksum = dh_checksum(&h, offsetof(dh_image_head, checksum));
        memcpy(base, &h, sizeof h);
        result = write_all(fd, base, h.bytes, error);
        munmap(base, h.bytes);
    }
    dh_buffer_finish(&names);
    return result;
}

/* ---- reading ---- */

static int refuse(const char *why, dh_error *error)
{
    return dh_fail(error, DH_ERROR_SYSTEM, "rows refused: %s", why);
}

static int check_head(const dh_image_head *h, size_t size, dh_error *error)
{
    if (size < sizeof *h || h->magic != MAGIC || h->version != DH_IMAGE_VERSION)
        return refuse("no image of rows of this version", error);
    dh_image_head expected = *h;
    if (!plan(&expected) || memcmp(h, &expected, sizeof expected) || h->bytes != size)
        return refuse("the sizes in its head contradict each other", error);
    if (h->checksum != dh_checksum(h, offsetof(dh_image_head, checksum)) ||
        h->content != dh_checksum((const char *)h + sizeof *h, size - sizeof *h))
        return refuse("its checksum is wrong", error);
    return 0;
}

static int check_rows(const dh_rows *r, uint64_t values, dh_error *error)
{
    const char *fault = r->x ? NULL : dh_layout_sparse_fault(r->row_start, r->column, r->rows, r->features, values);
    if (fault)
        return refuse(fault, error);
    for (size_t i = 0; r->classes && i < r->rows; i++)
        if (!(r->y[i] >= 0 && r->y[i] < (double)r->classes && r->y[i] == floor(r->y[i])))
            return refuse("a target is no label", error);
    for (size_t i = 0; r->y && i < r->rows; i++)
        if (!isfinite(r->y[i]))
            return refuse("a target is not finite", error);
    return 0;
}

static const char *const *get_texts(dh_cursor *in, size_t count, dh_arena *arena)
{
    const char **text = DH_NEW(arena, const char *, count);
    for (size_t i = 0; text && i < count; i++) {
        text[i] = dh_get_text(in, arena);
        if (dh_text_clean(text[i], strlen(text[i])) != strlen(text[i]))
            in->failed = true;
    }
    return text;
}

static int get_names(const dh_image_head *h, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    dh_cursor in = {.data = (const unsigned char *)h + h->names, .size = h->names_size};
    const uint64_t least = sizeof(uint32_t); /* of a text */
    if (h->features > SIZE_MAX / 8 || (h->has_names && h->features > h->names_size / least) || h->classes > h->names_size / least)
        return refuse("it has too few names", error);
    const char *const *target = get_texts(&in, 1, arena);
    ret->feature = h->has_names ? get_texts(&in, h->features, arena) : NULL;
    ret->class_name = h->classes ? get_texts(&in, h->classes, arena) : NULL;
    if (!target || (h->has_names && !ret->feature) || (h->classes && !ret->class_name))
        return dh_fail_memory(error);
    ret->target = *target;
    return in.failed || in.at != in.size ? refuse("its names are damaged", error) : 0;
}

static int widen(const dh_image_head *h, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const unsigned char *from = (const unsigned char *)h + h->x;
    const size_t count = h->rows * h->features;
    double *x = DH_NEW(arena, double, count);
    if (!x)
        return dh_fail_memory(error);
    for (size_t k = 0; k < count; k++)
        x[k] = from[k];
    ret->x = x;
    return 0;
}

int dh_image_read(const void *bytes, size_t size, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const dh_image_head *h = bytes;
    const char *base = bytes;
    if (check_head(h, size, error))
        return -1;
    *ret = (dh_rows){.rows = h->rows, .features = h->features, .classes = h->classes,
                     .x = (const double *)(base + h->x), .y = h->has_target ? (const double *)(base + h->y) : NULL};
    if (h->sparse) {
        ret->x = NULL;
        ret->row_start = (const uint64_t *)(base + h->row_start);
        ret->column = (const uint32_t *)(base + h->column);
        ret->value = (const double *)(base + h->value);
    }
    if (check_rows(ret, h->values, error) || get_names(h, arena, ret, error))
        return -1;
    return h->narrow ? widen(h, arena, ret, error) : 0;
}
