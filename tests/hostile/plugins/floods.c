/* Two megabytes of text a step, to where a terminal would be. */
#include <downhill/optimizer.h>
#include <stdio.h>
#include <string.h>

static void step(double *x, double *state, const dh_step *call)
{
    char line[1024];
    (void)state;
    memset(line, '#', sizeof line - 1);
    line[sizeof line - 1] = 0;
    for (int i = 0; i < 1000; i++) {
        puts(line);
        fputs(line, stderr);
    }
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * call->gradient[i];
}

DH_OPTIMIZER(.name = "floods", .doc = "fills standard output and error", .source = "tests/hostile", .rate = 0.01,
             .rate_min = 1e-4, .rate_max = 1, .step = step)
