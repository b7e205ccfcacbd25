/* Synthetic datasets. One more is one function and one line in GENERATORS. */
#include "data/generate.h"

#include "base/random.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { MOST_VALUES = 1 << 27 /* 1 GiB of features */ };

typedef int generator(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret);

static int allocate(const dh_dataset_spec *spec, size_t features, dh_arena *arena, dh_rows *ret)
{
    *ret = (dh_rows){.rows = spec->samples, .features = features, .target = "y"};
    ret->x = DH_NEW(arena, double, spec->samples *features);
    ret->y = DH_NEW(arena, double, spec->samples);
    return ret->x && ret->y ? 0 : -1;
}

/* Row after row, so that fewer samples are the first of more; with noise 0 as well, so that every noise has the same
 * x. */
static int line(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret)
{
    static const char *const feature[] = {"x"};
    if (allocate(spec, 1, arena, ret))
        return -1;
    ret->feature = feature;
    for (size_t i = 0; i < ret->rows; i++) {
        ret->x[i] = 2 * dh_stream_uniform(stream);
        ret->y[i] = 4 + 3 * ret->x[i] + spec->noise * dh_stream_normal(stream);
    }
    return 0;
}

#define GENERATORS(EACH) EACH(line)

#define NAME(FUNCTION) #FUNCTION,
#define ENTRY(FUNCTION) FUNCTION,
const char *const dh_generators[] = {GENERATORS(NAME) NULL};
static generator *const function[] = {GENERATORS(ENTRY)};

enum { COUNT = sizeof function / sizeof *function };

static int refuse(const dh_study *study, const dh_dataset_spec *spec, dh_error *error)
{
    char known[512] = "", name[64];
    for (size_t i = 0, used = 0; i < COUNT && used < sizeof known; i++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", dh_generators[i]);
    const char *nearest = dh_nearest(spec->source, dh_generators, COUNT);
    return dh_yaml_fail(&study->document, spec->at, error, "synthetic: expected one of: %s; got '%s'%s%s%s", known,
                        dh_printable(name, sizeof name, spec->source), nearest ? "; did you mean '" : "",
                        nearest ? nearest : "", nearest ? "'?" : "");
}

int dh_generate(const dh_study *study, const dh_dataset_spec *spec, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    size_t i = 0;
    while (i < COUNT && strcmp(dh_generators[i], spec->source))
        i++;
    if (i == COUNT)
        return refuse(study, spec, error);
    if (!spec->samples || spec->samples > MOST_VALUES)
        return dh_yaml_fail(&study->document, spec->at, error, "samples: expected 1 to %d, got %llu", MOST_VALUES,
                            (unsigned long long)spec->samples);
    dh_stream stream;
    dh_stream_init(&stream, study->seed, "", spec->source, spec->data_seed, "data");
    return function[i](spec, &stream, arena, ret) ? dh_fail_memory(error) : 0;
}
