/* New results against a baseline: what changed, and whether it matters.
 *
 * A cell is one method on one problem. Cells whose histories have the same hashes pass, without statistics. Of
 * changed ones the same seeds are paired: log10 of work to each of three targets and of the final gap by the exact
 * signed-rank test, reaching the last target by the exact sign test. A cell has one p-value, of these and of one
 * exact test of all of them together (tests.c), and these are adjusted by Holm over all changed cells. A cell whose
 * seeds all give one run has one pair, and no chance in it: its shift alone decides. */
#ifndef DH_VERDICT_JUDGE_H
#define DH_VERDICT_JUDGE_H

#include "summary/paired.h"
#include "verdict/baseline.h"

typedef enum dh_verdict {
    DH_SAME,      /* the same bits */
    DH_IGNORED,   /* changed, and a rule says why that is accepted */
    DH_ROUNDED,   /* only rounding changed */
    DH_MOVED,     /* algorithm changed, and is not slower by more than the margin */
    DH_FASTER,    /* algorithm changed, and is faster: ask for a new baseline */
    DH_ADDED,     /* not in the baseline */
    DH_UNDECIDED, /* algorithm changed; more seeds would tell */
    DH_TOO_FEW,   /* algorithm changed; so few seeds could not show anything */
    DH_OTHER,     /* problem, dataset, budget or seeds differ, or the cell is gone: nothing to compare */
    DH_SLOWER,    /* a regression */
    DH_BROKEN,    /* a run is lost that was not */
    DH_VERDICTS,
} dh_verdict;

/* "same bits", "only rounding changed", "got slower", ... */
const char *dh_verdict_name(dh_verdict verdict);

enum { DH_METRICS = DH_TARGETS + 2 }; /* work to the targets, final gap, share solved */

const char *dh_metric_name(size_t metric); /* "work to 0.1 of the start's gap", ... */

/* One test of one cell. */
typedef struct dh_weighing {
    bool tested;    /* some pair differs */
    double p, less; /* one side: against "not slower", against "not faster"; NaN: not tested */
    dh_shift shift; /* of log10 new / old, at the level 1 - 2 alpha; of the share solved: lost - gained */
} dh_weighing;

typedef struct dh_chance {
    size_t tests;   /* weighings that are tested; 0: none, then there is no p */
    double p, less; /* of the cell, by all its weighings; NaN: not tested, or no chance in it */
    double adjusted, less_adjusted;
} dh_chance;

typedef struct dh_judgement {
    const char *method, *problem, *name; /* name: "METHOD on PROBLEM" */
    size_t old, new; /* cells of the two baselines; their counts: not there */
    dh_verdict verdict;
    size_t pairs, changed; /* seeds that both have; with another hash */
    bool fixed;            /* all seeds give one run: no chance in it */
    double margin;
    size_t worst;       /* metric that decided */
    const char *detail; /* one sentence: what and by how much; "" when all is the same */
    const char *cause;  /* what else is known: whose plugin's file changed; or the reason of a rule; "" */
    dh_weighing weighing[DH_METRICS];
    dh_chance chance;
} dh_judgement;

typedef struct dh_judge_options {
    double alpha, margin; /* of the family; as a share, 0.05 */
    size_t rules;
    const dh_rule *rule; /* before the baseline's own */
    const char *only;    /* a glob over "METHOD on PROBLEM"; NULL: all */
    bool missing;        /* seeds or cells of the baseline may be missing in the new results */
} dh_judge_options;

typedef struct dh_judged {
    dh_judge_options options;
    const dh_baseline *old, *new;
    size_t cells, tests; /* tests: the size of Holm's family, one of each cell that is tested */
    size_t needed;       /* seeds without which no test of it can decide */
    dh_judgement *cell;  /* [cells] in the order of the baseline, then what is added */
    size_t count[DH_VERDICTS];
    bool machine_differs; /* processor, compiler or version: the bits should be the same all the same */
} dh_judged;

/* In the arena. */
int dh_judge(const dh_baseline *old, const dh_baseline *new, const dh_judge_options *options, dh_arena *arena,
             dh_judged *ret, dh_error *error);

/* For the parts of this stage: pairs of runs with the same seed. */
typedef struct dh_pairing {
    size_t count;
    const dh_base_run **old, **new; /* [count] */
} dh_pairing;

/* Costs differ at most as much as another order of sums makes them: 1e-13 of the scale a row at the probes. */
bool dh_only_rounded(const dh_pairing *pairs, const dh_base_problem *problem);
bool dh_run_lost(const dh_base_run *run);

/* log10 new / old of one metric, [count]; +-infinity where only one got there, 0 where neither did. */
void dh_pairs_differ(const dh_pairing *pairs, const dh_base_problem *problem, size_t metric, double *difference);

/* Sets weighing and chance of a cell; of a fixed one by its first pair. */
int dh_pairs_weigh(const dh_pairing *pairs, const dh_base_problem *problem, double alpha, dh_arena *arena,
                   dh_judgement *cell, dh_error *error);

/* The p-value of a cell is at least so many times that of its best test. */
size_t dh_chance_weight(const dh_chance *chance);

#endif
