/* What the page has to know about the plugins in its module: their texts as JSON, their numbers in a row. */
#include "web/engine.h"

#include <string.h>

#define EXPORT(NAME) __attribute__((export_name(#NAME)))

static dh_arena arena;
static char *text;
static size_t length, room;

static void put(const char *from)
{
    for (; *from && length + 2 < room; from++)
        text[length++] = *from;
}

/* As JSON; what plugins say holds no control characters. */
static void put_text(const char *before, const char *from)
{
    put(before);
    put("\"");
    for (; *from && length + 3 < room; from++) {
        if (*from == '"' || *from == '\\')
            text[length++] = '\\';
        text[length++] = *from;
    }
    put("\"");
}

static void put_param(const dh_param *p)
{
    put_text("{\"name\":", p->name);
    put_text(",\"doc\":", p->doc);
    if (p->scale == DH_CHOICE) {
        for (size_t i = 0; p->choices[i]; i++)
            put_text(i ? "," : ",\"choices\":[", p->choices[i]);
        put("]");
    }
    put("}");
}

static void put_head(const dh_head *h)
{
    put_text("{\"name\":", h->name);
    put_text(",\"doc\":", h->doc);
    put_text(",\"source\":", h->source);
    put(",\"params\":[");
    for (size_t i = 0; i < h->param_count; i++) {
        put(i ? "," : "");
        put_param(&h->params[i]);
    }
    put("]}");
}

/* [{"name": .., "doc": .., "source": .., "params": [{"name": .., "doc": .., "choices": [..]}]}], in the module's
 * order. */
EXPORT(texts) const char *dh_web_texts(void)
{
    room = 1 << 18;
    length = 0;
    text = dh_arena_alloc(&arena, room, 1);
    if (!text)
        return NULL;
    for (size_t i = 0; dh_web_head(i); i++) {
        put(i ? "," : "[");
        put_head(dh_web_head(i));
    }
    put("]");
    return text;
}

static double *put_numbers(double *at, const dh_head *h)
{
    double rate[3] = {0}, unit = 0;
    if (h->kind == DH_KIND_OPTIMIZER) {
        const dh_optimizer *o = (const dh_optimizer *)(const void *)h;
        memcpy(rate, (double[]){o->rate, o->rate_min, o->rate_max}, sizeof rate);
    } else if (h->kind == DH_KIND_SCHEDULE)
        unit = ((const dh_schedule *)(const void *)h)->unit;
    memcpy(at, (double[]){h->kind, (double)h->flags, unit, rate[0], rate[1], rate[2]}, 6 * sizeof *at);
    at += 6;
    for (size_t i = 0; i < h->param_count; i++) {
        const dh_param *p = &h->params[i];
        memcpy(at, (double[]){p->standard, p->min, p->max, p->scale, p->search_min, p->search_max}, 6 * sizeof *at);
        at += 6;
    }
    return at;
}

/* Of each plugin: kind, flags, unit, rate, rate_min, rate_max; then of each of its parameters: default, min, max,
 * scale, search_min, search_max. */
EXPORT(numbers) const double *dh_web_numbers(void)
{
    size_t count = 0;
    for (size_t i = 0; dh_web_head(i); i++)
        count += 6 + 6 * (size_t)dh_web_head(i)->param_count;
    double *numbers = DH_NEW(&arena, double, count), *at = numbers;
    for (size_t i = 0; numbers && dh_web_head(i); i++)
        at = put_numbers(at, dh_web_head(i));
    return numbers;
}
