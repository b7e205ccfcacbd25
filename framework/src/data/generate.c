/* Synthetic datasets by name. One more is a function in generators.c and a row here. */
#include "data/generate.h"

#include "base/random.h"
#include "base/text.h"
#include "data/generators.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MOST_VALUES (UINT64_C(1) << 27) /* 1 GiB of features */

/* ---- the keys of generators ---- */

typedef struct key {
    const char *name;
    size_t offset; /* in the spec */
    bool whole;    /* uint64_t, 0: not said; else double, NaN: not said */
} key;

#define AT(MEMBER) offsetof(dh_dataset_spec, MEMBER)
static const key keys[] = {
    {"samples", AT(samples), true}, {"features", AT(file.features), true}, {"classes", AT(classes), true},
    {"rank", AT(rank), true},       {"condition", AT(condition), false},   {"density", AT(density), false},
    {"flip", AT(flip), false},      {"margin", AT(margin), false},         {"noise", AT(noise), false},
    {"spread", AT(spread), false},
};
enum { KEYS = sizeof keys / sizeof *keys };

/* NaN: not said */
static double get(const dh_dataset_spec *spec, const key *k)
{
    const char *at = (const char *)spec + k->offset;
    const uint64_t whole = k->whole ? *(const uint64_t *)at : 0;
    return !k->whole ? *(const double *)at : whole ? (double)whole : (double)NAN;
}

static void set(dh_dataset_spec *spec, const key *k, double value)
{
    char *at = (char *)spec + k->offset;
    if (k->whole)
        *(uint64_t *)at = (uint64_t)value;
    else
        *(double *)at = value;
}

/* ---- the generators ---- */

typedef struct row {
    const char *name, *doc;
    dh_generator *make;
    double standard[KEYS]; /* defaults in the order of keys; 0 for those that it does not take (noise and flip: -1) */
} row;

enum { NO = -1 };

/*                                     samples features classes rank condition density flip margin noise spread */
static const row generators[] = {
    {"blobs", "normal clouds around `classes` centres, which are spread * N(0, 1)", dh_make_blobs,
     {300, 2, 3, NO, NO, NO, NO, NO, 1, 3}},
    {"line", "y = 4 + 3x + noise N(0, 1), x uniform on [0, 2]", dh_make_line, {100, NO, NO, NO, NO, NO, NO, NO, 1, NO}},
    {"linear", "y = x.w + noise N(0, 1), X'X/m with eigenvalues from 1/condition to 1, columns of mean 0", dh_make_linear,
     {100, 10, NO, NO, 10, NO, NO, NO, 0.1, NO}},
    {"logistic", "two classes on the sides of a plane at least `margin` away from it, a share `flip` of labels exchanged",
     dh_make_logistic, {200, 10, NO, NO, NO, NO, 0, 0, NO, NO}},
    {"low_rank", "entries of U V'/sqrt(rank) + noise N(0, 1), U and V normal; no target", dh_make_low_rank,
     {100, 50, NO, 5, NO, NO, NO, NO, 0, NO}},
    {"sparse", "y = x.w + noise N(0, 1); each row stores a share `density` of its features, N(0, 1)", dh_make_sparse,
     {1000, 1000, NO, NO, NO, 0.01, NO, NO, 0.1, NO}},
};
enum { COUNT = sizeof generators / sizeof *generators };

const char *const dh_generators[] = {"blobs", "line", "linear", "logistic", "low_rank", "sparse", NULL};

const char *dh_generator_doc(size_t generator)
{
    return generators[generator].doc;
}

char *dh_generator_keys(size_t generator, char *out, size_t room)
{
    size_t used = 0;
    *out = 0;
    for (size_t i = 0; i < KEYS && used < room; i++)
        if (generators[generator].standard[i] != NO)
            used += (size_t)snprintf(out + used, room - used, "%s%s: %g", used ? ", " : "", keys[i].name,
                                     generators[generator].standard[i]);
    return out;
}

/* ---- what the study asks for ---- */

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

/* The spec with the generator's defaults; a key that it does not take is an error. */
static int complete(const dh_study *study, const row *g, dh_dataset_spec *spec, dh_error *error)
{
    char known[256];
    for (size_t i = 0; i < KEYS; i++) {
        const bool said = !isnan(get(spec, &keys[i])), takes = g->standard[i] != NO;
        if (said && !takes)
            return dh_yaml_fail(&study->document, spec->at, error, "%s: '%s' does not take it; it takes %s", keys[i].name, g->name,
                                dh_generator_keys((size_t)(g - generators), known, sizeof known));
        if (!said && takes)
            set(spec, &keys[i], g->standard[i]);
    }
    return 0;
}

static int check_size(const dh_study *study, const dh_dataset_spec *spec, dh_error *error)
{
    const uint64_t features = spec->file.features ? spec->file.features : 1;
    const double density = isnan(spec->density) ? 1 : spec->density;
    const double values = (double)spec->samples * fmax(1, (double)features * density);
    if (spec->samples > MOST_VALUES || features > MOST_VALUES || values > MOST_VALUES)
        return dh_yaml_fail(&study->document, spec->at, error, "samples: expected 1 to %llu, with features at most so many values, got "
                            "%llu samples of %llu features", (unsigned long long)MOST_VALUES, (unsigned long long)spec->samples,
                            (unsigned long long)features);
    return 0;
}

static const char *describe(const dh_study *study, const row *g, const dh_dataset_spec *spec, dh_arena *kept)
{
    char text[512];
    size_t used = (size_t)snprintf(text, sizeof text, "synthetic %s: ", g->name);
    for (size_t i = 0; i < KEYS && used < sizeof text; i++)
        if (g->standard[i] != NO)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s %.17g, ", keys[i].name, get(spec, &keys[i]));
    return dh_arena_format(kept, "%sdata_seed %llu, study seed %llu", text, (unsigned long long)spec->data_seed,
                           (unsigned long long)study->seed);
}

int dh_generate(const dh_study *study, const dh_dataset_spec *said, bool labels, dh_arena *arena, dh_rows *ret, dh_arena *kept,
                const char **ret_source, dh_error *error)
{
    const row *g = generators;
    dh_dataset_spec spec = *said;
    while (g < generators + COUNT && strcmp(g->name, spec.source))
        g++;
    if (g == generators + COUNT)
        return refuse(study, said, error);
    if (complete(study, g, &spec, error) || check_size(study, &spec, error))
        return -1;
    dh_stream stream;
    dh_error inner;
    dh_stream_init(&stream, study->seed, "", spec.source, spec.data_seed, "data");
    if (g->make(&spec, &stream, arena, ret, &inner))
        return dh_yaml_fail(&study->document, said->at, error, "%s", inner.text);
    *ret_source = describe(study, g, &spec, kept);
    if (!*ret_source)
        return dh_fail_memory(error);
    return labels && ret->y && !ret->classes ? dh_label_sides(ret, arena, error) : 0;
}
