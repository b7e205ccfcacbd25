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

static void keep(golden_case *c, const char *key, const char *value)
{
    if (!strcmp(key, "plugin"))
        snprintf(c->plugin, sizeof c->plugin, "%s", value);
    else if (!strcmp(key, "inner"))
        snprintf(c->inner, sizeof c->inner, "%s", value);
    else if (!strcmp(key, "problem"))
        snprintf(c->problem, sizeof c->problem, "%s", value);
    else if (!strcmp(key, "rate"))
        c->rate = strtod(value, NULL);
    else if (!strcmp(key, "steps"))
        c->steps = (unsigned)strtoul(value, NULL, 10);
    else
        for (size_t i = 0; i < GOLDEN_SETTINGS; i++)
            if (!*c->set[i].name) {
                snprintf(c->set[i].name, sizeof c->set[i].name, "%s", key);
                c->set[i].value = strtod(value, NULL);
                break;
            }
}

bool golden_next(golden *g, golden_case *ret)
{
    while (strncmp(g->line, "case ", 5))
        if (!next_line(g)) {
            fclose(g->file);
            return false;
        }
    *ret = (golden_case){0};
    char *rest = NULL;
    for (char *word = strtok_r(g->line + 5, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest)) {
        char *value = strchr(word, '=');
        *value = 0;
        keep(ret, word, value + 1);
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
