/* Shared by the parts of the plan: what is being made, and small helpers. */
#ifndef DH_PLAN_MAKING_H
#define DH_PLAN_MAKING_H

#include "plan/plan.h"

/* What a dataset was made from. */
typedef struct dh_data_origin {
    const dh_dataset_spec *spec;
    bool labels; /* as classes */
} dh_data_origin;

typedef struct dh_making {
    dh_maker maker;
    dh_plan *plan;
    const dh_library *library;
    dh_data_origin *data_spec; /* [plan->data_count] */
    size_t problem_room, method_room;
} dh_making;

int dh_making_fail(const dh_making *making, dh_place at, const char *what);
int dh_making_memory(const dh_making *making);

/* Room for one more element in an arena array that doubles. NULL when memory is out. */
void *dh_grown(dh_arena *arena, void *old, size_t count, size_t *room, size_t size);

/* The label of one combination: the given name and what varies, or everything that was set. */
const char *dh_making_label(const dh_making *making, const char *name, const char *whole, const char *varying);

int dh_making_problems(dh_making *making); /* problems.c: fills plan->problem and plan->data */
int dh_making_methods(dh_making *making);  /* methods.c: fills plan->method */

#endif
