/* A baseline: of each run of a study what a later one is judged by, small enough for review in git.
 *
 * Cost to a target is work, counted in terms of f: those evaluated for a gradient or for the loss alone, and for each
 * Hessian-vector product as many as a gradient took on average; an analytic f is one term. It is read at the first
 * row of the history that is as good as floor + tau (f0 - floor), f0 the run's first cost. The floor is the certified
 * minimum, or else the best cost that the baseline's runs saw: new runs are measured by the baseline's floors.
 */
#ifndef DH_VERDICT_BASELINE_H
#define DH_VERDICT_BASELINE_H

#include "base/buffer.h"
#include "base/hash.h"
#include "store/results.h"

enum { DH_BASELINE_SCHEMA = 1, DH_TARGETS = 3, DH_PROBES = 8, DH_HASH_KEPT = 32 };

extern const double dh_baseline_tau[DH_TARGETS]; /* 0.1, 0.01, 0.001 */

typedef struct dh_base_run {
    int64_t seed;
    dh_status status;
    uint64_t steps;
    double work;                 /* in all; a whole number */
    double cost[DH_TARGETS];     /* work to each target, a whole number; +infinity: not reached */
    double final;                /* last cost - floor; +infinity of a lost run and of what is not finite */
    double rates;                /* the sum of the history's learning rates */
    char hash[DH_HASH_KEPT + 1]; /* of the history: the first digits of its SHA-256 */
    size_t probes;               /* costs in rows 0, 1, 4, 16, ... and the last one */
    double probe[DH_PROBES];
} dh_base_run;

typedef struct dh_base_problem {
    const char *label, *plugin;
    const char *definition; /* SHA-256 of plugin, parameters, dataset's rows and size */
    const char *dataset;    /* SHA-256 of its rows; "": none */
    int64_t dim, samples;
    bool certified;
    double floor; /* NaN: not certified, and no run saw a finite cost */
} dh_base_problem;

/* One method on one problem. */
typedef struct dh_cell {
    const char *method, *optimizer, *schedule; /* label; names of the plugins */
    const char *budget;                        /* "steps=1000"; "": not known */
    size_t problem;                            /* index */
    size_t runs;
    dh_base_run *run; /* [runs] seeds rising */
} dh_cell;

typedef struct dh_base_plugin {
    const char *kind, *name, *abi, *sha256;
} dh_base_plugin;

/* What is accepted without a verdict (margin 0), or with another margin, and why. */
typedef struct dh_rule {
    bool ignore;
    double margin;       /* else: of cells that the glob matches */
    const char *pattern; /* glob over "METHOD on PROBLEM" */
    const char *reason;
} dh_rule;

typedef struct dh_baseline {
    const char *name; /* of the file, for messages */
    const char *study, *reason;
    const char *version, *compiler, *cpu; /* that made it */
    size_t rules, plugins, problems, cells;
    dh_rule *rule;
    dh_base_plugin *plugin;
    dh_base_problem *problem;
    dh_cell *cell; /* [cells] problem by problem, in the order of the plan */
} dh_baseline;

/* Measures results; floors are those of `by`, where it has one of the problem (NULL: their own). Texts are the
 * results'. */
int dh_baseline_measure(dh_results *results, const dh_baseline *by, dh_arena *arena, dh_baseline *ret,
                        dh_error *error);

void dh_baseline_put(const dh_baseline *baseline, dh_buffer *out); /* as text */

/* From text [size]; every error names `name` and the line. */
int dh_baseline_parse(const char *name, const char *text, size_t size, dh_arena *arena, dh_baseline *ret,
                      dh_error *error);

/* "ignore GLOB: reason" or "margin 0.1 GLOB: reason". */
int dh_rule_parse(const char *text, dh_arena *arena, dh_rule *ret, dh_error *error);

size_t dh_baseline_find_cell(const dh_baseline *baseline, const char *method, const char *problem); /* cells: none */
const char *dh_baseline_problem(const dh_baseline *baseline, size_t cell);                          /* its label */

/* old with the cells of `new` that match the glob (NULL: all) put in their places or at the end; a problem that they
 * share must be the same one. Cells of old that no file has any more are dropped when the glob is NULL. */
int dh_baseline_update(const dh_baseline *old, const dh_baseline *new, const char *pattern, dh_arena *arena,
                       dh_baseline *ret, dh_error *error);

#endif
