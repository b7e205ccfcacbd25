/* A registry without files, and studies planned by it. */
#ifndef DH_TESTS_UNIT_PLAN_MODEL_H
#define DH_TESTS_UNIT_PLAN_MODEL_H

#include "plan/plan.h"

typedef struct made {
    dh_arena arena;
    dh_study study;
    dh_plan plan;
    dh_error error;
    int result;
} made;

extern const char head[]; /* of each study */

/* problems and methods: lists in flow style. Then the plan, in its own place: it keeps the study's address. */
made make(const char *problems, const char *methods);
void plan(made *m);
void finish(made *m);

#define GOOD(M, PROBLEMS, METHODS)                                        \
    made M = make(PROBLEMS, METHODS);                                     \
    plan(&M);                                                             \
    if (M.result)                                                         \
        fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, M.error.text); \
    CU_ASSERT_EQUAL_FATAL(M.result, 0)

const dh_plan_method *method(const made *m, const char *label); /* ends the test if there is none */

#endif
