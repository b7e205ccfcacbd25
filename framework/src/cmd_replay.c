/* downhill replay: one run again, compared bit by bit with what the file says. */
#include "cli.h"
#include "rerun.h"
#include "run/pool.h"
#include "store/results.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct options {
    const char *file, *run;
    dh_extra extra;
    bool quiet;
} options;

static const struct argp_option argp_options[] = {
    {"quiet", 'q', 0, 0, "only the exit status", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->extra;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (!o->file)
            o->file = text;
        else if (!o->run)
            o->run = text;
        else
            argp_error(state, "expected a file and a run, got also '%s'", text);
        return 0;
    case ARGP_KEY_END:
        if (!o->run)
            argp_error(state, "expected a file and a run, as in: downhill replay results/tutorial.h5 3");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

typedef struct replay {
    dh_session *session;
    size_t run;
    dh_record record;
} replay;

static int ask(void *self, size_t i, dh_message_type *type, dh_buffer *payload, dh_error *error)
{
    const replay *r = self;
    dh_spec spec;
    uint64_t room;
    (void)i;
    *type = DH_ASK_RUN;
    if (dh_plan_spec(&r->session->plan, r->run, &spec, error) || dh_session_room(r->session, r->run, &spec, &room, error))
        return -1;
    dh_put_u64(payload, room);
    dh_spec_encode(&spec, payload);
    return 0;
}

static int answer(void *self, size_t i, const dh_message *m, dh_error *error)
{
    replay *r = self;
    (void)i;
    if (m->type != DH_TELL_RECORD)
        return dh_fail(error, DH_ERROR_PLUGIN, "the run could not be repeated: %.*s", (int)m->size, (const char *)m->data);
    return dh_record_decode(m->data, m->size, &r->session->arena, &r->record, error);
}

static int again(replay *r, dh_error *error)
{
    dh_pool_options pool = {.worker = r->session->places.worker, .slots = 1, .guard = r->session->guard};
    dh_asker asker = {.self = r, .ask = ask, .answer = answer};
    if (dh_session_fds(r->session, &pool.fds, &pool.fd_count, error))
        return -1;
    return dh_pool_run(&pool, 1, &asker, error);
}

/* One number of a history that is not the same. */
typedef struct difference {
    size_t row;
    const char *column; /* NULL: there is none */
    double was, is;
} difference;

static int find_difference(dh_results *file, size_t row, const dh_record *now, dh_arena *arena, difference *ret, dh_error *error)
{
    int64_t offset = dh_table_find(&file->runs, "offset")->whole[row], length = dh_table_find(&file->runs, "length")->whole[row];
    *ret = (difference){0};
    for (size_t c = 0; c < now->columns; c++) {
        if (dh_column_is_time(now->column[c]))
            continue;
        const double *was = dh_results_history(file, now->column[c], arena, error);
        if (!was)
            return -1;
        for (size_t i = 0; i < now->rows && (int64_t)i < length; i++) {
            double a = was[offset + (int64_t)i], b = now->value[i * now->columns + c];
            bool same = !memcmp(&a, &b, sizeof a) || (isnan(a) && isnan(b));
            if (!same && (!ret->column || i < ret->row))
                *ret = (difference){i, now->column[c], a, b};
        }
    }
    return 0;
}

static int compare(const options *o, dh_results *file, size_t row, replay *r, int *ret_code, dh_error *error)
{
    const dh_record *now = &r->record;
    const char *hash = dh_table_find(&file->runs, "history_hash")->text[row], *id = dh_table_find(&file->runs, "id")->text[row];
    const char *status = dh_table_find(&file->runs, "status")->text[row];
    int64_t length = dh_table_find(&file->runs, "length")->whole[row];
    difference d;
    if (find_difference(file, row, now, &r->session->arena, &d, error))
        return -1;
    bool same_end = !strcmp(status, dh_status_name(now->status)), same_length = length == (int64_t)now->rows;
    bool same = same_end && same_length && !d.column && !strcmp(hash, now->history_hash);
    *ret_code = same ? DH_EXIT_OK : DH_EXIT_REGRESSION;
    if (o->quiet)
        return 0;
    printf("run %zu (%s): %s, %zu rows, history %.16s...: %s\n", row, id, dh_status_name(now->status), now->rows,
           now->history_hash, same ? "the same bits" : "DIFFERENT");
    if (strcmp(id, now->id))
        puts("  the plugins, the dataset or the study's defaults are not the ones that made the file (the ids differ)");
    if (!same_end)
        printf("  status %s in the file, %s now\n", status, dh_status_name(now->status));
    if (!same_length)
        printf("  %lld rows in the file, %zu now\n", (long long)length, now->rows);
    if (d.column)
        printf("  first difference: row %zu, %s: %.17g in the file, %.17g now\n", d.row, d.column, d.was, d.is);
    if (!same && same_end && same_length && !d.column)
        printf("  the file's history is the same, but its hash is %.16s...\n", hash);
    return 0;
}

int dh_cmd_replay(int argc, char **argv)
{
    static const struct argp argp = {argp_options, parse, "FILE.h5 RUN",
                                     "Run one run of a results file again and compare.\vRUN is a row number of /runs or the first "
                                     "digits of an id. Exit status: 0 the same bits, 1 different.", dh_extra_child, 0, 0};
    options o = {0};
    dh_session session = {.jobs = 1};
    dh_error error = {0};
    dh_results results;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    if (dh_results_open(o.file, &session.arena, &results, &error)) {
        dh_session_finish(&session);
        return dh_cli_fail(&error);
    }
    replay r = {.session = &session};
    size_t row;
    int code = DH_EXIT_OK;
    if (dh_rerun_row(&results, o.run, &row, &error) || dh_rerun_open(&session, &results, &o.extra, &error) ||
        dh_rerun_find(&results, row, &session.plan, &r.run, &error) || again(&r, &error) ||
        compare(&o, &results, row, &r, &code, &error))
        code = dh_cli_fail(&error);
    dh_results_close(&results);
    dh_session_finish(&session);
    return code;
}
