/* x^2 + y^2, a square by each of two threads. */
#include <downhill/problem.h>
#include <math.h>
#include <pthread.h>

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    (void)self, (void)refusal, (void)refusal_size;
    return 2;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    (void)self;
    x[0] = x[1] = random->uniform(random);
}

static void *square(void *x)
{
    *(double *)x *= *(double *)x;
    return NULL;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    (void)self, (void)batch;
    double first = x[0], second = x[1];
    pthread_t beside;
    if (pthread_create(&beside, NULL, square, &second))
        return NAN;
    square(&first);
    pthread_join(beside, NULL);
    for (int i = 0; gradient && i < 2; i++)
        gradient[i] = 2 * x[i];
    return first + second;
}

DH_PROBLEM(.name = NAME, .doc = "starts threads", .source = "tests/hostile", .flags = FLAGS, .dim = dim, .start = start,
           .evaluate = evaluate)
