/* A slot: what downhill-worker holds between questions, and what a child that it forks works on. */
#ifndef DH_RUN_SLOT_H
#define DH_RUN_SLOT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "data/dataset.h"
#include "run/ahead.h"
#include "run/child.h"
#include "run/guard.h"
#include "run/trial.h"
#include "run/wire.h"

enum { DH_MOST_DATASETS = 256, DH_REPLY_ROOM = 1 << 20 };
enum { DH_FEW = 16 }; /* answers sent together, when runs are short */

/* Where a child that is no run leaves its answer. */
typedef struct dh_reply {
    uint64_t done, size;
    char told[DH_GUARD_TOLD]; /* what a child tried that is forbidden */
    char told_by_check[DH_GUARD_TOLD];
    uint8_t verdict[DH_FEW]; /* dh_verified */
    char reason[2048];
    unsigned char bytes[DH_REPLY_ROOM];
} dh_reply;

/* A run that has ended: its record, and the question, by which a clean process will look at it. */
typedef struct dh_claim {
    uint64_t tag;
    dh_buffer question, record;
    bool worth_a_look, threads;
    double seconds, memory;
} dh_claim;

typedef struct dh_slot {
    int socket;
    dh_ahead ahead;
    dh_data data[DH_MOST_DATASETS]; /* mapped once, inherited by every child */
    size_t data_count;
    double mapped;       /* bytes of address space; 0: changed since it was asked */
    dh_outcome *outcome; /* shared with the child of the current run */
    size_t outcome_bytes;
    dh_reply *reply;
    dh_arena arena;  /* of one question */
    dh_buffer out;   /* answers not yet sent */
    size_t gathered; /* how many */
    dh_claim claim[DH_FEW];
    size_t claims;
    bool broken; /* memory is out, or the runner gone */
    dh_sandbox_level level;
    dh_error *refusal; /* it cannot be as safe as it must: the answer to everything */
} dh_slot;

/* What a child works on. */
typedef struct dh_task {
    dh_slot *slot;
    const dh_spec *spec;
    const dh_dataset *data;
    const char *path; /* of a plugin to describe */
    int fd;
    bool checks; /* the slot's claims */
    const dh_record *claim;
    dh_guard guard;
} dh_task;

/* Memory that a child and its slot both see. NULL: none is left. */
void *dh_slot_share(size_t bytes);

/* The limits of a child, on top of what the slot itself has mapped. */
dh_child_limits dh_slot_limits(dh_slot *s, double seconds, double memory);

/* The run's dataset, mapped once; NULL when it has none. */
int dh_slot_data(dh_slot *s, const dh_spec *spec, const dh_dataset **ret, dh_error *error);

/* How a child ended, in words: out [room]. */
char *dh_slot_cause(dh_slot *s, const dh_child_result *end, const dh_child_limits *limits, char *out, size_t room);

/* A process that wrote its end mark and did not end so, has lied. */
bool dh_slot_left_well(const dh_child_result *end);

/* In a child: confines it for its task. Then, a dh_loader of that task's plugins. */
int dh_task_raise_walls(dh_task *t, dh_error *error);
int dh_task_load(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error);

/* Questions that are no runs (probe.c): a plugin's card, the facts about a problem, the check of a cost. Each puts
 * its answer into out. */
int dh_slot_ask_card(dh_slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error);
int dh_slot_ask_check(dh_slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error);
int dh_slot_ask_facts(dh_slot *s, dh_cursor *in, uint64_t tag, dh_buffer *out, dh_error *error);

/* Records that wait for a look at their last cost (claim.c): adds one, of the question m; -1: memory is out. */
int dh_slot_claim(dh_slot *s, const dh_message *m, const dh_spec *spec, const dh_record *record);

/* All of them are looked at by one process, and become answers. It may run beside the process of a run that takes
 * long. */
void dh_slot_settle(dh_slot *s);

#endif
