/* Real plugins as bytes, and made-up ones that are as they should be. */
#ifndef DH_TESTS_UNIT_HOST_MODEL_H
#define DH_TESTS_UNIT_HOST_MODEL_H

#include "base/buffer.h"

#include <downhill/optimizer.h>
#include <downhill/problem.h>
#include <downhill/schedule.h>

dh_buffer read_plugin(const char *name); /* as in "optimizers/adam"; to be finished */

/* Called "good", with the parameters of this table: beta, form (its choices are `forms`), k and a list, at. */
extern const dh_param table[4];
extern const char *const forms[];
dh_optimizer good_optimizer(void);
dh_schedule good_schedule(void);
dh_problem good_problem(void);

/* That of good_problem. */
double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient);

#endif
