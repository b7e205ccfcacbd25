/* Times of two builds on one machine: seconds a step of each cell, process by process.
 *
 * The unit is a process: its median over the runs of a cell; runs in one process are no repetitions of each other.
 * Both builds' processes take turns, so that what else the machine does falls on both. */
#ifndef DH_VERDICT_TIMES_H
#define DH_VERDICT_TIMES_H

#include "base/arena.h"
#include "base/error.h"
#include "store/results.h"

enum { DH_LEAST_PROCESSES = 9, DH_MOST_PROCESSES = 50 };

/* One process. */
typedef struct dh_pace {
    const char *method, *problem;
    double seconds; /* of a step, > 0 */
} dh_pace;

typedef struct dh_paces {
    size_t count;
    dh_pace *pace; /* [count] in the order of the plan; cells without a step that took time are not there */
    const char *cpu;
} dh_paces;

int dh_paces_measure(dh_results *results, dh_arena *arena, dh_paces *ret, dh_error *error);

typedef enum dh_time_verdict { DH_TIME_SAME, DH_TIME_FASTER, DH_TIME_SLOWER } dh_time_verdict;

typedef struct dh_time_cell {
    const char *method, *problem;
    double *old, *new;               /* [processes] seconds a step */
    double old_seconds, new_seconds; /* their medians */
    double p, less; /* of the exact rank-sum test, adjusted by Holm: against "not slower", "not faster" */
    dh_time_verdict verdict;
} dh_time_cell;

typedef struct dh_timed {
    size_t cells, processes, needed; /* needed: processes a side without which no test could decide */
    dh_time_cell *cell;
    size_t missing; /* cells that some process of one side does not have */
    bool machine_differs;
    const char *old_cpu, *new_cpu;
} dh_timed;

/* old, new [processes]. A cell is slower when p < alpha and the medians are further apart than the margin. Processes
 * of different processors are not compared: machine_differs, and no cells. */
int dh_times_judge(const dh_paces *old, const dh_paces *new, size_t processes, double alpha, double margin,
                   dh_arena *arena, dh_timed *ret, dh_error *error);

#endif
