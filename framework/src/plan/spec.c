#include "plan/spec.h"

#include "base/hash.h"

#include <string.h>

enum { SPEC_VERSION = 1 };

bool dh_use_threads(const dh_use *use)
{
    bool threads = use->threads;
    for (size_t i = 0; i < use->inner_count; i++)
        threads |= dh_use_threads(&use->inner[i]);
    return threads;
}

static void put_use(dh_buffer *out, const dh_use *u, bool with_fd)
{
    dh_put_text(out, u->name);
    dh_put_text(out, u->sha256);
    if (with_fd) {
        dh_put_u32(out, (uint32_t)u->fd);
        dh_put_u8(out, u->threads);
    }
    dh_put_u32(out, u->unit);
    dh_put_f64s(out, u->param, u->param_count);
    for (size_t i = 0; i < u->param_count; i++)
        dh_put_f64s(out, u->list[i].at, u->list[i].count);
    dh_put_u32(out, (uint32_t)u->inner_count);
    for (size_t i = 0; i < u->inner_count; i++)
        put_use(out, &u->inner[i], with_fd);
}

static void put_deciding(const dh_spec *s, dh_buffer *out, bool with_fd)
{
    dh_put_u32(out, SPEC_VERSION);
    put_use(out, &s->problem, with_fd);
    put_use(out, &s->optimizer, with_fd);
    put_use(out, &s->schedule, with_fd);
    dh_put_text(out, s->data_hash);
    dh_put_u64(out, s->study_seed);
    dh_put_u64(out, s->seed);
    dh_put_u64(out, s->instance);
    dh_put_f64s(out, s->start, s->start_count);
    dh_put_f64(out, s->lr);
    dh_put_f64(out, s->clip);
    dh_put_u64(out, s->batch);
    dh_put_u8(out, s->replacement);
    dh_put_u64(out, s->budget.steps);
    dh_put_f64(out, s->budget.epochs);
    dh_put_f64(out, s->budget.gradients);
    dh_put_f64(out, s->budget.seconds);
    dh_put_u8(out, (uint8_t)s->record.unit);
    dh_put_f64(out, s->record.every);
    dh_put_u8(out, (uint8_t)s->record.metrics);
    dh_put_f64(out, s->limits.cost);
    dh_put_f64(out, s->target.cost);
    dh_put_f64(out, s->target.gap);
}

void dh_spec_encode(const dh_spec *s, dh_buffer *out)
{
    dh_put(out, s->id, 32);
    put_deciding(s, out, true);
    dh_put_u32(out, (uint32_t)s->data_fd);
    dh_put_f64(out, s->limits.seconds);
    dh_put_f64(out, s->limits.memory);
    dh_put_f64(out, s->optimum);
}

int dh_spec_identify(dh_spec *spec, dh_error *error)
{
    dh_buffer bytes = {0};
    put_deciding(spec, &bytes, false);
    uint8_t digest[DH_SHA_SIZE];
    dh_sha256(bytes.data, bytes.size, digest);
    dh_hex(spec->id, digest, 16);
    bool failed = bytes.failed;
    dh_buffer_finish(&bytes);
    return failed ? dh_fail_memory(error) : 0;
}

int dh_spec_problem_key(const dh_spec *spec, char key[65], dh_error *error)
{
    dh_buffer bytes = {0};
    put_use(&bytes, &spec->problem, false);
    dh_put_text(&bytes, spec->data_hash);
    dh_put_u64(&bytes, spec->study_seed);
    dh_put_u64(&bytes, spec->instance);
    uint8_t digest[DH_SHA_SIZE];
    dh_sha256(bytes.data, bytes.size, digest);
    dh_hex(key, digest, sizeof digest);
    bool failed = bytes.failed;
    dh_buffer_finish(&bytes);
    return failed ? dh_fail_memory(error) : 0;
}

static void get_sha(dh_cursor *in, dh_arena *arena, char sha256[65])
{
    const char *text = dh_get_text(in, arena);
    if (strlen(text) > 64)
        in->failed = true;
    else
        strcpy(sha256, text);
}

static void get_use(dh_cursor *in, dh_arena *arena, dh_use *u, int depth)
{
    u->name = dh_get_text(in, arena);
    get_sha(in, arena, u->sha256);
    u->fd = (int)dh_get_u32(in);
    u->threads = dh_get_u8(in) != 0;
    u->unit = dh_get_u32(in);
    u->param = dh_get_f64s(in, arena, &u->param_count);
    u->list = DH_NEW(arena, dh_list, u->param_count + 1);
    in->failed |= !u->list || u->param_count > DH_MAX_PARAMS;
    for (size_t i = 0; !in->failed && i < u->param_count; i++)
        u->list[i].at = dh_get_f64s(in, arena, &u->list[i].count);
    uint32_t inner = dh_get_u32(in);
    in->failed |= inner > DH_MOST_NESTED || (inner && depth == DH_MOST_NESTED);
    if (in->failed || !inner)
        return;
    u->inner = DH_NEW(arena, dh_use, inner);
    in->failed |= !u->inner;
    for (; !in->failed && u->inner_count < inner; u->inner_count++)
        get_use(in, arena, &u->inner[u->inner_count], depth + 1);
}

int dh_spec_decode(dh_cursor *in, dh_arena *arena, dh_spec *ret, dh_error *error)
{
    dh_spec s = {0};
    const void *id = dh_get(in, 32);
    if (id)
        memcpy(s.id, id, 32);
    in->failed |= dh_get_u32(in) != SPEC_VERSION;
    get_use(in, arena, &s.problem, 0);
    get_use(in, arena, &s.optimizer, 0);
    get_use(in, arena, &s.schedule, 0);
    get_sha(in, arena, s.data_hash);
    s.study_seed = dh_get_u64(in);
    s.seed = dh_get_u64(in);
    s.instance = dh_get_u64(in);
    s.start = dh_get_f64s(in, arena, &s.start_count);
    s.lr = dh_get_f64(in);
    s.clip = dh_get_f64(in);
    s.batch = dh_get_u64(in);
    s.replacement = dh_get_u8(in) != 0;
    s.budget.steps = dh_get_u64(in);
    s.budget.epochs = dh_get_f64(in);
    s.budget.gradients = dh_get_f64(in);
    s.budget.seconds = dh_get_f64(in);
    s.record.unit = (dh_record_unit)dh_get_u8(in);
    s.record.every = dh_get_f64(in);
    s.record.metrics = (dh_metrics_when)dh_get_u8(in);
    s.limits.cost = dh_get_f64(in);
    s.target.cost = dh_get_f64(in);
    s.target.gap = dh_get_f64(in);
    s.data_fd = (int)dh_get_u32(in);
    s.limits.seconds = dh_get_f64(in);
    s.limits.memory = dh_get_f64(in);
    s.optimum = dh_get_f64(in);
    if (in->failed)
        return dh_fail(error, DH_ERROR_SYSTEM, "run description: damaged");
    *ret = s;
    return 0;
}
