/* One run, completely described: everything that decides its result, and nothing of who runs it. The runner sends it to
 * a worker as bytes; its id is a hash of the same bytes. */
#ifndef DH_PLAN_SPEC_H
#define DH_PLAN_SPEC_H

#include "base/buffer.h"
#include "base/error.h"
#include "config/study.h"

#include <downhill/plugin.h>

enum { DH_MOST_NESTED = 8 }; /* plugins inside one another, and side by side inside one */

/* A plugin with the values of its hyperparameters. */
typedef struct dh_use {
    const char *name;
    char sha256[65];      /* of the plugin's file */
    int fd;               /* its sealed bytes, under this number in runner and worker */
    bool threads;         /* DH_NEEDS_THREADS. The bytes decide it, so it is no part of the id */
    uint32_t unit;        /* schedules: DH_UNIT_... in force */
    size_t param_count;
    double *param;        /* [param_count], in the table's order */
    dh_list *list;        /* [param_count] */
    size_t inner_count;
    struct dh_use *inner; /* [inner_count] wrapped plugins of the same kind */
} dh_use;

typedef struct dh_spec {
    char id[33];          /* 32 hexadecimal digits: first half of the SHA-256 of the encoding */
    dh_use problem, optimizer, schedule;
    int data_fd;          /* sealed dataset, -1: none */
    char data_hash[65];   /* "" : none */
    uint64_t study_seed, seed, instance;
    size_t start_count;
    double *start;        /* [start_count] or NULL */
    double lr;
    double clip;          /* bound on the gradient's norm; 0: none */
    uint64_t batch;       /* samples; 0: full */
    bool replacement;     /* batches drawn with replacement */
    dh_budget budget;
    dh_recording record;  /* metrics is never AUTO here */
    dh_limits limits;
    dh_target target;
    double optimum;       /* f*, NaN: not known; a fact about the problem, no part of the id */
} dh_spec;

/* The worker's view: fds and optimum included. Everything that decode makes lives in the arena. */
void dh_spec_encode(const dh_spec *spec, dh_buffer *out);
int dh_spec_decode(dh_cursor *in, dh_arena *arena, dh_spec *ret, dh_error *error);

/* Whether the plugin, or one that it wraps, starts threads. */
bool dh_use_threads(const dh_use *use);

/* Name of the problem at the bottom of all that wraps it. Random streams are keyed by it: a wrapped problem has the
 * start, batches and rotations of the plain one. */
const char *dh_spec_core(const dh_spec *spec);

/* key [65]: SHA-256, in hexadecimal, of what decides the exact objective: problem, data, instance, study seed. */
int dh_spec_problem_key(const dh_spec *spec, char key[65], dh_error *error);

/* Fills spec->id. fds and the limits on time and memory are left out: they decide whether a run ends, not what it
 * finds. */
int dh_spec_identify(dh_spec *spec, dh_error *error);

#endif
