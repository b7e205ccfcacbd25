#include "baseline_file.h"

#include "base/file.h"
#include "config/study.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 256 << 20 };

static int measure(const char *path, const dh_baseline *by, dh_arena *arena, dh_baseline *ret, dh_error *error)
{
    dh_results *results = DH_NEW(arena, dh_results, 1);
    if (!results)
        return dh_fail_memory(error);
    if (dh_results_open(path, arena, results, error))
        return -1;
    int failed = dh_baseline_measure(results, by, arena, ret, error);
    dh_results_close(results);
    return failed;
}

static bool is_hdf5(const char *path)
{
    char magic[8] = "";
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    size_t got = fread(magic, 1, sizeof magic, f);
    fclose(f);
    return got == 8 && !memcmp(magic, "\x89HDF\r\n\x1a\n", 8);
}

int dh_baseline_load(const char *path, const dh_baseline *by, dh_arena *arena, dh_baseline *ret, bool *text,
                     dh_error *error)
{
    bool hdf5 = is_hdf5(path);
    if (text)
        *text = !hdf5;
    if (hdf5)
        return measure(path, by, arena, ret, error);
    dh_buffer content = {0};
    int failed = dh_file_read(path, MOST, &content, error) ||
                 dh_baseline_parse(path, (const char *)content.data, content.size, arena, ret, error);
    dh_buffer_finish(&content);
    return failed ? -1 : 0;
}

static int add_rules(const dh_results *results, dh_arena *arena, dh_rule **rule, size_t *count, dh_error *error)
{
    dh_study study;
    if (dh_study_parse(results->path, results->yaml, strlen(results->yaml), arena, &study, error))
        return -1;
    dh_rule *all = DH_NEW(arena, dh_rule, *count + study.check_count);
    if (!all)
        return dh_fail_memory(error);
    for (size_t i = 0; i < *count; i++)
        all[i] = (*rule)[i];
    for (size_t i = 0; i < study.check_count; i++) {
        const dh_check_rule *r = &study.check[i];
        all[(*count)++] = (dh_rule){
            .ignore = r->ignore, .margin = r->ignore ? 0 : r->margin, .pattern = r->cells, .reason = r->reason};
    }
    *rule = all;
    return 0;
}

int dh_baseline_study_rules(const char *path, dh_arena *arena, dh_rule **rule, size_t *count, dh_error *error)
{
    dh_results *results = DH_NEW(arena, dh_results, 1);
    if (!results)
        return dh_fail_memory(error);
    if (!is_hdf5(path))
        return 0;
    if (dh_results_open(path, arena, results, error))
        return -1;
    int failed = add_rules(results, arena, rule, count, error);
    dh_results_close(results);
    return failed;
}

int dh_baseline_save(const char *path, const dh_baseline *baseline, dh_error *error)
{
    dh_buffer text = {0};
    dh_baseline_put(baseline, &text);
    int failed = text.failed ? dh_fail_memory(error) : dh_file_write(path, text.data, text.size, error);
    dh_buffer_finish(&text);
    return failed;
}
