#include "summary/names.h"

#include <string.h>

size_t dh_name_index(const char *name, const char **names, size_t *count, size_t guess)
{
    for (size_t i = guess; i < *count && i < guess + 2; i++)
        if (!strcmp(names[i], name))
            return i;
    for (size_t i = 0; i < *count; i++)
        if (!strcmp(names[i], name))
            return i;
    names[*count] = name;
    return (*count)++;
}

int dh_point_compare(const void *a, const void *b)
{
    const dh_point *p = a, *q = b;
    if (p->panel != q->panel)
        return p->panel < q->panel ? -1 : 1;
    if (p->method != q->method)
        return p->method < q->method ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->order < q->order ? -1 : 1;
}
