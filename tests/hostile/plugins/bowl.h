/* The functions of a round bowl in two dimensions, for problems in which one of them is hostile. */
#include <downhill/problem.h>

__attribute__((unused)) static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    (void)self, (void)refusal, (void)refusal_size;
    return 2;
}

__attribute__((unused)) static void start(const dh_instance *self, dh_random *random, double *x)
{
    (void)self;
    x[0] = 1 + random->uniform(random);
    x[1] = 1 + random->uniform(random);
}

__attribute__((unused)) static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch,
                                               double *gradient)
{
    (void)self, (void)batch;
    if (gradient) {
        gradient[0] = 2 * x[0];
        gradient[1] = 2 * x[1];
    }
    return x[0] * x[0] + x[1] * x[1];
}
