/* downhill plugin test: what is wrong with a plugin, in words. Its file is looked at, it is loaded, and a small study
 * of it is run twice, in the sandbox; then once more under valgrind (Nethercote, Seward 2007), which sees what a run
 * survives. */
#include "base/process.h"
#include "plugin_verbs.h"
#include "run/pool.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct trial {
    dh_session session;
    const char *name;
    dh_record *record; /* [runs] */
    size_t faults;     /* told so far */
    int log;           /* where valgrind writes */
} trial;

__attribute__((format(printf, 2, 3))) static void tell(trial *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("  ", stdout);
    vprintf(format, args);
    putchar('\n');
    va_end(args);
    t->faults++;
}

/* ---- the study ---- */

/* What of its kind stands beside the plugin. */
static const char *study_of(trial *t, uint32_t kind, double rate)
{
    static const char problems[] = "problems:\n  - problem: bowl\n  - problem: rosenbrock\n"
                                   "  - {problem: linear_regression, dataset: {synthetic: line, samples: 40}}\n";
    static const char head[] = "study: plugin_test\nseeds: 2\nbudget: {steps: 40}\nrecord: {every: 1 step}\n"
                               "limits: {seconds: 120, memory: 1e13}\n";
    dh_arena *a = &t->session.arena;
    if (kind == DH_KIND_OPTIMIZER)
        return dh_arena_format(a, "%s%smethods:\n  - {optimizer: %s, lr: %.17g}\n", head, problems, t->name,
                               rate > 0 ? rate : 0.01);
    if (kind == DH_KIND_SCHEDULE)
        return dh_arena_format(a, "%s%smethods:\n  - {optimizer: sgd, lr: 0.01, schedule: %s}\n", head, problems,
                               t->name);
    return dh_arena_format(a, "%sproblems:\n  - problem: %s\nmethods:\n  - {optimizer: [sgd, adam], lr: 0.01}\n",
                           head, t->name);
}

static const char SLOT_DIED[] = "the worker slot died";

static int ask(void *self, size_t i, dh_message_type *type, dh_buffer *payload, dh_error *error)
{
    trial *t = self;
    dh_spec spec;
    uint64_t room;
    *type = DH_ASK_RUN;
    if (dh_plan_spec(&t->session.plan, i, &spec, error) || dh_session_room(&t->session, i, &spec, &room, error))
        return -1;
    dh_put_u64(payload, room);
    dh_spec_encode(&spec, payload);
    return 0;
}

static int answer(void *self, size_t i, const dh_message *m, dh_error *error)
{
    trial *t = self;
    if (m->type == DH_TELL_RECORD)
        return dh_record_decode(m->data, m->size, &t->session.arena, &t->record[i], error);
    t->record[i] = (dh_record){.status = DH_CRASHED, .cause = SLOT_DIED};
    return 0;
}

/* All runs of the plan; under valgrind with `prefix`. */
static int run_all(trial *t, const char *const *prefix, dh_record **ret, dh_error *error)
{
    dh_pool_options pool = {.worker = t->session.places.worker,
                            .slots = prefix ? 1 : 2,
                            .prefix = prefix,
                            .guard = prefix ? DH_GUARD_OFF : t->session.guard};
    dh_asker asker = {.self = t, .ask = ask, .answer = answer};
    const int *fds;
    size_t count;
    *ret = t->record = DH_NEW(&t->session.arena, dh_record, t->session.plan.count + 1);
    if (!t->record)
        return dh_fail_memory(error);
    if (dh_session_fds(&t->session, &fds, &count, error))
        return -1;
    int *all = DH_NEW(&t->session.arena, int, count + 1);
    if (!all)
        return dh_fail_memory(error);
    memcpy(all, fds, count * sizeof *fds);
    all[count] = t->log;
    pool.fds = all;
    pool.fd_count = count + (prefix != NULL);
    return dh_pool_run(&pool, t->session.plan.count, &asker, error);
}

/* ---- judgements ---- */

static const struct {
    uint32_t bit;
    const char *what;
} note_text[] = {
    {DH_NOTE_FP_MODE, "it changes the floating-point mode: build it without -Ofast and -ffast-math"},
    {DH_NOTE_LOCALE, "it changes the locale and leaves it so"},
    {DH_NOTE_SIGNALS, "it changes how signals are handled"},
    {DH_NOTE_THREADS, "it leaves threads running"},
    {DH_NOTE_DESCRIPTORS, "it leaves files open"},
};

static void judge_run(trial *t, size_t i, const dh_record *first, const dh_record *second)
{
    dh_run_place at = dh_plan_place(&t->session.plan, i);
    const char *problem = at.problem->label, *method = at.method->label;
    if (first->status == DH_CRASHED || first->status == DH_TIMED_OUT || first->status == DH_OUT_OF_MEMORY)
        tell(t, "%s on %s: %s: %s", method, problem, dh_status_name(first->status), first->cause);
    if (first->verified == DH_CONTRADICTED)
        tell(t, "%s on %s: f at the final point is another when it is computed by a clean process", method, problem);
    if (first->status != second->status || strcmp(first->history_hash, second->history_hash))
        tell(t, "%s on %s, seed %llu: two runs differ: it must take all that is random from the call", method,
             problem, (unsigned long long)at.seed);
}

static void judge(trial *t, const dh_record *first, const dh_record *second)
{
    uint32_t notes = 0;
    size_t refused = 0, runs = t->session.plan.count;
    for (size_t i = 0; i < runs; i++) {
        judge_run(t, i, &first[i], &second[i]);
        notes |= first[i].notes | second[i].notes;
        refused += first[i].status == DH_REFUSED;
    }
    for (size_t i = 0; i < sizeof note_text / sizeof *note_text; i++)
        if (notes & note_text[i].bit)
            tell(t, "%s", note_text[i].what);
    if (refused == runs)
        tell(t, "no run was begun: %s", first[0].cause);
}

/* ---- memory ---- */

/* The first line of each report of valgrind in a log, without its process number; each sentence once. */
static void judge_log(trial *t, const char *log)
{
    static const char *const begins[] = {"Invalid ",        "Conditional jump", "Use of uninit",      "Syscall param",
                                         "Source and dest", "Mismatched ",      "Process terminating"};
    for (const char *line = log; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        const char *text = strncmp(line, "==", 2) ? NULL : strstr(line + 2, "== ");
        for (size_t i = 0; text && i < sizeof begins / sizeof *begins; i++) {
            size_t length = strcspn(text + 3, "\n");
            char *sentence = strncmp(text + 3, begins[i], strlen(begins[i]))
                                 ? NULL
                                 : dh_arena_copy(&t->session.arena, text + 3, length);
            const char *before = sentence ? strstr(log, sentence) : NULL;
            if (before && before >= text)
                tell(t, "memory: %s", sentence);
        }
    }
}

/* What has gathered in a pipe. */
static int read_log(trial *t, int pipe, dh_error *error)
{
    char piece[4096];
    dh_buffer all = {0};
    for (ssize_t n; (n = read(pipe, piece, sizeof piece)) > 0;)
        dh_put(&all, piece, (size_t)n);
    dh_put_u8(&all, 0);
    if (!all.failed)
        judge_log(t, (const char *)all.data);
    int failed = all.failed ? dh_fail_memory(error) : 0;
    dh_buffer_finish(&all);
    return failed;
}

/* A run's process may make no file longer: valgrind speaks through a pipe, and what does not fit is lost. */
static int run_watched(trial *t, const char *valgrind, int in, int out, dh_error *error)
{
    enum { ROOM = 1 << 20 };
    const char *log = dh_arena_format(&t->session.arena, "--log-fd=%d", in);
    const char *const prefix[] = {valgrind, "--quiet", "--leak-check=no", "--trace-children=no", log, NULL};
    dh_record *watched;
    fcntl(in, F_SETPIPE_SZ, ROOM);
    t->log = in;
    int failed = log ? run_all(t, prefix, &watched, error) : dh_fail_memory(error);
    if (failed || read_log(t, out, error))
        return -1;
    for (size_t i = 0; i < t->session.plan.count; i++)
        if (watched[i].cause == SLOT_DIED) {
            puts("  memory: not checked: valgrind cannot run the worker");
            return 0;
        }
    return 0;
}

static int check_memory(trial *t, dh_error *error)
{
    int end[2];
    const char *valgrind = dh_program_find("valgrind", &t->session.arena);
    if (!valgrind || !dh_guard_is_possible()) {
        printf("  memory: not checked: %s\n", valgrind ? "built with a sanitizer" : "valgrind is not installed");
        return 0;
    }
    if (pipe2(end, O_NONBLOCK | O_CLOEXEC))
        return dh_fail_errno(error, "cannot make a pipe");
    int result = run_watched(t, valgrind, end[1], end[0], error);
    close(end[0]);
    close(end[1]);
    return result;
}

/* ---- the command ---- */

static const dh_plugin_card *card_of(const dh_session *s, const char *file)
{
    char absolute[PATH_MAX];
    for (size_t i = 0; realpath(file, absolute) && i < s->registry.count; i++)
        if (!strcmp(s->registry.card[i].path, absolute))
            return &s->registry.card[i];
    return NULL;
}

/* The file's card, found with a session of its own: the study's is another. */
static int look(trial *t, dh_plugin_options *o, uint32_t *ret_kind, double *ret_rate, dh_error *error)
{
    dh_session s = {.jobs = 1};
    int result = dh_session_plugins(&s, &o->extra, "", error);
    const dh_plugin_card *card = result ? NULL : card_of(&s, o->file[0]);
    if (!result && !card)
        result = dh_fail(error, DH_ERROR_PLUGIN, "%s: it is not among the plugins", o->file[0]);
    if (card) {
        *ret_kind = card->kind;
        *ret_rate = card->rate;
        t->name = dh_arena_text(&t->session.arena, card->name);
        result = t->name ? 0 : dh_fail_memory(error);
    }
    dh_session_finish(&s);
    return result;
}

static int test(trial *t, dh_plugin_options *o, dh_error *error)
{
    uint32_t kind = 0;
    double rate = 0;
    dh_facts *facts;
    dh_record *first, *second;
    if (o->extra.count == DH_MOST_EXTRA)
        return dh_fail(error, DH_ERROR_INPUT, "--plugins: at most %d times", DH_MOST_EXTRA - 1);
    o->extra.path[o->extra.count++] = o->file[0];
    if (look(t, o, &kind, &rate, error))
        return -1;
    const char *study = study_of(t, kind, rate);
    if (!study)
        return dh_fail_memory(error);
    if (dh_session_study(&t->session, "plugin test", study, &o->extra, error) ||
        dh_session_facts(&t->session, &facts, error) || run_all(t, NULL, &first, error) ||
        run_all(t, NULL, &second, error))
        return -1;
    printf("%s '%s':\n", dh_kind_name(kind), t->name);
    judge(t, first, second);
    if (check_memory(t, error))
        return -1;
    if (!t->faults)
        printf("  nothing wrong in %zu runs\n", t->session.plan.count);
    return 0;
}

int dh_plugin_test(dh_plugin_options *o, dh_arena *arena, int *code, dh_error *error)
{
    trial t = {.session = {.jobs = 2}};
    (void)arena;
    int result = test(&t, o, error);
    *code = t.faults ? DH_EXIT_PLUGIN : DH_EXIT_OK;
    dh_session_finish(&t.session);
    return result;
}
