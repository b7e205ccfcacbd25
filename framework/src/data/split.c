/* A permutation of the rows says which are taken and where they go. Stratified, each class is given its share of a part by
 * largest remainders (ties to the smaller label), so that the parts have the sizes that they have without it. */
#include "data/split.h"

#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- sizes ---- */

static size_t share_of(double share, size_t rows)
{
    return (size_t)floor(share * (double)rows + 0.5);
}

static int refuse_share(const char *what, double share, const char *why, size_t rows, dh_error *error)
{
    return dh_fail(error, DH_ERROR_INPUT, "%s: %g leaves no %s row of %zu", what, share, why, rows);
}

static int part(const char *what, double share, size_t rows, size_t *ret, dh_error *error)
{
    if (!(share >= 0 && share < 1))
        return dh_fail(error, DH_ERROR_INPUT, "%s: %g is no share of the rows; expected 0 to below 1", what, share);
    *ret = share_of(share, rows);
    if (share > 0 && !*ret)
        return refuse_share(what, share, what, rows, error);
    return *ret >= rows ? refuse_share(what, share, "training", rows, error) : 0;
}

/* How many of the rows that may be split are taken, and how many of these go where. */
static int measure(const dh_rows *rows, const dh_arrangement *how, size_t *taken, dh_split *ret, dh_error *error)
{
    const size_t free = rows->rows - rows->test;
    *taken = how->subsample > 0 && how->subsample < 1 ? share_of(how->subsample, free) : (size_t)fmin(how->subsample, 1e15);
    if (!(how->subsample > 0))
        *taken = free;
    if (*taken > free)
        return dh_fail(error, DH_ERROR_INPUT, "subsample: expected at most %zu, the number of rows, got %g", free, how->subsample);
    if (!*taken)
        return refuse_share("subsample", how->subsample, "", free, error);
    if (rows->test && how->test > 0)
        return dh_fail(error, DH_ERROR_INPUT, "test: the dataset's files say which rows are for the test; expected no share");
    if (part("test", how->test, *taken, &ret->test, error) ||
        part("validation", how->validation, *taken, &ret->validation, error))
        return -1;
    if (ret->test + ret->validation >= *taken)
        return refuse_share("validation", how->validation, "training", *taken, error);
    ret->training = *taken - ret->test - ret->validation;
    return 0;
}

/* ---- quotas of the classes ---- */

typedef struct rest_of {
    double rest;
    size_t class;
} rest_of;

static int by_rest(const void *a, const void *b)
{
    const rest_of *p = a, *q = b;
    int sign = (p->rest < q->rest) - (p->rest > q->rest);
    return sign ? sign : (p->class > q->class) - (p->class < q->class);
}

/* quota [classes], with sum `part`, in proportion to have [classes], whose sum is `whole`. */
static void divide(size_t part, size_t whole, const size_t *have, size_t classes, rest_of *room, size_t *quota)
{
    size_t left = part;
    for (size_t c = 0; c < classes; c++) {
        const double ideal = (double)part * (double)have[c] / (double)whole;
        quota[c] = (size_t)floor(ideal);
        room[c] = (rest_of){ideal - floor(ideal), c};
        left -= quota[c];
    }
    qsort(room, classes, sizeof *room, by_rest);
    for (size_t k = 0; left && k < classes; k++, left--)
        quota[room[k].class]++;
}

/* Moves the first rows of each class, quota [classes] of them, from the list to `out`, keeping the order of both. Returns how
 * many are left. */
static size_t take(const double *y, size_t *quota, uint32_t *list, size_t count, uint32_t *out)
{
    size_t kept = 0, taken = 0;
    for (size_t i = 0; i < count; i++) {
        size_t *left = &quota[(size_t)y[list[i]]];
        if (*left) {
            --*left;
            out[taken++] = list[i];
        } else {
            list[kept++] = list[i];
        }
    }
    return kept;
}

static int stratify(const dh_rows *rows, uint32_t *shuffled, size_t count, size_t taken, dh_arena *arena, dh_split *ret,
                    dh_error *error)
{
    if (!rows->classes)
        return dh_fail(error, DH_ERROR_INPUT, "stratified: expected a target of class labels; this one holds numbers, or is none");
    const size_t part[] = {ret->validation, ret->test}, k = rows->classes;
    uint32_t *chosen = DH_NEW(arena, uint32_t, taken), *end = ret->order + taken;
    size_t *have = DH_NEW(arena, size_t, k), *quota = DH_NEW(arena, size_t, k), left = taken;
    rest_of *room = DH_NEW(arena, rest_of, k);
    if (!chosen || !have || !quota || !room)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        have[(size_t)rows->y[shuffled[i]]]++;
    divide(taken, count, have, k, room, quota);
    memcpy(have, quota, k * sizeof *have);
    take(rows->y, quota, shuffled, count, chosen);
    for (int p = 0; p < 2; p++) {
        divide(part[p], left, have, k, room, quota);
        for (size_t c = 0; c < k; c++)
            have[c] -= quota[c];
        end -= part[p];
        left = take(rows->y, quota, chosen, left, end);
    }
    memcpy(ret->order, chosen, left * sizeof *chosen);
    return 0;
}

/* ---- both ---- */

int dh_split_make(const dh_rows *rows, const dh_arrangement *how, dh_arena *arena, dh_split *ret, dh_error *error)
{
    const size_t free = rows->rows - rows->test;
    size_t taken;
    dh_stream stream;
    if (measure(rows, how, &taken, ret, error))
        return -1;
    uint32_t *shuffled = DH_NEW(arena, uint32_t, free);
    ret->order = DH_NEW(arena, uint32_t, taken + rows->test);
    if (!shuffled || !ret->order)
        return dh_fail_memory(error);
    dh_stream_init(&stream, how->split_seed, "", "", 0, "split");
    if (ret->training < free)
        dh_stream_permute(&stream, shuffled, free);
    for (size_t i = 0; i < free && ret->training == free; i++)
        shuffled[i] = (uint32_t)i;
    if (how->stratified && ret->training < free) {
        if (stratify(rows, shuffled, free, taken, arena, ret, error))
            return -1;
    } else {
        memcpy(ret->order, shuffled, taken * sizeof *shuffled);
    }
    if (rows->test) { /* between the training rows and those for validation */
        uint32_t *to = ret->order + ret->training;
        memmove(to + rows->test, to, ret->validation * sizeof *to);
        for (size_t i = 0; i < rows->test; i++)
            to[i] = (uint32_t)(free + i);
        ret->test = rows->test;
    }
    return 0;
}
