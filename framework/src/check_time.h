/* `downhill check --time`: is a step slower than with another build, on this machine, now? */
#ifndef DH_CHECK_TIME_H
#define DH_CHECK_TIME_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct dh_time_how {
    const char *study, *base; /* a study's file; another build: the program, or its folder */
    size_t processes;         /* of each build */
    double margin;
    bool strict, quiet; /* strict: slower is a regression, not a warning */
} dh_time_how;

/* Prints the verdicts; *code is the exit code. */
int dh_check_time(const dh_time_how *how, dh_arena *arena, int *code, dh_error *error);

#endif
