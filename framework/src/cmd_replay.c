/* downhill replay: runs again, compared bit by bit with what the file says; or their last costs alone, recomputed. */
#include "base/random.h"
#include "cli.h"
#include "rerun.h"
#include "run/pool.h"
#include "store/results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct options {
    const char *file, *run;
    dh_extra extra;
    double share; /* of the runs; 0: the one that is named */
    bool quiet, verify;
} options;

enum { OPT_SAMPLE = 256, OPT_VERIFY };

static const struct argp_option argp_options[] = {
    {"quiet", 'q', 0, 0, "only the exit status", 0},
    {"sample", OPT_SAMPLE, "P%", 0, "this share of the runs, at least one; always the same ones of a file", 0},
    {"verify", OPT_VERIFY, 0, 0, "only recompute the cost at the final point that the file holds", 0},
    {0},
};

static double parse_share(const char *text, struct argp_state *state)
{
    double percent = 0;
    int end = 0;
    if (sscanf(text, "%lf%%%n", &percent, &end) != 1 || !end || text[end])
        percent = 0;
    if (!(percent > 0 && percent <= 100))
        argp_error(state, "--sample: expected a share as in 1%%, got '%s'", text);
    return percent / 100;
}

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
    case OPT_SAMPLE:
        o->share = parse_share(text, state);
        return 0;
    case OPT_VERIFY:
        o->verify = true;
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
        if (!o->file || !o->run == !(o->share > 0))
            argp_error(state, "expected a file and a run, as in: downhill replay results/tutorial.h5 3, or --sample 1%%");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* One run of the file. */
typedef struct one {
    size_t row, run; /* in the file, in the plan */
    dh_record record;
    dh_verified verdict;
    double *x;       /* [dim] its final point; NULL: not kept */
    size_t dim;
} one;

typedef struct replay {
    const options *options;
    dh_session *session;
    dh_results *file;
    one *one;
    size_t count;
} replay;

static int ask(void *self, size_t i, dh_message_type *type, dh_buffer *payload, dh_error *error)
{
    const replay *r = self;
    const one *o = &r->one[i];
    dh_spec spec;
    uint64_t room;
    *type = r->options->verify ? DH_ASK_CHECK : DH_ASK_RUN;
    if (dh_plan_spec(&r->session->plan, o->run, &spec, error) || dh_session_room(r->session, o->run, &spec, &room, error))
        return -1;
    if (r->options->verify) {
        dh_put_f64(payload, dh_table_find(&r->file->runs, "final_cost")->real[o->row]);
        dh_put_f64s(payload, o->x, o->dim);
    } else {
        dh_put_u64(payload, room);
    }
    dh_spec_encode(&spec, payload);
    return 0;
}

static int answer(void *self, size_t i, const dh_message *m, dh_error *error)
{
    replay *r = self;
    one *o = &r->one[i];
    if (m->type == DH_TELL_VERDICT && m->size == 1) {
        o->verdict = (dh_verified) * (const uint8_t *)m->data;
        return 0;
    }
    if (m->type != DH_TELL_RECORD)
        return dh_fail(error, DH_ERROR_PLUGIN, "run %zu could not be repeated: %.*s", o->row, (int)m->size, (const char *)m->data);
    return dh_record_decode(m->data, m->size, &r->session->arena, &o->record, error);
}

static int again(replay *r, dh_error *error)
{
    dh_pool_options pool = {.worker = r->session->places.worker, .slots = r->session->jobs, .guard = r->session->guard};
    dh_asker asker = {.self = r, .ask = ask, .answer = answer};
    if (dh_session_fds(r->session, &pool.fds, &pool.fd_count, error))
        return -1;
    return dh_pool_run(&pool, r->count, &asker, error);
}

/* ---- which runs ---- */

static int order_rows(const void *a, const void *b)
{
    size_t x = ((const one *)a)->row, y = ((const one *)b)->row;
    return x < y ? -1 : x > y;
}

/* The first of a permutation that depends on the number of runs alone. */
static int choose_sample(replay *r, dh_error *error)
{
    size_t rows = r->file->runs.rows;
    uint32_t *order = DH_NEW(&r->session->arena, uint32_t, rows + 1);
    if (!order)
        return dh_fail_memory(error);
    dh_stream stream;
    dh_stream_init(&stream, 0, "", "", 0, "sample");
    dh_stream_permute(&stream, order, rows);
    r->count = (size_t)ceil(r->options->share * (double)rows);
    r->count = r->count < rows ? r->count : rows;
    for (size_t i = 0; i < r->count; i++)
        r->one[i].row = order[i];
    qsort(r->one, r->count, sizeof *r->one, order_rows);
    return 0;
}

static int choose(replay *r, dh_error *error)
{
    r->one = DH_NEW(&r->session->arena, one, r->file->runs.rows + 1);
    if (!r->one)
        return dh_fail_memory(error);
    r->count = 1;
    if (r->options->run ? dh_rerun_row(r->file, r->options->run, &r->one->row, error) : choose_sample(r, error))
        return -1;
    if (dh_rerun_open(r->session, r->file, &r->options->extra, error))
        return -1;
    for (size_t i = 0; i < r->count; i++) {
        one *o = &r->one[i];
        if (dh_rerun_find(r->file, o->row, &r->session->plan, &o->run, error) ||
            (r->options->verify && dh_results_final_x(r->file, o->row, &r->session->arena, &o->x, &o->dim, error)))
            return -1;
    }
    return 0;
}

/* ---- what came out ---- */

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

/* 1: different; -1: failed. */
static int compare(const replay *r, const one *o, dh_error *error)
{
    const dh_record *now = &o->record;
    dh_results *file = r->file;
    size_t row = o->row;
    const char *hash = dh_table_find(&file->runs, "history_hash")->text[row], *id = dh_table_find(&file->runs, "id")->text[row];
    const char *status = dh_table_find(&file->runs, "status")->text[row];
    int64_t length = dh_table_find(&file->runs, "length")->whole[row];
    difference d;
    if (find_difference(file, row, now, &r->session->arena, &d, error))
        return -1;
    bool same_end = !strcmp(status, dh_status_name(now->status)), same_length = length == (int64_t)now->rows;
    bool same = same_end && same_length && !d.column && !strcmp(hash, now->history_hash);
    if (r->options->quiet || (same && r->options->share > 0))
        return !same;
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
    return !same;
}

/* A run without a final point, or that ended before its budget, says nothing that could be verified. */
static int verify(const replay *r, const one *o)
{
    static const char *const word[] = {"nothing to verify", "the same bits", "DIFFERENT"};
    const char *status = dh_table_find(&r->file->runs, "status")->text[o->row];
    bool finished = !strcmp(status, "finished") || !strcmp(status, "target_reached");
    dh_verified verdict = finished && o->x && o->verdict <= DH_CONTRADICTED ? o->verdict : DH_UNVERIFIED;
    if (!r->options->quiet && (verdict == DH_CONTRADICTED || !(r->options->share > 0)))
        printf("run %zu (%s): cost %.17g at its final point: %s\n", o->row, dh_table_find(&r->file->runs, "id")->text[o->row],
               dh_table_find(&r->file->runs, "final_cost")->real[o->row], word[verdict]);
    return verdict == DH_CONTRADICTED;
}

static int report(const replay *r, int *ret_code, dh_error *error)
{
    size_t different = 0;
    for (size_t i = 0; i < r->count; i++) {
        int found = r->options->verify ? verify(r, &r->one[i]) : compare(r, &r->one[i], error);
        if (found < 0)
            return -1;
        different += (size_t)found;
    }
    *ret_code = different ? DH_EXIT_REGRESSION : DH_EXIT_OK;
    if (r->options->share > 0 && !r->options->quiet)
        printf("%zu of %zu runs %s: %zu different\n", r->count, r->file->runs.rows, r->options->verify ? "verified" : "repeated",
               different);
    return 0;
}

int dh_cmd_replay(int argc, char **argv)
{
    static const struct argp argp = {argp_options, parse, "FILE.h5 RUN\nFILE.h5 --sample P%",
                                     "Run runs of a results file again and compare.\vRUN is a row number of /runs or the first "
                                     "digits of an id. Exit status: 0 the same bits, 1 different.", dh_extra_child, 0, 0};
    options o = {0};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    dh_session session = {.jobs = processors > 0 ? (size_t)processors : 1};
    dh_error error = {0};
    dh_results results;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    if (dh_results_open(o.file, &session.arena, &results, &error)) {
        dh_session_finish(&session);
        return dh_cli_fail(&error);
    }
    replay r = {.options = &o, .session = &session, .file = &results};
    int code = DH_EXIT_OK;
    if (choose(&r, &error) || again(&r, &error) || report(&r, &code, &error))
        code = dh_cli_fail(&error);
    dh_results_close(&results);
    dh_session_finish(&session);
    return code;
}
