#include "subject.h"

#include <dlfcn.h>
#include <downhill/math.h>
#include <stdio.h>
#include <stdlib.h>

struct problems problems;

void load_all(void)
{
    static char names[4096];
    char *rest = NULL;
    const char *folder = getenv("DH_PLUGIN_DIR"), *list = getenv("DH_PROBLEMS");
    if (problems.count || !folder || !list)
        return;
    snprintf(names, sizeof names, "%s", list);
    for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s.so", folder, name);
        void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (!handle) {
            fprintf(stderr, "%s\n", dlerror());
            exit(98);
        }
        dh_plugin_entry *entry;
        void *symbol = dlsym(handle, DH_ENTRY_NAME);
        memcpy(&entry, &symbol, sizeof entry);
        problems.at[problems.count++] = (const dh_problem *)entry();
    }
}

double *numbers(subject *s, size_t count)
{
    double *at = DH_NEW(&s->arena, double, count + 8);
    for (size_t i = 0; i < count; i++)
        at[i] = 0.7385 * dh_stream_normal(&s->random);
    return at;
}

static void set_param(subject *s, size_t i, size_t variant)
{
    static const double eigenvalues[] = {0.385, 1.7, 0.2385, 2.385, 0.0385}, sizes[] = {9, 4};
    const dh_param *p = &s->problem->params[i];
    size_t choices = 0;
    s->param[i] = p->standard;
    if (!variant)
        return;
    switch (p->scale) {
    case DH_CHOICE:
        while (p->choices[choices])
            choices++;
        s->param[i] = (double)((variant + i) % choices);
        break;
    case DH_INTEGER:
        s->param[i] = fmin(p->max, p->min + (double)(variant * 3 % 17));
        break;
    case DH_LIST:
        s->list[i] = p->min >= 1 ? (dh_list){sizes, 1 + variant % 2} : variant % 3 != 2 ? (dh_list){NULL, 0} : (dh_list){eigenvalues, 5};
        break;
    case DH_LOG:
        s->param[i] = fmin(p->max, fmax(p->min, p->standard * dh_pow(1.385, (double)variant - 5)));
        break;
    default:
        s->param[i] = fmin(p->max, fmax(p->min, p->standard + 0.0385 * (double)variant));
    }
}

static void make_sparse(subject *s)
{
    size_t rows = s->data.samples + s->data.test_samples, n = 0;
    uint64_t *start = DH_NEW(&s->arena, uint64_t, rows + 1);
    uint32_t *column = DH_NEW(&s->arena, uint32_t, rows * s->data.features);
    double *value = DH_NEW(&s->arena, double, rows * s->data.features);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < s->data.features; j++)
            if (dh_stream_below(&s->random, 3))
                column[n] = (uint32_t)j, value[n++] = s->data.x[i * s->data.features + j];
        start[i + 1] = n;
    }
    s->data.x = NULL;
    s->data.row_start = start;
    s->data.column = column;
    s->data.value = value;
}

static void make_data(subject *s, size_t variant)
{
    static const size_t columns[] = {1, 3, 9, 30, 5, 8};
    size_t classes = s->problem->flags & DH_BINARY_TARGET ? 2 : s->problem->flags & DH_CLASS_TARGET ? 3 : 0;
    s->data = (dh_dataset){.size = sizeof s->data,
                           .samples = 61 + 7 * variant,
                           .test_samples = 19,
                           .features = columns[variant % 6],
                           .classes = classes};
    size_t rows = s->data.samples + s->data.test_samples;
    double *y = numbers(s, rows);
    s->data.x = numbers(s, rows * s->data.features);
    for (size_t i = 0; i < rows; i++)
        y[i] = classes ? (double)dh_stream_below(&s->random, classes) : 2.385 * y[i] + 4.1;
    s->data.y = y;
    if (variant % 4 == 3)
        make_sparse(s);
    s->self.data = &s->data;
    s->full.count = s->data.samples;
}

/* As the host does it (run/landscape.c). */
static void put_inside(subject *s, const char *name, size_t variant)
{
    dh_problem *p = &s->lacking;
    s->within = DH_NEW(&s->arena, subject, 1);
    make(s->within, named(name), variant);
    const dh_problem *inner = s->within->problem;
    s->inner = (dh_inner_problem){sizeof s->inner, inner, &s->within->self};
    s->self.inner = &s->inner;
    *p = *s->problem;
    p->hvp = inner->hvp ? p->hvp : NULL;
    p->optimum = inner->optimum ? p->optimum : NULL;
    p->curvature = inner->curvature ? p->curvature : NULL;
    p->box = inner->box ? p->box : NULL;
    p->gap = inner->gap ? p->gap : NULL;
    p->flags &= inner->flags & DH_CONVEX ? ~UINT64_C(0) : ~(uint64_t)DH_CONVEX;
    p->flags |= inner->flags & DH_NOISY;
    s->problem = p;
}

void finish(subject *s)
{
    if (s->within)
        finish(s->within);
    dh_arena_finish(&s->arena);
}

/* Random numbers, as far as is worth the time. */
static double *rubbish(subject *s, size_t count)
{
    enum { MUCH = 32768, SOME = 1024 };
    if (count < MUCH)
        return numbers(s, count);
    double *a = DH_NEW(&s->arena, double, count), *some = numbers(s, SOME);
    for (size_t i = 0; i < count; i++)
        a[i] = some[i % SOME];
    return a;
}

void make(subject *s, const dh_problem *problem, size_t variant)
{
    static const char *const inside[] = {"rosenbrock", "himmelblau", "quadratic", "nesterov_worst", "powell"};
    char why[256] = "";
    *s = (subject){.problem = problem,
                   .self = {.size = sizeof s->self, .param = s->param, .list = s->list},
                   .full = {.size = sizeof s->full}};
    dh_stream_init(&s->random, 2385, problem->name, "", variant, "init");
    for (size_t i = 0; i < problem->param_count; i++)
        set_param(s, i, variant);
    if (problem->flags & DH_WRAPS_PROBLEM)
        put_inside(s, inside[variant % 5], variant);
    if (problem->flags & DH_NEEDS_DATASET)
        make_data(s, variant);
    s->dim = problem->dim(&s->self, why, sizeof why);
    for (size_t i = 0; !s->dim && i < s->data.samples + s->data.test_samples; i++)
        ((double *)(uintptr_t)s->data.y)[i] = fabs(s->data.y[i]); /* some want targets that are not negative */
    if (!s->dim)
        s->dim = problem->dim(&s->self, why, sizeof why);
    for (size_t i = 0; !s->dim && i < s->data.samples + s->data.test_samples; i++)
        ((double *)(uintptr_t)s->data.y)[i] = (double)(i % 7 % 3); /* or labels */
    if (!s->dim)
        s->dim = problem->dim(&s->self, why, sizeof why);
    if (!s->dim) {
        s->data.test_samples = 0; /* or no rows for tests */
        s->dim = problem->dim(&s->self, why, sizeof why);
    }
    for (size_t i = 0; !s->dim && i < problem->param_count; i++)
        s->param[i] += problem->params[i].scale == DH_INTEGER; /* and some an even number */
    if (!s->dim)
        s->dim = problem->dim(&s->self, why, sizeof why);
    for (size_t i = 0; !s->dim && i < problem->param_count; i++)
        if (problem->params[i].scale == DH_INTEGER) /* and some only a few */
            s->param[i] = problem->params[i].standard;
    if (!s->dim)
        s->dim = problem->dim(&s->self, why, sizeof why);
    if (!s->dim) {
        fprintf(stderr, "%s refused: %s\n", problem->name, why);
        exit(97);
    }
    size_t memory = problem->memory_size ? problem->memory_size(&s->self) : 0;
    size_t scratch = problem->scratch_size ? problem->scratch_size(&s->self) : 0;
    double *room = memory ? DH_NEW(&s->arena, double, memory) : NULL;
    s->self.scratch = scratch ? rubbish(s, scratch) : NULL;
    if (problem->prepare)
        problem->prepare(&s->self, room, &s->random.lent);
    s->self.memory = room;
    s->x = numbers(s, s->dim);
    s->v = numbers(s, s->dim);
    s->g = numbers(s, s->dim);
    s->h = numbers(s, s->dim);
    problem->start(&s->self, &s->random.lent, s->x);
    for (size_t i = 0; i < s->dim; i++)
        s->x[i] += 0.2385 * s->v[i]; /* away from a start at the origin */
}

double f(subject *s, const double *x, const dh_batch *batch, double *gradient)
{
    return s->problem->evaluate(&s->self, x, batch, gradient);
}

const dh_problem *named(const char *name)
{
    load_all();
    for (size_t i = 0; i < problems.count; i++)
        if (!strcmp(problems.at[i]->name, name))
            return problems.at[i];
    fprintf(stderr, "no problem %s\n", name);
    exit(96);
}

size_t param_of(const subject *s, const char *name)
{
    size_t i = 0;
    while (strcmp(s->problem->params[i].name, name))
        i++;
    return i;
}

double largest(const double *a, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(a[i]));
    return most;
}
