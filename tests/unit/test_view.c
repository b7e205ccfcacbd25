/* Texts that must not become commands, the launcher that forbids processes, and charts of synthetic curves. */
#include "suite.h"

#include "base/file.h"
#include "base/process.h"
#include "view/convergence.h"
#include "view/font.h"
#include "view/gnuplot.h"
#include "view/layout.h"
#include "view/legend.h"
#include "view/page.h"
#include "view/range.h"
#include "view/ruler.h"
#include "view/sheet.h"
#include "view/tex.h"
#include "view/theme.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/dh_view_XXXXXX";
static dh_arena arena;
static dh_error error;

static void begin(void)
{
    struct stat st;
    dh_arena_finish(&arena);
    error.text[0] = 0;
    if (stat(folder, &st))
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

static const char *in_folder(const char *name)
{
    return dh_arena_format(&arena, "%s/%s", folder, name);
}

static const char *read_text(const char *path)
{
    dh_buffer file = {0};
    const char *text =
        dh_file_read(path, 1 << 26, &file, &error) ? "" : dh_arena_copy(&arena, (char *)file.data, file.size);
    dh_buffer_finish(&file);
    return text;
}

static void empty_folder(void)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        unlink(in_folder(entry->d_name));
    if (dir)
        closedir(dir);
}

static const char *launcher(void)
{
    const char *path = getenv("DH_NOSPAWN");
    CU_ASSERT_PTR_NOT_NULL_FATAL(path);
    return path;
}

/* ---- texts ---- */

static void check_quoted(const char *text, const char *want)
{
    dh_buffer out = {0};
    dh_gnuplot_quote(&out, text);
    dh_put_u8(&out, 0);
    CU_ASSERT_STRING_EQUAL((char *)out.data, want);
    dh_buffer_finish(&out);
}

static void texts_are_quoted(void)
{
    check_quoted("adam lr=0.01 β=0.9 → ½", "'adam lr=0.01 β=0.9 → ½'");
    check_quoted("it's", "'it’s'");
    check_quoted("''; system('touch x') #", "'’’; system(’touch x’) #'");
    check_quoted("a\nb\tc\x7f"
                 "d",
                 "'a?b?c?d'");
    check_quoted("`touch x` \\ \"q\"", "'`touch x` \\ \"q\"'");
    check_quoted("\xff\xc3(\xed\xa0\x80\xc0\xaf\xf5",
                 "'\?\?(\?\?\?\?\?\?'"); /* stray, cut, surrogate, overlong, beyond Unicode */
    check_quoted("\xc2\x85\xe2\x80\xa8\xef\xbf\xbe", "'\?\?\?\?\?\?\?\?'"); /* line ends of other worlds, U+FFFE */
    check_quoted("\xf0\x9f\x98\x80", "'\xf0\x9f\x98\x80'");
}

static void file_names_are_tame(void)
{
    CU_ASSERT_STRING_EQUAL(dh_gnuplot_file_name(&arena, "< cmd | x"), "_-cmd---x");
    CU_ASSERT_STRING_EQUAL(dh_gnuplot_file_name(&arena, "../a/b'c\n"), "_.-a-b-c-");
    CU_ASSERT_STRING_EQUAL(dh_gnuplot_file_name(&arena, "größe_2.385"), "größe_2.385");
    CU_ASSERT_STRING_EQUAL(dh_gnuplot_file_name(&arena, ""), "chart");
}

static void widths_grow_with_the_text(void)
{
    CU_ASSERT_TRUE(dh_text_width("mmmm", 13) > 2 * dh_text_width("iiii", 13));
    CHECK_CLOSE(dh_text_width("adam", 26), 2 * dh_text_width("adam", 13), 1e-12);
    CHECK_CLOSE(dh_text_width("Adam 2.385", 100), 1.06 * (68 + 62 + 56 + 87 + 28 + 61 + 28 + 64 + 62 + 61), 1e-12);
}

static void labels_are_wrapped(void)
{
    char *line[3];
    CU_ASSERT_EQUAL_FATAL(dh_text_wrap("momentum lr=0.1 beta=0.9 form=averaged", 13, 120, 3, &arena, line), 3);
    CU_ASSERT_STRING_EQUAL(line[0], "momentum lr=0.1");
    CU_ASSERT_STRING_EQUAL(line[1], "beta=0.9");
    CU_ASSERT_STRING_EQUAL(line[2], "form=averaged");
    CU_ASSERT_EQUAL_FATAL(dh_text_wrap("momentum lr=0.1 beta=0.9 form=averaged", 13, 120, 2, &arena, line), 2);
    CU_ASSERT_STRING_EQUAL(line[1], "beta=0.9 form=…");
    CU_ASSERT_EQUAL_FATAL(dh_text_wrap("nowheretobreakthisverylongname", 13, 120, 3, &arena, line), 2);
    for (size_t i = 0; i < 2; i++)
        CU_ASSERT_TRUE(dh_text_width(line[i], 13) <= 120);
    CU_ASSERT_EQUAL(dh_text_wrap("", 13, 120, 3, &arena, line), 1);
}

/* What tells methods apart is in front and at the end. */
static void long_labels_are_cut_in_the_middle(void)
{
    static const char *const label = "momentum exponential gamma=0.9 form=heavy_ball lr=10",
                             greek[] = "ααααααααααααααααααααα";
    CU_ASSERT_STRING_EQUAL(dh_text_cut(label, 13, 1000, &arena), label);
    for (double width = 60; width < 300; width += 17.3) {
        const char *cut = dh_text_cut(label, 13, width, &arena), *gap = strstr(cut, "…");
        CU_ASSERT_PTR_NOT_NULL_FATAL(gap);
        CU_ASSERT(dh_text_width(cut, 13) <= width && dh_text_width(cut, 13) > width - 26);
        CU_ASSERT(!strncmp(cut, label, (size_t)(gap - cut)) && gap > cut);
        gap += strlen("…");
        CU_ASSERT(strlen(gap) > 1 && !strcmp(label + strlen(label) - strlen(gap), gap));
        CU_ASSERT_EQUAL(strlen(dh_text_cut(greek, 13, width / 2, &arena)) % 2,
                        1); /* whole letters, and 3 bytes of … */
    }
}

/* Where the middle is what tells them apart, the ends are cut. */
static void labels_that_would_look_alike(void)
{
    const char *label[] = {"momentum lr=0.0005 beta=0.9 form=heavy_ball", "adam lr=0.02",
                           "momentum lr=0.002 beta=0.9 form=heavy_ball"};
    CU_ASSERT_EQUAL(dh_text_cut_all(label, 3, 13, 11, 150, &arena, label), 11);
    CU_ASSERT(!strncmp(label[0], "momentum lr=0.0005 ", 19) && !strncmp(label[2], "momentum lr=0.002 ", 18));
    CU_ASSERT_STRING_EQUAL(label[0] + strlen(label[0]) - strlen("…"), "…");
    CU_ASSERT(dh_text_width(label[0], 11) <= 150);
    CU_ASSERT_STRING_EQUAL(label[1], "adam lr=0.02");
}

/* ---- axes ---- */

static const char *labels_of(const dh_ruler *ruler)
{
    const char *all = "";
    for (size_t i = 0; i < ruler->count; i++)
        if (ruler->tic[i].labelled)
            all = dh_arena_format(&arena, "%s%s%s", all, *all ? " " : "", ruler->tic[i].label);
    return all;
}

static const char *ruled(double low, double high, bool log, bool round, size_t room, bool plain)
{
    dh_ruler ruler;
    dh_ruler_make(low, high, log, round, room, plain, &ruler);
    CU_ASSERT_TRUE(ruler.low < ruler.high && ruler.low <= low && ruler.high >= high);
    for (size_t i = 0; i < ruler.count; i++)
        CU_ASSERT_TRUE(ruler.tic[i].at >= ruler.low * (1 - 1e-9) - 1e-300 &&
                       ruler.tic[i].at <= ruler.high * (1 + 1e-9));
    return labels_of(&ruler);
}

static void axes_have_labels(void)
{
    CU_ASSERT_STRING_EQUAL(ruled(0.31, 2.4, true, true, 8, false),
                           "0.2 0.5 1 2 5"); /* under a decade: labels all the same */
    CU_ASSERT_STRING_EQUAL(ruled(2.3e-6, 71, true, true, 5, false), "10^{−6} 10^{−4} 10^{−2} 10^{0} 10^{2}");
    CU_ASSERT_STRING_EQUAL(ruled(2.3e-6, 71, true, true, 5, true), "1e-6 1e-4 1e-2 1e0 1e2");
    CU_ASSERT_STRING_EQUAL(ruled(10, 3000, true, false, 8, false), "10 100 1000");
    CU_ASSERT_STRING_EQUAL(ruled(0, 50, false, false, 6, false), "0 10 20 30 40 50");
    CU_ASSERT_STRING_EQUAL(ruled(-0.031, 0.052, false, true, 5, false), "−0.02 0.00 0.02 0.04");
    CU_ASSERT_STRING_EQUAL(ruled(0, 4e6, false, false, 4, false), "0 1×10^{6} 2×10^{6} 3×10^{6} 4×10^{6}");
    CU_ASSERT_TRUE(strlen(ruled(2.385, 2.385, false, true, 5, false)) > 0);
    CU_ASSERT_TRUE(strlen(ruled(2.385, 2.385, true, true, 5, false)) > 0);
    CU_ASSERT_TRUE(strlen(ruled(0, 0, false, true, 5, false)) > 0);
    CU_ASSERT_TRUE(strlen(ruled(1e-300, 1e300, true, true, 8, false)) > 0);
    CU_ASSERT_EQUAL(dh_decade(1000), 3);
    CU_ASSERT_EQUAL(dh_decade(0.001), -3);
    CU_ASSERT_EQUAL(dh_decade(999.9999999999999), 2);
}

/* What stands at the end of a clipped axis takes the place of a label within 0.6 of a step. */
static void clipped_axes_have_room(void)
{
    dh_ruler ruler;
    dh_ruler_make(2.3e-6, 71, true, true, 5, true, &ruler);
    dh_ruler_clip(&ruler, "~0");
    CU_ASSERT_STRING_EQUAL(labels_of(&ruler), "~0 1e-4 1e-2 1e0 1e2");
    dh_ruler_make(2.3e-7, 71, true, true, 5, true, &ruler);
    CU_ASSERT_STRING_EQUAL(labels_of(&ruler), "1e-6 1e-4 1e-2 1e0 1e2");
    dh_ruler_clip(&ruler, "~0");
    CU_ASSERT_STRING_EQUAL(labels_of(&ruler), "~0 1e-4 1e-2 1e0 1e2");
}

/* ---- charts ---- */

enum { MOST_RUNS = 200, ROWS = 40 };
static dh_traces traces;

static void add(const char *problem, const char *method, int64_t seed, double rate, dh_status status)
{
    double *x = DH_NEW(&arena, double, ROWS), *y = DH_NEW(&arena, double, ROWS);
    double start = 7.385 + 0.25 * (double)seed;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = 10 * (double)i;
        y[i] = i ? y[i - 1] * rate : start;
    }
    traces.trace[traces.count++] = (dh_trace){.problem = problem,
                                              .method = method,
                                              .id = "",
                                              .seed = seed,
                                              .status = status,
                                              .f_star = NAN,
                                              .rows = status == DH_REFUSED ? 0 : ROWS,
                                              .x = x,
                                              .y = y};
}

static void begin_runs(void)
{
    begin();
    traces = (dh_traces){.trace = DH_NEW(&arena, dh_trace, MOST_RUNS)};
}

static dh_curves make(void)
{
    dh_curves curves;
    CU_ASSERT_EQUAL_FATAL(dh_curves_make(&traces, DH_SCALE_AUTO, 400, &arena, &curves, &error), 0);
    return curves;
}

static int draw(const char *format, const char *name, size_t width, dh_pictures *ret)
{
    dh_curves curves = make();
    dh_chart_options options = {.chart = "convergence",
                                .format = format,
                                .folder = folder,
                                .name = name,
                                .width = width,
                                .launcher = launcher()};
    int result = dh_convergence_draw_curves(&curves, "a study", &options, &arena, ret, &error);
    if (result)
        fprintf(stderr, "%s\n", error.text);
    return result;
}

static void add_three(const char *problem)
{
    for (int64_t seed = 0; seed < 4; seed++) {
        add(problem, "sgd lr=0.1 batch=32", seed, 0.83, DH_FINISHED);
        add(problem, "adam lr=0.01 batch=32", seed, 0.71, DH_FINISHED);
        add(problem, "adam lr=10 batch=32", seed, seed < 3 ? 1.9 : 0.95, seed < 3 ? DH_DIVERGED : DH_FINISHED);
    }
}

static void legends_say_what_differs(void)
{
    begin_runs();
    add_three("line");
    dh_curves curves = make();
    dh_legend legend;
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &error), 0);
    CU_ASSERT_EQUAL_FATAL(legend.count, 3);
    CU_ASSERT_STRING_EQUAL(legend.shared, "batch=32");
    CU_ASSERT_STRING_EQUAL(legend.entry[0].line[0], "sgd lr=0.1");
    CU_ASSERT_STRING_EQUAL(legend.entry[0].note, "");
    CU_ASSERT_STRING_EQUAL(legend.entry[2].note, "3 of 4 runs diverged");
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 1, 240, 3, &arena, &legend, &error), 0);
    CU_ASSERT_EQUAL_FATAL(legend.count, 2);
    CU_ASSERT_STRING_EQUAL(legend.entry[0].line[0], "adam lr=0.01"); /* the best */
    CU_ASSERT_STRING_EQUAL(legend.entry[1].line[0], "2 others");
    CU_ASSERT_STRING_EQUAL(legend.entry[1].note, "3 of 8 runs diverged");
    CU_ASSERT_STRING_EQUAL(legend.head, "best 1 of 3 by final median");
}

static void diverged_curves_do_not_set_the_range(void)
{
    begin_runs();
    add_three("line");
    dh_curves curves = make();
    dh_range range;
    CU_ASSERT_TRUE_FATAL(dh_range_find(&curves.panel[0], curves.methods, false, DH_SCALE_AUTO, &range));
    CU_ASSERT_TRUE(range.log);
    CU_ASSERT_TRUE(range.high > 7.385 && range.high <= 82); /* the diverged ones reach 1e11 */
    CU_ASSERT_TRUE(range.low < 1e-4);
    begin_runs();
    for (int64_t seed = 0; seed < 3; seed++)
        add("line", "sgd", seed, 1, DH_REFUSED);
    curves = make();
    CU_ASSERT_FALSE(dh_range_find(&curves.panel[0], curves.methods, false, DH_SCALE_AUTO, &range));
}

/* f* = 3.25: a gap under its rounding, 3.25 * 2^-52, or under 0, is drawn on the lower edge, which says so. */
static void gaps_of_rounding_are_drawn_on_the_edge(void)
{
    dh_pictures made;
    dh_range range;
    begin_runs();
    add("line", "sgd", 2, 0.1, DH_FINISHED);
    traces.trace[0].gap = true;
    traces.trace[0].f_star = 3.25;
    ((double *)traces.trace[0].y)[ROWS - 1] = -1e-16;
    dh_curves curves = make();
    CU_ASSERT_TRUE_FATAL(dh_range_find(&curves.panel[0], 1, false, DH_SCALE_AUTO, &range));
    CU_ASSERT_TRUE(range.log && range.clipped);
    CHECK_CLOSE(range.low, 3.25 * 0x1p-52 / 10, 1e-12);
    CU_ASSERT_EQUAL_FATAL(draw("svg", "edge", 0, &made), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_text(made.path[0]), "≈ 0"));
    empty_folder();
}

static void starts_with(const char *path, const char *magic, size_t length)
{
    dh_buffer file = {0};
    CU_ASSERT_EQUAL_FATAL(dh_file_read(path, 1 << 26, &file, &error), 0);
    CU_ASSERT_TRUE_FATAL(file.size > 1000);
    CU_ASSERT_EQUAL(memcmp(file.data, magic, length), 0);
    dh_buffer_finish(&file);
}

static void every_format_is_drawn(void)
{
    dh_pictures made;
    begin_runs();
    add_three("line");
    CU_ASSERT_EQUAL_FATAL(draw("png", "p", 0, &made), 0);
    starts_with(made.path[0], "\x89PNG\r\n\x1a\n", 8);
    CU_ASSERT_EQUAL_FATAL(draw("pdf", "p", 0, &made), 0);
    starts_with(made.path[0], "%PDF-", 5);
    CU_ASSERT_EQUAL_FATAL(draw("svg", "p", 0, &made), 0);
    starts_with(made.path[0], "<?xml", 5);
    const char *svg = read_text(made.path[0]);
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "3 of 4 runs diverged"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "median of 4 seeds"));
    CU_ASSERT_PTR_NOT_NULL(strstr(svg, "font-weight=\"bold\""));
    CU_ASSERT_PTR_NULL(strstr(svg, "\"Inter\"")); /* never without what readers have instead */
    CU_ASSERT_EQUAL_FATAL(draw("dumb", "p", 90, &made), 0);
    const char *text = read_text(made.path[0]);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "adam lr=10 (3 of 4 runs diverged)"));
    CU_ASSERT_PTR_NULL(strchr(text, '\x1b'));
    CU_ASSERT_EQUAL(access(in_folder("p-convergence.svg.gp"), R_OK), 0);
    CU_ASSERT_EQUAL(access(in_folder("p-convergence.svg.dat"), R_OK), 0);
    empty_folder();
}

static void same_curves_same_bytes(void)
{
    static const char *const format[] = {"pdf", "svg"};
    for (size_t i = 0; i < 2; i++) {
        dh_pictures first, second;
        begin_runs();
        add_three("line");
        add_three("bowl");
        CU_ASSERT_EQUAL_FATAL(draw(format[i], "one", 0, &first), 0);
        const char *before = in_folder("before");
        CU_ASSERT_EQUAL_FATAL(rename(first.path[0], before), 0);
        usleep(i ? 0 : 1100000); /* the clock of the PDF's date goes in seconds */
        CU_ASSERT_EQUAL_FATAL(draw(format[i], "one", 0, &second), 0);
        dh_buffer a = {0}, b = {0};
        CU_ASSERT_EQUAL_FATAL(dh_file_read(before, 1 << 26, &a, &error), 0);
        CU_ASSERT_EQUAL_FATAL(dh_file_read(second.path[0], 1 << 26, &b, &error), 0);
        CU_ASSERT_TRUE(a.size == b.size && !memcmp(a.data, b.data, a.size));
        dh_buffer_finish(&a);
        dh_buffer_finish(&b);
    }
    empty_folder();
}

static void odd_results_are_drawn(void)
{
    dh_pictures made;
    begin_runs();
    for (int64_t seed = 0; seed < 3; seed++)
        add("line", "sgd", seed, 1, DH_REFUSED);
    CU_ASSERT_EQUAL_FATAL(draw("svg", "refused", 0, &made), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_text(made.path[0]), "no run gave a finite value"));
    begin_runs();
    for (int64_t seed = 0; seed < 3; seed++)
        add("line", "sgd", seed, 2.385, DH_DIVERGED);
    CU_ASSERT_EQUAL(draw("svg", "lost", 0, &made), 0);
    CU_ASSERT_EQUAL(draw("dumb", "lost", 0, &made), 0);
    begin_runs();
    add("line", "sgd", 3, 0.5, DH_FINISHED);
    traces.trace[0].rows = 1;
    CU_ASSERT_EQUAL(draw("svg", "point", 0, &made), 0);
    begin_runs();
    for (size_t i = 0; i < 40; i++)
        add("line", dh_arena_format(&arena, "adam lr=%zu", i), 0, 0.9 - 0.01 * (double)i, DH_FINISHED);
    CU_ASSERT_EQUAL_FATAL(draw("svg", "many", 0, &made), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_text(made.path[0]), "30 others"));
    begin_runs();
    for (size_t i = 0; i < 7; i++)
        add(dh_arena_format(&arena, "problem %zu", i), "sgd", 0, 0.7, DH_FINISHED);
    CU_ASSERT_EQUAL_FATAL(draw("svg", "seven", 0, &made), 0);
    CU_ASSERT_EQUAL(made.count, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_text(made.path[1]), "problem 6"));
    empty_folder();
}

/* Labels that would run a command, or end the script's strings, if they were anything but labels. */
static const char *const attack[] = {
    "''; system('touch hit') #",
    "'; system(\"touch hit\"); a = '",
    "`touch hit`",
    "\n!touch hit\n",
    "@system(\"touch hit\")",
    "< touch hit",
    "| touch hit",
    "\"`touch hit`\"",
    "\\\n!touch hit",
    "{/:Bold x} %s %d",
    "'''",
    "a\x80\xff\xc3",
    "x' title system('touch hit') '",
    "e\nEOD\n!touch hit",
    "$(touch hit)",
};
enum { ATTACKS = sizeof attack / sizeof *attack };

/* ---- what is told apart ---- */

static void others_are_named(void)
{
    begin_runs();
    for (size_t i = 0; i < 30; i++)
        add("line", dh_arena_format(&arena, "adam lr=%zu", i), 0, 0.9 - 0.01 * (double)i, DH_FINISHED);
    dh_curves curves = make();
    dh_legend legend;
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &error), 0);
    double height = legend.height;
    CU_ASSERT_EQUAL_FATAL(dh_legend_list(&curves, 240, 6.5 * DH_LIST_STEP, true, &arena, &legend, &error), 0);
    CU_ASSERT_FATAL(legend.listed > 0 && legend.listed <= 6);
    CHECK_CLOSE(legend.height, height + (double)legend.listed * DH_LIST_STEP, 1e-15);
    CU_ASSERT_EQUAL(strncmp(legend.list[0], "lr=0, lr=1, lr=2", 16), 0); /* the worst ones, without what all share */
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_legend_list(&curves, 240, DH_LIST_STEP, true, &arena, &legend, &error), 0);
    size_t named = 1, more = 0; /* "lr=0, ..., lr=4 and 15 more" in one line */
    for (const char *p = legend.list[0]; *p; p++)
        named += *p == ',';
    CU_ASSERT(legend.listed == 1 && named > 1 &&
              sscanf(strstr(legend.list[0], " and "), " and %zu more", &more) == 1);
    CU_ASSERT_EQUAL(named + more, 20);
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_legend_list(&curves, 240, DH_LIST_STEP - 1, true, &arena, &legend, &error), 0);
    CU_ASSERT_EQUAL(legend.listed, 0);
    /* of 11 entries of one height two columns need six rows, three need four */
    double row = dh_legend_height(&legend.entry[0]), head = DH_KEY_STEP + DH_KEY_GAP;
    CU_ASSERT_EQUAL_FATAL(legend.count, 11);
    for (size_t columns = 1; columns <= 3; columns++) {
        double rows = (double)((11 + columns - 1) / columns), found = dh_legend_columns(&legend, columns) - head;
        CU_ASSERT(found >= rows * row - 1e-9 && found < rows * row + 4);
    }
}

static void narrow_keys_stand_below(void)
{
    begin_runs();
    add_three("line");
    dh_curves curves = make();
    dh_legend legend;
    dh_layout wide, narrow;
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_layout_make(2, &legend, "what", 0, 0, &arena, &wide, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_layout_make(2, &legend, "what", DH_COLUMN_WIDTH, 0, &arena, &narrow, &error), 0);
    CU_ASSERT(!wide.key_below && wide.columns == 2 && narrow.key_below && narrow.columns == 1 && narrow.rows == 2);
    CU_ASSERT(dh_layout_panel(&narrow, 1).bottom > narrow.key_top);
    CU_ASSERT(dh_layout_panel(&narrow, 0).bottom > dh_layout_panel(&narrow, 1).top);
    CU_ASSERT(narrow.key_left + DH_KEY_SAMPLE + 8 + legend.width < narrow.width);
    CU_ASSERT(narrow.key_top - narrow.key_height > 0);
    /* even where it is so small that a panel would have room beside it */
    dh_legend small = legend;
    small.width = 40;
    CU_ASSERT_EQUAL_FATAL(dh_layout_make(1, &small, "what", DH_COLUMN_WIDTH, 0, &arena, &narrow, &error), 0);
    CU_ASSERT(narrow.key_below && dh_layout_panel(&narrow, 0).right > 0.9 * narrow.width);
    CU_ASSERT_EQUAL_FATAL(dh_layout_make(6, &legend, "what", DH_SLIDE_WIDTH, DH_SLIDE_HEIGHT, &arena, &wide, &error),
                          0);
    dh_box box = dh_layout_panel(&wide, 5);
    CU_ASSERT(wide.rows * wide.columns >= 6 && box.right - box.left >= 120 && box.bottom > 0);
}

static void few_seeds_are_marked(void)
{
    CU_ASSERT_STRING_EQUAL(dh_sheet_few(4, &arena), "only 4 seeds");
    CU_ASSERT_STRING_EQUAL(dh_sheet_few(1, &arena), "only 1 seed");
    CU_ASSERT_PTR_NULL(dh_sheet_few(5, &arena));
    CU_ASSERT_PTR_NULL(dh_sheet_few(0, &arena));
    dh_pictures made;
    for (int64_t seeds = 4; seeds <= 5; seeds++) {
        begin_runs();
        for (int64_t seed = 0; seed < seeds; seed++)
            add("line", "sgd", seed, 0.83, DH_FINISHED);
        CU_ASSERT_EQUAL_FATAL(draw("svg", "few", 0, &made), 0);
        CU_ASSERT_EQUAL(strstr(read_text(made.path[0]), "only 4 seeds") != NULL, seeds == 4);
        CU_ASSERT_EQUAL_FATAL(draw("dumb", "few", 0, &made), 0);
        CU_ASSERT_EQUAL(strstr(read_text(made.path[0]), "only 4 seeds") != NULL, seeds == 4);
    }
    empty_folder();
}

/* A ceiling holds even where a curve that gets better comes from far above. */
static void ceilings_hold(void)
{
    begin_runs();
    add("line", "sgd", 0, 0.5, DH_FINISHED);
    add("line", "adam", 0, 0.8, DH_FINISHED);
    for (size_t i = 0; i < 3; i++)
        ((double *)traces.trace[0].y)[i] = 1e60;
    dh_curves curves = make();
    dh_range range;
    CU_ASSERT_TRUE_FATAL(dh_range_find(&curves.panel[0], 2, false, DH_SCALE_AUTO, &range));
    CU_ASSERT(range.high >= 1e60);
    curves.panel[0].ceiling = 12;
    CU_ASSERT_TRUE_FATAL(dh_range_find(&curves.panel[0], 2, false, DH_SCALE_AUTO, &range));
    CU_ASSERT(range.high == 12 && range.low < 0.01 && range.log);
    CU_ASSERT_TRUE_FATAL(dh_range_find(&curves.panel[0], 2, false, DH_SCALE_LINEAR, &range));
    CU_ASSERT(range.high == 12 && !range.log);
}

/* ---- LaTeX ---- */

static const char *as_tex(const char *text)
{
    dh_buffer out = {0};
    dh_tex_put(&out, text, strlen(text));
    const char *copy = dh_arena_copy(&arena, out.data ? (char *)out.data : "", out.size);
    dh_buffer_finish(&out);
    return copy;
}

static void tex_is_text(void)
{
    begin();
    CU_ASSERT_STRING_EQUAL(as_tex("sgd lr=0.1"), "sgd lr=0.1");
    CU_ASSERT_STRING_EQUAL(as_tex("\\input{a_b} 5%"), "\\textbackslash{}input\\{a\\_b\\} 5\\%");
    CU_ASSERT_STRING_EQUAL(as_tex("$x^2$ & #~"),
                           "\\char36{}x\\textasciicircum{}2\\char36{} \\& \\#\\textasciitilde{}");
    CU_ASSERT_STRING_EQUAL(as_tex("1--2"), "1-{}-{}2");
    CU_ASSERT_STRING_EQUAL(as_tex("é α ≈ 日"), "é $\\alpha$ $\\approx$ ?");
    CU_ASSERT_STRING_EQUAL(as_tex("\xc3"), "?"); /* cut in the middle of a character */
    CU_ASSERT_STRING_EQUAL(as_tex("a\x80z\n\xe2\x88z"), "a?z???z");
    for (size_t i = 0; i < ATTACKS;
         i++) { /* no command but those of the table, no quote that ends gnuplot's string */
        dh_buffer script = {0};
        dh_put_format(&script, "set label ");
        dh_gnuplot_quote(&script, attack[i]);
        dh_put_format(&script,
                      " at screen 0.1,0.2 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'\n");
        CU_ASSERT_EQUAL_FATAL(dh_tex_script(&script, 0.5, &error), 0);
        dh_put_u8(&script, 0);
        const char *line = (char *)script.data, *start = "set label '\\fontsize{6.38}{7.65}\\selectfont\\bfseries{}";
        CU_ASSERT_EQUAL(strncmp(line, start, strlen(start)), 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(line, "' at screen 0.1,0.2 left noenhanced front textcolor rgb '#222222'\n"));
        size_t quotes = 0;
        for (const char *p = line; *p; p++)
            quotes += *p == '\'';
        CU_ASSERT_EQUAL(quotes, 4);
        CU_ASSERT_PTR_NULL(strchr(line, '`'));
        dh_buffer_finish(&script);
    }
}

static void tex_has_powers(void)
{
    begin();
    dh_buffer script = {0};
    dh_put_format(
        &script,
        "set terminal x\nset xtics ('10^{−3}' 0.001 0, '' 0.002 1, '5×10^{2}' 500 0)\nplot 'a_b.dat' using 1:2\n");
    CU_ASSERT_EQUAL_FATAL(dh_tex_script(&script, 1, &error), 0);
    dh_put_u8(&script, 0);
    CU_ASSERT_STRING_EQUAL(
        (char *)script.data,
        "set terminal x\nset xtics ('\\fontsize{9.75}{11.70}\\selectfont{}10$^{-3}$' 0.001 0, '' 0.002 1, "
        "'\\fontsize{9.75}{11.70}\\selectfont{}5$\\times$10$^{2}$' 500 0)\nplot 'a_b.dat' using 1:2\n");
    dh_buffer_finish(&script);
}

/* Every axis has a label and a name that is read back. */
static void currencies_have_labels(void)
{
    for (int i = DH_AXIS_STEP; i <= DH_AXIS_SAMPLE_LOSSES; i++) {
        dh_axis axis = DH_AXIS_STEP;
        CU_ASSERT(*dh_axis_label((dh_axis)i) != 0);
        CU_ASSERT_EQUAL(dh_currency_parse(dh_axis_name((dh_axis)i), &axis, &error), 0);
        CU_ASSERT_EQUAL((int)axis, i);
        for (int k = 0; k < i; k++)
            CU_ASSERT_STRING_NOT_EQUAL(dh_axis_label((dh_axis)i), dh_axis_label((dh_axis)k));
    }
}

static void labels_run_nothing(void)
{
    static const char *const format[] = {"svg", "dumb"};
    for (size_t f = 0; f < 2; f++)
        for (size_t i = 0; i < ATTACKS; i += 3) {
            dh_pictures made;
            begin_runs();
            for (size_t k = i; k < i + 3; k++)
                add(attack[i], attack[k], 0, 0.8, DH_FINISHED);
            CU_ASSERT_EQUAL_FATAL(draw(format[f], attack[i], 0, &made), 0);
            CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), -1);
            empty_folder();
        }
}

/* The texts alone, without the launcher: every attack comes back from gnuplot as it went in, apart from what quoting
 * changes. */
static void quoted_texts_come_back(void)
{
    begin();
    dh_buffer script = {0}, want = {0};
    for (size_t i = 0; i < ATTACKS; i++) {
        dh_put_format(&script, "print ");
        dh_gnuplot_quote(&script, attack[i]);
        dh_put_format(&script, "\n");
        dh_gnuplot_comment(&want, attack[i]);
        dh_put_format(&want, "\n");
    }
    dh_put_u8(&want, 0);
    CU_ASSERT_EQUAL_FATAL(dh_file_write(in_folder("print.gp"), script.data, script.size, &error), 0);
    const char *argv[] = {dh_program_find("gnuplot", &arena), "-d", "print.gp", NULL};
    CU_ASSERT_PTR_NOT_NULL_FATAL(argv[0]);
    dh_command command = {.argv = argv, .folder = folder, .seconds = 60};
    dh_ending outcome;
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&command, &outcome, &error), 0);
    CU_ASSERT_EQUAL(outcome.exit_status, 0);
    CU_ASSERT_STRING_EQUAL((char *)outcome.err.data, (char *)want.data);
    CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), -1);
    dh_ending_finish(&outcome);
    dh_buffer_finish(&script);
    dh_buffer_finish(&want);
    empty_folder();
}

static int run_script(const char *script)
{
    begin();
    CU_ASSERT_EQUAL_FATAL(dh_file_write(in_folder("s.gp"), script, strlen(script), &error), 0);
    dh_gnuplot_job job = {.launcher = launcher(), .folder = folder, .script = "s.gp", .picture = "s.svg"};
    return dh_gnuplot_run(&job, &arena, &error);
}

/* What a script with a hole would do. Each is proved to work without the launcher first. */
static void no_process_is_started(void)
{
    static const char *const command[] = {
        "x = system('touch hit')\n",
        "!touch hit\n",
        "x = \"`touch hit`\"\n",
        "plot '< touch hit; echo 1 2' with points\n",
        "set output '| touch hit'\nplot x\nset output\n",
        "set print '| touch hit'\nprint 1\nunset print\n",
    };
    const char *gnuplot = dh_program_find("gnuplot", &arena);
    for (size_t i = 0; i < sizeof command / sizeof *command; i++) {
        run_script(command[i]);
        CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), -1);
        gnuplot = dh_program_find("gnuplot", &arena);
        const char *argv[] = {gnuplot, "-d", "s.gp", NULL};
        dh_command open = {.argv = argv, .folder = folder, .seconds = 60};
        dh_ending outcome;
        CU_ASSERT_EQUAL_FATAL(dh_process_run(&open, &outcome, &error), 0);
        dh_ending_finish(&outcome);
        CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), 0);
        empty_folder();
    }
}

static void failures_are_told(void)
{
    CU_ASSERT_EQUAL(run_script("set terminal svg\nset output './s.svg'\nplot no_such_function(x)\n"), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "\"s.gp\" line 3: undefined function: no_such_function"));
    CU_ASSERT_EQUAL(run_script("set terminal svg\nset output './s.svg'\nplot './none.dat', x\n"),
                    -1); /* exit status 0 */
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "none.dat"));
    CU_ASSERT_EQUAL(run_script("a = 2.385\n"), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no picture"));
    CU_ASSERT_EQUAL(run_script("set terminal svg\nset output './s.svg'\nplot x\n"), 0);
    dh_gnuplot_job job = {
        .launcher = "/nowhere/downhill-nospawn", .folder = folder, .script = "s.gp", .picture = "s.svg"};
    CU_ASSERT_EQUAL(dh_gnuplot_run(&job, &arena, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "/nowhere/downhill-nospawn"));
    empty_folder();
}

static void a_missing_gnuplot_is_named(void)
{
    begin();
    char *path = dh_arena_text(&arena, getenv("PATH"));
    setenv("PATH", folder, 1);
    dh_gnuplot_job job = {.launcher = launcher(), .folder = folder, .script = "s.gp", .picture = "s.svg"};
    int result = dh_gnuplot_run(&job, &arena, &error);
    setenv("PATH", path, 1);
    CU_ASSERT_EQUAL(result, -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_SYSTEM);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "gnuplot-nox"));
}

static void wrong_options_are_refused(void)
{
    dh_pictures made;
    begin_runs();
    add_three("line");
    CU_ASSERT_EQUAL(draw("svg", "small", 180, &made), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected at least"));
    dh_chart_options options = {
        .chart = "convergance", .format = "svg", .folder = folder, .name = "x", .launcher = launcher()};
    CU_ASSERT_EQUAL(dh_chart_draw(NULL, 0, &options, &arena, &made, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did you mean convergence?"));
    options.chart = "convergence";
    options.format = "jpeg";
    CU_ASSERT_EQUAL(dh_chart_draw(NULL, 0, &options, &arena, &made, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "dumb, pdf, png, svg, tex"));
    empty_folder();
}

/* ---- processes ---- */

static void outcomes_are_kept(void)
{
    begin();
    const char *argv[] = {"/bin/sh", "-c", "pwd; echo problem >&2; cat; exit 23", NULL};
    dh_command command = {.argv = argv, .folder = folder, .seconds = 60};
    dh_ending outcome;
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&command, &outcome, &error), 0);
    CU_ASSERT_EQUAL(outcome.exit_status, 23);
    CU_ASSERT_STRING_EQUAL((char *)outcome.out.data, dh_arena_format(&arena, "%s\n", folder));
    CU_ASSERT_STRING_EQUAL((char *)outcome.err.data, "problem\n");
    dh_ending_finish(&outcome);
    argv[2] = "kill -11 $$";
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&command, &outcome, &error), 0);
    CU_ASSERT_EQUAL(outcome.exit_status, -1);
    CU_ASSERT_EQUAL(outcome.signal, 11);
    dh_ending_finish(&outcome);
    argv[2] = "exec sleep 100";
    command.seconds = 0.05;
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&command, &outcome, &error), 0);
    CU_ASSERT_TRUE(outcome.timed_out);
    dh_ending_finish(&outcome);
    argv[0] = "/nowhere/sh";
    CU_ASSERT_EQUAL(dh_process_run(&command, &outcome, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "/nowhere/sh"));
    dh_ending_finish(&outcome);
}

static void the_end(void)
{
    empty_folder();
    CU_ASSERT_EQUAL(rmdir(folder), 0);
    dh_arena_finish(&arena);
}

SUITE("view", {"texts are quoted", texts_are_quoted}, {"file names are tame", file_names_are_tame},
      {"widths grow with the text", widths_grow_with_the_text}, {"labels are wrapped", labels_are_wrapped},
      {"long labels are cut in the middle", long_labels_are_cut_in_the_middle},
      {"labels that would look alike", labels_that_would_look_alike}, {"axes have labels", axes_have_labels},
      {"clipped axes have room", clipped_axes_have_room}, {"outcomes of processes are kept", outcomes_are_kept},
      {"legends say what differs", legends_say_what_differs},
      {"diverged curves do not set the range", diverged_curves_do_not_set_the_range},
      {"gaps of rounding are drawn on the edge", gaps_of_rounding_are_drawn_on_the_edge},
      {"every format is drawn", every_format_is_drawn},
      {"the same curves give the same bytes", same_curves_same_bytes},
      {"odd results are drawn", odd_results_are_drawn}, {"labels run nothing", labels_run_nothing},
      {"others are named", others_are_named}, {"narrow keys stand below", narrow_keys_stand_below},
      {"few seeds are marked", few_seeds_are_marked}, {"ceilings hold", ceilings_hold}, {"tex is text", tex_is_text},
      {"tex has powers", tex_has_powers}, {"currencies have labels", currencies_have_labels},
      {"quoted texts come back", quoted_texts_come_back}, {"no process is started", no_process_is_started},
      {"failures are told", failures_are_told}, {"a missing gnuplot is named", a_missing_gnuplot_is_named},
      {"wrong options are refused", wrong_options_are_refused}, {"the folder is left empty", the_end})
