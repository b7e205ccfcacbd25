/* Results files that hold the same runs made by different builds. */
#ifndef DH_SUMMARY_APART_H
#define DH_SUMMARY_APART_H

#include "summary/trace.h"

/* When two traces of different files agree in problem, method and seed (and so differ in their id: another plugin,
 * dataset or program made them), every method and group is followed by its file's name, as in "adam [before]"; else
 * nothing changes. name [files]. *ret_told: whether it was needed. */
int dh_traces_tell_apart(dh_traces *traces, const char *const *name, dh_arena *arena, bool *ret_told,
                         dh_error *error);

#endif
