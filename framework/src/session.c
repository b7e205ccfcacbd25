/* Study, registry and plan, for the commands that need them. */
#include "cli.h"
#include "crashed.h"
#include "optima.h"
#include "progress.h"
#include "run/batch.h"
#include "run/history.h"
#include "run/pool.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- the registry: cards come from workers ---- */

typedef struct probing {
    const dh_candidate *candidate;
    dh_probe_answer *answer;
    size_t *asked; /* which of them */
} probing;

static int ask_card(void *self, size_t i, dh_message_type *type, dh_buffer *payload, dh_error *error)
{
    (void)error;
    const probing *p = self;
    const dh_candidate *c = &p->candidate[p->asked[i]];
    *type = DH_ASK_CARD;
    dh_put_u32(payload, (uint32_t)c->fd);
    dh_put_text(payload, c->path);
    return 0;
}

static int answer_card(void *self, size_t i, const dh_message *m, dh_error *error)
{
    const probing *p = self;
    dh_probe_answer *a = &p->answer[p->asked[i]];
    const dh_candidate *c = &p->candidate[p->asked[i]];
    if (m->type == DH_TELL_CARD)
        dh_put(&a->card, m->data, m->size);
    else if (m->type == DH_TELL_LOST)
        snprintf(a->reason, sizeof a->reason, "%s: the worker died while it was loaded", c->path);
    else
        snprintf(a->reason, sizeof a->reason, "%.*s", (int)m->size, (const char *)m->data);
    if (m->type == DH_TELL_LOST || m->type == DH_TELL_CRASH)
        dh_crashed_keep(c->sha256, a->reason);
    return a->card.failed ? dh_fail_memory(error) : 0;
}

static int probe(void *self, const dh_candidate *candidate, size_t count, dh_probe_answer *answer, dh_error *error)
{
    dh_session *s = self;
    int *fds = DH_NEW(&s->arena, int, count + 1);
    probing p = {candidate, answer, DH_NEW(&s->arena, size_t, count + 1)};
    size_t asked = 0;
    if (!fds || !p.asked)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        if (dh_crashed_recall(candidate[i].sha256, answer[i].reason, sizeof answer[i].reason))
            continue;
        p.asked[asked] = i;
        fds[asked++] = candidate[i].fd;
    }
    dh_asker asker = {.self = &p, .ask = ask_card, .answer = answer_card};
    dh_pool_options options = {s->places.worker, s->jobs ? s->jobs : 1, fds, asked, s->guard};
    return dh_pool_run(&options, asked, &asker, error);
}

static void name_flushing(const dh_registry *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->card[i].flushes)
            fprintf(stderr, "downhill: %s: it sets the floating-point mode (-Ofast or -ffast-math); runs put it back\n",
                    r->card[i].path);
}

static int scan(dh_session *s, const dh_look *extra, size_t count, const char *mention, dh_error *error)
{
    dh_look *look = DH_NEW(&s->arena, dh_look, count + 1);
    if (!look)
        return dh_fail_memory(error);
    look[0].path = s->places.plugins;
    for (size_t i = 0; i < count; i++)
        look[i + 1] = extra[i];
    if (dh_registry_scan(look, count + 1, mention, probe, s, &s->arena, &s->registry, error))
        return -1;
    name_flushing(&s->registry);
    return 0;
}

int dh_session_plugins(dh_session *s, const dh_extra *extra, const char *mention, dh_error *error)
{
    s->guard = extra->guard;
    dh_look *look = DH_NEW(&s->arena, dh_look, extra->count + 1);
    if (!look)
        return dh_fail_memory(error);
    for (size_t i = 0; i < extra->count; i++)
        look[i].path = extra->path[i];
    return dh_cli_guard(s->guard, error) || dh_cli_places(&s->arena, &s->places, error) ||
                   scan(s, look, extra->count, mention, error)
               ? -1
               : 0;
}

/* ---- the study ---- */

/* The command's, then the study's, whose paths begin at its folder. */
static int study_plugins(dh_session *s, const dh_extra *extra, dh_look **ret, dh_error *error)
{
    size_t count = extra->count;
    dh_look *all = DH_NEW(&s->arena, dh_look, count + s->study.plugin_count + 1);
    if (!all)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        all[i].path = extra->path[i];
    for (size_t i = 0; i < s->study.plugin_count; i++) {
        const dh_plugin_file *entry = &s->study.plugins[i];
        bool absolute = *entry->file == '/';
        all[count + i].sha256 = entry->sha256;
        all[count + i].path = absolute ? entry->file : dh_arena_format(&s->arena, "%s/%s", s->study.folder, entry->file);
        if (!all[count + i].path)
            return dh_fail_memory(error);
    }
    *ret = all;
    return 0;
}

/* The text in which the names of all plugins of the study occur: hashing and asking the others would take longer than most small
 * studies. A backslash may spell a name in another way; then NULL, and all are loaded. */
static int mention_of(dh_session *s, const char **ret, dh_error *error)
{
    const dh_document *d = &s->study.document;
    *ret = NULL;
    if (memchr(d->source, '\\', d->length))
        return 0;
    *ret = dh_arena_format(&s->arena, "%.*s " DH_STANDARD_SCHEDULE, (int)d->length, d->source);
    return *ret ? 0 : dh_fail_memory(error);
}

int dh_session_study(dh_session *s, const char *path, const char *source, const dh_extra *extra, dh_error *error)
{
    const char *mention;
    dh_look *plugins = NULL;
    s->guard = extra->guard;
    if (dh_cli_guard(s->guard, error) || dh_cli_places(&s->arena, &s->places, error))
        return -1;
    if (source ? dh_study_parse(path, source, strlen(source), &s->arena, &s->study, error)
               : dh_study_read(path, &s->arena, &s->study, error))
        return -1;
    if (study_plugins(s, extra, &plugins, error) || mention_of(s, &mention, error) ||
        scan(s, plugins, extra->count + s->study.plugin_count, mention, error))
        return -1;
    return dh_plan_make(&s->study, &s->registry, &s->places.library, &s->arena, &s->plan, error);
}

void dh_session_finish(dh_session *s)
{
    dh_plan_finish(&s->plan);
    dh_registry_finish(&s->registry);
    dh_arena_finish(&s->arena);
}

int dh_session_fds(dh_session *s, const int **ret, size_t *ret_count, dh_error *error)
{
    size_t n = 0;
    int *fds = DH_NEW(&s->arena, int, s->registry.count + s->plan.data_count + 1);
    if (!fds)
        return dh_fail_memory(error);
    for (size_t i = 0; i < s->registry.count; i++)
        fds[n++] = s->registry.card[i].fd;
    for (size_t i = 0; i < s->plan.data_count; i++)
        fds[n++] = s->plan.data[i].fd;
    *ret = fds;
    *ret_count = n;
    return 0;
}

int dh_session_room(const dh_session *s, size_t run, const dh_spec *spec, uint64_t *ret, dh_error *error)
{
    dh_run_place at = dh_plan_place(&s->plan, run);
    size_t samples = at.problem->data ? at.problem->data->view.samples : 0;
    *ret = dh_row_room(&spec->record, dh_steps_per_epoch(spec, samples), dh_horizon(spec, samples));
    double bytes = (double)*ret * DH_MAX_COLUMNS * sizeof(double);
    if (bytes > 4e9)
        return dh_yaml_fail(&s->study.document, at.method->entry->at, error, "this method would record %llu rows a run: "
                            "record less often, as in record: {per_decade: 50}", (unsigned long long)*ret);
    return 0;
}

/* ---- facts ---- */

typedef struct asking {
    dh_session *session;
    dh_facts *facts;
    double *gap; /* [problem_count] of a minimum that was known before; NaN: it was not */
    size_t done;
    dh_progress progress;
} asking;

/* Of the problem's first run. */
static int problem_spec(const dh_session *s, size_t i, dh_spec *ret, dh_error *error)
{
    return dh_plan_spec(&s->plan, i * s->plan.method_count * s->study.seed_count, ret, error);
}

static int ask_facts(void *self, size_t i, dh_message_type *type, dh_buffer *payload, dh_error *error)
{
    asking *a = self;
    dh_spec spec;
    *type = DH_ASK_FACTS;
    if (problem_spec(a->session, i, &spec, error))
        return -1;
    a->gap[i] = NAN;
    if (a->session->plan.problem[i].data && !dh_optima_recall(&spec, &spec.optimum, &a->gap[i])) {
        spec.optimum = a->session->no_minima ? (double)INFINITY : (double)NAN; /* as if it had been looked for in vain */
        a->gap[i] = NAN;
        dh_progress_announce(&a->progress, a->done);
    }
    dh_spec_encode(&spec, payload);
    return 0;
}

/* The facts of problem i are there. */
static int recall_or_keep(const asking *a, size_t i, dh_error *error)
{
    dh_spec spec;
    if (!isnan(a->gap[i]))
        a->facts[i].optimum_gap = a->gap[i];
    else if (a->session->plan.problem[i].data && !a->session->no_minima) {
        if (problem_spec(a->session, i, &spec, error))
            return -1;
        dh_optima_keep(&spec, &a->facts[i]);
    }
    return 0;
}

static int answer_facts(void *self, size_t i, const dh_message *m, dh_error *error)
{
    asking *a = self;
    dh_plan_problem *p = &a->session->plan.problem[i];
    a->done++;
    if (m->type == DH_TELL_FACTS) {
        if (dh_facts_decode(m->data, m->size, &a->session->arena, &a->facts[i], error))
            return -1;
        if (recall_or_keep(a, i, error))
            return -1;
        p->optimum = a->facts[i].optimum;
        size_t given = p->entry->start_count;
        if (given && given != a->facts[i].dim)
            return dh_yaml_fail(&a->session->study.document, p->entry->problem_at, error, "start: expected %llu numbers for "
                                "problem '%s', got %zu", (unsigned long long)a->facts[i].dim, p->label, given);
        return 0;
    }
    if (m->type == DH_TELL_REFUSAL)
        return dh_yaml_fail(&a->session->study.document, p->entry->problem_at, error, "%.*s", (int)m->size,
                            (const char *)m->data);
    a->facts[i] = (dh_facts){.optimum = NAN, .optimum_gap = NAN, .certificate = "", .mu = NAN, .L = NAN,
                              .box = {NAN, NAN, NAN, NAN}, .x_star = {NAN, NAN}};
    return 0;
}

int dh_session_facts(dh_session *s, dh_facts **ret, dh_error *error)
{
    const size_t count = s->plan.problem_count;
    dh_pool_options options = {.worker = s->places.worker, .slots = s->jobs ? s->jobs : 1, .guard = s->guard};
    asking a = {.session = s, .facts = DH_NEW(&s->arena, dh_facts, count + 1), .gap = DH_NEW(&s->arena, double, count + 1)};
    dh_asker asker = {.self = &a, .ask = ask_facts, .answer = answer_facts};
    if (!a.facts || !a.gap)
        return dh_fail_memory(error);
    dh_progress_begin(&a.progress, "looking for minima", "problems", count);
    int result = dh_session_fds(s, &options.fds, &options.fd_count, error) || dh_pool_run(&options, count, &asker, error)
                     ? -1
                     : 0;
    dh_progress_end(&a.progress);
    *ret = a.facts;
    return result;
}
