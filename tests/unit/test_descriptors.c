/* What plugins say of themselves, not believed: descriptors, and the cards that are made of them. */
#include "suite.h"

#include "host/registry.h"
#include "host_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- descriptors ---- */

static double least(const dh_instance *self, double *x)
{
    (void)self, (void)x;
    return 0;
}

static double distance(const dh_instance *self, const double *x, const double *gradient)
{
    (void)self, (void)x, (void)gradient;
    return 0;
}

static size_t rows(const dh_instance *self, size_t first, size_t count, double *row)
{
    (void)self, (void)first, (void)count, (void)row;
    return 0;
}

static size_t some(const dh_instance *self)
{
    (void)self;
    return 1;
}

static void matrix(const dh_instance *self, const double *x, double damping, double *out)
{
    (void)self, (void)x, (void)damping, (void)out;
}

static void drop(double *state)
{
    (void)state;
}

static void refuse(const void *descriptor, const char *reason)
{
    dh_arena arena = {0};
    dh_plugin plugin;
    dh_error error = {0};
    CU_ASSERT_EQUAL(dh_plugin_check(descriptor, "x.so", &arena, &plugin, &error), -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_PLUGIN);
    bool told = !strncmp(error.text, "x.so: ", 6) && strstr(error.text, reason);
    if (!told)
        fprintf(stderr, "expected '%s', got '%s'\n", reason, error.text);
    CU_ASSERT(told);
    dh_arena_finish(&arena);
}

#define REFUSE(KIND, CHANGE, REASON) \
    do {                             \
        dh_##KIND d = good_##KIND(); \
        CHANGE;                      \
        refuse(&d, REASON);          \
    } while (0)

static void bad_descriptors(void)
{
    static char endless[2000];
    memset(endless, 'a', sizeof endless - 1);
    refuse(NULL, "returned NULL");
    REFUSE(optimizer, d.magic = 77, "magic: expected 0x4c494844, got 0x4d");
    REFUSE(optimizer, d.abi_major = 2, "abi_major: expected 1, got 2");
    REFUSE(optimizer, d.kind = 4, "kind: expected 1, 2 or 3, got 4");
    REFUSE(optimizer, d.size = 16, "size: expected at least");
    REFUSE(optimizer, d.name = NULL, "name: expected");
    REFUSE(optimizer, d.name = "Adam", "name: expected");
    REFUSE(optimizer, d.name = "../adam", "name: expected");
    REFUSE(optimizer, d.name = endless, "name: expected");
    REFUSE(optimizer, d.doc = NULL, "doc: expected one line");
    REFUSE(optimizer, d.doc = "two\nlines", "doc: expected one line");
    REFUSE(optimizer, d.doc = "latin \xe9", "doc: expected one line");
    REFUSE(optimizer, d.source = "", "source: expected one line");
    REFUSE(optimizer, d.source = endless, "source: expected one line");
    REFUSE(optimizer, d.param_count = 65, "param_count: expected at most 64");
    REFUSE(optimizer, d.params = NULL, "param_count: expected at most 64 with a table, got 4");
    REFUSE(optimizer, d.param_size = 8, "param_size: expected at least");
    REFUSE(optimizer, d.step = NULL, "step: missing");
    REFUSE(optimizer, d.rate = NAN, "rate: expected");
    REFUSE(optimizer, d.rate_min = 2, "rate: expected");
    REFUSE(optimizer, d.release = drop, "release: expected NULL");
    REFUSE(optimizer, d.kind = 0, "kind: expected 1, 2 or 3, got 0");
    REFUSE(optimizer, d.rate = -1, "rate: expected");
    REFUSE(problem, d.optimum = least, "certificate: expected one line");
    REFUSE(problem, d.gap = distance, "certificate: expected one line");
    REFUSE(problem, d.squares = rows, "certificate: expected one line");
    REFUSE(problem, d.preconditioner_size = some, "preconditioner_size, preconditioner, precondition: expected all three or none");
    REFUSE(problem, (d.preconditioner_size = some, d.preconditioner = matrix), "preconditioner_size, preconditioner, precondition: expected");
    REFUSE(schedule, d.rate = NULL, "rate: missing");
    REFUSE(schedule, d.unit = 3, "unit: expected 0, 1 or 2, got 3");
    REFUSE(problem, d.dim = NULL, "dim: missing");
    REFUSE(problem, d.start = NULL, "start: missing");
    REFUSE(problem, d.evaluate = NULL, "evaluate: missing");
    REFUSE(problem, d.metrics = NULL, "metrics: expected both");
    REFUSE(problem, d.metric_names = NULL, "metrics: expected both");
    static const char *const twice[] = {"mae", "mae", NULL}, *const cost[] = {"cost", NULL},
                             *const upper[] = {"R2", NULL};
    static const char *const many[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", NULL};
    REFUSE(problem, d.metric_names = twice, "'mae' stands there twice");
    REFUSE(problem, d.metric_names = cost, "other than cost");
    REFUSE(problem, d.metric_names = upper, "metric_names[0]: expected a lower-case word");
    REFUSE(problem, d.metric_names = many, "at most 8");
    static const char *const verbose[] = {"a_name_of_more_than_forty_letters_is_no_column", NULL};
    REFUSE(problem, d.metric_names = verbose, "metric_names[0]: expected a lower-case word");
    CU_ASSERT_STRING_EQUAL(dh_kind_name(9), "unknown kind");
}

static const char *const rude[] = {"fine", "\x1b[2J", NULL};

static void bad_parameters(void)
{
    static const char *crowd[301];
    static const struct {
        dh_param param;
        const char *reason;
    } row[] = {
        {{.doc = "x", .max = 1}, "params[1].name"},
        {{.name = "a b", .doc = "x", .max = 1}, "params[1].name"},
        {{.name = "a", .max = 1}, "'a': doc"},
        {{.name = "a", .doc = "x\ty", .max = 1}, "'a': doc"},
        {{.name = "a", .doc = "x", .max = 1, .scale = 6}, "'a': scale: expected 0 to 5, got 6"},
        {{.name = "a", .doc = "x", .min = 2, .max = 1}, "'a': min 2 is not below max 1"},
        {{.name = "a", .doc = "x", .min = NAN, .max = 1}, "'a': min"},
        {{.name = "a", .doc = "x", .standard = 3, .max = 1}, "'a': default 3 lies outside"},
        {{.name = "a", .doc = "x", .max = 1, .flags = DH_OPEN_MIN}, "'a': default 0 lies outside"},
        {{.name = "a", .doc = "x", .standard = 0.5, .max = 1, .scale = DH_INTEGER}, "'a': default 0.5 is not whole"},
        {{.name = "a", .doc = "x", .max = 1, .search_min = 0.5, .search_max = 2}, "'a': search range"},
        {{.name = "a", .doc = "x", .max = 1, .search_min = 0.7, .search_max = 0.5}, "'a': search range"},
        {{.name = "a", .doc = "x", .scale = DH_CHOICE}, "'a': expected a default among"},
        {{.name = "a", .doc = "x", .scale = DH_CHOICE, .choices = forms, .standard = 2},
         "'a': expected a default among"},
        {{.name = "a", .doc = "x", .scale = DH_CHOICE, .choices = forms, .standard = 0.5},
         "'a': expected a default among"},
        {{.name = "a", .doc = "x", .scale = DH_CHOICE, .choices = rude}, "'a': choices[1]"},
        {{.name = "beta", .doc = "x", .max = 1}, "'beta' stands twice"},
        {{.name = "a", .doc = "x", .standard = -3, .min = -2, .max = 1}, "'a': default -3 lies outside"},
        {{.name = "a", .doc = "x", .standard = 1, .max = 1, .flags = DH_OPEN_MAX}, "'a': default 1 lies outside"},
        {{.name = "a", .doc = "x", .max = 1, .search_min = -1, .search_max = 0.5}, "'a': search range"},
        {{.name = "a", .doc = "x", .max = 1, .search_max = 2}, "'a': search range"},
        {{.name = "a", .doc = "x", .scale = DH_CHOICE, .choices = forms, .standard = -1}, "'a': expected a default among"},
        {{.name = "a", .doc = "x", .scale = DH_CHOICE, .choices = crowd}, "'a': expected a default among"},
    };
    for (int i = 0; i < 300; i++)
        crowd[i] = "one of many";
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const dh_param params[] = {table[0], row[i].param};
        dh_optimizer d = good_optimizer();
        d.params = params;
        d.param_count = 2;
        refuse(&d, row[i].reason);
    }
}

/* A plugin of an earlier minor version knows fewer fields, one of a later knows more: of fields and of parameters. */
static void other_versions(void)
{
    dh_arena arena = {0};
    dh_plugin p;
    dh_error error;
    dh_problem older = good_problem();
    older.size = offsetof(dh_problem, many);
    void *exact = memcpy(malloc(older.size), &older, older.size);
    CU_ASSERT_EQUAL(dh_plugin_check(exact, "x.so", &arena, &p, &error), 0);
    CU_ASSERT(p.kind == DH_KIND_PROBLEM && p.problem.evaluate == evaluate && !p.problem.metrics &&
              !p.problem.optimum);
    free(exact);
    struct {
        dh_param known;
        double unknown[3];
    } wide[2] = {{.known = table[0]}, {.known = table[2]}};
    struct {
        dh_optimizer known;
        double unknown[9];
    } newer = {.known = good_optimizer()};
    newer.known.size = sizeof newer;
    newer.known.abi_minor = 9;
    newer.known.param_size = sizeof wide[0];
    newer.known.params = &wide[0].known;
    newer.known.param_count = 2;
    CU_ASSERT_EQUAL(dh_plugin_check((const dh_head *)&newer.known.magic, "x.so", &arena, &p, &error), 0);
    CU_ASSERT_STRING_EQUAL(p.head.params[1].name, "k");
    CU_ASSERT_EQUAL(p.head.param_size, sizeof(dh_param));
    CU_ASSERT_EQUAL(p.head.abi_minor, 9);
    dh_arena_finish(&arena);
}

/* ---- cards ---- */

static dh_buffer card_bytes(int which)
{
    dh_arena arena = {0};
    dh_plugin p;
    dh_error error;
    dh_buffer bytes = {0};
    dh_optimizer o = good_optimizer();
    dh_schedule s = good_schedule();
    dh_problem q = good_problem();
    const void *all[] = {&o, &s, &q};
    CU_ASSERT_EQUAL_FATAL(dh_plugin_check(all[which], "x.so", &arena, &p, &error), 0);
    dh_card_encode(&p, &bytes);
    dh_arena_finish(&arena);
    return bytes;
}

static void cards_come_back(void)
{
    for (int which = 0; which < 3; which++) {
        dh_buffer b = card_bytes(which);
        dh_cursor in = {.data = b.data, .size = b.size};
        dh_arena arena = {0};
        dh_plugin_card c;
        dh_error error;
        CU_ASSERT_EQUAL_FATAL(dh_card_decode(&in, &arena, &c, &error), 0);
        CU_ASSERT_EQUAL(in.at, b.size);
        CU_ASSERT_EQUAL(c.kind, (uint32_t)which + 1);
        CU_ASSERT_STRING_EQUAL(c.name, "good");
        CU_ASSERT_STRING_EQUAL(c.source, "a paper");
        CU_ASSERT_EQUAL(c.param_count, 4);
        const dh_param *form = dh_card_param(&c, "form");
        CU_ASSERT(form && form->choices && !strcmp(form->choices[1], "heavy_ball") && !form->choices[2]);
        CU_ASSERT_EQUAL(dh_card_param(&c, "beta")->search_max, 0.99);
        CU_ASSERT_PTR_NULL(dh_card_param(&c, "gamma"));
        CU_ASSERT_EQUAL(c.unit, which == 1 ? DH_UNIT_EPOCH : 0);
        CU_ASSERT_EQUAL(c.metric_count, which == 2 ? 2 : 0);
        CU_ASSERT_EQUAL(c.rate_min, which ? 0 : 1e-4);
        dh_arena_finish(&arena);
        dh_buffer_finish(&b);
    }
}

/* Two doubles for each of a vector's, three for each of a matrix's, one for each sample, and seven. */
static size_t much(const dh_shape *shape, const double *param, const dh_list *list)
{
    CU_ASSERT(param[0] == 0.9 && param[3] == 0 && list);
    return shape->dim * (shape->blocks[0].cols > 1 ? 3 : 2) + shape->dim * shape->samples + 7;
}

static size_t little(const dh_shape *shape, const double *param, const dh_list *list)
{
    (void)param, (void)list;
    return shape->dim * 2;
}

static void judged(double *out, const double *x, const double *state, const dh_step *call)
{
    (void)out, (void)x, (void)state, (void)call;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    (void)self, (void)x, (void)batch, (void)v, (void)out;
}

static void many_points(const dh_instance *self, size_t count, const double *const *x, const dh_batch *batch, double *loss, double *const *gradient)
{
    (void)self, (void)count, (void)x, (void)batch, (void)loss, (void)gradient;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    (void)self, (void)mu, (void)L;
}

static void box(const dh_instance *self, double out[4])
{
    (void)self, (void)out;
}

/* The card of a descriptor, through its bytes. */
static dh_plugin_card card_of(const void *descriptor, dh_arena *arena)
{
    dh_plugin p;
    dh_plugin_card c = {0};
    dh_error error;
    dh_buffer b = {0};
    CU_ASSERT_EQUAL_FATAL(dh_plugin_check(descriptor, "x.so", arena, &p, &error), 0);
    dh_card_encode(&p, &b);
    dh_cursor in = {.data = b.data, .size = b.size};
    CU_ASSERT_EQUAL_FATAL(dh_card_decode(&in, arena, &c, &error), 0);
    dh_buffer_finish(&b);
    return c;
}

static void cards_say_what_plugins_can(void)
{
    dh_arena arena = {0};
    dh_optimizer o = good_optimizer();
    CU_ASSERT_EQUAL(card_of(&o, &arena).has, 0);
    o.state_size = much, o.evaluation_point = judged, o.release = drop, o.flags = DH_KEEPS_MEMORY;
    dh_plugin_card c = card_of(&o, &arena);
    CU_ASSERT_EQUAL(c.has, DH_HAS_STATE | DH_HAS_EVALUATION_POINT);
    CU_ASSERT(c.state.vector == 2 && c.state.sample == 1 && fabs(c.state.matrix - 3) < 0.01);
    o.state_size = little;
    c = card_of(&o, &arena);
    CU_ASSERT(c.state.vector == 2 && c.state.matrix == 2 && c.state.sample == 0);
    dh_problem q = good_problem();
    CU_ASSERT_EQUAL(card_of(&q, &arena).has, 0);
    q.hvp = hvp, q.many = many_points, q.curvature = curvature, q.box = box, q.gap = distance, q.certificate = "by hand";
    CU_ASSERT_EQUAL(card_of(&q, &arena).has, DH_HAS_HVP | DH_HAS_MANY | DH_HAS_OPTIMUM | DH_HAS_CURVATURE | DH_HAS_BOX);
    q.gap = NULL, q.hvp = NULL, q.many = NULL, q.optimum = least;
    CU_ASSERT_EQUAL(card_of(&q, &arena).has, DH_HAS_OPTIMUM | DH_HAS_CURVATURE | DH_HAS_BOX);
    q.optimum = NULL, q.curvature = NULL, q.box = NULL, q.squares = rows;
    CU_ASSERT_EQUAL(card_of(&q, &arena).has, DH_HAS_OPTIMUM | DH_HAS_CURVATURE);
    dh_arena_finish(&arena);
}

static void loading_files(void)
{
    char path[4096];
    dh_arena arena = {0};
    dh_plugin p;
    dh_error error;
    snprintf(path, sizeof path, "%s/plugins/optimizers/adam.so", getenv("DH_BUILD"));
    CU_ASSERT_EQUAL(dh_plugin_load(path, "adam.so", &arena, &p, &error), 0);
    CU_ASSERT(p.kind == DH_KIND_OPTIMIZER && !strcmp(p.head.name, "adam"));
    CU_ASSERT_EQUAL(dh_plugin_load("/nonexistent.so", "n.so", &arena, &p, &error), -1);
    CU_ASSERT(error.kind == DH_ERROR_PLUGIN && strstr(error.text, "n.so: cannot be loaded: /nonexistent.so"));
    CU_ASSERT_EQUAL(dh_plugin_load("libm.so.6", "m.so", &arena, &p, &error), -1);
    CU_ASSERT(error.kind == DH_ERROR_PLUGIN && strstr(error.text, "m.so: exports no "));
    dh_arena_finish(&arena);
}

/* A card that decodes is one that the rest of the program can use. */
static void use_card(const void *data, size_t size)
{
    dh_cursor in = {.data = data, .size = size};
    dh_arena arena = {0};
    dh_plugin_card c;
    dh_error error;
    if (!dh_card_decode(&in, &arena, &c, &error)) {
        CU_ASSERT_FATAL(c.kind >= 1 && c.kind <= 3 && c.unit <= DH_UNIT_HORIZON && c.metric_count <= DH_MAX_METRICS);
        for (size_t i = 0; i < c.param_count; i++)
            if (c.param[i].scale == DH_CHOICE)
                CU_ASSERT_FATAL(strlen(c.param[i].choices[(size_t)c.param[i].standard]) < 1000);
    }
    dh_arena_finish(&arena);
}

static void damaged_cards(void)
{
    for (int which = 0; which < 3; which++) {
        dh_buffer b = card_bytes(which);
        for (size_t size = 0; size < b.size; size++) {
            void *exact = memcpy(malloc(size + 1), b.data, size);
            use_card(exact, size);
            free(exact);
        }
        for (size_t bit = 0; bit < 8 * b.size; bit++) {
            b.data[bit / 8] ^= (unsigned char)(1 << bit % 8);
            use_card(b.data, b.size);
            b.data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        dh_buffer_finish(&b);
    }
}

SUITE("descriptors", {"bad descriptors", bad_descriptors}, {"bad parameters", bad_parameters},
      {"other versions", other_versions}, {"cards come back", cards_come_back}, {"damaged cards", damaged_cards},
      {"cards say what plugins can", cards_say_what_plugins_can}, {"loading files", loading_files})
