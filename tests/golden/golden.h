/* Reader of the golden files: see make_golden.py for their form. */
#ifndef DH_TESTS_GOLDEN_H
#define DH_TESTS_GOLDEN_H

#include "drive/drive.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { GOLDEN_COLUMNS = 32, GOLDEN_LIST = 16 };

typedef struct golden {
    FILE *file;
    char line[2048];
    size_t line_number;
} golden;

/* A plugin's name and what was set in it; the texts lie in the case's own memory. */
typedef struct golden_method {
    char plugin[96]; /* path in the build folder, for the driver; "" when there is none */
    drive_setting set[DRIVE_SETTINGS];
    double list[DRIVE_SETTINGS][GOLDEN_LIST];
} golden_method;

typedef struct golden_case {
    char text[1024];
    const char *problem;
    double rate, tolerance;
    uint64_t steps, epoch; /* epoch: steps in one */
    size_t batch;
    int unit; /* DH_UNIT_... + 1; 0: not said */
    golden_method method, inner[DRIVE_INNERS];
} golden_case;

/* The file DH_GOLDEN names, in the environment. Ends the program when it cannot be opened. */
golden golden_open(void);

/* Goes on to the next case, or returns false at the end. folder: "plugins/optimizers". */
bool golden_next(golden *g, const char *folder, golden_case *ret);

/* The numbers of the case's next row; 0: no more. */
size_t golden_row(golden *g, double row[GOLDEN_COLUMNS]);

#endif
