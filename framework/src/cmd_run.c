/* downhill run: study -> plan -> workers -> journal -> results file. */
#include "base/file.h"
#include "base/text.h"
#include "cli.h"
#include "progress.h"
#include "run/pool.h"
#include "select.h"
#include "store/journal.h"
#include "committed.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

typedef struct options {
    const char *study, *output, *shard;
    const char *only[32];
    dh_extra extra;
    size_t only_count, jobs;
    bool dry_run, quiet, json, durable, no_minima;
} options;

typedef struct runner {
    options options;
    dh_session session;
    dh_selection selection;
    char *journal_path, *results_path;
    dh_journal *journal;
    dh_committed committed;
    size_t *pending, pending_count; /* runs to do, in the order of execution */
    dh_progress progress;
} runner;

/* ---- arguments ---- */

enum { OPT_DRY = 256, OPT_ONLY, OPT_SHARD, OPT_JSON, OPT_DURABLE, OPT_NO_MINIMA };

static const struct argp_option argp_options[] = {
    {"output", 'o', "FILE.h5", 0, "results file (default: results/STUDY.h5); the journal lies beside it", 0},
    {"jobs", 'j', "N", 0, "worker processes (default: one for each processor)", 0},
    {"only", OPT_ONLY, "KEY=GLOB", 0, "only matching runs; keys: problem, dataset, method, optimizer, schedule, seed, id; may be repeated: all must match", 0},
    {"shard", OPT_SHARD, "I/N", 0, "every N-th run, beginning with the I-th (1 <= I <= N); auto: from Slurm's or Open MPI's environment", 0},
    {"dry-run", OPT_DRY, 0, 0, "show the plan and an estimate; run nothing", 0},
    {"durable", OPT_DURABLE, 0, 0, "sync the journal to the disk after each run, not ten times a second", 0},
    {"no-minima", OPT_NO_MINIMA, 0, 0, "search for no minimum that is not known from before: of a large problem that can take minutes, once; without it, charts show costs, and what needs f* is refused", 0},
    {"quiet", 'q', 0, 0, "no progress, no summary", 0},
    {"json", OPT_JSON, 0, 0, "the summary as JSON", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    uint64_t n;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->extra;
        return 0;
    case 'o':
        o->output = text;
        return 0;
    case 'j':
        if (!dh_parse_u64(text, &n) || n < 1 || n > 1024)
            argp_error(state, "-j: expected a number from 1 to 1024, got '%s'", text);
        o->jobs = n;
        return 0;
    case OPT_ONLY:
        if (o->only_count == 32)
            argp_error(state, "--only: at most 32 times");
        o->only[o->only_count++] = text;
        return 0;
    case OPT_SHARD:
        o->shard = text;
        return 0;
    case OPT_DRY:
        o->dry_run = true;
        return 0;
    case OPT_DURABLE:
        o->durable = true;
        return 0;
    case OPT_NO_MINIMA:
        o->no_minima = true;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case OPT_JSON:
        o->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->study)
            argp_error(state, "expected one study, got '%s' and '%s'", o->study, text);
        o->study = text;
        return 0;
    case ARGP_KEY_END:
        if (!o->study)
            argp_error(state, "expected a study, as in: downhill run configs/tutorial.yaml");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- the runs ---- */

static int ask(void *self, size_t i, dh_message_type *type, dh_buffer *payload, dh_error *error)
{
    runner *r = self;
    dh_spec spec;
    uint64_t room;
    *type = DH_ASK_RUN;
    if (dh_plan_spec(&r->session.plan, r->pending[i], &spec, error) ||
        dh_session_room(&r->session, r->pending[i], &spec, &room, error))
        return -1;
    dh_put_u64(payload, room);
    dh_spec_encode(&spec, payload);
    return 0;
}

/* The slot itself died or failed: the run is recorded as crashed all the same. */
static int lost_record(const runner *r, size_t run, const dh_message *m, dh_buffer *out, dh_error *error)
{
    char cause[512] = "the worker slot died at this run, twice";
    if (m->type == DH_TELL_REFUSAL)
        snprintf(cause, sizeof cause, "%.*s", (int)m->size, (const char *)m->data);
    dh_record record = {.status = DH_CRASHED, .cause = cause};
    memcpy(record.id, r->session.plan.id[run], sizeof record.id);
    dh_record_close(&record);
    dh_record_encode(&record, out);
    return out->failed ? dh_fail_memory(error) : 0;
}

static int answer(void *self, size_t i, const dh_message *m, dh_error *error)
{
    runner *r = self;
    size_t run = r->pending[i];
    dh_buffer made = {0};
    const void *data = m->data;
    size_t size = m->size;
    int result = 0;
    if (m->type != DH_TELL_RECORD) {
        result = lost_record(r, run, m, &made, error);
        data = made.data;
        size = made.size;
    }
    uint64_t offset;
    if (!result)
        result = dh_journal_append(r->journal, DH_FRAME_RUN, data, size, r->options.durable, &offset, error);
    if (!result)
        result = dh_committed_add(&r->committed, run, offset, data, size, error);
    dh_buffer_finish(&made);
    return result;
}

static int tick(void *self, size_t answered, dh_error *error)
{
    runner *r = self;
    (void)error;
    if (!r->options.quiet)
        dh_progress_show(&r->progress, answered, r->committed.failed);
    return interrupted;
}

/* Execution order: shuffled over problems, methods and seeds, so that a drifting machine favours none. */
static int choose_pending(runner *r, dh_error *error)
{
    const dh_plan *plan = &r->session.plan;
    uint32_t *order = DH_NEW(&r->session.arena, uint32_t, plan->count);
    r->pending = DH_NEW(&r->session.arena, size_t, plan->count);
    if (!order || !r->pending)
        return dh_fail_memory(error);
    dh_stream stream;
    dh_stream_init(&stream, r->session.study.seed, "", "", 0, "order");
    dh_stream_permute(&stream, order, plan->count);
    for (size_t i = 0; i < plan->count; i++) {
        if (!r->selection.chosen[order[i]])
            continue;
        if (!dh_committed_has(&r->committed, order[i]))
            r->pending[r->pending_count++] = order[i];
    }
    return 0;
}

static int execute(runner *r, dh_error *error)
{
    dh_pool_options pool = {.worker = r->session.places.worker, .slots = r->session.jobs, .guard = r->session.guard};
    dh_asker asker = {.self = r, .ask = ask, .answer = answer, .tick = tick};
    if (dh_session_fds(&r->session, &pool.fds, &pool.fd_count, error))
        return -1;
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}; /* a second Ctrl-C kills */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    dh_progress_begin(&r->progress, r->session.study.name, "runs", r->pending_count);
    int result = r->pending_count ? dh_pool_run(&pool, r->pending_count, &asker, error) : 0;
    dh_progress_end(&r->progress);
    return result;
}

/* ---- files ---- */

static int name_files(runner *r, dh_error *error)
{
    dh_arena *arena = &r->session.arena;
    const char *given = r->options.output, *name = r->session.study.name;
    const dh_selection *s = &r->selection;
    r->results_path = given         ? dh_arena_text(arena, given)
                      : s->shards > 1 ? dh_arena_format(arena, "results/%s.%zu-of-%zu.h5", name, s->shard + 1, s->shards)
                                      : dh_arena_format(arena, "results/%s.h5", name);
    if (!r->results_path)
        return dh_fail_memory(error);
    size_t length = strlen(r->results_path);
    if (length < 4 || strcmp(r->results_path + length - 3, ".h5"))
        return dh_fail(error, DH_ERROR_INPUT, "-o: expected a name that ends with .h5, got '%s'", r->results_path);
    r->journal_path = dh_arena_format(arena, "%.*s.journal", (int)length - 3, r->results_path);
    return r->journal_path ? 0 : dh_fail_memory(error);
}

static int make_folder(runner *r, dh_error *error)
{
    char *folder = dh_arena_text(&r->session.arena, r->results_path);
    if (!folder)
        return dh_fail_memory(error);
    char *slash = strrchr(folder, '/');
    if (!slash || slash == folder)
        return 0;
    *slash = 0;
    return dh_folder_create(folder, error);
}

static int open_journal(runner *r, dh_error *error)
{
    uint64_t cut, offset;
    if (dh_journal_open(r->journal_path, &r->journal, &cut, error))
        return -1;
    if (cut && !r->options.quiet)
        fprintf(stderr, "downhill: %s: %llu bytes of an unfinished entry were cut off\n", r->journal_path,
                (unsigned long long)cut);
    if (dh_committed_read(&r->committed, r->journal, &r->session.plan, &r->session.arena, error) || choose_pending(r, error))
        return -1;
    const dh_document *document = &r->session.study.document;
    return dh_journal_append(r->journal, DH_FRAME_STUDY, document->source, document->length, false, &offset, error);
}

static void explain_resume(const runner *r)
{
    fprintf(stderr, "downhill: stopped; %zu of %zu runs are kept in %s. The same command goes on from there.\n",
            r->committed.count, r->selection.count, r->journal_path);
}

/* A history that is too long to keep is told before anything runs. */
static int check_rooms(const runner *r, dh_error *error)
{
    dh_spec spec;
    uint64_t room;
    const dh_plan *plan = &r->session.plan;
    for (size_t i = 0; i < plan->count; i++)
        if (r->selection.chosen[i] && (dh_plan_spec(plan, i, &spec, error) || dh_session_room(&r->session, i, &spec, &room, error)))
            return -1;
    return 0;
}

static int run_all(runner *r, dh_error *error)
{
    dh_facts *facts;
    if (check_rooms(r, error))
        return -1;
    if (dh_session_facts(&r->session, &facts, error) || make_folder(r, error) || open_journal(r, error))
        return -1;
    int result = execute(r, error);
    dh_error ignored; /* the first failure is the one to tell */
    if (dh_journal_close(r->journal, result < 0 ? &ignored : error))
        result = -1;
    r->journal = NULL;
    if (result < 0)
        return -1;
    if (dh_results_build(&r->session, facts, &r->committed, r->journal_path, r->results_path, error))
        return -1;
    return result;
}

static int conclude(runner *r, int result)
{
    if (result > 0)
        explain_resume(r);
    if (!r->options.quiet)
        dh_committed_report(&r->committed, &r->session, r->progress.seconds, r->results_path, r->options.json);
    return result > 0 ? DH_EXIT_INTERRUPTED : DH_EXIT_OK;
}

int dh_cmd_run(int argc, char **argv)
{
    static const struct argp argp = {argp_options, parse, "STUDY.yaml",
                                     "Run every run of a study in worker processes and write a results file.\v"
                                     "Finished runs are kept in a journal beside the results file: after a crash, a kill or "
                                     "Ctrl-C the same command goes on where it stopped. Runs that diverge, crash or time out are "
                                     "results: they are recorded with their cause, and the exit status is still 0.", dh_extra_child, 0, 0};
    runner r = {0};
    dh_error error = {0};
    if (argp_parse(&argp, argc, argv, 0, 0, &r.options))
        return DH_EXIT_INPUT;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    r.session.no_minima = r.options.no_minima;
    r.session.jobs = r.options.jobs ? r.options.jobs : processors > 0 ? (size_t)processors : 1;
    int code, result = 0;
    if (dh_session_study(&r.session, r.options.study, NULL, &r.options.extra, &error) ||
        dh_select(&r.selection, &r.session.plan, r.options.only, r.options.only_count, r.options.shard, &r.session.arena, &error))
        code = dh_cli_fail(&error);
    else if (r.options.dry_run)
        code = dh_select_show(&r.selection, &r.session, r.options.json, &error) ? dh_cli_fail(&error) : DH_EXIT_OK;
    else if (name_files(&r, &error) || (result = run_all(&r, &error)) < 0) {
        code = dh_cli_fail(&error);
        if (r.committed.added)
            explain_resume(&r);
    } else
        code = conclude(&r, result);
    dh_journal_close(r.journal, &error);
    dh_committed_finish(&r.committed);
    dh_session_finish(&r.session);
    return code;
}
