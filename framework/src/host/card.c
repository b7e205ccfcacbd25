#include "host/card.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

static size_t length(const char *const *names)
{
    size_t n = 0;
    while (names && names[n] && n < 256)
        n++;
    return n;
}

static void put_names(dh_buffer *out, const char *const *names)
{
    size_t n = length(names);
    dh_put_u32(out, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        dh_put_text(out, names[i]);
}

static void put_param(dh_buffer *out, const dh_param *p)
{
    dh_put_text(out, p->name);
    dh_put_text(out, p->doc);
    const double number[] = {p->standard, p->min, p->max, p->search_min, p->search_max};
    dh_put(out, number, sizeof number);
    dh_put_u32(out, p->scale);
    dh_put_u32(out, p->flags);
    put_names(out, p->scale == DH_CHOICE ? p->choices : NULL);
}

static uint32_t abilities(const dh_plugin *p)
{
    switch (p->kind) {
    case DH_KIND_OPTIMIZER:
        return (p->optimizer.state_size ? DH_HAS_STATE : 0) | (p->optimizer.evaluation_point ? DH_HAS_EVALUATION_POINT : 0);
    case DH_KIND_SCHEDULE:
        return p->schedule.state_size ? DH_HAS_STATE : 0;
    default:
        return (p->problem.hvp ? DH_HAS_HVP : 0) | (p->problem.many ? DH_HAS_MANY : 0) |
               (p->problem.optimum || p->problem.gap || p->problem.squares ? DH_HAS_OPTIMUM : 0) |
               (p->problem.curvature || p->problem.squares ? DH_HAS_CURVATURE : 0) | (p->problem.box ? DH_HAS_BOX : 0);
    }
}

static double doubles(const dh_plugin *p, size_t rows, size_t cols, uint32_t samples)
{
    double standard[DH_MAX_PARAMS];
    const dh_list none[DH_MAX_PARAMS] = {{0}};
    const dh_block block = {"x", 0, rows, cols};
    const dh_shape shape = {sizeof shape, rows * cols, 1, &block, samples, 10, 10, 1000};
    for (uint32_t i = 0; i < p->head.param_count; i++)
        standard[i] = p->head.params[i].scale == DH_LIST ? 0 : p->head.params[i].standard;
    return (double)p->optimizer.state_size(&shape, standard, none);
}

static dh_state_cost state_cost(const dh_plugin *p)
{
    enum { MANY = 4096, SIDE = 64 };
    if (p->kind != DH_KIND_OPTIMIZER || !p->optimizer.state_size)
        return (dh_state_cost){0};
    double few = doubles(p, 2 * MANY, 1, 100) - doubles(p, MANY, 1, 100);
    double more = doubles(p, 2 * MANY, 1, 200) - doubles(p, MANY, 1, 200);
    dh_state_cost c = {.sample = (more - few) / MANY / 100};
    c.vector = few / MANY - 100 * c.sample;
    c.matrix = doubles(p, SIDE, SIDE, 100) / (SIDE * SIDE) - 100 * c.sample;
    if (fabs(c.matrix - c.vector) < 0.1) /* a few numbers besides */
        c.matrix = c.vector;
    return c;
}

void dh_card_encode(const dh_plugin *plugin, dh_buffer *out)
{
    const dh_head *h = &plugin->head;
    dh_put_u32(out, plugin->kind);
    dh_put_u32(out, h->abi_major);
    dh_put_u32(out, h->abi_minor);
    dh_put_text(out, h->name);
    dh_put_text(out, h->doc);
    dh_put_text(out, h->source);
    dh_put_u64(out, h->flags);
    dh_put_u32(out, abilities(plugin));
    dh_put_u32(out, h->param_count);
    for (uint32_t i = 0; i < h->param_count; i++)
        put_param(out, &h->params[i]);
    bool optimizer = plugin->kind == DH_KIND_OPTIMIZER, problem = plugin->kind == DH_KIND_PROBLEM;
    dh_put_f64(out, optimizer ? plugin->optimizer.rate : 0);
    dh_put_f64(out, optimizer ? plugin->optimizer.rate_min : 0);
    dh_put_f64(out, optimizer ? plugin->optimizer.rate_max : 0);
    const dh_state_cost state = state_cost(plugin);
    dh_put(out, &state, sizeof state);
    dh_put_u32(out, plugin->kind == DH_KIND_SCHEDULE ? plugin->schedule.unit : 0);
    put_names(out, problem ? plugin->problem.metric_names : NULL);
    dh_put_text(out, problem ? plugin->problem.certificate : NULL);
}

static const char **get_names(dh_cursor *in, dh_arena *arena, size_t *ret_count)
{
    uint32_t n = dh_get_u32(in);
    const char **names = n <= 256 ? DH_NEW(arena, const char *, n + 1) : NULL;
    in->failed |= !names;
    for (uint32_t i = 0; names && i < n; i++)
        names[i] = dh_get_text(in, arena);
    *ret_count = names ? n : 0;
    return names;
}

/* The card was written by a process that ran foreign code: what a worker has checked is checked again. */
static bool sane_param(const dh_param *p, size_t choices)
{
    bool list = p->scale == DH_LIST, choice = p->scale == DH_CHOICE;
    return p->scale <= DH_LIST && dh_plugin_is_name(p->name) && dh_is_clean(p->doc, strlen(p->doc)) && choice == (choices > 0) &&
           (!choice || (p->standard >= 0 && p->standard < (double)choices)) &&
           (list || choice || (p->standard >= p->min && p->standard <= p->max));
}

static void get_param(dh_cursor *in, dh_arena *arena, dh_param *p)
{
    size_t choices;
    p->name = dh_get_text(in, arena);
    p->doc = dh_get_text(in, arena);
    p->standard = dh_get_f64(in);
    p->min = dh_get_f64(in);
    p->max = dh_get_f64(in);
    p->search_min = dh_get_f64(in);
    p->search_max = dh_get_f64(in);
    p->scale = dh_get_u32(in);
    p->flags = dh_get_u32(in);
    const char **names = get_names(in, arena, &choices);
    p->choices = choices ? names : NULL;
    for (size_t i = 0; i < choices; i++)
        in->failed |= !dh_is_clean(names[i], strlen(names[i]));
    in->failed |= !in->failed && !sane_param(p, choices);
}

static bool sane_card(const dh_plugin_card *c)
{
    bool sane = c->kind >= DH_KIND_OPTIMIZER && c->kind <= DH_KIND_PROBLEM && dh_plugin_is_name(c->name) &&
                dh_is_clean(c->doc, strlen(c->doc)) && dh_is_clean(c->source, strlen(c->source)) &&
                c->metric_count <= DH_MAX_METRICS && c->unit <= DH_UNIT_HORIZON && dh_is_clean(c->certificate, strlen(c->certificate));
    for (size_t i = 0; sane && i < c->metric_count; i++)
        sane = dh_plugin_is_name(c->metric[i]);
    return sane;
}

int dh_card_decode(dh_cursor *in, dh_arena *arena, dh_plugin_card *ret, dh_error *error)
{
    dh_plugin_card c = {.fd = -1, .path = ""};
    c.kind = dh_get_u32(in);
    c.abi_major = (uint16_t)dh_get_u32(in);
    c.abi_minor = (uint16_t)dh_get_u32(in);
    c.name = dh_get_text(in, arena);
    c.doc = dh_get_text(in, arena);
    c.source = dh_get_text(in, arena);
    c.flags = dh_get_u64(in);
    c.has = dh_get_u32(in);
    uint32_t params = dh_get_u32(in);
    dh_param *param = params <= DH_MAX_PARAMS ? DH_NEW(arena, dh_param, params + 1) : NULL;
    in->failed |= !param;
    for (uint32_t i = 0; param && i < params; i++)
        get_param(in, arena, &param[i]);
    c.param = param;
    c.param_count = param ? params : 0;
    c.rate = dh_get_f64(in);
    c.rate_min = dh_get_f64(in);
    c.rate_max = dh_get_f64(in);
    c.state.vector = dh_get_f64(in);
    c.state.matrix = dh_get_f64(in);
    c.state.sample = dh_get_f64(in);
    c.unit = dh_get_u32(in);
    c.metric = get_names(in, arena, &c.metric_count);
    c.certificate = dh_get_text(in, arena);
    if (in->failed || !sane_card(&c))
        return dh_fail(error, DH_ERROR_PLUGIN, "plugin card: damaged");
    *ret = c;
    return 0;
}

const dh_param *dh_card_param(const dh_plugin_card *card, const char *name)
{
    for (size_t i = 0; i < card->param_count; i++)
        if (!strcmp(card->param[i].name, name))
            return &card->param[i];
    return NULL;
}
