/* What both halves of the driver share. */
#ifndef DH_TESTS_DRIVE_PARTS_H
#define DH_TESTS_DRIVE_PARTS_H

#include "drive/drive.h"

_Noreturn __attribute__((format(printf, 1, 2))) void drive_die(const char *format, ...);

/* Zeroed and 64-byte aligned; ends the program when there is none. */
void *drive_allocate(size_t bytes);

/* at [count] doubles between canaries; free(all). */
typedef struct guarded {
    double *all, *at;
    size_t count;
} guarded;

guarded drive_guard(size_t count);
bool drive_guard_intact(const guarded *g);

/* Hyperparameters as a plugin reads them; free both. */
typedef struct values {
    double *param;
    dh_list *list;
} values;

values drive_choose(const dh_head *head, const drive_setting *set, const double *param);

#endif
