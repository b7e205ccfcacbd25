/* Class labels: a hash table finds the distinct ones in one pass, then only those are sorted. */
#include "data/label.h"

#include "base/hash.h"
#include "data/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    dh_label label;
    double value; /* when it is a number */
    size_t order; /* of first appearance */
} entry;

/* Open addressing; a slot holds 1 + the index of its entry, 0: free. */
typedef struct set {
    dh_arena *arena;
    entry *entry; /* [room] */
    size_t *slot; /* [slots], a power of two, at least 2 * room */
    size_t count, room, slots;
} set;

static size_t *find_slot(const set *s, dh_label label)
{
    size_t i = dh_checksum(label.text, label.length) & (s->slots - 1);
    for (; s->slot[i]; i = (i + 1) & (s->slots - 1)) {
        const dh_label *other = &s->entry[s->slot[i] - 1].label;
        if (other->length == label.length && !memcmp(other->text, label.text, label.length))
            break;
    }
    return &s->slot[i];
}

static int grow(set *s)
{
    size_t room = s->room ? 4 * s->room : 64;
    entry *all = DH_NEW(s->arena, entry, room);
    size_t *slot = DH_NEW(s->arena, size_t, 2 * room);
    if (!all || !slot)
        return -1;
    if (s->count)
        memcpy(all, s->entry, s->count * sizeof *all);
    *s = (set){s->arena, all, slot, s->count, room, 2 * room};
    for (size_t i = 0; i < s->count; i++)
        *find_slot(s, s->entry[i].label) = i + 1;
    return 0;
}

/* Index of the label's entry, added when it is new; SIZE_MAX when memory is out. */
static size_t intern(set *s, dh_label label)
{
    if (s->count == s->room && grow(s))
        return SIZE_MAX;
    size_t *slot = find_slot(s, label);
    if (!*slot) {
        s->entry[s->count] = (entry){.label = label, .order = s->count};
        *slot = ++s->count;
    }
    return *slot - 1;
}

static bool all_numbers(set *s)
{
    for (size_t i = 0; i < s->count; i++) {
        entry *e = &s->entry[i];
        const char *end = dh_number_scan(e->label.text, &e->value);
        if (end != e->label.text + e->label.length || !isfinite(e->value))
            return false;
    }
    return true;
}

static int by_order(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int by_value(const void *a, const void *b)
{
    const entry *p = a, *q = b;
    int sign = (p->value > q->value) - (p->value < q->value);
    return sign ? sign : by_order(p->order, q->order);
}

static int by_text(const void *a, const void *b)
{
    const entry *p = a, *q = b;
    size_t least = p->label.length < q->label.length ? p->label.length : q->label.length;
    int sign = memcmp(p->label.text, q->label.text, least);
    return sign ? sign : by_order(p->label.length, q->label.length);
}

/* Sorts the entries and fills class_of [count], by order of first appearance, and name. Returns the number of
 * classes. */
static size_t rank(set *s, double *class_of, const char **name)
{
    bool numbers = all_numbers(s);
    size_t classes = 0;
    qsort(s->entry, s->count, sizeof *s->entry, numbers ? by_value : by_text);
    for (size_t i = 0; i < s->count; i++) {
        const entry *e = &s->entry[i];
        bool same = numbers && i && e->value == e[-1].value;
        if (!same)
            name[classes++] = dh_arena_copy(s->arena, e->label.text, e->label.length);
        class_of[e->order] = (double)(classes - 1);
    }
    return classes;
}

int dh_label_number(const dh_label *label, size_t count, dh_arena *arena, double *y, const char *const **ret_name,
                    size_t *ret_classes, dh_error *error)
{
    set s = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        size_t index = intern(&s, label[i]);
        if (index == SIZE_MAX)
            return dh_fail_memory(error);
        y[i] = (double)index;
    }
    double *class_of = DH_NEW(arena, double, s.count);
    const char **name = DH_NEW(arena, const char *, s.count);
    if (!class_of || !name)
        return dh_fail_memory(error);
    *ret_classes = rank(&s, class_of, name);
    *ret_name = name;
    for (size_t c = 0; c < *ret_classes; c++)
        if (!name[c])
            return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        y[i] = class_of[(size_t)y[i]];
    return 0;
}
