/* Which method, how sure, by how much: on each problem, and over all of them. */
#ifndef DH_SUMMARY_COMPARE_H
#define DH_SUMMARY_COMPARE_H

#include "summary/bootstrap.h"
#include "summary/contest.h"
#include "summary/friedman.h"
#include "summary/paired.h"

enum { DH_FEW_SEEDS = 5 }; /* with fewer no statement about chance is worth much */

typedef struct dh_compare_options {
    bool delivered; /* judge by what a run delivered at its end; else by the cost to the target */
    dh_goal target; /* also of the columns that speak of a target when delivered is set */
    const char
        *reference; /* the method that the others are tested against and scored by; NULL: on each problem the best */
    double level;   /* of intervals and, as 1 - alpha, of tests */
    size_t resamples;
} dh_compare_options;

/* One method on one problem. */
typedef struct dh_entry {
    size_t method;
    size_t runs, lost; /* lost: diverged, crashed, ... */
    size_t solved;     /* runs that reached the target */
    double value; /* what is judged, smaller is better: ERT, or the median of what was delivered (-y of a score) */
    dh_interval interval; /* of value, by the bootstrap over seeds */
    double cost;          /* median cost to the target; +infinity when no more than half of the runs reached it */
    double final;         /* median of what was delivered, as value; a gap is at least its resolution */
    double area;          /* under the runtime ECDF (ecdf.h) */
    double rank;          /* by value; equal values share theirs */
    size_t pairs;         /* seeds that it shares with the one it is tested against */
    double p,
        adjusted;    /* signed-rank test on these, both sides; adjusted by Holm over the problem; NaN: not tested */
    dh_shift effect; /* by what factor its costs (gaps) are larger, Hodges-Lehmann; a difference where values may
                      * not be divided (dh_match.factor) */
} dh_entry;

typedef struct dh_match {
    const dh_contest *contest;
    bool factor;
    size_t entries;
    dh_entry *entry;    /* [entries] methods with runs here, best first */
    size_t against;     /* the method that the others are tested against; contests->methods: none */
    size_t least, most; /* seeds of an entry */
    size_t fixed;       /* entries whose seeds all gave the same run: pairs of these count once */
} dh_match;

/* One method over all problems. */
typedef struct dh_standing {
    size_t method;
    double rank;          /* mean rank over the blocks */
    dh_interval interval; /* of that, by the bootstrap over the seeds of every problem: the problems stay */
    double first;         /* share of resamples in which no other mean rank was better */
    double p, adjusted;   /* signed-rank test over blocks against the best or the reference; NaN: not tested */
    dh_shift effect;      /* factor, as in dh_entry */
    double algoperf;      /* profile.h; NaN where there is no cost */
    double reference;     /* NaN without a reference */
    double area;          /* mean over problems */
} dh_standing;

typedef struct dh_comparison {
    dh_compare_options options;
    const dh_contests *contests;
    dh_match *match; /* [contests->count] */
    bool by_seed; /* there is one problem, and the blocks are its seeds: what follows is about this problem alone */
    size_t blocks; /* 1 with by_seed where no seed changes any method */
    dh_friedman friedman; /* .rank in the order of contests->method among those that stand */
    double difference;    /* Nemenyi's, at 1 - level */
    size_t groups;
    dh_group *group; /* [groups] over standing */
    size_t standings;
    dh_standing *standing; /* methods with runs on every problem (and, by_seed, with every seed), best first */
    size_t against;        /* as in dh_match */
    bool few_seeds;        /* somewhere there are fewer than DH_FEW_SEEDS */
} dh_comparison;

/* Index of a method; contests->methods for NULL; an error that names the nearest for an unknown one. */
int dh_compare_reference(const dh_contests *contests, const char *name, size_t *ret, dh_error *error);

/* In the arena. An unknown reference is an error that names the nearest method. */
int dh_compare(const dh_contests *contests, const dh_compare_options *options, dh_arena *arena, dh_comparison *ret,
               dh_error *error);

#endif
