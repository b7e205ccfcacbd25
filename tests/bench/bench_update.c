/* One optimizer update of very many parameters, against the memory bandwidth that a plain triad reaches, on demand.
 * Usage: bench_update PARAMETERS. Commands on standard input, one a line:
 *     triad N      a = b + s c, N times: seconds each, bytes moved
 *     NAME N       N steps of this optimizer with its defaults: seconds each, bytes that a step has to move (gradient
 * read, x and state read and written) */
#include "base/clock.h"
#include "drive/drive.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct arrays {
    size_t dim;
    double *x, *gradient, *state;
    size_t state_room;
} arrays;

static double *make(size_t count)
{
    double *at = aligned_alloc(64, (count * sizeof *at + 63) & ~(size_t)63);
    if (!at) {
        fprintf(stderr, "bench_update: out of memory\n");
        exit(1);
    }
    memset(at, 0, count * sizeof *at);
    return at;
}

static void triad(const arrays *a, int times)
{
    double *out = a->x, *b = a->gradient, *c = a->state;
    double start = dh_clock();
    for (int k = 0; k < times; k++) {
        for (size_t i = 0; i < a->dim; i++)
            out[i] = b[i] + 1.0625 * c[i];
        __asm__ volatile("" : : "r"(out) : "memory"); /* not all at once */
    }
    printf("%.9g %zu\n", (dh_clock() - start) / times, 3 * a->dim * sizeof(double));
}

static void update(arrays *a, const char *name, int times)
{
    char path[128];
    snprintf(path, sizeof path, "plugins/optimizers/%s", name);
    const dh_optimizer *o = (const dh_optimizer *)(const void *)drive_load(path, DH_KIND_OPTIMIZER);
    double param[DH_MAX_PARAMS];
    dh_list list[DH_MAX_PARAMS] = {{0}};
    for (uint32_t i = 0; i < o->param_count; i++)
        param[i] = o->params[i].scale == DH_LIST ? 0 : o->params[i].standard;
    const dh_block block = {"x", 0, a->dim, 1};
    const dh_shape shape = {sizeof shape, a->dim, 1, &block, 0, 0, 1, (uint64_t)times};
    size_t count = o->state_size ? o->state_size(&shape, param, list) : 0;
    if (count > a->state_room) {
        free(a->state);
        a->state = make(a->state_room = count);
    }
    memset(a->state, 0, count * sizeof(double));
    for (size_t i = 0; i < a->dim; i++) {
        a->x[i] = 0;
        a->gradient[i] = (double)(i % 47) / 23.5 - 1;
    }
    dh_step call = {.size = sizeof call,
                    .rate = 1e-3,
                    .loss = 1,
                    .gradient = a->gradient,
                    .param = param,
                    .list = list,
                    .shape = &shape};
    double start = dh_clock();
    for (call.step = 0; call.step < (uint64_t)times; call.step++)
        o->step(a->x, a->state, &call);
    printf("%.9g %zu\n", (dh_clock() - start) / times, (3 * a->dim + 2 * count) * sizeof(double));
}

int main(int argc, char **argv)
{
    char line[64], name[48];
    int times;
    arrays a = {.dim = argc == 2 ? strtoul(argv[1], NULL, 10) : 0};
    if (!a.dim) {
        fprintf(stderr, "bench_update: expected a number of parameters\n");
        return 2;
    }
    a.x = make(a.dim);
    a.gradient = make(a.dim);
    a.state = make(a.state_room = a.dim);
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "%40s %d", name, &times) != 2)
            continue;
        if (!strcmp(name, "triad"))
            triad(&a, times);
        else
            update(&a, name, times);
        fflush(stdout);
    }
    free(a.x);
    free(a.gradient);
    free(a.state);
    return 0;
}
