/* downhill plot: results files -> charts. */
#include "base/buffer.h"
#include "base/file.h"
#include "base/text.h"
#include "cli.h"
#include "files.h"
#include "view/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MOST_CHARTS = 32 };

typedef struct options {
    const char *file[DH_MOST_FILES], *chart[MOST_CHARTS];
    size_t files, charts;
    const char *format, *folder, *x, *y, *title, *best_of, *over, *reference;
    dh_scale x_scale, y_scale;
    uint64_t width, height;
    int64_t seed;
    bool seed_given, quiet, final;
    dh_goal target;
    dh_band band;
    dh_page_size size;
} options;

enum {
    OPT_BAND = 256, OPT_BEST_OF, OPT_CHART, OPT_COST, OPT_FINAL, OPT_FORMAT, OPT_OVER, OPT_REFERENCE, OPT_SEED, OPT_SIZE, OPT_TARGET, OPT_X, OPT_Y, OPT_TITLE,
    OPT_X_SCALE, OPT_Y_SCALE, OPT_WIDTH, OPT_HEIGHT,
};

static const struct argp_option argp_options[] = {
    {"band", OPT_BAND, "BAND", 0, "around convergence: LOW,HIGH: these quantiles around the median; mean: the mean and its 95 % bootstrap "
                                  "interval (default: 0.25,0.75); of tuning, mean is the mean of the best", 0},
    {"best-of", OPT_BEST_OF, "COLUMN", 0, "of each optimizer, schedule, ... only the method that ends best, problem by problem", 0},
    {"chart", OPT_CHART, "NAME", 0, "contour, convergence, critical_difference, data_profile, ecdf, final, heatmap, ledger, profile, schedule, "
                                   "sensitivity, speed, surface, time_to_target or tuning; may be repeated (default: "
                                   "convergence; all: every one that the files have something for)", 0},
    {"target", OPT_TARGET, "TAU", 0, "for time_to_target, profile, data_profile and critical_difference: the target f* + TAU (f0 - f*), f0 the "
                                     "first value of each run (default: 0.001)", 0},
    {"cost", OPT_COST, "C", 0, "instead: the target is this cost (with --y: this value of the column)", 0},
    {"final", OPT_FINAL, 0, 0, "critical_difference ranks by what runs delivered at their end, not by the cost to the target", 0},
    {"format", OPT_FORMAT, "FORMAT", 0, "svg, png, pdf, tex (for LaTeX), or dumb: in the terminal (default: svg)", 0},
    {"output", 'o', "DIR", 0, "folder for pictures, scripts and data (default: charts, beside the first file)", 0},
    {"x", OPT_X, "AXIS", 0, "step, epoch, gradients (passes over the data), seconds, or a column of the ledger: gradient_evals, hvps, "
                            "loss_evals, oracle_seconds, sample_gradients, sample_losses (default: step; of charts of costs to a target: "
                            "gradients)", 0},
    {"y", OPT_Y, "COLUMN", 0, "gap (cost - f*, or - the best value seen where f* is not known), or a history column: cost, test_cost, test_accuracy, ... (default: gap where f* is known, else cost)", 0},
    {"over", OPT_OVER, "PARAMETER", 0, "what sensitivity is shown against: beta, batch, ... (default: lr); "
                                       "for heatmap two: lr,beta", 0},
    {"reference", OPT_REFERENCE, "METHOD", 0, "profile: costs over those of this method, instead of over the least of any", 0},
    {"seed", OPT_SEED, "N", 0, "whose paths contour and surface show (default: the lowest)", 0},
    {"title", OPT_TITLE, "TEXT", 0, "title (default: the problem, or the study's name when there are several)", 0},
    {"x-scale", OPT_X_SCALE, "SCALE", 0, "auto, linear or log; a log axis has no place for step 0 (default: auto)", 0},
    {"y-scale", OPT_Y_SCALE, "SCALE", 0, "the same", 0},
    {"size", OPT_SIZE, "SIZE", 0, "column of a paper (3.4 inches), slide (13.3 x 7.5 inches) or screen (default: screen)", 0},
    {"width", OPT_WIDTH, "N", 0, "pixels, or characters for dumb", 0},
    {"height", OPT_HEIGHT, "N", 0, "the same", 0},
    {"quiet", 'q', 0, 0, "do not list the files that were made", 0},
    {0},
};

static uint64_t size_of(struct argp_state *state, const char *text)
{
    uint64_t n;
    if (!dh_parse_u64(text, &n) || n < 20 || n > 20000)
        argp_error(state, "--width, --height: expected a number from 20 to 20000, got '%s'", text);
    return n;
}

static int64_t seed_of(struct argp_state *state, const char *text)
{
    uint64_t n;
    if (!dh_parse_u64(text, &n) || n > INT64_MAX)
        argp_error(state, "--seed: expected a whole number, got '%s'", text);
    return (int64_t)n;
}

static dh_scale scale_of(struct argp_state *state, const char *text)
{
    static const char *const name[] = {"auto", "linear", "log"}; /* in the order of dh_scale */
    for (int i = 0; i < 3; i++)
        if (!strcmp(text, name[i]))
            return (dh_scale)i;
    argp_error(state, "--x-scale, --y-scale: expected auto, linear or log, got '%s'", text);
    return DH_SCALE_AUTO;
}

static void set_target(struct argp_state *state, bool absolute, const char *text)
{
    options *o = state->input;
    const char *option = absolute ? "--cost" : "--target";
    double value = 0;
    if (o->target.absolute || o->target.value > 0)
        argp_error(state, "%s: there is a target already; expected one", option);
    if (!dh_parse_double(text, &value) || !isfinite(value) || (!absolute && !(value > 0 && value < 1)))
        argp_error(state, "%s: expected a number%s, got '%s'", option, absolute ? "" : " between 0 and 1", text);
    o->target = (dh_goal){absolute, value};
}

/* "mean", or "0.1,0.9" */
static dh_band band_of(struct argp_state *state, const char *text)
{
    dh_band band = {.mean = !strcmp(text, "mean"), .level = 0.95};
    const char *comma = strchr(text, ',');
    char low[32] = "";
    if (band.mean)
        return band;
    if (comma && (size_t)(comma - text) < sizeof low)
        memcpy(low, text, (size_t)(comma - text));
    if (!comma || !dh_parse_double(low, &band.low) || !dh_parse_double(comma + 1, &band.high) ||
        !(band.low >= 0 && band.low <= 0.5 && band.high >= 0.5 && band.high <= 1))
        argp_error(state, "--band: expected mean, or two quantiles around 0.5 such as 0.1,0.9; got '%s'", text);
    return band;
}

static dh_page_size size_named(struct argp_state *state, const char *text)
{
    static const char *const name[] = {[DH_SIZE_SCREEN] = "screen", [DH_SIZE_COLUMN] = "column", [DH_SIZE_SLIDE] = "slide"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (!strcmp(text, name[i]))
            return (dh_page_size)i;
    argp_error(state, "--size: expected column, slide or screen, got '%s'", text);
    return DH_SIZE_SCREEN;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case OPT_BAND:
        o->band = band_of(state, text);
        return 0;
    case OPT_BEST_OF:
        o->best_of = text;
        return 0;
    case OPT_COST:
    case OPT_TARGET:
        set_target(state, key == OPT_COST, text);
        return 0;
    case OPT_FINAL:
        o->final = true;
        return 0;
    case OPT_SIZE:
        o->size = size_named(state, text);
        return 0;
    case OPT_CHART:
        if (o->charts == MOST_CHARTS)
            argp_error(state, "--chart: at most %d times", MOST_CHARTS);
        o->chart[o->charts++] = text;
        return 0;
    case OPT_FORMAT:
        o->format = text;
        return 0;
    case 'o':
        o->folder = text;
        return 0;
    case OPT_OVER:
        o->over = text;
        return 0;
    case OPT_SEED:
        o->seed = seed_of(state, text);
        o->seed_given = true;
        return 0;
    case OPT_REFERENCE:
        o->reference = text;
        return 0;
    case OPT_X:
        o->x = text;
        return 0;
    case OPT_Y:
        o->y = text;
        return 0;
    case OPT_TITLE:
        o->title = text;
        return 0;
    case OPT_X_SCALE:
        o->x_scale = scale_of(state, text);
        return 0;
    case OPT_Y_SCALE:
        o->y_scale = scale_of(state, text);
        return 0;
    case OPT_WIDTH:
        o->width = size_of(state, text);
        return 0;
    case OPT_HEIGHT:
        o->height = size_of(state, text);
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->files == DH_MOST_FILES)
            argp_error(state, "at most %d files", DH_MOST_FILES);
        o->file[o->files++] = text;
        return 0;
    case ARGP_KEY_END:
        if (!o->files)
            argp_error(state, "expected a results file, as in: downhill plot results/tutorial.h5");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What lies before the last slash, and the name without ending. */
static int split(dh_arena *arena, const char *path, const char **folder, const char **name)
{
    const char *slash = strrchr(path, '/'), *start = slash ? slash + 1 : path;
    size_t length = strlen(start);
    if (length > 3 && !strcmp(start + length - 3, ".h5"))
        length -= 3;
    *folder = slash ? dh_arena_copy(arena, path, (size_t)(slash - path)) : ".";
    *name = dh_arena_copy(arena, start, length);
    return *folder && *name ? 0 : -1;
}

static int show(const char *path, dh_error *error)
{
    dh_buffer text = {0};
    int result = dh_file_read(path, 64 << 20, &text, error);
    if (!result)
        fwrite(text.data, 1, text.size, stdout);
    dh_buffer_finish(&text);
    return result;
}

static int tell(const options *o, const dh_chart_options *chart, const dh_pictures *made, dh_error *error)
{
    bool dumb = !strcmp(chart->format, "dumb");
    for (size_t i = 0; i < made->count; i++) {
        if (dumb && show(made->path[i], error))
            return -1;
        if (!dumb && !o->quiet)
            puts(made->path[i]);
    }
    return 0;
}

/* Each chart in memory of its own: it may have read every history. */
static int draw(const options *o, dh_results *const *results, const dh_chart_options *chart, dh_error *error)
{
    dh_pictures made;
    dh_arena arena = {0};
    int result = dh_chart_draw(results, o->files, chart, &arena, &made, error) || tell(o, chart, &made, error) ? -1 : 0;
    dh_arena_finish(&arena);
    return result;
}

static int fill(const options *o, dh_arena *arena, dh_chart_options *c, dh_error *error)
{
    const char *folder, *name;
    dh_places places;
    if (dh_cli_places(arena, &places, error))
        return -1;
    if (split(arena, o->file[0], &folder, &name))
        return dh_fail_memory(error);
    *c = (dh_chart_options){.format = o->format ? o->format : "svg", .y = o->y, 
                            .best_of = o->best_of, .over = o->over, .reference = o->reference, .title = o->title, .name = name,
                            .x_scale = o->x_scale, .y_scale = o->y_scale, .width = o->width, .height = o->height,
                            .launcher = places.nospawn, .axis_given = o->x, .target = o->target, .delivered = o->final,
                            .band = o->band, .size = o->size,
                            .seed = o->seed_given ? &o->seed : NULL};
    c->folder = o->folder ? o->folder : dh_arena_format(arena, "%s/charts", folder);
    if (!c->folder)
        return dh_fail_memory(error);
    struct winsize terminal;
    if (!strcmp(c->format, "dumb") && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &terminal) && terminal.ws_col >= 20) {
        c->width = o->width ? o->width : terminal.ws_col;
        c->height = o->height ? o->height : terminal.ws_row > 20 ? terminal.ws_row - 1u : 20;
    }
    return o->x ? dh_currency_parse(o->x, &c->axis, error) : 0;
}

static int draw_all(const options *o, dh_results *const *results, dh_arena *arena, dh_error *error)
{
    dh_chart_options chart;
    if (fill(o, arena, &chart, error))
        return -1;
    bool all = o->charts == 1 && !strcmp(o->chart[0], "all");
    size_t count = all ? dh_chart_count : o->charts ? o->charts : 1;
    for (size_t i = 0; i < count; i++) {
        bool suits = true;
        if (all && dh_charts[i].suits && dh_charts[i].suits(results, o->files, &suits, error))
            return -1;
        if (!suits)
            continue;
        chart.chart = all ? dh_charts[i].name : o->charts ? o->chart[i] : "convergence";
        if (draw(o, results, &chart, error))
            return -1;
    }
    return 0;
}

int dh_cmd_plot(int argc, char **argv)
{
    static const struct argp argp = {argp_options, parse, "FILE.h5...",
                                     "Draw charts of one or more results files together. The gnuplot script and the data of each "
                                     "chart lie beside its picture.", 0, 0, 0};
    options o = {0};
    dh_arena arena = {0};
    dh_error error = {0};
    dh_files files;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    const int failed = dh_files_open(o.file, o.files, &arena, &files, &error) || draw_all(&o, files.open, &arena, &error);
    const int code = failed ? dh_cli_fail(&error) : DH_EXIT_OK;
    dh_files_close(&files);
    dh_arena_finish(&arena);
    return code;
}
