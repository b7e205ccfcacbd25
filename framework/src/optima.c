#include "optima.h"

#include "base/cache.h"
#include "base/file.h"
#include "base/hash.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Goes up when minima are found in another way. */
#define HEAD "downhill optimum 10\n"

/* The key of the problem in the cache; false: it has none. */
static bool key_of(const dh_spec *spec, char key[2 * DH_SHA_SIZE + 1])
{
    dh_error ignored;
    return !dh_spec_problem_key(spec, key, &ignored);
}

bool dh_optima_recall(const dh_spec *spec, double *ret, double *ret_gap)
{
    char path[DH_CACHE_PATH], key[2 * DH_SHA_SIZE + 1];
    dh_buffer text = {0};
    dh_error ignored;
    int end = 0;
    bool whole = key_of(spec, key) && dh_cache_path("optima", key, path) && !dh_file_read(path, 200, &text, &ignored) &&
                 sscanf((const char *)text.data, HEAD "%la %la%n", ret, ret_gap, &end) == 2 &&
                 (size_t)end + 1 == text.size && text.data[end] == '\n' && !isnan(*ret);
    dh_buffer_finish(&text);
    return whole;
}

void dh_optima_keep(const dh_spec *spec, const dh_facts *facts)
{
    char path[DH_CACHE_PATH], key[2 * DH_SHA_SIZE + 1], text[200];
    dh_error ignored;
    double value = isnan(facts->optimum) ? INFINITY : facts->optimum;
    if (!key_of(spec, key) || !dh_cache_create("optima", key, path))
        return;
    int n = snprintf(text, sizeof text, HEAD "%a %a\n", value, facts->optimum_gap);
    dh_file_write(path, text, (size_t)n, &ignored);
}
