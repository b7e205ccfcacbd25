/* One run: the training loop. Pure: no processes, no files, no clock but for the ledger. */
#ifndef DH_RUN_TRIAL_H
#define DH_RUN_TRIAL_H

#include "run/chain.h"
#include "run/outcome.h"

/* Runs spec to its end and writes everything into *out (zeroed, row_room set; see dh_row_room). data: the mapped dataset, NULL for
 * an analytic problem. Memory comes from the arena. Every end of a run, also a refusal, is an outcome and returns 0; -1 means
 * that the host failed (memory), and the outcome says so too. */
int dh_trial_run(const dh_spec *spec, const dh_dataset *data, dh_loader *load, void *self, dh_arena *arena, dh_outcome *out,
                 dh_error *error);

/* Whether a record says something that can be recomputed: a finished run, its final point and the cost there. */
bool dh_claim_can_be_checked(const dh_record *record);

/* Recomputes f at the final point, bit for bit. DH_UNVERIFIED: the problem could not be set up. */
dh_verified dh_claim_check(const dh_spec *spec, const dh_dataset *data, const dh_record *claim, dh_loader *load, void *self,
                           dh_arena *arena);

/* The facts about a problem instance that the study's file and estimates need. */
typedef struct dh_facts {
    uint64_t dim, blocks;
    double optimum;        /* f*, or NaN */
    double optimum_gap;    /* by this f* may be smaller, beside rounding */
    const char *certificate; /* "" without f* */
    double mu, L;          /* NaN when not known */
    double box[4];         /* NaN when there is none */
    double x_star[2];      /* a minimiser of a 2-D problem; NaN when none is known */
    size_t side;           /* points along each side of the box, at most DH_MOST_SIDE; 0: no surface */
    const double *surface; /* [side][side] f over the box: a row for each x2, rising, as x1 in it */
    double cost_seconds;   /* measured: one full loss and gradient */
} dh_facts;

enum { DH_MOST_SIDE = 161 };

/* Coordinate i of `side` along an axis of the box, 0: x1, 1: x2. */
double dh_surface_at(const double box[4], size_t side, int axis, size_t i);

void dh_facts_encode(const dh_facts *facts, dh_buffer *out);
int dh_facts_decode(const void *data, size_t size, dh_arena *arena, dh_facts *ret, dh_error *error);

/* Loads and prepares the problem alone. Its minimum is spec->optimum (infinite: it was looked for in vain); when that is
 * NaN, what the problem says, or else what run/least.h or run/certify.h finds. */
int dh_trial_inspect(const dh_spec *spec, const dh_dataset *data, dh_loader *load, void *self, dh_arena *arena, dh_facts *ret,
                     dh_error *error);

#endif
