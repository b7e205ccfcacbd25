#include "run/record.h"

#include "base/hash.h"

#include <math.h>
#include <string.h>

static const char *const status_name[DH_STATUS_COUNT] = {
    "finished", "target_reached", "diverged", "timed_out", "crashed", "refused", "out_of_memory",
};

const char *dh_status_name(dh_status status)
{
    return (unsigned)status < DH_STATUS_COUNT ? status_name[status] : "unknown";
}

bool dh_column_is_time(const char *column)
{
    return !strcmp(column, "seconds") || !strcmp(column, "oracle_seconds");
}

static size_t find(const dh_record *r, const char *name)
{
    size_t i = 0;
    while (i < r->columns && strcmp(r->column[i], name))
        i++;
    return i;
}

static void hash_history(dh_record *r)
{
    dh_buffer all = {0};
    for (size_t c = 0; c < r->columns; c++) {
        if (dh_column_is_time(r->column[c]))
            continue;
        dh_put_text(&all, r->column[c]);
        for (size_t i = 0; i < r->rows; i++)
            dh_put_f64(&all, r->value[i * r->columns + c]);
    }
    uint8_t digest[DH_SHA_SIZE];
    dh_sha256(all.data, all.size, digest);
    r->history_hash[0] = 0;
    if (!all.failed)
        dh_hex(r->history_hash, digest, sizeof digest);
    dh_buffer_finish(&all);
}

/* A history that a plugin wrote over may say anything. */
static uint64_t whole(double step)
{
    return step >= 0 && step <= 0x1p53 ? (uint64_t)step : 0;
}

static void find_costs(dh_record *r)
{
    size_t cost = find(r, "cost"), step = find(r, "step");
    r->final_cost = r->best_cost = NAN;
    r->best_step = 0;
    for (size_t i = 0; cost < r->columns && i < r->rows; i++) {
        double c = r->value[i * r->columns + cost];
        r->final_cost = c;
        if (!(r->best_cost <= c) && !isnan(c)) {
            r->best_cost = c;
            r->best_step = step < r->columns ? whole(r->value[i * r->columns + step]) : 0;
        }
    }
}

void dh_record_close(dh_record *r)
{
    find_costs(r);
    hash_history(r);
}

enum { RECORD_VERSION = 1 };

static void put_names(dh_buffer *out, const char *const *name, size_t count)
{
    dh_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        dh_put_text(out, name[i]);
}

static const char **get_names(dh_cursor *in, dh_arena *arena, size_t *count)
{
    uint32_t n = dh_get_u32(in);
    *count = 0;
    if (in->failed || n > 4096) {
        in->failed = true;
        return NULL;
    }
    const char **name = DH_NEW(arena, const char *, n + 1);
    for (uint32_t i = 0; name && i < n; i++)
        name[i] = dh_get_text(in, arena);
    *count = name ? n : 0;
    in->failed |= !name;
    return name;
}

static void put_ledger(dh_buffer *out, const dh_ledger *l)
{
    dh_put_u64(out, l->steps);
    dh_put_f64(out, l->epochs);
    dh_put_u64(out, l->loss_evals);
    dh_put_u64(out, l->gradient_evals);
    dh_put_u64(out, l->sample_losses);
    dh_put_u64(out, l->sample_gradients);
    dh_put_u64(out, l->hvps);
    dh_put_f64(out, l->oracle_seconds);
    dh_put_f64(out, l->optimizer_seconds);
}

bool dh_record_names_fit(const char *const *name, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!(name[i][0] >= 'a' && name[i][0] <= 'z') || strlen(name[i]) > 64 ||
            name[i][strspn(name[i], "abcdefghijklmnopqrstuvwxyz0123456789_")] || !strcmp(name[i], "row") || !strcmp(name[i], "run"))
            return false;
        for (size_t j = 0; j < i; j++)
            if (!strcmp(name[i], name[j]))
                return false;
    }
    return true;
}

static void get_ledger(dh_cursor *in, dh_ledger *l)
{
    l->steps = dh_get_u64(in);
    l->epochs = dh_get_f64(in);
    l->loss_evals = dh_get_u64(in);
    l->gradient_evals = dh_get_u64(in);
    l->sample_losses = dh_get_u64(in);
    l->sample_gradients = dh_get_u64(in);
    l->hvps = dh_get_u64(in);
    l->oracle_seconds = dh_get_f64(in);
    l->optimizer_seconds = dh_get_f64(in);
}

void dh_record_encode(const dh_record *r, dh_buffer *out)
{
    dh_put_u32(out, RECORD_VERSION);
    dh_put(out, r->id, 32);
    dh_put_u8(out, (uint8_t)r->status);
    dh_put_f64(out, r->wall_seconds);
    dh_put_text(out, r->cause);
    dh_put_u64(out, r->stop_step);
    put_ledger(out, &r->ledger);
    dh_put_u8(out, r->clock_sampled);
    dh_put_f64(out, r->began);
    dh_put_u64(out, r->state_size);
    dh_put_u64(out, r->peak_memory);
    dh_put_u8(out, (uint8_t)r->sandbox);
    dh_put_u32(out, r->notes);
    dh_put_u8(out, (uint8_t)r->verified);
    dh_put_text(out, r->history_hash);
    put_names(out, r->column, r->columns);
    dh_put_f64s(out, r->value, r->rows * r->columns);
    put_names(out, r->metric, r->metrics);
    dh_put_f64s(out, r->metric_value, r->metrics);
    dh_put_u64(out, r->dim);
    dh_put_f64s(out, r->final_x, r->final_x ? r->dim : 0);
}

static bool hexadecimal(const char *text, size_t length)
{
    return strspn(text, "0123456789abcdef") == length;
}

/* What every encoding begins with. */
static bool get_front(dh_cursor *in, dh_record *r)
{
    const void *id = dh_get(in, 32);
    if (id)
        memcpy(r->id, id, 32);
    r->status = (dh_status)dh_get_u8(in);
    r->wall_seconds = dh_get_f64(in);
    return !in->failed && (unsigned)r->status < DH_STATUS_COUNT && hexadecimal(r->id, 32);
}

/* From the end of the front to `verified`. */
static void skip_to_verified(dh_cursor *in)
{
    enum { FROM_CAUSE = 8 + 9 * 8 + 1 + 8 + 8 + 8 + 1 + 4 };
    dh_get(in, dh_get_u32(in));
    dh_get(in, FROM_CAUSE);
}

int dh_record_peek(const void *data, size_t size, dh_record *ret)
{
    dh_cursor in = {.data = data, .size = size};
    dh_record r = {0};
    if (dh_get_u32(&in) != RECORD_VERSION || !get_front(&in, &r))
        return -1;
    skip_to_verified(&in);
    r.verified = (dh_verified)dh_get_u8(&in);
    *ret = r;
    return in.failed ? -1 : 0;
}

void dh_record_mark(void *data, size_t size, dh_verified verified)
{
    dh_cursor in = {.data = data, .size = size};
    dh_record front;
    dh_get_u32(&in);
    get_front(&in, &front);
    skip_to_verified(&in);
    if (!in.failed && in.at < size)
        ((uint8_t *)data)[in.at] = (uint8_t)verified;
}

int dh_record_decode(const void *data, size_t size, dh_arena *arena, dh_record *ret, dh_error *error)
{
    dh_cursor in = {.data = data, .size = size};
    dh_record r = {0};
    uint32_t version = dh_get_u32(&in);
    if (version != RECORD_VERSION)
        return dh_fail(error, DH_ERROR_SYSTEM, "run record: version %u, expected %d", version, RECORD_VERSION);
    bool begun = get_front(&in, &r);
    r.cause = dh_get_text(&in, arena);
    r.stop_step = dh_get_u64(&in);
    get_ledger(&in, &r.ledger);
    r.clock_sampled = dh_get_u8(&in) != 0;
    r.began = dh_get_f64(&in);
    r.state_size = dh_get_u64(&in);
    r.peak_memory = dh_get_u64(&in);
    r.sandbox = (dh_sandbox)dh_get_u8(&in);
    r.notes = dh_get_u32(&in);
    r.verified = (dh_verified)dh_get_u8(&in);
    const char *hash = dh_get_text(&in, arena);
    size_t values, metric_values, kept;
    r.column = get_names(&in, arena, &r.columns);
    r.value = dh_get_f64s(&in, arena, &values);
    r.metric = get_names(&in, arena, &r.metrics);
    r.metric_value = dh_get_f64s(&in, arena, &metric_values);
    r.dim = dh_get_u64(&in);
    r.final_x = dh_get_f64s(&in, arena, &kept);
    r.rows = r.columns ? values / r.columns : 0;
    if (in.failed || in.at != size || !begun ||
        values != r.rows * r.columns || (r.columns && strcmp(r.column[0], "step")) || metric_values != r.metrics ||
        (kept && kept != r.dim) || strlen(hash) != 64 || !hexadecimal(hash, 64) ||
        !dh_record_names_fit(r.column, r.columns) || !dh_record_names_fit(r.metric, r.metrics))
        return dh_fail(error, DH_ERROR_SYSTEM, "run record: damaged (%zu bytes)", size);
    strcpy(r.history_hash, hash);
    find_costs(&r);
    *ret = r;
    return 0;
}
