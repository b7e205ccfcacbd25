#include "select.h"

#include "base/text.h"
#include "run/batch.h"

#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- --only ---- */

static const char *const keys[] = {"dataset", "id", "method", "optimizer", "problem", "schedule", "seed"};
enum { KEYS = sizeof keys / sizeof *keys };

static const char *value_of(const dh_plan *plan, size_t run, int key, char seed[24])
{
    dh_run_place at = dh_plan_place(plan, run);
    snprintf(seed, 24, "%llu", (unsigned long long)at.seed);
    const char *value[KEYS] = {at.problem->data_label, plan->id[run], at.method->label, at.method->optimizer.name,
                               at.problem->label, at.method->schedule.name, seed};
    return value[key];
}

static int restrict_to(dh_selection *s, const dh_plan *plan, const char *only, dh_error *error)
{
    char key[32], seed[24], got[64];
    const char *equals = strchr(only, '=');
    int k = KEYS;
    if (equals && (size_t)(equals - only) < sizeof key) {
        snprintf(key, sizeof key, "%.*s", (int)(equals - only), only);
        for (k = 0; k < KEYS && strcmp(keys[k], key);)
            k++;
    }
    if (k == KEYS) {
        const char *near = equals ? dh_nearest(key, keys, KEYS) : NULL;
        return dh_fail(error, DH_ERROR_INPUT, "--only: expected KEY=GLOB with KEY one of dataset, id, method, optimizer, problem, "
                       "schedule, seed; got '%s'%s%s%s", dh_printable(got, sizeof got, only), near ? ": did you mean '" : "",
                       near ? near : "", near ? "'?" : "");
    }
    for (size_t i = 0; i < plan->count; i++)
        s->chosen[i] = s->chosen[i] && !fnmatch(equals + 1, value_of(plan, i, k, seed), 0);
    return 0;
}

/* ---- --shard ---- */

static bool environment(const char *rank, const char *size, size_t first, dh_selection *s)
{
    uint64_t i, n;
    const char *a = getenv(rank), *b = getenv(size);
    if (!a || !b || !dh_parse_u64(a, &i) || !dh_parse_u64(b, &n) || i < first || i - first >= n)
        return false;
    s->shard = i - first;
    s->shards = n;
    return true;
}

static int read_shard(dh_selection *s, const char *text, dh_error *error)
{
    uint64_t i, n, first = 0;
    char part[2][24];
    s->shards = 1;
    if (!text)
        return 0;
    if (!strcmp(text, "auto")) {
        const char *least = getenv("SLURM_ARRAY_TASK_MIN");
        if (least)
            dh_parse_u64(least, &first);
        if (environment("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", first, s) ||
            environment("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", 0, s))
            return 0;
        return dh_fail(error, DH_ERROR_INPUT, "--shard auto: neither SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT nor "
                       "OMPI_COMM_WORLD_RANK and OMPI_COMM_WORLD_SIZE are set");
    }
    if (sscanf(text, "%23[0-9]/%23[0-9]", part[0], part[1]) != 2 || strlen(part[0]) + strlen(part[1]) + 1 != strlen(text) ||
        !dh_parse_u64(part[0], &i) || !dh_parse_u64(part[1], &n) || i < 1 || i > n)
        return dh_fail(error, DH_ERROR_INPUT, "--shard: expected I/N with 1 <= I <= N, or auto; got '%s'", text);
    s->shard = i - 1;
    s->shards = n;
    return 0;
}

int dh_select(dh_selection *ret, const dh_plan *plan, const char *const *only, size_t count, const char *shard, dh_arena *arena,
              dh_error *error)
{
    dh_selection s = {.chosen = DH_NEW(arena, bool, plan->count)};
    if (!s.chosen)
        return dh_fail_memory(error);
    memset(s.chosen, true, plan->count);
    if (read_shard(&s, shard, error))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (restrict_to(&s, plan, only[i], error))
            return -1;
    for (size_t i = 0; i < plan->count; i++) {
        s.chosen[i] = s.chosen[i] && i % s.shards == s.shard;
        s.count += s.chosen[i];
    }
    if (!s.count)
        return dh_fail(error, DH_ERROR_INPUT, "none of the study's %zu runs is left: loosen --only or --shard (--dry-run shows "
                       "the labels)", plan->count);
    *ret = s;
    return 0;
}

/* ---- --dry-run ---- */

typedef struct estimate {
    double steps, seconds, rows;
} estimate;

static const double RUN_SECONDS = 4e-4;  /* a process for each run: scripts/bench measures it */
static const double STEP_SECONDS = 3e-7; /* the loop around the oracle, and batches too small to fill its lanes */

static int add_run(dh_session *session, const dh_facts *facts, size_t run, estimate *e, dh_error *error)
{
    dh_spec spec;
    uint64_t room;
    const dh_plan *plan = &session->plan;
    if (dh_plan_spec(plan, run, &spec, error) || dh_session_room(session, run, &spec, &room, error))
        return -1;
    const dh_plan_problem *p = dh_plan_place(plan, run).problem;
    const dh_facts *f = &facts[p - plan->problem];
    size_t m = p->data ? p->data->view.samples : 0;
    double share = m && spec.batch && spec.batch < m ? (double)spec.batch / (double)m : 1;
    uint64_t horizon = dh_horizon(&spec, m);
    double steps = horizon ? (double)horizon : spec.budget.gradients > 0 ? spec.budget.gradients / share : 0;
    double rows = horizon ? (double)room - 3 : fmin((double)room, steps); /* room has some to spare */
    e->steps += steps;
    e->rows += rows;
    e->seconds += RUN_SECONDS + steps * (STEP_SECONDS + share * f->cost_seconds) + rows * f->cost_seconds + spec.budget.seconds * !horizon;
    return 0;
}

static void print_rows(const dh_dataset *view)
{
    printf(", %zu + %zu", view->samples, view->test_samples);
    printf(view->validation_samples ? " + %zu rows" : " rows", view->validation_samples);
    if (!view->x)
        printf(" (sparse, %.2g %% stored)", 100 * (double)view->row_start[dh_data_rows(view)] /
                                               ((double)dh_data_rows(view) * (double)view->features));
}

static void show_text(const dh_selection *s, const dh_session *session, const dh_facts *facts, const estimate *e)
{
    const dh_plan *plan = &session->plan;
    printf("study %s: %zu problems x %zu methods x %zu seeds = %zu runs", session->study.name, plan->problem_count,
           plan->method_count, session->study.seed_count, plan->count);
    if (s->count != plan->count)
        printf(", %zu chosen", s->count);
    printf("\n\nproblems\n");
    for (size_t i = 0; i < plan->problem_count; i++) {
        const dh_plan_problem *p = &plan->problem[i];
        printf("  %-40s %llu parameters", p->label, (unsigned long long)facts[i].dim);
        if (p->data)
            print_rows(&p->data->view);
        if (!isnan(facts[i].optimum))
            printf(", f* = %.6g (%s)", facts[i].optimum, facts[i].certificate);
        puts("");
    }
    puts("\nmethods");
    for (size_t i = 0; i < plan->method_count; i++)
        printf("  %s\n", plan->method[i].label);
    printf("\nestimate: %.2g steps, about %.2g s on %zu workers, %.2g rows of history (%.2g MB before compression)\n", e->steps,
           e->seconds / (double)session->jobs, session->jobs, e->rows, e->rows * 12 * 8 / 1e6);
}

static void show_json(const dh_selection *s, const dh_session *session, const estimate *e)
{
    const dh_plan *plan = &session->plan;
    printf("{\"study\": \"%s\", \"problems\": %zu, \"methods\": %zu, \"seeds\": %zu, \"runs\": %zu, \"chosen\": %zu, "
           "\"steps\": %.17g, \"rows\": %.17g, \"seconds\": %.3g}\n",
           session->study.name, plan->problem_count, plan->method_count, session->study.seed_count, plan->count, s->count,
           e->steps, e->rows, e->seconds / (double)session->jobs);
}

int dh_select_show(const dh_selection *s, dh_session *session, bool json, dh_error *error)
{
    dh_facts *facts;
    estimate e = {0};
    if (dh_session_facts(session, &facts, error))
        return -1;
    for (size_t i = 0; i < session->plan.count; i++)
        if (s->chosen[i] && add_run(session, facts, i, &e, error))
            return -1;
    if (json)
        show_json(s, session, &e);
    else
        show_text(s, session, facts, &e);
    return 0;
}
