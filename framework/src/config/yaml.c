/* YAML 1.2 -> nodes, from the event stream of libfyaml. Its document builder is left out on purpose: it checks
 * duplicate keys in quadratic time (57 s for 60,000 keys), expands aliases by copying, gives lists and maps no place
 * and takes a second document for nothing. Events have none of that, and limits apply before memory is spent. */
#include "config/yaml.h"

#include "base/file.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20, MOST_NODES = 100000, MOST_LEVELS = 32 };

typedef struct level {
    dh_node *node;
    size_t first; /* where its children start in `pending` */
    bool flow;    /* written with brackets */
} level;

typedef struct builder {
    dh_document *document;
    dh_arena *arena;
    dh_error *error;
    dh_node **pending; /* children of the open levels, keys and values in turn */
    size_t pending_count, pending_room;
    level open[MOST_LEVELS];
    size_t depth, nodes, documents;
    dh_place last; /* of the newest node that has one */
    const dh_node *root;
} builder;

#define REFUSE(B, AT, ...) dh_yaml_fail((B)->document, (AT), (B)->error, __VA_ARGS__)

static dh_place token_place(struct fy_token *token, dh_place otherwise)
{
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    return mark ? (dh_place){(uint32_t)mark->line + 1, (uint32_t)mark->column + 1} : otherwise;
}

static int compare_keys(const void *a, const void *b)
{
    const dh_node *x = *(const dh_node *const *)a, *y = *(const dh_node *const *)b;
    int order = strcmp(x->text, y->text);
    if (order)
        return order;
    if (x->at.line != y->at.line)
        return x->at.line < y->at.line ? -1 : 1;
    return (x->at.column > y->at.column) - (x->at.column < y->at.column);
}

static bool before(dh_place a, dh_place b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

int dh_yaml_unique(const dh_document *document, const dh_node *const *text, size_t count, dh_error *error)
{
    char shown[DH_SHOW];
    if (count < 2)
        return 0;
    const dh_node **sorted = malloc(count * sizeof *sorted), *first = NULL, *again = NULL;
    if (!sorted)
        return dh_fail_memory(error);
    memcpy(sorted, text, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < count; i++)
        if (!strcmp(sorted[i - 1]->text, sorted[i]->text) && (!again || before(sorted[i]->at, again->at))) {
            first = sorted[i - 1];
            again = sorted[i];
        }
    free(sorted);
    return again ? dh_yaml_fail(document, again->at, error, "%s is given twice (first on line %u)",
                                dh_node_show(again, shown), first->at.line)
                 : 0;
}

static int check_key(builder *b, const dh_node *key)
{
    if (key->kind != DH_SCALAR)
        return REFUSE(b, key->at, "a key must be a plain word, not a %s", key->kind == DH_MAP ? "map" : "list");
    if (dh_node_missing(key))
        return REFUSE(b, key->at, "a key is missing");
    if (!strcmp(key->text, "<<") && !key->quoted)
        return REFUSE(b, key->at, "merge keys (<<) are not supported: write the keys out");
    return 0;
}

static int push(builder *b, dh_node *node)
{
    if (b->pending_count == b->pending_room) {
        size_t room = 2 * b->pending_room + 64;
        dh_node **pending = realloc(b->pending, room * sizeof(dh_node *));
        if (!pending)
            return dh_fail_memory(b->error);
        b->pending = pending;
        b->pending_room = room;
    }
    b->pending[b->pending_count++] = node;
    return 0;
}

/* Hands a finished node to the list or map around it. */
static int attach(builder *b, dh_node *node)
{
    if (!b->depth) {
        b->root = node;
        return 0;
    }
    const level *parent = &b->open[b->depth - 1];
    size_t index = b->pending_count - parent->first;
    if (parent->node->kind == DH_SEQUENCE && dh_node_missing(node))
        return REFUSE(b, parent->node->at, "item %zu of this list is empty", index + 1);
    if (parent->node->kind == DH_MAP && index % 2 == 0 && check_key(b, node))
        return -1;
    return push(b, node);
}

static dh_node *add_node(builder *b, dh_node_kind kind, dh_place at, struct fy_token *anchor, struct fy_token *tag)
{
    if (anchor)
        REFUSE(b, token_place(anchor, at), "anchors (&) are not supported: write the value out");
    else if (tag)
        REFUSE(b, token_place(tag, at), "tags (!) are not supported: leave it out");
    else if (b->documents > 1)
        REFUSE(b, at, "a second document starts here; a file holds one");
    else if (++b->nodes > MOST_NODES)
        REFUSE(b, at, "more than %d values", MOST_NODES);
    else {
        dh_node *node = DH_NEW(b->arena, dh_node, 1);
        if (!node)
            dh_fail_memory(b->error);
        else
            *node = (dh_node){.kind = kind, .at = at};
        b->last = at;
        return node;
    }
    return NULL;
}

static int add_scalar(builder *b, const struct fy_event_scalar_data *data)
{
    size_t length = 0;
    const char *text = data->value ? fy_token_get_text(data->value, &length) : "";
    dh_node *node = add_node(b, DH_SCALAR, token_place(data->value, b->last), data->anchor, data->tag);
    if (!node)
        return -1;
    if (!text)
        return REFUSE(b, node->at, "this text cannot be read");
    const enum fy_scalar_style style = length == 1 && !*text ? fy_token_scalar_style(data->value) : FYSS_ANY;
    if (style == FYSS_LITERAL || style == FYSS_FOLDED)
        length = 0; /* what libfyaml 0.7.12 makes of an empty block at the end of a file */
    if (dh_text_clean(text, length) < length) /* an escape such as "\0" */
        return REFUSE(b, node->at, "control characters are not allowed in a text");
    node->quoted = fy_token_scalar_style(data->value) != FYSS_PLAIN;
    node->text = dh_arena_copy(b->arena, text, length);
    return node->text ? attach(b, node) : dh_fail_memory(b->error);
}

static int open_level(builder *b, dh_node_kind kind, struct fy_token *token, struct fy_token *anchor,
                      struct fy_token *tag)
{
    dh_place at = token_place(token, b->last);
    if (b->depth == MOST_LEVELS)
        return REFUSE(b, at, "nested deeper than %d levels", MOST_LEVELS);
    dh_node *node = add_node(b, kind, at, anchor, tag);
    if (!node)
        return -1;
    enum fy_token_type type = token ? fy_token_get_type(token) : FYTT_NONE;
    bool flow = type == FYTT_FLOW_SEQUENCE_START || type == FYTT_FLOW_MAPPING_START;
    b->open[b->depth++] = (level){node, b->pending_count, flow};
    return 0;
}

static int fill_map(builder *b, dh_node *map, dh_node **child)
{
    const dh_node **key = DH_NEW(b->arena, const dh_node *, map->count);
    map->item = DH_NEW(b->arena, dh_node *, map->count);
    if (!key || !map->item)
        return dh_fail_memory(b->error);
    for (size_t i = 0; i < map->count; i++) {
        key[i] = child[2 * i];
        map->item[i] = child[2 * i + 1];
    }
    map->key = key;
    if (map->count && before(key[0]->at, map->at)) /* "a: b" inside a list: libfyaml marks the colon */
        map->at = key[0]->at;
    return dh_yaml_unique(b->document, key, map->count, b->error);
}

static int close_level(builder *b)
{
    level top = b->open[--b->depth];
    size_t count = b->pending_count - top.first;
    dh_node *node = top.node, **child = count ? b->pending + top.first : NULL;
    b->pending_count = top.first;
    node->count = node->kind == DH_MAP ? count / 2 : count;
    if (node->kind == DH_MAP && fill_map(b, node, child))
        return -1;
    if (node->kind == DH_SEQUENCE) {
        node->item = DH_NEW(b->arena, dh_node *, count);
        if (!node->item)
            return dh_fail_memory(b->error);
        if (count)
            memcpy(node->item, child, count * sizeof *child);
    }
    return attach(b, node);
}

static int take(builder *b, const struct fy_event *event)
{
    switch (event->type) {
    case FYET_DOCUMENT_START:
        b->documents++;
        b->last = token_place(event->document_start.document_start, b->last);
        return b->documents > 1 && event->document_start.document_start
                   ? REFUSE(b, b->last, "a second document starts here; a file holds one")
                   : 0;
    case FYET_ALIAS:
        return REFUSE(b, token_place(event->alias.anchor, b->last),
                      "aliases (*) are not supported: write the value out");
    case FYET_SCALAR:
        return add_scalar(b, &event->scalar);
    case FYET_SEQUENCE_START:
        return open_level(b, DH_SEQUENCE, event->sequence_start.sequence_start, event->sequence_start.anchor,
                          event->sequence_start.tag);
    case FYET_MAPPING_START:
        return open_level(b, DH_MAP, event->mapping_start.mapping_start, event->mapping_start.anchor,
                          event->mapping_start.tag);
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
        return close_level(b);
    default:
        return 0;
    }
}

/* What libfyaml says of the commonest slips, and what a reader understands. Sorted. */
static const struct {
    const char *said, *meant;
} clearer[] = {
    {"could not find expected ':'", "expected 'key: value', but there is no ':'"},
    {"did not find expected '-' indicator", "expected '- ' before this entry: check the indentation"},
    {"did not find expected key", "expected a key: check the indentation"},
    {"did not find expected node content", "expected a value"},
    {"flow sequence without a closing bracket", "this ends before a list is closed"},
    {"invalid multiline plain key", "a value that runs into a 'key:' on the next line: check the indentation"},
    {"invalid nested block mapping on the same line",
     "a second ':' on one line: quote the value if the ':' belongs to it"},
    {"invalid scalar at the end of block sequence", "this does not belong to the list above: check the indentation"},
    {"invalid tab as indendation in a mapping", "tabs cannot indent: use spaces"},
    {"invalid tab character as indent instead of space", "tabs cannot indent: use spaces"},
    {"invalid tab used as indentation", "tabs cannot indent: use spaces"},
    {"mismatched flow mapping end", "'}' where a list wants its ']'"},
    {"mismatched flow sequence end", "']' where a map wants its '}'"},
    {"missing comma in flow mapping", "a ',' is missing between two keys"},
    {"missing comma in flow sequence", "a ',' is missing between two items"},
    {"tab character may not be used as indentation", "tabs cannot indent: use spaces"},
    {"wrong indendation in sequence while in mapping", "a list in a map: check the indentation"},
};

static const char *reword(const char *said)
{
    for (size_t i = 0; i < sizeof clearer / sizeof *clearer; i++)
        if (!strcmp(clearer[i].said, said))
            return clearer[i].meant;
    return said;
}

static int fail_syntax(const builder *b, struct fy_diag *diag)
{
    void *previous = NULL;
    const struct fy_diag_error *e;
    while ((e = fy_diag_errors_iterate(diag, &previous)) && (e->type != FYET_ERROR || !e->msg))
        ;
    dh_place at = e && e->line > 0 && e->column > 0 ? (dh_place){(uint32_t)e->line, (uint32_t)e->column} : b->last;
    const char *what = e ? reword(e->msg) : "not YAML from here on"; /* some refusals come without a word */
    size_t outer = 0;
    while (outer < b->depth && !b->open[outer].flow)
        outer++;
    const dh_node *open = outer < b->depth ? b->open[outer].node : NULL;
    if (open && open->at.line < at.line)
        return REFUSE(b, at, "%s; is the %s opened on line %u, column %u closed?", what,
                      open->kind == DH_MAP ? "{" : "[", open->at.line, open->at.column);
    return REFUSE(b, at, "%s", what);
}

/* Hands the text over with a line feed at its end, without which libfyaml 0.7.12 reads what nobody wrote when the last
 * line is of spaces and belongs to a block text ("key: |", then "  "). */
static int begin_text(const builder *b, struct fy_parser *parser)
{
    const size_t length = b->document->length;
    const char *text = b->document->source;
    if (length && text[length - 1] != '\n') {
        char *copy = dh_arena_alloc(b->arena, length + 1, 1);
        if (!copy)
            return -1;
        memcpy(copy, text, length);
        copy[length] = '\n';
        return fy_parser_set_string(parser, copy, length + 1);
    }
    return fy_parser_set_string(parser, text, length);
}

static int read_events(builder *b, struct fy_parser *parser, struct fy_diag *diag)
{
    struct fy_event *event;
    int result = 0;
    if (begin_text(b, parser))
        return dh_fail_memory(b->error);
    while (!result && (event = fy_parser_parse(parser))) {
        result = take(b, event);
        fy_parser_event_free(parser, event);
    }
    if (result)
        return result;
    if (fy_parser_get_stream_error(parser) || b->depth)
        return fail_syntax(b, diag);
    return b->root ? 0 : REFUSE(b, ((dh_place){1, 1}), "the file is empty");
}

static int parse(builder *b)
{
    int result = -1;
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    struct fy_diag *diag = fy_diag_create(&quiet);
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_JSON_NONE | FYPCF_SLOPPY_FLOW_INDENTATION, .diag = diag};
    struct fy_parser *parser = diag ? fy_parser_create(&cfg) : NULL;
    if (parser) {
        fy_diag_set_collect_errors(diag, true);
        result = read_events(b, parser, diag);
        fy_parser_destroy(parser);
    } else
        dh_fail_memory(b->error);
    if (diag)
        fy_diag_destroy(diag);
    free(b->pending);
    return result;
}

/* libfyaml scans ahead while a bracket may still turn out to be a key, and spends 350 bytes on each. */
static int check_brackets(const dh_document *document, dh_error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < document->length; i++) {
        count += document->source[i] == '[' || document->source[i] == '{';
        if (count > MOST_NODES)
            return dh_yaml_fail(document, dh_place_of(document->source, i), error, "more than %d brackets",
                                MOST_NODES);
    }
    return 0;
}

static int check_bytes(const dh_document *document, dh_error *error)
{
    size_t clean = dh_text_clean(document->source, document->length);
    if (clean == document->length)
        return 0;
    unsigned byte = (unsigned char)document->source[clean];
    dh_place at = dh_place_of(document->source, clean);
    const char *what = dh_utf8_size(document->source + clean, document->length - clean)
                           ? "control characters are not allowed"
                           : "this is not UTF-8 text";
    return dh_yaml_fail(document, at, error, "%s (byte 0x%02x)", what, byte);
}

int dh_yaml_parse(const char *name, const char *source, size_t length, dh_arena *arena, dh_document *ret,
                  dh_error *error)
{
    if (length > MOST_BYTES)
        return dh_fail(error, DH_ERROR_INPUT, "%s: %zu bytes, larger than the allowed %d", name, length, MOST_BYTES);
    *ret = (dh_document){dh_arena_text(arena, name), dh_arena_copy(arena, source, length), length, NULL};
    if (!ret->name || !ret->source)
        return dh_fail_memory(error);
    if (check_bytes(ret, error) || check_brackets(ret, error))
        return -1;
    builder b = {.document = ret, .arena = arena, .error = error, .last = {1, 1}};
    if (parse(&b))
        return -1;
    ret->root = b.root;
    return 0;
}

int dh_yaml_read(const char *path, dh_arena *arena, dh_document *ret, dh_error *error)
{
    dh_buffer text = {0};
    int result = dh_file_read(path, MOST_BYTES, &text, error);
    if (!result)
        result = dh_yaml_parse(path, (const char *)text.data, text.size, arena, ret, error);
    dh_buffer_finish(&text);
    return result;
}

bool dh_node_equal(const dh_node *a, const dh_node *b)
{
    if (a->kind != b->kind || a->count != b->count || (a->kind == DH_SCALAR && strcmp(a->text, b->text)))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if ((a->kind == DH_MAP && strcmp(a->key[i]->text, b->key[i]->text)) || !dh_node_equal(a->item[i], b->item[i]))
            return false;
    return true;
}

dh_node *dh_node_find(const dh_node *map, const char *key)
{
    for (size_t i = 0; map->kind == DH_MAP && i < map->count; i++)
        if (!strcmp(map->key[i]->text, key))
            return map->item[i];
    return NULL;
}
