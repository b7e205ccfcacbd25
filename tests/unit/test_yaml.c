/* The tree of nodes with its places, and how a message shows a place. */
#include "config_model.h"

static void places_of_nodes(void)
{
    const dh_node *root = tree("\xef\xbb\xbfа: [1,\tx, {b: c}]\r\n"
                               "d:\r- \"é\" # é\r- e: f\n"
                               "  g:\n"
                               "h: [i: j]\n"
                               "k: |\n   l\n");
    CU_ASSERT_FATAL(root && root->kind == DH_MAP && root->count == 4 && is_at(root->at, 1, 1));
    const dh_node *list = root->item[0], *block = dh_node_find(root, "d"), *pair = dh_node_find(root, "h")->item[0];
    CU_ASSERT(is_at(list->at, 1, 4) && is_at(list->item[1]->at, 1, 8) && is_at(list->item[2]->at, 1, 11));
    CU_ASSERT(is_at(list->item[2]->item[0]->at, 1, 15));
    CU_ASSERT(is_at(block->at, 3, 1) && is_at(block->item[0]->at, 3, 4) && block->item[0]->quoted);
    CU_ASSERT_STRING_EQUAL(block->item[0]->text, "é");
    CU_ASSERT(is_at(block->item[1]->at, 4, 3));
    const dh_node *missing = dh_node_find(block->item[1], "g");
    CU_ASSERT(missing && dh_node_missing(missing) && is_at(missing->at, 5, 3));
    CU_ASSERT(pair->kind == DH_MAP && is_at(pair->at, 6, 5));
    CU_ASSERT_STRING_EQUAL(dh_node_find(root, "k")->text, "l\n");
    CU_ASSERT(!dh_node_find(root, "z") && !dh_node_find(list, "b"));
}

/* libfyaml 0.7.12 makes up a character of what no line feed follows. */
static void empty_blocks(void)
{
    static const char *const end[] = {"|\n   ", ">\n ", "|2\n  ", "|\n   \n", "|-\n  ", "|"};
    for (size_t i = 0; i < sizeof end / sizeof *end; i++) {
        char text[40];
        snprintf(text, sizeof text, "a: %s", end[i]);
        const dh_node *root = tree(text);
        CU_ASSERT(root && root->count == 1 && !root->item[0]->text[0]);
    }
}

static void json_and_quotes(void)
{
    const dh_node *root = tree("{\"a\": [1.5e-3, true, null], 'b': '', \"c\\u00e9\\n\": no,\n\"d\":\n[\n  x\n]\n}\n");
    CU_ASSERT_FATAL(root && root->count == 4);
    CU_ASSERT_STRING_EQUAL(root->item[0]->item[0]->text, "1.5e-3");
    CU_ASSERT_STRING_EQUAL(root->item[0]->item[2]->text, "null");
    CU_ASSERT(root->item[1]->quoted && !dh_node_missing(root->item[1]));
    CU_ASSERT_STRING_EQUAL(root->key[2]->text, "cé\n");
    CU_ASSERT_STRING_EQUAL(root->item[2]->text, "no");
    CU_ASSERT_STRING_EQUAL(root->item[3]->item[0]->text, "x");
}

static void clean_text(void)
{
    static const struct {
        const char *text;
        size_t length, clean;
    } row[] = {
        {"a\t\n\r~", 5, 5},
        {"ab\0c", 4, 2},
        {"a\x7f", 2, 1},
        {"\x1f", 1, 0},
        {"\xc3\xa9z", 3, 3},
        {"\xc1\x81", 2, 0},
        {"\xc2\x9f", 2, 0},
        {"\xc2\xa0", 2, 2},
        {"\xe0\x9f\xbf", 3, 0},
        {"\xe0\xa0\x80", 3, 3},
        {"\xed\x9f\xbf", 3, 3},
        {"\xed\xa0\x80", 3, 0},
        {"\xf0\x8f\xbf\xbf", 4, 0},
        {"\xf0\x90\x80\x80", 4, 4},
        {"\xf4\x8f\xbf\xbf", 4, 4},
        {"\xf4\x90\x80\x80", 4, 0},
        {"\xf5\x80\x80\x80", 4, 0},
        {"ab\xe2\x82", 4, 2},
        {"\x80", 1, 0},
        {"\xe2\x82z", 3, 0},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        CU_ASSERT_EQUAL(dh_text_clean(row[i].text, row[i].length), row[i].clean);
}

static void places_of_bytes(void)
{
    static const char text[] = "\xef\xbb\xbf"
                               "aé\tb\r\nc\rd\n\ne";
    CU_ASSERT(is_at(dh_place_of(text, 3), 1, 1) && is_at(dh_place_of(text, 6), 1, 3));
    CU_ASSERT(is_at(dh_place_of(text, 7), 1, 4) && is_at(dh_place_of(text, strlen(text) - 1), 5, 1));
    CU_ASSERT(is_at(dh_place_of(text, (size_t)(strchr(text, 'c') - text)), 2, 1));
    CU_ASSERT(is_at(dh_place_of(text, (size_t)(strchr(text, 'd') - text)), 3, 1));
}

static const char *shown(const char *source, size_t length, uint32_t line, uint32_t column)
{
    dh_document document = {"a\tb.yaml", source, length, NULL};
    CU_ASSERT(dh_yaml_fail(&document, (dh_place){line, column}, &error, "no %d", 23) == -1);
    CU_ASSERT(error.kind == DH_ERROR_INPUT);
    return error.text;
}

static void excerpts(void)
{
    static const char text[] = "one\r\n\té\tthree\rfour\n";
    size_t n = sizeof text - 1;
    CU_ASSERT_STRING_EQUAL(shown(text, n, 2, 4), "a?b.yaml:2:4: no 23\n    2 | \té\tthree\n      | \t \t^");
    CU_ASSERT_STRING_EQUAL(shown(text, n, 1, 2), "a?b.yaml:1:2: no 23\n    1 | one\n      |  ^");
    CU_ASSERT_STRING_EQUAL(shown(text, n, 3, 1), "a?b.yaml:3:1: no 23\n    3 | four\n      | ^");
    CU_ASSERT_STRING_EQUAL(shown(text, n, 4, 1), "a?b.yaml:4:1: no 23\n    4 | \n      | ^");
    CU_ASSERT_STRING_EQUAL(shown(text, n, 9, 1), "a?b.yaml:9:1: no 23\n    9 | \n      | ^");
    CU_ASSERT_STRING_EQUAL(shown("\xef\xbb\xbf"
                                 "a\0\x1b\xff\xc2\x85"
                                 "b",
                                 10, 1, 6),
                           "a?b.yaml:1:6: no 23\n    1 | a????b\n      |      ^");
}

static void long_lines_are_cut(void)
{
    char text[400] = "";
    for (int i = 0; i < 30; i++)
        snprintf(text + 10 * i, sizeof text - 10 * (size_t)i, "<%08d>", i);
    const char *message = shown(text, strlen(text), 1, 151);
    const char *line = strchr(message, '\n') + 9, *caret = strchr(line, '\n') + 9;
    CU_ASSERT_NSTRING_EQUAL(line, "...00000009><", 13);
    CU_ASSERT(strcspn(line, "\n") == 106);
    CU_ASSERT_NSTRING_EQUAL(line + strcspn(caret, "^"), "<00000015>", 10);
}

static void long_names_and_messages_fit(void)
{
    static char name[9000], text[9000];
    memset(name, 'n', sizeof name - 1);
    memset(text, '\t', sizeof text - 1);
    dh_document document = {name, text, sizeof text - 1, NULL};
    CU_ASSERT(dh_yaml_fail(&document, (dh_place){1, 70}, &error, "%s", name) == -1);
    CU_ASSERT(error.text[strlen(error.text) - 1] == '^');
}

static void show_nodes(void)
{
    char out[DH_SHOW], wanted[DH_SHOW] = "'";
    const dh_node *root =
        tree("[{}, [1], \"a\\tb\\nc\", 'éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé', '']");
    CU_ASSERT_FATAL(root && root->count == 5);
    CU_ASSERT_STRING_EQUAL(dh_node_show(root->item[0], out), "a map");
    CU_ASSERT_STRING_EQUAL(dh_node_show(root->item[1], out), "a list");
    CU_ASSERT_STRING_EQUAL(dh_node_show(root->item[2], out), "'a b c'");
    for (int i = 0; i < 60; i++)
        strcat(wanted, "é");
    strcat(wanted, "...'");
    CU_ASSERT_STRING_EQUAL(dh_node_show(root->item[3], out), wanted);
    CU_ASSERT_STRING_EQUAL(dh_node_show(root->item[4], out), "''");
}

static void the_end(void)
{
    dh_arena_finish(&arena);
}

SUITE("yaml", {"places of nodes", places_of_nodes}, {"blocks without text", empty_blocks},
      {"JSON and quotes", json_and_quotes}, {"clean UTF-8", clean_text}, {"places of bytes", places_of_bytes},
      {"a message shows its place", excerpts}, {"long lines are cut around the place", long_lines_are_cut},
      {"long names and messages fit", long_names_and_messages_fit}, {"nodes in messages", show_nodes},
      {"memory is given back", the_end})
