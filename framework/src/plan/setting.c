/* One value that a study gives a hyperparameter: a number, a choice, a list, or a list from a file. */
#include "base/file.h"
#include "base/text.h"
#include "data/csv_field.h"
#include "plan/use.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int fail(const dh_maker *m, dh_place at, const char *what)
{
    return dh_yaml_fail(&m->study->document, at, m->error, "%s", what);
}

static const char *range_text(const dh_param *p, char *out, size_t room)
{
    char low[32], high[32];
    snprintf(low, sizeof low, "%s%g", p->flags & DH_OPEN_MIN ? "> " : ">= ", p->min);
    snprintf(high, sizeof high, "%s%g", p->flags & DH_OPEN_MAX ? "< " : "<= ", p->max);
    bool from = p->min > -DH_NO_LIMIT, to = p->max < DH_NO_LIMIT;
    snprintf(out, room, "%s%s%s%s%s", p->scale == DH_INTEGER ? "a whole number" : "a number", from ? " " : "", from ? low : "",
             to ? (from ? " and " : " ") : "", to ? high : "");
    return out;
}

static bool in_range(const dh_param *p, double v)
{
    return v >= p->min && v <= p->max && !((p->flags & DH_OPEN_MIN) && v == p->min) &&
           !((p->flags & DH_OPEN_MAX) && v == p->max) &&
           (p->scale != DH_INTEGER || (v == floor(v) && fabs(v) <= 0x1p53));
}

static int read_number(const dh_maker *m, const dh_param *p, const dh_node *node, double *ret)
{
    char range[96], got[48], what[256];
    double v;
    if (node->kind == DH_SCALAR && dh_parse_double(node->text, &v) && in_range(p, v)) {
        *ret = v;
        return 0;
    }
    const char *shown = node->kind == DH_SCALAR ? dh_printable(got, sizeof got, node->text)
                        : node->kind == DH_MAP  ? "a map"
                                                : "a list";
    snprintf(what, sizeof what, "%s: expected %s, got '%s' (%s)", p->name, range_text(p, range, sizeof range), shown, p->doc);
    return fail(m, node->at, what);
}

static int read_choice(const dh_maker *m, const dh_param *p, const dh_node *node, double *ret)
{
    size_t n = 0;
    for (; p->choices[n]; n++)
        if (node->kind == DH_SCALAR && !strcmp(p->choices[n], node->text)) {
            *ret = (double)n;
            return 0;
        }
    char all[1024] = "", got[48], what[1280];
    for (size_t i = 0; i < n; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? ", " : "", p->choices[i]);
    const char *text = node->kind == DH_SCALAR ? node->text : "", *near = dh_nearest(text, p->choices, n);
    snprintf(what, sizeof what, "%s: expected one of %s; got '%s'%s%s%s", p->name, all, dh_printable(got, sizeof got, text),
             near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
    return fail(m, node->at, what);
}

/* ---- a list from a file ---- */

enum { MOST_BYTES = 1 << 20 };

static int scan(const dh_maker *m, const dh_param *p, const char *path, const dh_buffer *text, dh_list *ret)
{
    const char *start = (const char *)text->data, *mark = "\xEF\xBB\xBF";
    dh_csv_reader r = {path, start, start + text->size, start, ',', m->arena, m->error};
    double *at = DH_NEW(m->arena, double, text->size / 2 + 1), v; /* a number takes two bytes, with what ends it */
    if (!at)
        return dh_fail_memory(m->error);
    r.at += strncmp(start, mark, 3) ? 0 : 3;
    size_t n = 0;
    while (!dh_csv_is_finished(&r)) {
        char range[96], got[DH_CSV_SHOWN];
        dh_csv_field f;
        if (dh_csv_read_field(&r, &f))
            return -1;
        if (!dh_csv_is_number(&f, &v) || !in_range(p, v))
            return dh_csv_fail(&r, f.start, "%s: expected %s, got %s (%s)", p->name, range_text(p, range, sizeof range),
                               dh_csv_show(got, f.text, f.length), p->doc);
        at[n++] = v;
        if (*r.at == ',')
            r.at++;
        else if (dh_csv_read_line_end(&r))
            return -1;
    }
    if (!n)
        return dh_csv_fail(&r, start, "%s: expected numbers, separated by commas or line ends; got none", p->name);
    *ret = (dh_list){at, n};
    return 0;
}

static int read_file(const dh_maker *m, const dh_param *p, const dh_node *map, dh_list *ret)
{
    static const dh_field field = {"file", dh_read_text, .required = true};
    static const dh_schema schema = {"a list from a file", "{file: rates.csv}", &field, 1};
    const dh_document *document = &m->study->document;
    const char *path, *folder = m->study->folder;
    if (dh_schema_read(&(dh_reader){document, m->arena, m->error}, &schema, map, &path, NULL, NULL))
        return -1;
    if (*path != '/' && strcmp(folder, ".") && !(path = dh_arena_format(m->arena, "%s/%s", folder, path)))
        return dh_fail_memory(m->error);
    dh_buffer text = {0};
    dh_error inner;
    int result = dh_file_read(path, MOST_BYTES, &text, &inner);
    if (result) {
        dh_yaml_fail(document, map->at, m->error, "%s: %s", p->name, inner.text);
        if (m->error)
            m->error->kind = inner.kind;
    } else {
        result = scan(m, p, path, &text, ret);
    }
    dh_buffer_finish(&text);
    return result;
}

/* ---- all kinds ---- */

static int read_list(const dh_maker *m, const dh_param *p, const dh_node *node, dh_list *ret)
{
    if (node->kind == DH_MAP)
        return read_file(m, p, node, ret);
    if (node->kind != DH_SEQUENCE)
        return fail(m, node->at, "expected a list of numbers, as in [1, 10, 100], or {file: PATH}");
    double *at = DH_NEW(m->arena, double, node->count + 1);
    if (!at)
        return dh_fail_memory(m->error);
    for (size_t i = 0; i < node->count; i++)
        if (read_number(m, p, node->item[i], &at[i]))
            return -1;
    *ret = (dh_list){at, node->count};
    return 0;
}

/* A list parameter takes a flat list or a file as one value; only a list of these is several. */
static bool multiplies(const dh_param *p, const dh_node *value)
{
    return value->kind == DH_SEQUENCE && (p->scale != DH_LIST || (value->count && value->item[0]->kind != DH_SCALAR));
}

size_t dh_setting_count(const dh_param *param, const dh_node *value)
{
    return multiplies(param, value) ? value->count : 1;
}

const dh_node *dh_setting_at(const dh_param *p, const dh_node *value, size_t index)
{
    return multiplies(p, value) ? value->item[index] : value;
}

int dh_setting_apply(const dh_maker *m, const dh_param *p, const dh_setting *setting, size_t index, dh_use *use, size_t row)
{
    const dh_node *node = dh_setting_at(p, setting->value, index);
    if (p->scale == DH_CHOICE)
        return read_choice(m, p, node, &use->param[row]);
    if (p->scale == DH_LIST)
        return read_list(m, p, node, &use->list[row]);
    return read_number(m, p, node, &use->param[row]);
}
