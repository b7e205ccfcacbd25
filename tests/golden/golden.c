#include "golden/golden.h"

#include <stdlib.h>
#include <string.h>

golden golden_open(void)
{
    const char *path = getenv("DH_GOLDEN");
    golden g = {.file = path ? fopen(path, "re") : NULL};
    if (!g.file) {
        fprintf(stderr, "DH_GOLDEN: cannot open '%s'\n", path ? path : "");
        exit(99);
    }
    return g;
}

static bool next_line(golden *g)
{
    g->line_number++;
    return fgets(g->line, sizeof g->line, g->file) != NULL;
}

static void name(golden_method *m, const char *folder, const char *plugin)
{
    snprintf(m->plugin, sizeof m->plugin, "%s/%s", folder, plugin);
}

static void set(golden_method *m, const char *key, char *value)
{
    size_t i = 0;
    while (i < DRIVE_SETTINGS && m->set[i].name)
        i++;
    if (i == DRIVE_SETTINGS) {
        fprintf(stderr, "too many settings for the golden test: raise DRIVE_SETTINGS\n");
        exit(99);
    }
    drive_setting *s = &m->set[i];
    *s = (drive_setting){.name = key};
    if (*value == '[') {
        char *rest = NULL;
        for (char *item = strtok_r(value + 1, ";]", &rest); item && s->list.count < GOLDEN_LIST;
             item = strtok_r(NULL, ";]", &rest))
            m->list[i][s->list.count++] = strtod(item, NULL);
        s->list.at = m->list[i];
        return;
    }
    char *end;
    s->value = strtod(value, &end);
    if (*end)
        s->choice = value;
}

static int unit(const char *value)
{
    return 1 + (!strcmp(value, "step") ? DH_UNIT_STEP : !strcmp(value, "epoch") ? DH_UNIT_EPOCH : DH_UNIT_HORIZON);
}

static void keep(golden_case *c, const char *folder, char *key, char *value)
{
    size_t inner = key[5] >= '2' && key[5] <= '3' ? (size_t)(key[5] - '1') : 0; /* inner, inner2, inner3 */
    char *dot = strchr(key, '.');
    if (dot)
        set(&c->inner[inner], dot + 1, value);
    else if (!strncmp(key, "inner", 5))
        name(&c->inner[inner], folder, value);
    else if (!strcmp(key, "plugin"))
        name(&c->method, folder, value);
    else if (!strcmp(key, "problem"))
        c->problem = value;
    else if (!strcmp(key, "rate"))
        c->rate = strtod(value, NULL);
    else if (!strcmp(key, "tolerance"))
        c->tolerance = strtod(value, NULL);
    else if (!strcmp(key, "steps"))
        c->steps = strtoull(value, NULL, 10);
    else if (!strcmp(key, "epoch"))
        c->epoch = strtoull(value, NULL, 10);
    else if (!strcmp(key, "batch"))
        c->batch = strtoul(value, NULL, 10);
    else if (!strcmp(key, "unit"))
        c->unit = unit(value);
    else
        set(&c->method, key, value);
}

bool golden_next(golden *g, const char *folder, golden_case *ret)
{
    while (strncmp(g->line, "case ", 5))
        if (!next_line(g)) {
            fclose(g->file);
            return false;
        }
    *ret = (golden_case){.epoch = 1};
    snprintf(ret->text, sizeof ret->text, "%.1000s", g->line + 5);
    char *rest = NULL;
    for (char *word = strtok_r(ret->text, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest)) {
        char *value = strchr(word, '=');
        *value = 0;
        keep(ret, folder, word, value + 1);
    }
    g->line[0] = 0;
    return true;
}

size_t golden_row(golden *g, double row[GOLDEN_COLUMNS])
{
    if (!next_line(g) || !strncmp(g->line, "case ", 5))
        return 0;
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(g->line, ",\n", &rest); word && count < GOLDEN_COLUMNS;
         word = strtok_r(NULL, ",\n", &rest))
        row[count++] = strtod(word, NULL);
    return count;
}
