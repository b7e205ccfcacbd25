/* The journal's records and the plan's labels -> the results file. */
#include "committed.h"
#include "store/results.h"

#include <limits.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static int add_problem_texts(const dh_plan *plan, const dh_facts *facts, dh_table *t)
{
    static const char *const column[][2] = {
        {"problem", "label of the instance, unique"}, {"plugin", "name of the problem plugin"},
        {"dataset", "the dataset's label; empty for an analytic problem"},
        {"dataset_hash", "SHA-256 of the rows as they were used"}, {"dataset_source", "where the rows come from"},
        {"dataset_licence", "their licence"}, {"certificate", "how f_star is known; empty when it is not"},
    };
    for (int c = 0; c < 7; c++) {
        dh_column *to = dh_table_add(t, column[c][0], DH_TEXT, column[c][1]);
        if (!to)
            return -1;
        for (size_t i = 0; i < t->rows; i++) {
            const dh_plan_problem *p = &plan->problem[i];
            const dh_data *d = p->data;
            const char *text[] = {p->label, p->use.name, p->data_label, d ? d->hash : "", d ? d->source : "",
                                  d ? d->licence : "", facts[i].certificate};
            to->text[i] = text[c] ? text[c] : "";
        }
    }
    return 0;
}

static int add_problem_wholes(const dh_plan *plan, const dh_facts *facts, dh_table *t)
{
    static const char *const column[][2] = {
        {"dim", "parameters; 0: the plugin crashed before it said"}, {"blocks", "parameter blocks"},
        {"samples", "rows of the training split"}, {"test_samples", "rows of the test split"},
        {"features", "columns of the dataset"}, {"classes", "labels of a class target; 0: a real target"},
        {"convex", "1: convex for every x"}, {"surface_offset", "first point of its surface in /surface"},
        {"surface_length", "points of its surface: a square number; 0: it has none"},
        {"validation_samples", "rows of the validation split"},
    };
    int64_t surface = 0;
    for (int c = 0; c < 10; c++) {
        dh_column *to = dh_table_add(t, column[c][0], DH_WHOLE, column[c][1]);
        if (!to)
            return -1;
        for (size_t i = 0; i < t->rows; i++) {
            const dh_plan_problem *p = &plan->problem[i];
            const dh_dataset none = {0}, *d = p->data ? &p->data->view : &none;
            const uint64_t value[] = {facts[i].dim, facts[i].blocks, d->samples, d->test_samples, d->features, d->classes,
                                      dh_plan_convex(plan, p), (uint64_t)surface,
                                      facts[i].side * facts[i].side, d->validation_samples};
            to->whole[i] = (int64_t)value[c];
            surface += c == 7 ? (int64_t)(facts[i].side * facts[i].side) : 0;
        }
    }
    return 0;
}

static int add_problem_numbers(const dh_facts *facts, dh_table *t)
{
    static const char *const column[][2] = {
        {"f_star", "certified minimum of the cost; NaN: not known"},
        {"f_star_gap", "the minimum may be smaller than f_star by this, beside rounding"}, {"mu", "smallest curvature (strong convexity)"},
        {"smoothness", "largest curvature L"}, {"kappa", "condition L / mu; NaN: one of them is not known, or mu is not positive"},
        {"box_x1_min", "where a 2-D problem is worth plotting"},
        {"box_x1_max", "as box_x1_min"}, {"box_x2_min", "as box_x1_min"}, {"box_x2_max", "as box_x1_min"},
        {"x_star_1", "a minimiser in two dimensions; NaN: not known"}, {"x_star_2", "as x_star_1"},
    };
    for (int c = 0; c < 11; c++) {
        dh_column *to = dh_table_add(t, column[c][0], DH_REAL, column[c][1]);
        if (!to)
            return -1;
        for (size_t i = 0; i < t->rows; i++) {
            const dh_facts *f = &facts[i];
            const double value[] = {f->optimum, f->optimum_gap, f->mu, f->L, f->mu > 0 ? f->L / f->mu : NAN, f->box[0], f->box[1], f->box[2], f->box[3],
                                    f->x_star[0], f->x_star[1]};
            to->real[i] = value[c];
        }
    }
    return 0;
}

/* One row a point, problem after problem. */
static int make_surface(const dh_plan *plan, const dh_facts *facts, dh_arena *arena, dh_table *t)
{
    size_t points = 0, at = 0;
    for (size_t i = 0; i < plan->problem_count; i++)
        points += facts[i].side * facts[i].side;
    dh_table_init(t, arena, points);
    if (!dh_table_add(t, "problem", DH_WHOLE, "its row in /problems") ||
        !dh_table_add(t, "x1", DH_REAL, "first coordinate") ||
        !dh_table_add(t, "x2", DH_REAL, "second coordinate; x1 goes through its values for each x2") ||
        !dh_table_add(t, "f", DH_REAL, "cost there, without noise"))
        return -1;
    for (size_t i = 0; i < plan->problem_count; i++)
        for (size_t k = 0, side = facts[i].side; k < side * side; k++, at++) {
            t->column[0].whole[at] = (int64_t)i;
            t->column[1].real[at] = dh_surface_at(facts[i].box, side, 0, k % side);
            t->column[2].real[at] = dh_surface_at(facts[i].box, side, 1, k / side);
            t->column[3].real[at] = facts[i].surface[k];
        }
    return 0;
}

/* "model name" of the first processor, or "unknown". */
static const char *processor(dh_arena *arena)
{
    char line[512], *name = NULL;
    FILE *f = fopen("/proc/cpuinfo", "re");
    while (f && !name && fgets(line, sizeof line, f)) {
        char *colon = strncmp(line, "model name", 10) ? NULL : strchr(line, ':');
        if (colon) {
            colon[strcspn(colon, "\n")] = 0;
            name = dh_arena_text(arena, colon + 2);
        }
    }
    if (f)
        fclose(f);
    return name ? name : "unknown";
}

/* Where relative paths in the study start, wherever it is replayed. */
static const char *study_path(dh_session *s)
{
    char absolute[PATH_MAX];
    const char *name = s->study.document.name;
    return dh_arena_text(&s->arena, realpath(name, absolute) ? absolute : name);
}

enum { ATTRIBUTES = 7 };

static int provenance(dh_session *s, dh_attribute out[ATTRIBUTES])
{
    struct utsname u;
    uname(&u);
    const dh_attribute list[ATTRIBUTES] = {
        {"version", "downhill " DH_VERSION},
        {"compiler", __VERSION__},
        {"flags", DH_FLAGS},
        {"cpu", processor(&s->arena)},
        {"kernel", dh_arena_format(&s->arena, "%s %s %s", u.sysname, u.release, u.machine)},
        {"host", dh_arena_text(&s->arena, u.nodename)},
        {"study_file", study_path(s)},
    };
    for (int i = 0; i < ATTRIBUTES; i++) {
        if (!list[i].text)
            return -1;
        out[i] = list[i];
    }
    return 0;
}

typedef struct reading {
    dh_journal *journal;
    const dh_committed *committed;
    const size_t *index;
} reading;

static int source(void *self, size_t row, dh_arena *arena, dh_record *ret, dh_error *error)
{
    const reading *r = self;
    void *payload;
    size_t size;
    if (dh_journal_payload(r->journal, r->committed->offset[r->index[row]] - 1, &payload, &size, error))
        return -1;
    int result = dh_record_decode(payload, size, arena, ret, error);
    free(payload);
    return result;
}

static int write_file(dh_session *s, const dh_facts *facts, reading *r, size_t count, const char *path, dh_error *error)
{
    dh_table runs, problems, plugins, surface;
    dh_attribute attribute[ATTRIBUTES];
    const dh_plan *plan = &s->plan;
    dh_table_init(&problems, &s->arena, plan->problem_count);
    if (dh_plan_runs(plan, r->index, count, &s->arena, &runs, error) || dh_plan_plugins(plan, &s->arena, &plugins, error))
        return -1;
    if (add_problem_texts(plan, facts, &problems) || add_problem_wholes(plan, facts, &problems) ||
        add_problem_numbers(facts, &problems) || make_surface(plan, facts, &s->arena, &surface) ||
        provenance(s, attribute))
        return dh_fail_memory(error);
    dh_results_head head = {.study = s->study.name, .yaml = s->study.document.source, .attribute_count = ATTRIBUTES,
                            .attribute = attribute, .runs = &runs, .problems = &problems, .plugins = &plugins,
                            .surface = &surface};
    return dh_results_write(path, &head, source, r, error);
}

int dh_results_build(dh_session *s, const dh_facts *facts, const dh_committed *committed, const char *journal, const char *path,
                     dh_error *error)
{
    size_t *index = DH_NEW(&s->arena, size_t, committed->count + 1), count = 0;
    reading r = {.committed = committed, .index = index};
    if (!index)
        return dh_fail_memory(error);
    for (size_t i = 0; i < s->plan.count; i++)
        if (committed->offset[i])
            index[count++] = i;
    if (dh_journal_open_read(journal, &r.journal, error))
        return -1;
    int result = write_file(s, facts, &r, count, path, error);
    dh_journal_close(r.journal, error);
    return result;
}
