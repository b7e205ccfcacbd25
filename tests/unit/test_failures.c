/* Each allocation of each reader fails in turn, and each call to the disk: one error that says so, nothing kept back,
 * and the next attempt works. */
#include "suite.h"

#include "base/buffer.h"
#include "base/cache.h"
#include "base/file.h"
#include "base/process.h"
#include "data/card.h"
#include "data/image.h"
#include "data/parse.h"
#include "data/read.h"
#include "faults.h"
#include "plan/spec.h"
#include "run/setup.h"
#include "run/wire.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>

/* Does one thing from the start. */
typedef int subject(dh_arena *arena, dh_error *error);

/* How often it failed, each time as it must: -1, an error of the system, and the word in it. */
static long fail_each(const char *name, subject *one, unsigned kinds, int number, const char *word)
{
    for (long n = 1;; n++) {
        dh_arena arena = {0};
        dh_error error = {0};
        fault_at(kinds, n, number, false);
        const int result = one(&arena, &error);
        const bool happened = fault_end();
        const bool right =
            happened ? result == -1 && error.kind == DH_ERROR_SYSTEM && strstr(error.text, word) : !result;
        if (!right)
            fprintf(stderr, "%s, failure %ld: %d, %s\n", name, n, result, error.text);
        CU_ASSERT(right);
        dh_arena_finish(&arena);
        if (!happened)
            return n - 1;
    }
}

#define FAIL_EACH(ONE, ...) fail_each(#ONE, ONE, __VA_ARGS__)

/* ---- what parses ---- */

static int read_text(dh_arena *arena, const char *text, size_t size, const dh_read_options *options, dh_error *error)
{
    dh_rows rows = {0};
    return dh_read_bytes("t", (const unsigned char *)text, size, options, arena, &rows, error);
}

static int a_table(dh_arena *arena, dh_error *error)
{
    static const char text[] = "name,a,\"b \"\"2\"\"\",t\nx,1,2,yes\n\"y,\",3,4,no\nz,5,6.5,maybe\nx,7,8,no\n";
    static const char *const all = "*";
    const dh_read_options options = {
        .header = true, .delimiter = ',', .kind = DH_TARGET_CLASSES, .one_hot = &all, .one_hot_count = 1};
    return read_text(arena, text, sizeof text - 1, &options, error);
}

static int numbers(dh_arena *arena, dh_error *error)
{
    static const char text[] = "2.385;3\n4;5\n6;7\n";
    const dh_read_options options = {.delimiter = ';'};
    return read_text(arena, text, sizeof text - 1, &options, error);
}

static int sparse_rows(dh_arena *arena, dh_error *error)
{
    static const char text[] = "1 1:2.5 3:4\n-1 2:3\n1\n";
    const dh_read_options options = {.format = DH_FORMAT_LIBSVM, .index_base = 1};
    return read_text(arena, text, sizeof text - 1, &options, error);
}

static int packed_numbers(dh_arena *arena, dh_error *error)
{
    static const char text[] = "2.385,3\n4,5\n";
    unsigned char packed[256];
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)text,
                  .avail_in = sizeof text - 1,
                  .next_out = packed,
                  .avail_out = sizeof packed};
    CU_ASSERT_EQUAL_FATAL(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    CU_ASSERT_EQUAL(deflate(&z, Z_FINISH), Z_STREAM_END);
    const size_t size = sizeof packed - z.avail_out;
    deflateEnd(&z);
    const dh_read_options options = {.delimiter = ','};
    return read_text(arena, (const char *)packed, size, &options, error);
}

static const char whole_study[] = "study: t\nseeds: [3, 5]\nbudget: {steps: 7}\nrecord: {every: 2 steps}\n"
                                  "problems:\n  - {problem: rosenbrock, start: [1.5, \"2.25\"]}\n"
                                  "methods:\n  - {optimizer: sgd, lr: [0.1, 0.01], batch: full}\n";

static int a_study(dh_arena *arena, dh_error *error)
{
    dh_study study = {0};
    return dh_study_parse("t.yaml", whole_study, sizeof whole_study - 1, arena, &study, error);
}

static int all_cards(dh_arena *arena, dh_error *error)
{
    char folder[4096];
    const char *catalogue = folder;
    const dh_library library = {.catalogue = &catalogue, .catalogue_count = 1, .store = "/no/store"};
    dh_card *card;
    size_t count;
    snprintf(folder, sizeof folder, "%s/configs/datasets", getenv("DH_SOURCE"));
    return dh_cards_list(&library, arena, &card, &count, error);
}

static int a_question(dh_arena *arena, dh_error *error)
{
    static const char *const coded[] = {"name", "town"};
    const dh_read_options options = {
        .header = true, .delimiter = ';', .target = "t", .one_hot = coded, .one_hot_count = 2, .inside = "/x"};
    dh_buffer b = {0};
    dh_read_options back;
    dh_read_options_encode(&options, &b);
    dh_cursor in = {.data = b.data, .size = b.size};
    const int result = b.failed || dh_read_options_decode(&in, arena, &back) ? dh_fail_memory(error) : 0;
    if (!result)
        CU_ASSERT(!strcmp(back.one_hot[1], "town") && !strcmp(back.target, "t") && back.delimiter == ';');
    dh_buffer_finish(&b);
    return result;
}

static int image_file; /* made before anything fails */

static int an_image(dh_arena *arena, dh_error *error)
{
    enum { ROWS = 2048, FEATURES = 33 };
    static double x[ROWS * FEATURES], y[ROWS];
    static const char *const label[] = {"no", "yes"}, *feature[FEATURES];
    for (int j = 0; j < FEATURES; j++)
        feature[j] = "a feature";
    for (int i = 0; i < ROWS; i++)
        y[i] = i % 2;
    const dh_rows rows = {.rows = ROWS,
                          .features = FEATURES,
                          .x = x,
                          .y = y,
                          .classes = 2,
                          .class_name = label,
                          .feature = feature,
                          .target = "t"};
    dh_rows back = {0};
    const int fd = image_file;
    CU_ASSERT_FATAL(!syscall(SYS_ftruncate, fd, 0) && lseek(fd, 0, SEEK_SET) == 0);
    int result = dh_image_write(&rows, fd, error);
    off_t size = lseek(fd, 0, SEEK_END);
    static _Alignas(64) unsigned char bytes[1 << 20];
    CU_ASSERT_FATAL(size <= (off_t)sizeof bytes && syscall(SYS_pread64, fd, bytes, sizeof bytes, 0) == size);
    if (!result)
        result = dh_image_read(bytes, (size_t)size, arena, &back, error);
    CU_ASSERT(result || (back.y[1] == 1 && !strcmp(back.class_name[1], "yes")));
    return result;
}

static int a_spec(dh_arena *arena, dh_error *error)
{
    static double values[] = {0.9, 2.385};
    static dh_list lists[2] = {{0}};
    dh_use inner = {.name = "sgd"};
    dh_spec spec = {.problem = {.name = "bowl"},
                    .optimizer = {.name = "lookahead",
                                  .param_count = 2,
                                  .param = values,
                                  .list = lists,
                                  .inner_count = 1,
                                  .inner = &inner},
                    .schedule = {.name = "constant"},
                    .start_count = 2,
                    .start = values,
                    .data_fd = -1,
                    .optimum = NAN};
    char key[65];
    dh_buffer b = {0};
    dh_spec back;
    int result = dh_spec_identify(&spec, error) || dh_spec_problem_key(&spec, key, error) ? -1 : 0;
    if (!result) {
        dh_spec_encode(&spec, &b);
        dh_cursor in = {.data = b.data, .size = b.size};
        result = b.failed ? dh_fail_memory(error) : dh_spec_decode(&in, arena, &back, error);
    }
    if (!result)
        CU_ASSERT(!strcmp(back.id, spec.id) && back.start[1] == 2.385 &&
                  !strcmp(back.optimizer.inner[0].name, "sgd"));
    dh_buffer_finish(&b);
    return result;
}

/* Half the squared distance from (0.5, -2): convex, and the host finds the minimum itself. */
static double near(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double a = x[0] - 0.5, b = x[1] + 2;
    (void)self, (void)batch;
    if (gradient)
        gradient[0] = a, gradient[1] = b;
    return (a * a + b * b) / 2;
}

static void near_hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    (void)self, (void)x, (void)batch;
    out[0] = v[0], out[1] = v[1];
}

static double near_gap(const dh_instance *self, const double *x, const double *gradient)
{
    (void)self, (void)x;
    return (gradient[0] * gradient[0] + gradient[1] * gradient[1]) / 2;
}

static void near_box(const dh_instance *self, double box[4])
{
    (void)self;
    box[0] = box[2] = -3;
    box[1] = box[3] = 3;
}

static void near_start(const dh_instance *self, dh_random *random, double *x)
{
    (void)self, (void)random;
    x[0] = 2.385, x[1] = 1;
}

static size_t two(const dh_instance *self, char *refusal, size_t size)
{
    (void)self, (void)refusal, (void)size;
    return 2;
}

static int load_near(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    (void)self, (void)use, (void)arena, (void)error;
    *ret = (dh_plugin){.kind = kind,
                       .problem = {.flags = DH_CONVEX,
                                   .dim = two,
                                   .start = near_start,
                                   .evaluate = near,
                                   .hvp = near_hvp,
                                   .gap = near_gap,
                                   .box = near_box,
                                   .certificate = "strong convexity"}};
    return 0;
}

static int an_inspection(dh_arena *arena, dh_error *error)
{
    const dh_spec spec = {.problem = {.name = "near"}, .optimum = NAN};
    dh_facts facts, back;
    dh_buffer b = {0};
    int result = dh_trial_inspect(&spec, NULL, load_near, NULL, arena, &facts, error);
    if (result && error->kind == DH_ERROR_INPUT && strstr(error->text, "(limits: memory)"))
        error->kind = DH_ERROR_SYSTEM; /* memory that the problem asks for has a limit in the study, so that is the
                                          study's mistake */
    if (!result) {
        dh_facts_encode(&facts, &b);
        result = b.failed ? dh_fail_memory(error) : dh_facts_decode(b.data, b.size, arena, &back, error);
    }
    if (!result)
        CU_ASSERT(fabs(back.optimum) < 1e-15 && back.side == 161 && back.surface[160] == facts.surface[160] &&
                  back.surface[160] == (2.5 * 2.5 + 1) / 2);
    dh_buffer_finish(&b);
    return result;
}

static int a_record(dh_arena *arena, dh_error *error)
{
    static const char *column[] = {"step", "cost"}, *metric[] = {"train_mae"};
    static double value[] = {0, 2.385, 1, 0.75}, mae = 0.5, x[] = {1.5, -2};
    dh_record r = {.id = "00112233445566778899aabbccddeeff",
                   .cause = "over 60 s",
                   .rows = 2,
                   .columns = 2,
                   .column = column,
                   .value = value,
                   .metrics = 1,
                   .metric = metric,
                   .metric_value = &mae,
                   .dim = 2,
                   .final_x = x},
              back;
    dh_buffer b = {0};
    dh_record_close(&r);
    CU_ASSERT(r.final_cost == 0.75 && (!*r.history_hash || strlen(r.history_hash) == 64));
    dh_record_encode(&r, &b);
    const int result = b.failed ? dh_fail_memory(error) : dh_record_decode(b.data, b.size, arena, &back, error);
    if (!result)
        CU_ASSERT(back.value[3] == 0.75 && back.final_x[1] == -2 && !strcmp(back.metric[0], "train_mae"));
    dh_buffer_finish(&b);
    return result;
}

static void no_memory(void)
{
    CU_ASSERT(FAIL_EACH(a_table, FAULT_MEMORY, ENOMEM, "memory") > 20);
    CU_ASSERT(FAIL_EACH(numbers, FAULT_MEMORY, ENOMEM, "memory") >= 5);
    CU_ASSERT(FAIL_EACH(sparse_rows, FAULT_MEMORY, ENOMEM, "memory") >= 4);
    CU_ASSERT(FAIL_EACH(packed_numbers, FAULT_MEMORY, ENOMEM, "memory") >= 5);
    CU_ASSERT(FAIL_EACH(a_study, FAULT_MEMORY, ENOMEM, "memory") > 20);
    CU_ASSERT(FAIL_EACH(all_cards, FAULT_MEMORY, ENOMEM, "memory") > 20);
    CU_ASSERT(FAIL_EACH(a_question, FAULT_MEMORY, ENOMEM, "memory") >= 4);
}

/* What our own processes send one another and cannot be decoded is damaged, whatever the reason. */
static void own_bytes_without_memory(void)
{
    image_file = memfd_create("image", MFD_CLOEXEC);
    CU_ASSERT_FATAL(image_file >= 0);
    CU_ASSERT(FAIL_EACH(an_image, FAULT_MEMORY, ENOMEM, "") >= 5);
    CU_ASSERT(FAIL_EACH(a_spec, FAULT_MEMORY, ENOMEM, "") >= 5);
    CU_ASSERT(FAIL_EACH(an_inspection, FAULT_MEMORY, ENOMEM, "") >= 8);
    CU_ASSERT(FAIL_EACH(a_record, FAULT_MEMORY, ENOMEM, "") >= 8);
}

/* ---- files ---- */

static void images_that_cannot_be_written(void)
{
    CU_ASSERT(FAIL_EACH(an_image, FAULT_FILE, EIO, "") >= 2); /* no memory to lay it out in; no room for it */
    close(image_file);
}

static char table_path[64];

static int a_file(dh_arena *arena, dh_error *error)
{
    static const dh_read_options options = {.delimiter = ','};
    dh_parsed parsed;
    const int result = dh_parse_file(getenv("DH_READER"), table_path, &options, arena, &parsed, error);
    CU_ASSERT(result || (parsed.rows.features == 1 && parsed.rows.x[1] == 3.125));
    dh_parsed_finish(&parsed);
    return result;
}

/* A file that is worth keeping, with a cache: whichever call fails, and however, there are rows or one error. */
static void files_through_the_reader(void)
{
    char folder[] = "/tmp/dh_failures_XXXXXX", command[64];
    dh_buffer b = {0};
    dh_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(table_path, sizeof table_path, "%s/t.csv", folder);
    while (b.size < (1 << 20))
        dh_put(&b, "3.125,2.385000000000000000000000000000000000000000000000000000\n", 63);
    CU_ASSERT_EQUAL_FATAL(dh_file_write(table_path, b.data, b.size, &error), 0);
    setenv("XDG_CACHE_HOME", folder, 1);
    for (int kind = FAULT_MEMORY; kind <= FAULT_FILE; kind++)
        for (long n = 1, happened = 1; happened; n++) {
            dh_arena arena = {0};
            error = (dh_error){0};
            snprintf(command, sizeof command, "rm -rf %s/downhill", folder);
            CU_ASSERT_EQUAL(n % 2 ? system(command) : 0, 0);
            fault_at((unsigned)kind, n, EIO, false);
            const int result = a_file(&arena, &error);
            happened = fault_end();
            if (result && (!happened || !error.kind))
                fprintf(stderr, "kind %d, call %ld: %s\n", kind, n, error.text);
            CU_ASSERT(result == 0 || (happened && error.kind != DH_ERROR_NONE && error.text[0]));
            dh_arena_finish(&arena);
        }
    snprintf(command, sizeof command, "rm -rf %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
    dh_buffer_finish(&b);
}

/* ---- the wire ---- */

static void signals_on_the_wire(void)
{
    int pair[2];
    dh_buffer out = {0}, in = {0};
    size_t used = 0;
    dh_message m;
    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    dh_wire_put(&out, DH_ASK_RUN, 2385, "a run", 5);
    fault_at(FAULT_FILE, 1, EINTR, false);
    CU_ASSERT_EQUAL(dh_wire_send(pair[1], out.data, out.size), 0);
    CU_ASSERT(fault_end());
    fault_at(FAULT_FILE, 1, EINTR, false);
    CU_ASSERT_EQUAL(dh_wire_receive(pair[0], &in, &used, &m), 1);
    CU_ASSERT(fault_end() && m.tag == 2385 && m.size == 5 && !memcmp(m.data, "a run", 5));
    CU_ASSERT_EQUAL(dh_wire_send(pair[1], out.data, out.size), 0);
    fault_at(FAULT_FILE, 1, EIO, false);
    CU_ASSERT_EQUAL(dh_wire_receive(pair[0], &in, &used, &m), -1);
    fault_at(FAULT_FILE, 1, EIO, false);
    CU_ASSERT_EQUAL(dh_wire_send(pair[1], out.data, out.size), -1);
    CU_ASSERT(fault_end());
    dh_buffer_finish(&in);
    fault_at(FAULT_MEMORY, 1, ENOMEM, false);
    CU_ASSERT_EQUAL(dh_wire_receive(pair[0], &in, &used, &m), -1);
    CU_ASSERT(fault_end());
    dh_buffer_finish(&in);
    dh_buffer_finish(&out);
    close(pair[0]);
    close(pair[1]);
}

/* ---- programs ---- */

static int program(const char *script, double seconds, dh_ending *ret)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    dh_error error;
    fault_at(FAULT_FILE, 3, ENOSYS, false); /* behind two files for its output */
    const int result = dh_process_run(&(dh_command){.argv = argv, .seconds = seconds}, ret, &error);
    CU_ASSERT(fault_end());
    return result;
}

/* Old kernels, some containers and valgrind know no pidfds. A program has its deadline all the same. */
static void deadlines_without_pidfds(void)
{
    dh_ending end;
    CU_ASSERT_EQUAL(program("exec sleep 3600", 0.02, &end), 0);
    CU_ASSERT(end.timed_out && end.signal == SIGKILL);
    dh_ending_finish(&end);
    CU_ASSERT_EQUAL(program("echo 2.385; exit 7", 60, &end), 0);
    CU_ASSERT(!end.timed_out && end.exit_status == 7 && !strcmp((char *)end.out.data, "2.385\n"));
    dh_ending_finish(&end);
}

SUITE("failures", {"no memory, at each allocation of each parser", no_memory},
      {"no memory for what we send ourselves", own_bytes_without_memory},
      {"images that cannot be written", images_that_cannot_be_written},
      {"files through the reader, each call failing", files_through_the_reader},
      {"signals on the wire", signals_on_the_wire}, {"deadlines without pidfds", deadlines_without_pidfds})
