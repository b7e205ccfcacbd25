/* Typed scalars: one domain gives both the check and the message. */
#include "config/value.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const truths[] = {"true", "yes", "false", "no", NULL};

const dh_domain dh_any_number = {.number = true, .min = -1e300, .max = 1e300};
const dh_domain dh_positive = {.number = true, .min = 0, .max = 1e300, .open_min = true};
const dh_domain dh_not_negative = {.number = true, .min = 0, .max = 1e300};
const dh_domain dh_count_from_0 = {.number = true, .whole = true, .min = 0, .max = 1e300};
const dh_domain dh_count_from_1 = {.number = true, .whole = true, .min = 1, .max = 1e300};
const dh_domain dh_truth = {.words = truths};

static size_t count_words(const dh_domain *domain)
{
    size_t count = 0;
    while (domain->words && domain->words[count])
        count++;
    return count;
}

__attribute__((format(printf, 4, 5))) static size_t append(char *out, size_t room, size_t used, const char *format,
                                                           ...)
{
    va_list args;
    va_start(args, format);
    int more = used < room ? vsnprintf(out + used, room - used, format, args) : 0;
    va_end(args);
    return used + (size_t)(more > 0 ? more : 0);
}

static size_t append_range(const dh_domain *d, char *out, size_t room)
{
    bool low = d->min > -1e300, high = d->max < 1e300;
    size_t used = append(out, room, 0, d->whole ? "a whole number" : "a number");
    if (low && high)
        return append(out, room, used, " in %c%.15g, %.15g%c", d->open_min ? '(' : '[', d->min, d->max,
                      d->open_max ? ')' : ']');
    if (low)
        return append(out, room, used, " %s %.15g", d->open_min ? ">" : ">=", d->min);
    return high ? append(out, room, used, " %s %.15g", d->open_max ? "<" : "<=", d->max) : used;
}

char *dh_domain_text(const dh_domain *domain, char *out, size_t room)
{
    size_t used = domain->number ? append_range(domain, out, room) : 0, words = count_words(domain);
    for (size_t i = 0; i < words; i++) {
        const char *join = !used ? "" : i + 1 == words ? " or " : ", ";
        used = append(out, room, used, "%s%s", join, domain->words[i]);
    }
    return out;
}

static bool in_range(const dh_domain *d, double value)
{
    bool above = d->open_min ? value > d->min : value >= d->min;
    bool below = d->open_max ? value < d->max : value <= d->max;
    return (above || d->min <= -1e300) && (below || d->max >= 1e300);
}

static int find_word(const dh_domain *domain, const char *text)
{
    size_t count = count_words(domain);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(domain->words[i], text))
            return (int)i;
    return -1;
}

static int fail_value(const dh_document *document, const char *key, const dh_node *node, const dh_domain *domain,
                      bool huge, dh_error *error)
{
    char expected[400], got[DH_SHOW];
    const char *near =
        node->kind == DH_SCALAR && domain->words ? dh_nearest(node->text, domain->words, count_words(domain)) : NULL;
    dh_domain_text(domain, expected, sizeof expected);
    return dh_yaml_fail(document, node->at, error, "%s: expected %s, got %s%s%s%s%s", key, expected,
                        dh_node_show(node, got), huge ? ", which is beyond 2^53" : "", near ? "; did you mean '" : "",
                        near ? near : "", near ? "'?" : "");
}

int dh_value_read(const dh_document *document, const char *key, const dh_node *node, const dh_domain *domain,
                  dh_value *ret, dh_error *error)
{
    double number;
    if (node->kind != DH_SCALAR)
        return fail_value(document, key, node, domain, false, error);
    *ret = (dh_value){find_word(domain, node->text), 0};
    if (ret->word >= 0)
        return 0;
    if (!domain->number || !dh_parse_double(node->text, &number))
        return fail_value(document, key, node, domain, false, error);
    bool huge = domain->whole && fabs(number) > DH_WHOLE_LIMIT;
    if (huge || !in_range(domain, number) || (domain->whole && number != floor(number)))
        return fail_value(document, key, node, domain, huge, error);
    ret->number = number + 0.0; /* -0 would be another run than 0 */
    return 0;
}

int dh_value_text(const dh_document *document, const char *key, const dh_node *node, const char **ret,
                  dh_error *error)
{
    char got[DH_SHOW];
    if (node->kind != DH_SCALAR || !*node->text)
        return dh_yaml_fail(document, node->at, error, "%s: expected a text, got %s", key, dh_node_show(node, got));
    *ret = node->text;
    return 0;
}

size_t dh_choice_count(const dh_node *node)
{
    return node->kind == DH_SEQUENCE ? node->count : 1;
}

const dh_node *dh_choice_at(const dh_node *node, size_t i)
{
    return node->kind == DH_SEQUENCE ? node->item[i] : node;
}
