/* Made-up runs, drawn in a folder that is the program's own. */
#ifndef DH_TESTS_UNIT_VIEW_MODEL_H
#define DH_TESTS_UNIT_VIEW_MODEL_H

#include "base/arena.h"
#include "view/chart.h"

extern char folder[];
extern dh_arena arena;
extern dh_error failure; /* of the last call that failed since `begin` */

void begin(void); /* each test first: empties the arena, makes the folder */
const char *in_folder(const char *name);
void empty_folder(void);
void the_end(void); /* a test, the last one: the folder is left empty */
const char *launcher(void);

enum { MOST_RUNS = 200, ROWS = 40 };
extern dh_traces traces;

/* `begin`, and no runs. */
void begin_runs(void);

/* One more. Its value goes from above 7 on by the factor `rate`. */
void add(const char *problem, const char *method, int64_t seed, double rate, dh_status status);

dh_curves make(void); /* of the runs so far */
/* NAME-convergence, in the folder. */
int draw(const char *format, const char *name, size_t width, dh_pictures *ret);

#endif
