/* Charts of synthetic curves: what they show, what they name, and the same bytes each time. */
#include "suite.h"

#include "base/file.h"
#include "view/layout.h"
#include "view/legend.h"
#include "view/range.h"
#include "view/sheet.h"
#include "view_model.h"

#include <string.h>
#include <unistd.h>

static const char *read_text(const char *path)
{
    dh_buffer file = {0};
    const char *text =
        dh_file_read(path, 1 << 26, &file, &failure) ? "" : dh_arena_copy(&arena, (char *)file.data, file.size);
    dh_buffer_finish(&file);
    return text;
}

static void add_three(const char *problem)
{
    for (int64_t seed = 0; seed < 4; seed++) {
        add(problem, "sgd lr=0.1 batch=32", seed, 0.83, DH_FINISHED);
        add(problem, "adam lr=0.01 batch=32", seed, 0.71, DH_FINISHED);
        add(problem, "adam lr=10 batch=32", seed, seed < 3 ? 1.9 : 0.95, seed < 3 ? DH_DIVERGED : DH_FINISHED);
    }
}

/* ---- charts ---- */

static void legends_say_what_differs(void)
{
    begin_runs();
    add_three("line");
    dh_curves curves = make();
    dh_legend legend;
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &failure), 0);
    CU_ASSERT_EQUAL_FATAL(legend.count, 3);
    CU_ASSERT_STRING_EQUAL(legend.shared, "batch=32");
    CU_ASSERT_STRING_EQUAL(legend.entry[0].line[0], "sgd lr=0.1");
    CU_ASSERT_STRING_EQUAL(legend.entry[0].note, "");
    CU_ASSERT_STRING_EQUAL(legend.entry[2].note, "3 of 4 runs diverged");
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 1, 240, 3, &arena, &legend, &failure), 0);
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
    CU_ASSERT_EQUAL_FATAL(dh_file_read(path, 1 << 26, &file, &failure), 0);
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
        CU_ASSERT_EQUAL_FATAL(dh_file_read(before, 1 << 26, &a, &failure), 0);
        CU_ASSERT_EQUAL_FATAL(dh_file_read(second.path[0], 1 << 26, &b, &failure), 0);
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

static void wrong_options_are_refused(void)
{
    dh_pictures made;
    begin_runs();
    add_three("line");
    CU_ASSERT_EQUAL(draw("svg", "small", 180, &made), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "expected at least"));
    dh_chart_options options = {
        .chart = "convergance", .format = "svg", .folder = folder, .name = "x", .launcher = launcher()};
    CU_ASSERT_EQUAL(dh_chart_draw(NULL, 0, &options, &arena, &made, &failure), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "did you mean convergence?"));
    options.chart = "convergence";
    options.format = "jpeg";
    CU_ASSERT_EQUAL(dh_chart_draw(NULL, 0, &options, &arena, &made, &failure), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "dumb, pdf, png, svg, tex"));
    empty_folder();
}

/* ---- what is told apart ---- */

static void others_are_named(void)
{
    begin_runs();
    for (size_t i = 0; i < 30; i++)
        add("line", dh_arena_format(&arena, "adam lr=%zu", i), 0, 0.9 - 0.01 * (double)i, DH_FINISHED);
    dh_curves curves = make();
    dh_legend legend;
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &failure), 0);
    double height = legend.height;
    CU_ASSERT_EQUAL_FATAL(dh_legend_list(&curves, 240, 6.5 * DH_LIST_STEP, true, &arena, &legend, &failure), 0);
    CU_ASSERT_FATAL(legend.listed > 0 && legend.listed <= 6);
    CHECK_CLOSE(legend.height, height + (double)legend.listed * DH_LIST_STEP, 1e-15);
    CU_ASSERT_EQUAL(strncmp(legend.list[0], "lr=0, lr=1, lr=2", 16), 0); /* the worst ones, without what all share */
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &failure), 0);
    CU_ASSERT_EQUAL_FATAL(dh_legend_list(&curves, 240, DH_LIST_STEP, true, &arena, &legend, &failure), 0);
    size_t named = 1, more = 0; /* "lr=0, ..., lr=4 and 15 more" in one line */
    for (const char *p = legend.list[0]; *p; p++)
        named += *p == ',';
    CU_ASSERT(legend.listed == 1 && named > 1 &&
              sscanf(strstr(legend.list[0], " and "), " and %zu more", &more) == 1);
    CU_ASSERT_EQUAL(named + more, 20);
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &failure), 0);
    CU_ASSERT_EQUAL_FATAL(dh_legend_list(&curves, 240, DH_LIST_STEP - 1, true, &arena, &legend, &failure), 0);
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
    CU_ASSERT_EQUAL_FATAL(dh_legend_make(&curves, 10, 240, 3, &arena, &legend, &failure), 0);
    CU_ASSERT_EQUAL_FATAL(dh_layout_make(2, &legend, "what", 0, 0, &arena, &wide, &failure), 0);
    CU_ASSERT_EQUAL_FATAL(dh_layout_make(2, &legend, "what", DH_COLUMN_WIDTH, 0, &arena, &narrow, &failure), 0);
    CU_ASSERT(!wide.key_below && wide.columns == 2 && narrow.key_below && narrow.columns == 1 && narrow.rows == 2);
    CU_ASSERT(dh_layout_panel(&narrow, 1).bottom > narrow.key_top);
    CU_ASSERT(dh_layout_panel(&narrow, 0).bottom > dh_layout_panel(&narrow, 1).top);
    CU_ASSERT(narrow.key_left + DH_KEY_SAMPLE + 8 + legend.width < narrow.width);
    CU_ASSERT(narrow.key_top - narrow.key_height > 0);
    /* even where it is so small that a panel would have room beside it */
    dh_legend small = legend;
    small.width = 40;
    CU_ASSERT_EQUAL_FATAL(dh_layout_make(1, &small, "what", DH_COLUMN_WIDTH, 0, &arena, &narrow, &failure), 0);
    CU_ASSERT(narrow.key_below && dh_layout_panel(&narrow, 0).right > 0.9 * narrow.width);
    CU_ASSERT_EQUAL_FATAL(dh_layout_make(6, &legend, "what", DH_SLIDE_WIDTH, DH_SLIDE_HEIGHT, &arena, &wide, &failure),
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

/* That there is nothing to draw is an answer; that nobody could look is none. */
static void files_that_cannot_be_read_are_no_answer(void)
{
    const dh_error nothing = {.kind = DH_ERROR_INPUT}, unread = {.kind = DH_ERROR_SYSTEM};
    bool suits = true;
    CU_ASSERT(!dh_chart_answer(-1, &suits, &nothing) && !suits);
    CU_ASSERT(!dh_chart_answer(0, &suits, &nothing) && suits);
    CU_ASSERT_EQUAL(dh_chart_answer(-1, &suits, &unread), -1);
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

SUITE("charts", {"legends say what differs", legends_say_what_differs},
      {"diverged curves do not set the range", diverged_curves_do_not_set_the_range},
      {"gaps of rounding are drawn on the edge", gaps_of_rounding_are_drawn_on_the_edge},
      {"every format is drawn", every_format_is_drawn},
      {"the same curves give the same bytes", same_curves_same_bytes},
      {"odd results are drawn", odd_results_are_drawn}, {"others are named", others_are_named},
      {"narrow keys stand below", narrow_keys_stand_below}, {"few seeds are marked", few_seeds_are_marked},
      {"files that cannot be read are no answer", files_that_cannot_be_read_are_no_answer},
      {"ceilings hold", ceilings_hold}, {"wrong options are refused", wrong_options_are_refused},
      {"the folder is left empty", the_end})
