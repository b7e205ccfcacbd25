/* Reader of the golden files: see make_golden.py for their form. */
#ifndef DH_TESTS_GOLDEN_H
#define DH_TESTS_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { GOLDEN_COLUMNS = 16, GOLDEN_SETTINGS = 8 };

typedef struct golden {
    FILE *file;
    char line[1024];
    size_t line_number;
} golden;

typedef struct golden_case {
    char plugin[64], inner[64], problem[64]; /* "" when not given */
    double rate;
    unsigned steps;
    struct {
        char name[32];
        double value;
    } set[GOLDEN_SETTINGS]; /* hyperparameters; name "" ends the list */
} golden_case;

/* The file DH_GOLDEN names, in the environment. Ends the program when it cannot be opened. */
golden golden_open(void);

/* Goes on to the next case, or returns false at the end. */
bool golden_next(golden *g, golden_case *ret);

/* The numbers of the case's next row; 0: no more. */
size_t golden_row(golden *g, double row[GOLDEN_COLUMNS]);

#endif
