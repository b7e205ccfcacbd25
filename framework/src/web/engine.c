/* The runner in a page: compiled to WebAssembly with run/trial.c, what that needs, and the plugins, all from the same
 * files as on the machine. The page writes a question as a row of numbers, calls `look` or `run`, and reads a row of
 * numbers back.
 *
 *     use       index unit inner_count, then each parameter (NaN: its default; a list: its length, then its values),
 *               then the uses inside
 *     look      use of the problem, study seed, instance, side
 *          ->   dim, flags, x1 min, x1 max, x2 min, x2 max, f*, x*1, x*2, then f over the box as in dh_facts
 *     run       uses of problem, optimizer and schedule, study seed, seed, instance, lr, steps, largest cost, starts
 *               there (1) or where the problem draws (0), x1, x2
 *          ->   status, stop step, f*, rows, then of each row step, x1, x2, cost, df/dx1, df/dx2, |gradient|, rate
 *
 * Memory is forgotten when the next question begins. */
#include "web/engine.h"

#include "run/setup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(NAME) __attribute__((export_name(#NAME)))

#define DH_WEB_ENTRY(KIND, NAME) dh_plugin_entry downhill_plugin_##KIND##_##NAME;
#include "web/entries.h"
#undef DH_WEB_ENTRY
#define DH_WEB_ENTRY(KIND, NAME) downhill_plugin_##KIND##_##NAME,
static dh_plugin_entry *const entry[] = {
#include "web/entries.h"
};
enum { ENTRIES = sizeof entry / sizeof *entry, LOOK = 9, RUN = 4, ROW = 8 };

typedef struct question {
    const double *at, *end;
    dh_arena *arena;
    bool failed;
} question;

static dh_arena arena;
static double *asked;
static size_t asked_count;
static dh_error error;
static char cause[sizeof error.text];

const dh_head *dh_web_head(size_t i)
{
    return i < ENTRIES ? entry[i]() : NULL;
}

/* Room for a question of `count` numbers; all that was answered before is gone. */
EXPORT(ask) double *dh_web_ask(size_t count)
{
    dh_web_forget();
    arena = (dh_arena){0};
    *cause = 0;
    asked_count = count;
    asked = DH_NEW(&arena, double, count + 1);
    return asked;
}

EXPORT(cause) const char *dh_web_cause(void)
{
    return cause;
}

static double get(question *q)
{
    if (q->at < q->end)
        return *q->at++;
    q->failed = true;
    return 0;
}

static size_t get_count(question *q, size_t most)
{
    const double value = get(q);
    q->failed |= !(value >= 0 && value <= (double)most);
    return q->failed ? 0 : (size_t)value;
}

static void get_param(question *q, const dh_param *p, double *value, dh_list *list)
{
    if (p->scale == DH_LIST) {
        const size_t count = get_count(q, (size_t)(q->end - q->at));
        *list = (dh_list){count ? q->at : NULL, count};
        q->at += count;
        return;
    }
    *value = get(q);
    if (isnan(*value))
        *value = p->standard;
}

static void get_use(question *q, dh_use *use, int depth)
{
    const size_t index = get_count(q, ENTRIES - 1);
    const dh_head *head = entry[index]();
    *use = (dh_use){
        .name = head->name, .fd = (int)index, .unit = (uint32_t)get_count(q, 2), .param_count = head->param_count};
    const size_t inner = get_count(q, depth < DH_MOST_NESTED ? DH_MOST_NESTED : 0);
    use->param = DH_NEW(q->arena, double, use->param_count + 1);
    use->list = DH_NEW(q->arena, dh_list, use->param_count + 1);
    use->inner = DH_NEW(q->arena, dh_use, inner + 1);
    q->failed |= !use->param || !use->list || !use->inner;
    for (size_t i = 0; !q->failed && i < use->param_count; i++)
        get_param(q, &head->params[i], &use->param[i], &use->list[i]);
    for (; !q->failed && use->inner_count < inner; use->inner_count++)
        get_use(q, &use->inner[use->inner_count], depth + 1);
}

static int load(void *self, const dh_use *use, uint32_t kind, dh_arena *unused, dh_plugin *ret, dh_error *failure)
{
    (void)self, (void)unused;
    const dh_head *head = entry[use->fd]();
    if (head->kind != kind)
        return dh_fail(failure, DH_ERROR_INPUT, "'%s' is no %s", use->name,
                       kind == DH_KIND_PROBLEM ? "problem" : "method");
    *ret = (dh_plugin){.kind = kind};
    memcpy(&ret->head, head, head->size);
    return 0;
}

static question begin(void)
{
    return (question){.at = asked, .end = asked + asked_count, .arena = &arena};
}

/* Nothing to answer, for this reason. */
static double *refuse(const char *why)
{
    strncpy(cause, why, sizeof cause - 1);
    return NULL;
}

/* The problem alone, ready to be asked, with its minimum where it knows it; false with a cause. */
static bool set_up(const dh_spec *spec, dh_trial *t, dh_outcome *out, double x_star[2])
{
    *t = (dh_trial){.spec = spec, .arena = &arena, .out = out, .error = &error};
    const int ended = dh_setup_problem(t, NULL, load, NULL);
    if (ended) {
        refuse(ended < 0 ? error.text : out->cause);
        return false;
    }
    if (t->engine.problem->optimum)
        t->engine.lent.optimum = t->engine.problem->optimum(&t->engine.instance, t->shape.dim == 2 ? x_star : NULL);
    return true;
}

static void fill_box(const dh_trial *t, double box[4])
{
    for (int i = 0; i < 4; i++)
        box[i] = NAN;
    if (t->engine.problem->box && t->shape.dim == 2)
        t->engine.problem->box(&t->engine.instance, box);
}

EXPORT(look) const double *dh_web_look(void)
{
    question q = begin();
    dh_spec spec = {.optimum = NAN};
    get_use(&q, &spec.problem, 0);
    spec.study_seed = (uint64_t)get(&q);
    spec.instance = (uint64_t)get(&q);
    const size_t side = get_count(&q, 1024);
    dh_outcome *out = DH_NEW(&arena, dh_outcome, 1);
    double *answer = DH_NEW(&arena, double, LOOK + side * side), x_star[2] = {NAN, NAN};
    dh_trial t;
    if (q.failed || !out || !answer)
        return refuse("the page asked for something that there is not");
    if (!set_up(&spec, &t, out, x_star))
        return NULL;
    answer[0] = (double)t.shape.dim;
    answer[1] = (double)t.engine.problem->flags;
    fill_box(&t, answer + 2);
    answer[6] = t.engine.lent.optimum;
    memcpy(answer + 7, x_star, sizeof x_star);
    for (size_t i = 0; t.shape.dim == 2 && i < side * side; i++) {
        const double *box = answer + 2, last = (double)(side - 1);
        const double x[2] = {box[0] + (box[1] - box[0]) * (double)(i % side) / last,
                             box[2] + (box[3] - box[2]) * (double)(i / side) / last};
        answer[LOOK + i] = dh_engine_cost(&t.engine, x, NULL);
    }
    return answer;
}

static void get_run(question *q, dh_spec *s)
{
    get_use(q, &s->problem, 0);
    get_use(q, &s->optimizer, 0);
    get_use(q, &s->schedule, 0);
    s->study_seed = (uint64_t)get(q);
    s->seed = (uint64_t)get(q);
    s->instance = (uint64_t)get(q);
    s->lr = get(q);
    s->budget.steps = get_count(q, 1000000);
    s->limits.cost = get(q);
    s->start_count = 2 * get_count(q, 1);
    s->record = (dh_recording){.unit = DH_EVERY_STEPS, .every = 1, .metrics = DH_METRICS_NONE};
    s->target = (dh_target){NAN, NAN};
}

/* Rows as the page reads them; the gradient is asked for again, the history has but its norm. */
static const double *answer_run(dh_trial *t, const dh_outcome *out)
{
    enum {
        STEP = 0,
        COST = 2,
        NORM = 3,
        RATE = 4,
        X1 = 10
    }; /* of history.c, in two dimensions without a test split */
    double *answer = DH_NEW(&arena, double, RUN + out->rows * ROW);
    if (!answer)
        return refuse("memory is out");
    answer[0] = out->status;
    answer[1] = (double)out->stop_step;
    answer[2] = t->engine.lent.optimum;
    answer[3] = (double)out->rows;
    for (size_t i = 0; i < out->rows; i++) {
        const double *from = out->value + i * out->columns;
        double *to = answer + RUN + i * ROW, gradient[2];
        dh_engine_cost(&t->engine, from + X1, gradient);
        memcpy(to,
               (double[ROW]){from[STEP], from[X1], from[X1 + 1], from[COST], gradient[0], gradient[1], from[NORM],
                             from[RATE]},
               ROW * sizeof *to);
    }
    return answer;
}

EXPORT(run) const double *dh_web_run(void)
{
    question q = begin();
    dh_spec spec = {.optimum = NAN};
    double start[2], x_star[2];
    get_run(&q, &spec);
    start[0] = get(&q);
    start[1] = get(&q);
    spec.start = start;
    const uint64_t room = dh_row_room(&spec.record, 1, spec.budget.steps);
    dh_outcome *out = dh_arena_alloc(&arena, dh_outcome_size(room), 1), *bare = DH_NEW(&arena, dh_outcome, 1);
    dh_trial t;
    if (q.failed || !out || !bare)
        return refuse("the page asked for something that there is not");
    if (!set_up(&spec, &t, bare, x_star))
        return NULL;
    if (t.shape.dim != 2)
        return refuse("the problem has not two dimensions");
    spec.optimum = t.engine.lent.optimum;
    out->row_room = room;
    dh_trial_run(&spec, NULL, load, NULL, &arena, out, &error);
    refuse(out->cause);
    return answer_run(&t, out);
}
