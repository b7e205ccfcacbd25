/* downhill compare --table: one function a table. */
#include "compare_tables.h"

#include "base/text.h"
#include "summary/compare.h"
#include "summary/tables.h"

#include <string.h>

static int contests_of(const dh_compare_source *s, dh_contests *ret, dh_error *error)
{
    return dh_contests_make(s->traces, s->arena, ret, error);
}

static int make_data_profile(const dh_compare_source *s, dh_table *ret, dh_error *error)
{
    dh_contests contests;
    return contests_of(s, &contests, error) || dh_data_profile_table(&contests, s->target, s->arena, ret, error);
}

static int make_ecdf(const dh_compare_source *s, dh_table *ret, dh_error *error)
{
    dh_contests contests;
    return contests_of(s, &contests, error) || dh_ecdf_table(&contests, s->arena, ret, error);
}

static int make_profile(const dh_compare_source *s, dh_table *ret, dh_error *error)
{
    dh_contests contests;
    size_t reference;
    return contests_of(s, &contests, error) || dh_compare_reference(&contests, s->reference, &reference, error) ||
           dh_profile_table(&contests, s->target, reference, s->arena, ret, error);
}

static int make_sensitivity(const dh_compare_source *s, dh_table *ret, dh_error *error)
{
    dh_factors factors;
    return dh_factors_read(s->results, s->files, s->traces, s->arena, &factors, error) ||
           dh_sensitivity_table(s->traces, &factors, s->arena, ret, error);
}

static int make_tuning(const dh_compare_source *s, dh_table *ret, dh_error *error)
{
    return dh_tuning_table(s->traces, s->arena, ret, error);
}

static int make_variance(const dh_compare_source *s, dh_table *ret, dh_error *error)
{
    dh_factors factors;
    return dh_factors_read(s->results, s->files, s->traces, s->arena, &factors, error) ||
           dh_variance_table(s->traces, &factors, s->arena, ret, error);
}

static const dh_compare_table tables[] = {
    /* sorted */
    {"data_profile", false, make_data_profile}, {"ecdf", false, make_ecdf},    {"profile", false, make_profile},
    {"sensitivity", true, make_sensitivity},    {"tuning", true, make_tuning}, {"variance", true, make_variance},
};
enum { TABLES = sizeof tables / sizeof *tables };

int dh_compare_find_table(const char *name, const dh_compare_table **ret, dh_error *error)
{
    const char *names[TABLES];
    *ret = NULL;
    for (size_t i = 0; i < TABLES; i++) {
        names[i] = tables[i].name;
        if (name && !strcmp(name, tables[i].name))
            *ret = &tables[i];
    }
    if (!name || *ret)
        return 0;
    char shown[80];
    const char *near = dh_nearest(name, names, TABLES);
    return dh_fail(
        error, DH_ERROR_INPUT,
        "no table is called \"%s\": expected data_profile, ecdf, profile, sensitivity, tuning or variance%s%s%s",
        dh_printable(shown, sizeof shown, name), near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
}
