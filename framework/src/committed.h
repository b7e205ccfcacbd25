/* From journal to results file: which runs are committed, and what the file says of them. */
#ifndef DH_COMMITTED_H
#define DH_COMMITTED_H

#include "cli.h"
#include "run/record.h"
#include "store/journal.h"

/* The runs of a plan that a journal holds. */
typedef struct dh_committed {
    uint64_t *offset;  /* [runs] where in the journal, plus 1; 0: not there */
    uint8_t *status;   /* [runs] dh_status */
    size_t count, added; /* committed in all; by this process */
    size_t others;     /* records of runs that the plan does not have: of an earlier version of the study, or of a plugin */
    size_t failed;     /* committed in all that neither finished nor reached their target */
    size_t contradicted; /* committed by this process, whose final cost a clean process did not find again */
    size_t *order;     /* [runs] sorted by id, to find a record's run */
    const dh_plan *plan;
    dh_arena scratch;
} dh_committed;

/* Reads a journal. Records of other studies' runs are passed over; of two for one run the later counts; a run that timed out
 * under a lower limit than the study's counts as not done. */
int dh_committed_read(dh_committed *committed, dh_journal *journal, const dh_plan *plan, dh_arena *arena, dh_error *error);
int dh_committed_add(dh_committed *committed, size_t run, uint64_t offset, const void *record, size_t size, dh_error *error);
bool dh_committed_has(const dh_committed *committed, size_t run);
void dh_committed_finish(dh_committed *committed);

/* Prints how many runs ended how, the causes of those that did not finish, and where the file is. */
void dh_committed_report(const dh_committed *committed, const dh_session *session, double seconds, const char *path, bool json);

/* Writes the results file from the journal: all committed runs of the plan, in plan order. */
int dh_results_build(dh_session *session, const dh_facts *facts, const dh_committed *committed, const char *journal,
                     const char *path, dh_error *error);

#endif
