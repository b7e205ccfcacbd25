/* The options of a comparison, and the comparison. */
#include "asked.h"

#include "base/text.h"
#include "summary/apart.h"
#include "summary/best.h"

#include <string.h>

enum { RESAMPLES = 1000 };

enum { OPT_BEST_OF = 512, OPT_COST, OPT_FINAL, OPT_REFERENCE, OPT_TARGET, OPT_X, OPT_Y };

const dh_asked dh_asked_default = {.x = "gradients", .target = {false, 1e-3}};

static const struct argp_option argp_options[] = {
    {"target", OPT_TARGET, "TAU", 0, "the target f* + TAU (f0 - f*), f0 the first value of each run (default: 0.001)",
     0},
    {"cost", OPT_COST, "C", 0, "instead: the target is this cost (with --y: this value of the column)", 0},
    {"final", OPT_FINAL, 0, 0, "judge by what runs delivered at their end, not by the cost to the target", 0},
    {"x", OPT_X, "CURRENCY", 0,
     "what costs count: gradients (passes over the data), step, epoch, seconds, or a column of the ledger "
     "such as gradient_evals (default: gradients)",
     0},
    {"y", OPT_Y, "COLUMN", 0,
     "gap (cost - f*, or - the best value seen where f* is not known), or a history column: cost, test_accuracy, ... "
     "(default: gap where f* is known, else cost)",
     0},
    {"reference", OPT_REFERENCE, "METHOD", 0,
     "test the others against this method, and score by it (default: the best on each problem)", 0},
    {"best-of", OPT_BEST_OF, "COLUMN", 0,
     "of each optimizer, schedule, ... only the method that ends best, problem by problem", 0},
    {0},
};

static double number(struct argp_state *state, const char *option, const char *text)
{
    double value = 0;
    if (!dh_parse_double(text, &value))
        argp_error(state, "%s: expected a number, got '%s'", option, text);
    return value;
}

static void set_target(struct argp_state *state, bool absolute, const char *text)
{
    dh_asked *o = state->input;
    const char *option = absolute ? "--cost" : "--target";
    if (o->has_target)
        argp_error(state, "%s: there is a target already; expected one", option);
    o->target = (dh_goal){absolute, number(state, option, text)};
    o->has_target = true;
    if (!absolute && !(o->target.value > 0 && o->target.value < 1))
        argp_error(state, "--target: expected a number between 0 and 1, got '%s'", text);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    dh_asked *o = state->input;
    switch (key) {
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
    case OPT_REFERENCE:
        o->reference = text;
        return 0;
    case OPT_X:
        o->x = text;
        return 0;
    case OPT_Y:
        o->y = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp asked_argp = {argp_options, parse, 0, 0, 0, 0, 0};
const struct argp_child dh_asked_child[] = {{&asked_argp, 0, 0, 0}, {0}};

int dh_asked_traces(const dh_asked *asked, dh_results *const *results, const char *const *name, size_t files,
                    const char *group, bool best, dh_arena *arena, dh_traces *ret, dh_error *error)
{
    dh_axis axis = DH_AXIS_GRADIENTS;
    bool told;
    if (dh_currency_parse(asked->x, &axis, error) ||
        dh_traces_read(results, files, axis, asked->y, group, arena, ret, error) ||
        dh_traces_tell_apart(ret, name, arena, &told, error))
        return -1;
    if (!ret->count)
        return dh_fail(error, DH_ERROR_INPUT, "%s: there are no runs to compare", name[0]);
    return best ? dh_traces_keep_best(ret, arena, error) : 0;
}

const char *dh_asked_reference(const dh_asked *asked, const dh_traces *traces)
{
    for (size_t i = 0; asked->reference && asked->best_of && i < traces->count; i++)
        if (!strcmp(traces->trace[i].group, asked->reference))
            return traces->trace[i].method;
    return asked->reference;
}

int dh_asked_compare(const dh_asked *asked, const dh_traces *traces, dh_arena *arena, dh_contests *ret_contests,
                     dh_comparison *ret, dh_error *error)
{
    dh_compare_options how = {.delivered = asked->final,
                              .target = asked->target,
                              .reference = dh_asked_reference(asked, traces),
                              .level = 0.95,
                              .resamples = RESAMPLES};
    return dh_contests_make(traces, arena, ret_contests, error) || dh_compare(ret_contests, &how, arena, ret, error)
               ? -1
               : 0;
}
