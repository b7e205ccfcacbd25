#include "conformance/table.h"

#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_name(const char *text)
{
    return text && *text >= 'a' && *text <= 'z' && !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool is_line(const char *text)
{
    return text && *text && strlen(text) < 120 && !strchr(text, '\n');
}

double range_end(const dh_param *param, bool highest)
{
    double end = highest ? param->max : param->min;
    if (param->flags & (highest ? DH_OPEN_MAX : DH_OPEN_MIN))
        end = nextafter(end, highest ? -INFINITY : INFINITY);
    return fabs(end) >= DH_NO_LIMIT ? copysign(1000, end) : end;
}

static bool in_range(const dh_param *p, double value)
{
    return value >= range_end(p, false) && (value <= range_end(p, true) || p->max == DH_NO_LIMIT);
}

static void check_number(const dh_param *p)
{
    CU_ASSERT(p->min < p->max);
    CU_ASSERT(p->scale == DH_LIST || in_range(p, p->standard));
    CU_ASSERT(p->scale != DH_INTEGER || p->standard == floor(p->standard));
    CU_ASSERT_PTR_NULL(p->choices);
    if (p->search_min == 0 && p->search_max == 0)
        return;
    CU_ASSERT(p->search_min < p->search_max);
    CU_ASSERT(in_range(p, p->search_min) && in_range(p, p->search_max));
    CU_ASSERT(p->scale != DH_LOG || p->search_min > 0);
    CU_ASSERT(p->scale != DH_ONE_MINUS_LOG || p->search_max < 1);
}

static void check_choice(const dh_param *p)
{
    size_t count = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(p->choices);
    for (; p->choices[count]; count++)
        CU_ASSERT(is_name(p->choices[count]));
    CU_ASSERT(count >= 2);
    CU_ASSERT(p->min == 0 && p->max == (double)count - 1);
    CU_ASSERT(p->standard == floor(p->standard) && p->standard >= p->min && p->standard <= p->max);
}

void check_head(const dh_head *head, size_t size)
{
    const char *file = strrchr(getenv("DH_PLUGIN"), '/') + 1;
    CU_ASSERT_STRING_EQUAL(head->name, file);
    CU_ASSERT(is_name(head->name) && is_line(head->doc) && is_line(head->source));
    CU_ASSERT(head->abi_major == DH_ABI_MAJOR && head->abi_minor <= DH_ABI_MINOR);
    CU_ASSERT(head->size == size && head->param_size == sizeof(dh_param));
    CU_ASSERT(head->param_count <= DH_MAX_PARAMS && !head->param_count == !head->params);
    for (size_t i = 0; i < head->param_count; i++) {
        const dh_param *p = &head->params[i];
        CU_ASSERT(is_name(p->name) && is_line(p->doc));
        for (size_t j = 0; j < i; j++)
            CU_ASSERT(strcmp(p->name, head->params[j].name) != 0);
        if (p->scale == DH_CHOICE)
            check_choice(p);
        else
            check_number(p);
    }
}
