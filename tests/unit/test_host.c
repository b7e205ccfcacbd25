/* Plugin files and what they say of themselves, none of it believed: ELF notes, descriptors, cards, the registry. */
#include "suite.h"

#include "base/file.h"
#include "base/hash.h"
#include "faults.h"
#include "host/elfload.h"
#include "host/elfnote.h"
#include "host/registry.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- ELF notes ---- */

static dh_buffer read_plugin(const char *name)
{
    char path[4096];
    dh_buffer bytes = {0};
    dh_error error;
    snprintf(path, sizeof path, "%s/plugins/%s.so", getenv("DH_BUILD"), name);
    CU_ASSERT_EQUAL_FATAL(dh_file_read(path, 64 << 20, &bytes, &error), 0);
    return bytes;
}

static void notes_of_real_plugins(void)
{
    static const struct {
        const char *name;
        uint32_t kind;
    } row[] = {{"optimizers/adam", DH_KIND_OPTIMIZER},
               {"schedules/cosine", DH_KIND_SCHEDULE},
               {"problems/bowl", DH_KIND_PROBLEM}};
    for (int i = 0; i < 3; i++) {
        dh_buffer b = read_plugin(row[i].name);
        dh_error error;
        uint32_t kind = 0;
        CU_ASSERT_EQUAL(dh_elf_check("x.so", b.data, b.size, &kind, &error), 0);
        CU_ASSERT_EQUAL(kind, row[i].kind);
        dh_buffer_finish(&b);
    }
}

/* Every beginning of a plugin, in memory that ends where it ends. */
static void cut_files(void)
{
    dh_buffer b = read_plugin("optimizers/adam");
    size_t good = 0, bad = 0;
    for (size_t size = 0; size < b.size; size += size < 3000 ? 1 : 97) {
        void *exact = memcpy(malloc(size + 1), b.data, size);
        uint32_t kind;
        dh_error error = {0};
        if (dh_elf_check("x.so", exact, size, &kind, &error)) {
            CU_ASSERT(error.kind == DH_ERROR_PLUGIN && !strncmp(error.text, "x.so: ", 6));
            bad++;
        } else {
            good++;
        }
        free(exact);
    }
    CU_ASSERT(bad > 300 && good > 20); /* what lies behind the note is the loader's business */
    dh_buffer_finish(&b);
}

static void flip(unsigned char *data, size_t size, size_t bit)
{
    uint32_t kind = 0;
    dh_error error = {0};
    data[bit / 8] ^= (unsigned char)(1 << bit % 8);
    int result = dh_elf_check("x.so", data, size, &kind, &error);
    CU_ASSERT_FATAL(result ? error.kind == DH_ERROR_PLUGIN : kind >= DH_KIND_OPTIMIZER && kind <= DH_KIND_PROBLEM);
    data[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

static void flipped_bits(void)
{
    dh_buffer b = read_plugin("optimizers/adam");
    unsigned char *exact = memcpy(malloc(b.size), b.data, b.size);
    size_t head = b.size < 4096 ? b.size : 4096;
    for (size_t bit = 0; bit < 8 * head; bit++)
        flip(exact, b.size, bit);
    CU_ASSERT(!memcmp(exact, b.data, b.size));
    free(exact);
    dh_buffer_finish(&b);
}

/* Numbers of the headers that lie: every offset and size at the edges of their ranges. */
static void headers_that_lie(void)
{
    const uint64_t lies[] = {1, 63, 1ull << 31, 1ull << 32, 1ull << 63, ~0ull, ~0ull - 7, ~0ull - 63};
    dh_buffer b = read_plugin("schedules/cosine");
    Elf64_Ehdr head;
    uint32_t kind;
    dh_error error;
    memcpy(&head, b.data, sizeof head);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        Elf64_Ehdr lie = head;
        lie.e_phoff = lies[i];
        memcpy(b.data, &lie, sizeof lie);
        CU_ASSERT_EQUAL(dh_elf_check("x.so", b.data, b.size, &kind, &error), -1);
        memcpy(b.data, &head, sizeof head);
        for (unsigned p = 0; p < head.e_phnum; p++) {
            unsigned char *at = b.data + head.e_phoff + p * sizeof(Elf64_Phdr);
            Elf64_Phdr old, now;
            memcpy(&old, at, sizeof old);
            for (int field = 0; field < 2; field++) {
                now = old;
                *(field ? &now.p_offset : &now.p_filesz) = lies[i];
                memcpy(at, &now, sizeof now);
                dh_elf_check("x.so", b.data, b.size, &kind,
                             &error); /* no more than the file is read: the sanitizer's word */
            }
            memcpy(at, &old, sizeof old);
        }
    }
    CU_ASSERT_EQUAL(dh_elf_check("x.so", b.data, b.size, &kind, &error), 0);
    dh_buffer_finish(&b);
}

static void refuse_file(size_t at, const void *bytes, size_t size, const char *reason)
{
    dh_buffer b = read_plugin("problems/bowl");
    dh_error error = {0};
    uint32_t kind;
    memcpy(b.data + at, bytes, size);
    CU_ASSERT_EQUAL(dh_elf_check("x.so", b.data, b.size, &kind, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, reason));
    dh_buffer_finish(&b);
}

static void reasons_for_files(void)
{
    const Elf64_Half other = EM_SPARCV9, executable = ET_EXEC;
    refuse_file(0, "\177ELG", 4, "no ELF header");
    refuse_file(EI_CLASS, &(char){ELFCLASS32}, 1, "another machine");
    refuse_file(EI_DATA, &(char){ELFDATA2MSB}, 1, "another machine");
    refuse_file(offsetof(Elf64_Ehdr, e_machine), &other, 2, "another machine");
    refuse_file(offsetof(Elf64_Ehdr, e_type), &executable, 2, "link it with -shared");
    refuse_file(offsetof(Elf64_Ehdr, e_phnum), &(Elf64_Half){0}, 2, "no note");
    refuse_file(offsetof(Elf64_Ehdr, e_phnum), &(Elf64_Half){65}, 2, "program headers: expected at most 64, got 65");
    refuse_file(offsetof(Elf64_Ehdr, e_phnum), &(Elf64_Half){0xffff}, 2, "got 65535");
}

/* ---- descriptors ---- */

static void step(double *x, double *state, const dh_step *call)
{
    (void)x, (void)state, (void)call;
}

static double rate(const dh_rate_call *call, double *state)
{
    return call->t + state[0];
}

static size_t dim(const dh_instance *self, char *refusal, size_t size)
{
    (void)self, (void)refusal;
    return size;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    (void)self, (void)random, (void)x;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    (void)self, (void)batch, (void)gradient;
    return x[0];
}

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    (void)self, (void)x, (void)rows, (void)out;
}

static const char *const forms[] = {"averaged", "heavy_ball", NULL}, *const rude[] = {"fine", "\x1b[2J", NULL};
static const dh_param table[] = {
    {.name = "beta",
     .doc = "share that is kept",
     .standard = 0.9,
     .min = 0,
     .max = 1,
     .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG,
     .search_min = 0.5,
     .search_max = 0.99},
    {.name = "form", .doc = "which", .standard = 1, .scale = DH_CHOICE, .choices = forms},
    {.name = "k", .doc = "steps", .standard = 5, .min = 1, .max = 1e6, .scale = DH_INTEGER},
    {.name = "at", .doc = "epochs", .min = 0, .max = 1e9, .scale = DH_LIST},
};
static const char *const names[] = {"accuracy", "mae", NULL};

#define HEAD(TYPE, KIND)                                                                                           \
    .magic = DH_MAGIC, .abi_major = DH_ABI_MAJOR, .abi_minor = DH_ABI_MINOR, .size = sizeof(TYPE), .kind = (KIND), \
    .param_size = sizeof(dh_param), .name = "good", .doc = "one line", .source = "a paper", .params = table,       \
    .param_count = 4

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

static void drop(double *state)
{
    (void)state;
}

static dh_optimizer good_optimizer(void)
{
    return (dh_optimizer){HEAD(dh_optimizer, DH_KIND_OPTIMIZER), .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
                          .step = step};
}

static dh_schedule good_schedule(void)
{
    return (dh_schedule){HEAD(dh_schedule, DH_KIND_SCHEDULE), .unit = DH_UNIT_EPOCH, .rate = rate};
}

static dh_problem good_problem(void)
{
    return (dh_problem){HEAD(dh_problem, DH_KIND_PROBLEM),
                        .dim = dim,
                        .start = start,
                        .evaluate = evaluate,
                        .metric_names = names,
                        .metrics = metrics};
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

/* ---- what loading would do ---- */

/* The reason why a real plugin is refused after one change; NULL: it is not. */
static const char *reason_after(void (*change)(dh_buffer *, size_t), size_t which)
{
    static dh_error error;
    dh_buffer b = read_plugin("problems/bowl");
    bool flushes = true;
    change(&b, which);
    void *exact = memcpy(malloc(b.size + 1), b.data, b.size);
    int result = dh_elf_check_loading("x.so", exact, b.size, &flushes, &error);
    CU_ASSERT(!flushes && (!result || (error.kind == DH_ERROR_PLUGIN && !strncmp(error.text, "x.so: ", 6))));
    free(exact);
    dh_buffer_finish(&b);
    return result ? error.text : NULL;
}

static Elf64_Phdr *segment(dh_buffer *b, uint32_t type)
{
    Elf64_Ehdr *h = (Elf64_Ehdr *)(void *)b->data;
    Elf64_Phdr *p = (Elf64_Phdr *)(void *)(b->data + h->e_phoff);
    for (unsigned i = 0; i < h->e_phnum; i++)
        if (p[i].p_type == type)
            return &p[i];
    return NULL;
}

static void set_tag(dh_buffer *b, size_t tag)
{
    Elf64_Dyn *d = (Elf64_Dyn *)(void *)(b->data + segment(b, PT_DYNAMIC)->p_offset);
    d[0].d_tag = (Elf64_Sxword)tag;
    d[0].d_un.d_val = DF_TEXTREL;
}
static void set_stack(dh_buffer *b, size_t flags)
{
    segment(b, PT_GNU_STACK)->p_flags = (Elf64_Word)flags;
}
static void set_load(dh_buffer *b, size_t flags)
{
    segment(b, PT_LOAD)->p_flags = (Elf64_Word)flags;
}
static void hide(dh_buffer *b, size_t type)
{
    segment(b, (uint32_t)type)->p_type = PT_NULL;
}
static void endless(dh_buffer *b, size_t size)
{
    segment(b, PT_DYNAMIC)->p_filesz = size;
}
static void far_away(dh_buffer *b, size_t offset)
{
    segment(b, PT_DYNAMIC)->p_offset = offset;
}
static void cut_to(dh_buffer *b, size_t size)
{
    b->size = size ? size : b->size;
}

static void what_loading_would_do(void)
{
    static const struct {
        void (*change)(dh_buffer *, size_t);
        size_t which;
        const char *reason; /* NULL: none */
    } row[] = {{cut_to, 0, NULL},
               {set_stack, PF_R | PF_W, NULL},
               {set_tag, DT_NEEDED, NULL},
               {set_tag, DT_RPATH, "RPATH"},
               {set_tag, DT_RUNPATH, "RPATH"},
               {set_tag, DT_TEXTREL, "-fPIC"},
               {set_tag, DT_FLAGS, "-fPIC"},
               {set_tag, DT_AUDIT, "before other libraries"},
               {set_tag, DT_DEPAUDIT, "before other libraries"},
               {set_tag, DT_FILTER, "before other libraries"},
               {set_tag, DT_AUXILIARY, "before other libraries"},
               {cut_to, 10, "no ELF header"},
               {set_stack, PF_R | PF_W | PF_X, "noexecstack"},
               {set_load, PF_R | PF_W | PF_X, "both written and run"},
               {hide, PT_GNU_STACK, "what stack it needs"},
               {hide, PT_DYNAMIC, "no dynamic section"},
               {endless, 32, "has no end"},
               {endless, SIZE_MAX, NULL}, /* its end comes before that */
               {far_away, SIZE_MAX - 8, "outside the file"},
               {cut_to, 1500, "outside the file"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *reason = reason_after(row[i].change, row[i].which);
        CU_ASSERT(row[i].reason ? reason && strstr(reason, row[i].reason) : !reason);
        if (row[i].reason ? !reason || !strstr(reason, row[i].reason) : reason != NULL)
            fprintf(stderr, "row %zu: %s\n", i, reason ? reason : "no reason");
    }
}

/* Every flipped bit of headers and dynamic section: an answer, and nothing read beyond the file (the sanitizer's word). */
static void loading_flipped_bits(void)
{
    dh_buffer b = read_plugin("optimizers/sgd");
    unsigned char *exact = memcpy(malloc(b.size), b.data, b.size);
    const Elf64_Phdr *p = segment(&b, PT_DYNAMIC);
    size_t good = 0, from[] = {0, p->p_offset}, bytes[] = {1024, p->p_filesz};
    for (int part = 0; part < 2; part++)
        for (size_t bit = 8 * from[part]; bit < 8 * (from[part] + bytes[part]); bit++) {
            bool flushes;
            exact[bit / 8] ^= (unsigned char)(1 << bit % 8);
            good += !dh_elf_check_loading("x.so", exact, b.size, &flushes, NULL);
            exact[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
    CU_ASSERT(good > 100);
    free(exact);
    dh_buffer_finish(&b);
}

/* One built with -ffast-math, one that does the same by hand, and one that does neither. */
static void flushing_is_seen(void)
{
    static const struct {
        const char *name;
        bool flushes;
    } row[] = {{"../tests/hostile/plugins/flushes", true}, {"../tests/hostile/plugins/fast_math", true}, {"optimizers/adam", false}};
    for (int i = 0; i < 3; i++) {
        dh_buffer b = read_plugin(row[i].name);
        bool flushes = !row[i].flushes;
        CU_ASSERT_EQUAL(dh_elf_check_loading("x.so", b.data, b.size, &flushes, NULL), 0);
        CU_ASSERT_EQUAL(flushes, row[i].flushes);
        dh_buffer_finish(&b);
    }
}

/* Code planted at the end of what can be run: the constant, `gap` bytes, an instruction. */
static void which_code_flushes(void)
{
    static const struct {
        unsigned char op, modrm;
        size_t gap;
        bool flushes;
    } row[] = {{0x0f, 0x15, 0, true},  {0xf8, 0x15, 3, true},   {0x0f, 0x1d, 0, false}, {0x90, 0x15, 0, false},
               {0x0f, 0x15, 19, true}, {0x0f, 0x15, 20, false}, {0x0f, 0x15, 60, false}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        dh_buffer b = read_plugin("problems/bowl");
        const Elf64_Ehdr *h = (const Elf64_Ehdr *)(void *)b.data;
        Elf64_Phdr *p = (Elf64_Phdr *)(void *)(b.data + h->e_phoff);
        while (p->p_type != PT_LOAD || !(p->p_flags & PF_X))
            p++;
        unsigned char *at = b.data + p->p_offset + p->p_filesz - 4 - row[i].gap - 3;
        bool flushes = !row[i].flushes;
        memset(at, 0x90, 4 + row[i].gap + 3);
        memcpy(at, (const unsigned char[]){0x40, 0x80, 0, 0}, 4);
        memcpy(at + 4 + row[i].gap, (const unsigned char[]){row[i].op, 0xae, row[i].modrm}, 3);
        CU_ASSERT_EQUAL(dh_elf_check_loading("x.so", b.data, b.size, &flushes, NULL), 0);
        CU_ASSERT_EQUAL(flushes, row[i].flushes);
        if (flushes != row[i].flushes)
            fprintf(stderr, "row %zu\n", i);
        dh_buffer_finish(&b);
    }
}

/* ---- the registry ---- */

/* Instead of a worker: a card with the candidate's own name, but for some. */
static int probe(void *self, const dh_candidate *candidate, size_t count, dh_probe_answer *answer, dh_error *error)
{
    (void)error;
    for (size_t i = 0; i < count; i++) {
        dh_problem q = good_problem();
        dh_optimizer o = good_optimizer();
        dh_schedule s = good_schedule();
        q.name = o.name = s.name = strcmp(candidate[i].name, "nesterov") ? candidate[i].name : "another";
        dh_plugin p = {.kind = strcmp(candidate[i].name, "momentum") ? candidate[i].kind : DH_KIND_SCHEDULE};
        if (p.kind == DH_KIND_OPTIMIZER)
            p.optimizer = o;
        else if (p.kind == DH_KIND_SCHEDULE)
            p.schedule = s;
        else
            p.problem = q;
        if (strcmp(candidate[i].name, "svrg"))
            dh_card_encode(&p, &answer[i].card);
        else
            snprintf(answer[i].reason, sizeof answer[i].reason, "%s: not today", candidate[i].path);
        ++*(size_t *)self;
    }
    return 0;
}

static void the_folders_of_plugins(void)
{
    char folder[4096], file[4200];
    snprintf(folder, sizeof folder, "%s/plugins", getenv("DH_BUILD"));
    snprintf(file, sizeof file, "%s/optimizers/adam.so", folder);
    const dh_look path[] = {{folder, NULL}, {file, NULL}}; /* a file that the folder has already is the same one */
    dh_arena arena = {0};
    dh_registry r;
    dh_error error = {0};
    size_t asked = 0;
    CU_ASSERT_EQUAL_FATAL(dh_registry_scan(path, 2, NULL, probe, &asked, &arena, &r, &error), 0);
    CU_ASSERT(asked > 20 && r.count == asked - 3 && r.rejected_count == 3);
    for (size_t i = 0; i < r.count; i++) {
        CU_ASSERT(strlen(r.card[i].sha256) == 64 && r.card[i].path[0] == '/' &&
                  (fcntl(r.card[i].fd, F_GET_SEALS) & F_SEAL_WRITE));
        if (i)
            CU_ASSERT(r.card[i].kind > r.card[i - 1].kind || strcmp(r.card[i].name, r.card[i - 1].name) > 0);
    }
    for (size_t i = 0; i < 3; i++) {
        const char *why = strstr(r.rejected[i].path, "svrg") ? "not today"
                          : strstr(r.rejected[i].path, "nesterov")
                              ? "expected 'nesterov' as the file is called, got 'another'"
                              : "expected optimizer as its note says, got schedule";
        CU_ASSERT_PTR_NOT_NULL(strstr(r.rejected[i].reason, why));
    }
    const dh_plugin_card *adam = dh_registry_find(&r, DH_KIND_OPTIMIZER, "adam");
    CU_ASSERT(adam && !strcmp(adam->name, "adam"));
    CU_ASSERT_PTR_NULL(dh_registry_find(&r, DH_KIND_SCHEDULE, "adam"));
    CU_ASSERT_STRING_EQUAL(dh_registry_nearest(&r, DH_KIND_OPTIMIZER, "adm"), "adam");
    CU_ASSERT_PTR_NULL(dh_registry_nearest(&r, DH_KIND_PROBLEM, "conjugate_gradients"));
    dh_registry_finish(&r);
    dh_arena_finish(&arena);
}

/* With a text, the others are known by name alone. A name inside a longer word counts: better one too many. */
static void only_what_is_mentioned(void)
{
    char folder[4096], file[4200];
    snprintf(folder, sizeof folder, "%s/plugins", getenv("DH_BUILD"));
    snprintf(file, sizeof file, "%s/problems/bowl.so", folder);
    const dh_look path[] = {{folder, NULL}, {file, NULL}};
    dh_arena arena = {0};
    dh_registry r;
    dh_error error = {0};
    size_t asked = 0;
    CU_ASSERT_EQUAL_FATAL(dh_registry_scan(path, 2, "{optimizer: adamw, lr: 0.1}", probe, &asked, &arena, &r, &error), 0);
    CU_ASSERT(asked == 3 && r.count == 3 && r.unread_count > 60);
    CU_ASSERT(dh_registry_find(&r, DH_KIND_OPTIMIZER, "adam") && dh_registry_find(&r, DH_KIND_OPTIMIZER, "adamw"));
    CU_ASSERT(dh_registry_find(&r, DH_KIND_PROBLEM, "bowl") && !dh_registry_find(&r, DH_KIND_SCHEDULE, "cosine"));
    CU_ASSERT_STRING_EQUAL(dh_registry_nearest(&r, DH_KIND_SCHEDULE, "cosinus"), "cosine");
    CU_ASSERT_PTR_NULL(dh_registry_nearest(&r, DH_KIND_PROBLEM, "cosinus"));
    dh_registry_finish(&r);
    dh_arena_finish(&arena);
}

/* Why this file is rejected under these modes of its folder and its own; NULL: it is not. */
static const char *distrust(const char *folder, const char *file, mode_t folder_mode, mode_t mode, const char *pin)
{
    static dh_error error;
    const dh_look look = {file, pin};
    dh_arena arena = {0};
    dh_registry r = {0};
    size_t asked = 0;
    chmod(folder, folder_mode);
    chmod(file, mode);
    int result = dh_registry_scan(&look, 1, NULL, probe, &asked, &arena, &r, &error);
    CU_ASSERT_EQUAL(asked, result ? 0 : 1);
    dh_registry_finish(&r);
    dh_arena_finish(&arena);
    return result ? error.text : NULL;
}

static void files_that_anyone_can_change(void)
{
    char folder[] = "/tmp/dh_host_XXXXXX", file[64], right[65], wrong[65];
    dh_buffer b = read_plugin("optimizers/adam");
    uint8_t digest[DH_SHA_SIZE];
    dh_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/adam.so", folder);
    CU_ASSERT_EQUAL_FATAL(dh_file_write(file, b.data, b.size, &error), 0);
    dh_sha256(b.data, b.size, digest);
    dh_hex(right, digest, sizeof digest);
    memcpy(wrong, right, sizeof wrong);
    wrong[63] ^= 1;
    CU_ASSERT_PTR_NULL(distrust(folder, file, 0755, 0644, NULL));
    CU_ASSERT_PTR_NULL(distrust(folder, file, 01777, 0664, NULL));
    CU_ASSERT_PTR_NULL(distrust(folder, file, 0755, 0644, right));
    const char *reason = distrust(folder, file, 0755, 0646, NULL);
    CU_ASSERT(reason && strstr(reason, "everyone may write to") && strstr(reason, "adam.so: chmod"));
    reason = distrust(folder, file, 0777, 0644, NULL);
    CU_ASSERT(reason && strstr(reason, "everyone may write to") && !strstr(reason, "adam.so: chmod"));
    reason = distrust(folder, file, 0755, 0644, wrong);
    CU_ASSERT(reason && strstr(reason, right) && strstr(reason, wrong));
    reason = distrust(folder, folder, 0755, 0755, right);
    CU_ASSERT(reason && strstr(reason, "a folder has no sha256"));
    if (!geteuid() && !chown(file, 12345, 0)) {
        reason = distrust(folder, file, 0755, 0644, NULL);
        CU_ASSERT(reason && strstr(reason, "belongs to user 12345"));
    }
    unlink(file);
    rmdir(folder);
    dh_buffer_finish(&b);
}

static void names_that_two_claim(void)
{
    char folder[] = "/tmp/dh_host_XXXXXX", copy[64], plugins[4096];
    dh_buffer b = read_plugin("optimizers/adam");
    dh_arena arena = {0};
    dh_registry r = {0};
    dh_error error = {0};
    size_t asked = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(copy, sizeof copy, "%s/adam.so", folder);
    snprintf(plugins, sizeof plugins, "%s/plugins/optimizers", getenv("DH_BUILD"));
    CU_ASSERT_EQUAL_FATAL(dh_file_write(copy, b.data, b.size, &error), 0);
    const dh_look path[] = {{plugins, NULL}, {folder, NULL}, {"/nonexistent", NULL}};
    CU_ASSERT_EQUAL(dh_registry_scan(path, 2, NULL, probe, &asked, &arena, &r, &error), -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_INPUT);
    CU_ASSERT(strstr(error.text, "optimizer 'adam'") && strstr(error.text, copy) && strstr(error.text, plugins));
    CU_ASSERT_EQUAL(dh_registry_scan(path + 2, 1, NULL, probe, &asked, &arena, &r, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "/nonexistent: No such file"));
    unlink(copy);
    rmdir(folder);
    dh_arena_finish(&arena);
    dh_buffer_finish(&b);
}

/* A call that fails in the middle of it: an error, a file less, or nothing; never a wrong card, and no descriptor is left open. */
static void scanning_with_failures(void)
{
    char folder[4096], file[4200];
    snprintf(folder, sizeof folder, "%s/plugins", getenv("DH_BUILD"));
    snprintf(file, sizeof file, "%s/problems/bowl.so", folder);
    const dh_look path[] = {{folder, NULL}, {file, NULL}};
    const int before = dup(0);
    close(before);
    for (unsigned kinds = FAULT_MEMORY; kinds <= FAULT_FILE; kinds++)
        for (int number = kinds == FAULT_MEMORY ? EIO : EINTR; number <= EIO; number += EIO - EINTR)
            for (long n = 1, happened = 1, step = 1; happened; n += step) {
                dh_arena arena = {0};
                dh_registry r = {0};
                dh_error error = {0};
                size_t asked = 0;
                step = n < 20 || kinds == FAULT_MEMORY ? 1 : 7; /* most calls are the same one for another file */
                fault_at(kinds, n, number, false);
                int result = dh_registry_scan(path, 2, "{optimizer: adamw, lr: 0.1}", probe, &asked, &arena, &r, &error);
                happened = fault_end();
                CU_ASSERT((result != 0) == (error.kind != DH_ERROR_NONE) && (happened || !result));
                CU_ASSERT(result || (happened ? r.count <= 3 : r.count == 3));
                for (size_t i = 0; !result && i < r.count; i++)
                    CU_ASSERT(strlen(r.card[i].sha256) == 64 && (fcntl(r.card[i].fd, F_GET_SEALS) & F_SEAL_WRITE));
                dh_registry_finish(&r);
                dh_arena_finish(&arena);
            }
    const int after = dup(0);
    close(after);
    CU_ASSERT_EQUAL(after, before);
}

static int probe_that_fails(void *self, const dh_candidate *candidate, size_t count, dh_probe_answer *answer, dh_error *error)
{
    (void)self, (void)candidate, (void)answer;
    return dh_fail(error, DH_ERROR_SYSTEM, "%zu asked, and no worker starts", count);
}

static void no_worker_starts(void)
{
    char file[4200];
    snprintf(file, sizeof file, "%s/plugins/optimizers/adam.so", getenv("DH_BUILD"));
    const dh_look look = {file, NULL};
    dh_arena arena = {0};
    dh_registry r = {0};
    dh_error error = {0};
    CU_ASSERT_EQUAL(dh_registry_scan(&look, 1, NULL, probe_that_fails, NULL, &arena, &r, &error), -1);
    CU_ASSERT(r.count == 0 && !strcmp(error.text, "1 asked, and no worker starts"));
    dh_arena_finish(&arena);
}

/* Files that are no plugins lie about: hidden ones, other endings, links that lead nowhere, names that are too long. */
static void what_lies_about(void)
{
    char folder[] = "/tmp/dh_host_XXXXXX", file[512], stem[212];
    static const char *const name[] = {".hidden.so", "a.txt", ".so", "so", "dangling.so", "empty.so", "folder.so"};
    dh_arena arena = {0};
    dh_registry r = {0};
    dh_error error = {0};
    size_t asked = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        snprintf(file, sizeof file, "%s/%s", folder, name[i]);
        CU_ASSERT_EQUAL(i == 4 ? symlink("/nonexistent", file) : i == 6 ? mkdir(file, 0755) : dh_file_write(file, "x", i != 5, &error), 0);
    }
    memset(stem, 'n', sizeof stem - 1);
    stem[sizeof stem - 1] = 0;
    snprintf(file, sizeof file, "%s/%s.so", folder, stem);
    CU_ASSERT_EQUAL(dh_file_write(file, "x", 1, &error), 0);
    const dh_look look = {folder, NULL};
    CU_ASSERT_EQUAL(dh_registry_scan(&look, 1, NULL, probe, &asked, &arena, &r, &error), 0);
    CU_ASSERT(asked == 0 && r.count == 0 && r.rejected_count == 4);
    dh_registry_finish(&r);
    dh_arena_finish(&arena);
    unlink(file);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        snprintf(file, sizeof file, "%s/%s", folder, name[i]);
        CU_ASSERT_EQUAL(i == 6 ? rmdir(file) : unlink(file), 0);
    }
    rmdir(folder);
}

SUITE("host", {"notes of real plugins", notes_of_real_plugins}, {"cut files", cut_files},
      {"flipped bits", flipped_bits}, {"headers that lie", headers_that_lie},
      {"reasons for files", reasons_for_files}, {"bad descriptors", bad_descriptors},
      {"bad parameters", bad_parameters}, {"other versions", other_versions}, {"cards come back", cards_come_back},
      {"damaged cards", damaged_cards}, {"the folders of plugins", the_folders_of_plugins}, {"only what is mentioned", only_what_is_mentioned},
      {"names that two claim", names_that_two_claim},
      {"files that anyone can change", files_that_anyone_can_change}, {"what loading would do", what_loading_would_do},
      {"loading: flipped bits", loading_flipped_bits}, {"flushing is seen", flushing_is_seen},
      {"scanning with failures", scanning_with_failures}, {"what lies about", what_lies_about},
      {"no worker starts", no_worker_starts}, {"cards say what plugins can", cards_say_what_plugins_can}, {"loading files", loading_files},
      {"which code flushes", which_code_flushes})
