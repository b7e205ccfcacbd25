/* Budget, recording, limits and target: what bounds a run and what is kept of it. */
#include "config/parts.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

const dh_recording dh_standard_recording = {DH_EVERY_EPOCHS, 1, DH_METRICS_AUTO};
const dh_limits dh_standard_limits = {600, 0x1p30, 1e100};
const dh_target dh_no_target = {NAN, NAN};

static const dh_field budget_fields[] = {
    {"epochs", dh_read_number, DH_OFFSET(dh_budget, epochs), .domain = &dh_positive},
    {"gradients", dh_read_number, DH_OFFSET(dh_budget, gradients), .domain = &dh_positive},
    {"seconds", dh_read_number, DH_OFFSET(dh_budget, seconds), .domain = &dh_positive},
    {"steps", dh_read_whole, DH_OFFSET(dh_budget, steps), .domain = &dh_count_from_1},
};
static const dh_schema budget_schema = DH_SCHEMA("a budget", "{epochs: 50}", budget_fields);

int dh_read_budget(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    (void)field;
    *(dh_budget *)member = (dh_budget){0};
    if (dh_schema_read(reader, &budget_schema, value, member, NULL, NULL))
        return -1;
    return value->count ? 0
                        : dh_yaml_fail(reader->document, value->at, reader->error,
                                       "a budget needs at least one of epochs, gradients, seconds, steps");
}

static const dh_field limits_fields[] = {
    {"cost", dh_read_number, DH_OFFSET(dh_limits, cost), .domain = &dh_positive},
    {"memory", dh_read_number, DH_OFFSET(dh_limits, memory), .domain = &dh_positive},
    {"seconds", dh_read_number, DH_OFFSET(dh_limits, seconds), .domain = &dh_positive},
};
static const dh_schema limits_schema = DH_SCHEMA("limits", "{seconds: 60}", limits_fields);

int dh_read_limits(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    (void)field;
    *(dh_limits *)member = dh_standard_limits;
    return dh_schema_read(reader, &limits_schema, value, member, NULL, NULL);
}

static const dh_field target_fields[] = {
    {"cost", dh_read_number, DH_OFFSET(dh_target, cost), .domain = &dh_any_number},
    {"gap", dh_read_number, DH_OFFSET(dh_target, gap), .domain = &dh_positive},
};
static const dh_schema target_schema = DH_SCHEMA("a target", "{gap: 1e-6}", target_fields);

int dh_read_target(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    (void)field;
    *(dh_target *)member = dh_no_target;
    if (dh_schema_read(reader, &target_schema, value, member, NULL, NULL))
        return -1;
    return value->count < 2 ? 0
                            : dh_yaml_fail(reader->document, value->at, reader->error,
                                           "a target is either a cost or a gap, not both");
}

/* "10 steps" */
static bool parse_interval(const char *text, dh_recording *ret)
{
    static const struct {
        const char *word;
        dh_record_unit unit;
    } unit[] = {
        {"epoch", DH_EVERY_EPOCHS}, {"epochs", DH_EVERY_EPOCHS}, {"step", DH_EVERY_STEPS}, {"steps", DH_EVERY_STEPS}};
    char number[32];
    size_t length = strcspn(text, " "), i = 0;
    if (length >= sizeof number)
        return false;
    memcpy(number, text, length);
    number[length] = 0;
    const char *word = text + length + strspn(text + length, " ");
    while (i < 4 && strcmp(unit[i].word, word))
        i++;
    if (i == 4 || !dh_parse_double(number, &ret->every) || ret->every <= 0)
        return false;
    ret->unit = unit[i].unit;
    return ret->unit == DH_EVERY_EPOCHS || (ret->every == floor(ret->every) && ret->every <= DH_WHOLE_LIMIT);
}

static int read_every(const dh_reader *reader, const dh_field *field, const dh_node *value, void *recording)
{
    if (value->kind == DH_SCALAR && parse_interval(value->text, recording))
        return 0;
    return dh_expected(reader, field->key, "a number and its unit, as in '10 steps', '1 epoch' or '0.5 epochs'",
                       value);
}

static int read_per_decade(const dh_reader *reader, const dh_field *field, const dh_node *value, void *recording)
{
    dh_recording *r = recording;
    r->unit = DH_PER_DECADE;
    return dh_read_number(reader, field, value, &r->every);
}

static int read_metrics(const dh_reader *reader, const dh_field *field, const dh_node *value, void *recording)
{
    dh_value parsed;
    if (dh_value_read(reader->document, field->key, value, field->domain, &parsed, reader->error))
        return -1;
    ((dh_recording *)recording)->metrics = DH_METRICS_EVERY + (dh_metrics_when)parsed.word;
    return 0;
}

static const char *const when_words[] = {"every", "final", "none", NULL};
static const dh_domain when_domain = {.words = when_words};
static const dh_domain decade_domain = {.number = true, .whole = true, .min = 1, .max = 1000};
static const dh_field record_fields[] = {
    {"every", read_every},
    {"metrics", read_metrics, .domain = &when_domain},
    {"per_decade", read_per_decade, .domain = &decade_domain},
};
static const dh_schema record_schema = DH_SCHEMA("a record", "{every: 1 epoch}", record_fields);

int dh_read_recording(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    (void)field;
    *(dh_recording *)member = dh_standard_recording;
    if (dh_schema_read(reader, &record_schema, value, member, NULL, NULL))
        return -1;
    if (dh_node_find(value, "every") && dh_node_find(value, "per_decade"))
        return dh_yaml_fail(reader->document, value->at, reader->error,
                            "a record has either 'every' or 'per_decade', not both");
    return 0;
}
