/* Gradient descent by two threads, each on every other parameter. TRY: what is done besides at step 3. */
#include <downhill/optimizer.h>
#include <pthread.h>
#include <unistd.h>

typedef struct half {
    double *x;
    const dh_step *call;
    size_t first;
} half;

static void descend(const half *h)
{
    for (size_t i = h->first; i < h->call->shape->dim; i += 2)
        h->x[i] -= h->call->rate * h->call->gradient[i];
}

static void *descend_beside(void *argument)
{
    descend(argument);
    return NULL;
}

__attribute__((unused)) static void *idle(void *nothing)
{
    pause();
    return nothing;
}

static void step(double *x, double *state, const dh_step *call)
{
    pthread_t beside;
    half even = {x, call, 0}, odd = {x, call, 1};
    (void)state;
    if (call->step == 3) {
        TRY;
    }
    if (pthread_create(&beside, NULL, descend_beside, &odd)) {
        x[0] += 1; /* shows in the history */
        return;
    }
    descend(&even);
    pthread_join(beside, NULL);
}

DH_OPTIMIZER(.name = NAME, .doc = "starts threads", .source = "tests/hostile", .rate = 0.01, .rate_min = 1e-4,
             .rate_max = 1, .flags = FLAGS, .step = step)
