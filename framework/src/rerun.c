#include "rerun.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

static const char *attribute(const dh_results *r, const char *name)
{
    for (size_t i = 0; i < r->attribute_count; i++)
        if (!strcmp(r->attribute[i].name, name))
            return r->attribute[i].text;
    return "study";
}

int dh_rerun_open(dh_session *s, const dh_results *r, const dh_extra *extra, dh_error *error)
{
    return dh_session_study(s, attribute(r, "study_file"), r->yaml, extra, error);
}

int dh_rerun_row(const dh_results *r, const char *name, size_t *ret, dh_error *error)
{
    const dh_column *id = dh_table_find(&r->runs, "id");
    uint64_t number;
    size_t length = strlen(name), found = 0;
    char got[64];
    if (dh_parse_u64(name, &number) && length < 10 && number < r->runs.rows) {
        *ret = number;
        return 0;
    }
    for (size_t i = 0; length >= 4 && i < r->runs.rows; i++)
        if (!strncmp(id->text[i], name, length)) {
            *ret = i;
            found++;
        }
    if (found == 1)
        return 0;
    return dh_fail(error, DH_ERROR_INPUT, "%s: expected a row number below %zu or the first digits of an id, got '%s'%s", r->path,
                   r->runs.rows, dh_printable(got, sizeof got, name), found ? ", with which several ids begin" : "");
}

static double f_star_of(const dh_results *r, const char *problem)
{
    const dh_column *key = dh_table_find(&r->problems, "problem"), *f_star = dh_table_find(&r->problems, "f_star");
    for (size_t i = 0; key && f_star && i < r->problems.rows; i++)
        if (!strcmp(key->text[i], problem))
            return f_star->real[i];
    return NAN;
}

int dh_rerun_find(const dh_results *r, size_t row, dh_plan *plan, size_t *ret, dh_error *error)
{
    const char *problem = dh_table_find(&r->runs, "problem")->text[row], *method = dh_table_find(&r->runs, "method")->text[row];
    int64_t seed = dh_table_find(&r->runs, "seed")->whole[row];
    for (size_t i = 0; i < plan->count; i++) {
        dh_run_place at = dh_plan_place(plan, i);
        if ((int64_t)at.seed == seed && !strcmp(at.problem->label, problem) && !strcmp(at.method->label, method)) {
            plan->problem[at.problem - plan->problem].optimum = f_star_of(r, problem);
            *ret = i;
            return 0;
        }
    }
    return dh_fail(error, DH_ERROR_INPUT, "%s: its study makes no run '%s' on '%s' with seed %lld any more", r->path, method, problem,
                   (long long)seed);
}
