/* Everything as long as it may be: a column of /runs cannot have such a name. */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "a_parameter_whose_name_has_sixty_three_letters_that_is_the_most",
     .doc = "a step is divided by this",
     .standard = 2.385,
     .min = 1,
     .max = 10},
};

static void step(double *x, double *state, const dh_step *call)
{
    (void)state;
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * call->gradient[i] / call->param[0];
}

DH_OPTIMIZER(.name = "long_names", .doc = "has a long name for its parameter", .source = "tests/hostile",
             DH_PARAMS(params), .rate = 0.01, .rate_min = 1e-4, .rate_max = 1, .step = step)
