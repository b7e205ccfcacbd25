#include "host_model.h"

#include "base/file.h"
#include "suite.h"

#include <stdlib.h>

dh_buffer read_plugin(const char *name)
{
    char path[4096];
    dh_buffer bytes = {0};
    dh_error error;
    snprintf(path, sizeof path, "%s/plugins/%s.so", getenv("DH_BUILD"), name);
    CU_ASSERT_EQUAL_FATAL(dh_file_read(path, 64 << 20, &bytes, &error), 0);
    return bytes;
}

static void step(double *x, double *state, const dh_step *call)
{
    (void)x, (void)state, (void)call;
}

static double rate(const dh_rate_call *call, double *state)
{
    return call->t + state[0];
}

static size_t dim(const dh_instance *self, char *refusal, size_t size)
{
    (void)self, (void)refusal;
    return size;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    (void)self, (void)random, (void)x;
}

double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    (void)self, (void)batch, (void)gradient;
    return x[0];
}

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    (void)self, (void)x, (void)rows, (void)out;
}

const char *const forms[] = {"averaged", "heavy_ball", NULL};
const dh_param table[4] = {
    {.name = "beta",
     .doc = "share that is kept",
     .standard = 0.9,
     .min = 0,
     .max = 1,
     .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG,
     .search_min = 0.5,
     .search_max = 0.99},
    {.name = "form", .doc = "which", .standard = 1, .scale = DH_CHOICE, .choices = forms},
    {.name = "k", .doc = "steps", .standard = 5, .min = 1, .max = 1e6, .scale = DH_INTEGER},
    {.name = "at", .doc = "epochs", .min = 0, .max = 1e9, .scale = DH_LIST},
};

static const char *const names[] = {"accuracy", "mae", NULL};

#define HEAD(TYPE, KIND)                                                                                           \
    .magic = DH_MAGIC, .abi_major = DH_ABI_MAJOR, .abi_minor = DH_ABI_MINOR, .size = sizeof(TYPE), .kind = (KIND), \
    .param_size = sizeof(dh_param), .name = "good", .doc = "one line", .source = "a paper", .params = table,       \
    .param_count = 4

dh_optimizer good_optimizer(void)
{
    return (dh_optimizer){HEAD(dh_optimizer, DH_KIND_OPTIMIZER), .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
                          .step = step};
}

dh_schedule good_schedule(void)
{
    return (dh_schedule){HEAD(dh_schedule, DH_KIND_SCHEDULE), .unit = DH_UNIT_EPOCH, .rate = rate};
}

dh_problem good_problem(void)
{
    return (dh_problem){HEAD(dh_problem, DH_KIND_PROBLEM),
                        .dim = dim,
                        .start = start,
                        .evaluate = evaluate,
                        .metric_names = names,
                        .metrics = metrics};
}
