/* Bad studies: each ends in one message with its place, whatever the bytes. Small ones lie in tests/hostile/studies,
 * the large ones are made here; the last test mutates good ones. Nothing is timed: a quadratic parser runs into the
 * test's time limit. */
#include "config/study.h"
#include "suite.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* Every file of the corpus, its place and message. Sorted. */
static const struct {
    const char *file;
    uint32_t line, column;
    const char *message;
} corpus[] = {
    {"alias", 2, 9, "aliases (*) are not supported: write the value out"},
    {"anchor", 2, 9, "anchors (&) are not supported: write the value out"},
    {"batch_fraction", 6, 34, "batch: expected a whole number >= 1 or full, got '2.5'"},
    {"batch_huge", 6, 29, "batch: expected a whole number >= 1 or full, got '1e30', which is beyond 2^53"},
    {"batch_word", 6, 29, "batch: expected a whole number >= 1 or full, got 'ful'; did you mean 'full'?"},
    {"batch_zero", 6, 29, "batch: expected a whole number >= 1 or full, got '0'"},
    {"bell", 2, 7, "control characters are not allowed (byte 0x07)"},
    {"budget_empty", 2, 9, "a budget needs at least one of epochs, gradients, seconds, steps"},
    {"budget_hex", 2, 17, "steps: expected a whole number >= 1, got '0x10'"},
    {"budget_infinite", 2, 19, "seconds: expected a number > 0, got '1e999'"},
    {"budget_key", 2, 10, "unknown key 'epoch' in a budget; did you mean 'epochs'?"},
    {"budget_missing", 2, 1, "expected a budget, a map such as {epochs: 50}, got nothing"},
    {"budget_nan", 2, 18, "epochs: expected a number > 0, got 'nan'"},
    {"budget_none", 6, 5,
     "this method has no budget: give the study or the method one, such as budget: {epochs: 50}"},
    {"budget_word", 2, 9, "expected a budget, a map such as {epochs: 50}, got '50 epochs'"},
    {"budget_zero", 2, 17, "steps: expected a whole number >= 1, got '0'"},
    {"byte_order_mark_only", 1, 1, "the file is empty"},
    {"c1_control", 2, 7, "control characters are not allowed (byte 0xc2)"},
    {"clip_zero", 6, 28, "clip: expected a number > 0, got '0'"},
    {"csv", 1, 1, "expected a study, a map such as {study: my_first, problems: .., methods: ..}, got 'x,y 1.5,2.5'"},
    {"cut_short", 2, 6, "this is not UTF-8 text (byte 0xe2)"},
    {"dataset_delimiter", 4, 53, "delimiter: expected one character such as ',' or ';' (a tab is \"\\t\"), got '||'"},
    {"dataset_delimiter_digit", 4, 52,
     "delimiter: expected one character such as ',' or ';' (a tab is \"\\t\"), got '7'"},
    {"dataset_header_name", 4, 44, "'header' does not apply to a named dataset"},
    {"dataset_key", 4, 41, "unknown key 'delimeter' in a dataset; did you mean 'delimiter'?"},
    {"dataset_missing", 4, 18,
     "dataset: expected a name, a map such as {file: rows.csv}, or a list of these, got nothing"},
    {"dataset_nested", 4, 28,
     "dataset: expected a name, a map such as {file: rows.csv}, or a list of these, got a list"},
    {"dataset_noise", 4, 52, "noise: expected a number >= 0, got '-1'"},
    {"dataset_noise_file", 4, 41, "'noise' does not apply to a dataset from a file"},
    {"dataset_none", 4, 27, "a dataset has exactly one of 'name', 'file' and 'synthetic', not none"},
    {"dataset_samples", 4, 54, "samples: expected a whole number >= 1, got '0'"},
    {"dataset_target_made", 4, 45, "'target' does not apply to a synthetic dataset"},
    {"dataset_test", 4, 50, "test: expected a number in [0, 1), got '1.5'"},
    {"dataset_test_all", 4, 50, "test: expected a number in [0, 1), got '1'"},
    {"dataset_truth", 4, 49, "header: expected true, yes, false or no, got 'maybe'"},
    {"dataset_truth_case", 4, 57, "standardise: expected true, yes, false or no, got 'True'; did you mean 'true'?"},
    {"dataset_two", 4, 27, "a dataset has exactly one of 'name', 'file' and 'synthetic', not several"},
    {"deep", 2, 37, "nested deeper than 32 levels"},
    {"duplicate_deep", 6, 44, "'beta' is given twice (first on line 6)"},
    {"duplicate_key", 4, 1, "'seeds' is given twice (first on line 2)"},
    {"empty", 1, 1, "the file is empty"},
    {"empty_item", 6, 3, "item 2 of this list is empty"},
    {"escaped_nul", 2, 7, "control characters are not allowed in a text"},
    {"extra_bracket", 2, 14, "flow sequence with invalid extra closing bracket"},
    {"html", 1, 1,
     "expected a study, a map such as {study: my_first, problems: .., methods: ..}, got '<!DOCTYPE html> "
     "<html><body>Not found</body></html>'"},
    {"instance_negative", 4, 36, "instance: expected a whole number >= 0, got '-1'"},
    {"key_case", 2, 1, "unknown key 'Budget' in a study; did you mean 'budget'?"},
    {"latin1", 2, 9, "this is not UTF-8 text (byte 0xe9)"},
    {"limits_unit", 3, 18, "memory: expected a number > 0, got '2 GB'"},
    {"limits_zero", 3, 19, "seconds: expected a number > 0, got '0'"},
    {"list_as_key", 2, 3, "a key must be a plain word, not a list"},
    {"list_at_top", 1, 1, "expected a study, a map such as {study: my_first, problems: .., methods: ..}, got a list"},
    {"lr_comma", 6, 27, "lr: expected a number >= 0, got '0,1'"},
    {"lr_empty", 6, 26, "lr: an empty list makes an empty study"},
    {"lr_map", 6, 26, "lr: expected a number >= 0, got a map"},
    {"lr_negative", 6, 34, "lr: expected a number >= 0, got '-0.1'"},
    {"lr_nested", 6, 27, "lr: expected a number >= 0, got a list"},
    {"lr_word", 6, 26, "lr: expected a number >= 0, got 'fast'"},
    {"merge_key", 6, 5, "merge keys (<<) are not supported: write the keys out"},
    {"method_name_lines", 6, 29, "name: expected a text of at most 100 bytes on one line, got 'two lines'"},
    {"method_name_list", 6, 28, "name: expected a text, got a list"},
    {"method_name_twice", 7, 29, "'plain' is given twice (first on line 6)"},
    {"method_setting_missing", 6, 22, "beta: expected a value, got nothing"},
    {"method_word", 6, 5, "expected a method, a map such as {optimizer: adam, lr: 0.01}, got 'sgd'"},
    {"methods_empty", 5, 10, "methods: an empty list makes an empty study"},
    {"methods_missing", 5, 1, "methods: expected a list ('- ' before each entry), got nothing"},
    {"name_long", 1, 8,
     "study: expected a name for files (up to 100 letters, digits and . _ -, the first a letter or digit), got "
     "'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...'"},
    {"name_missing", 1, 1, "study: expected a text, got nothing"},
    {"name_with_dot", 1, 8,
     "study: expected a name for files (up to 100 letters, digits and . _ -, the first a letter or digit), got "
     "'.hidden'"},
    {"name_with_slash", 1, 8,
     "study: expected a name for files (up to 100 letters, digits and . _ -, the first a letter or digit), got "
     "'../evil'"},
    {"no_colon", 2, 1, "expected 'key: value', but there is no ':'"},
    {"no_key", 1, 8, "a key is missing"},
    {"no_methods", 1, 1, "a study needs the key 'methods'"},
    {"no_problems", 1, 1, "a study needs the key 'problems'"},
    {"no_study", 1, 1, "a study needs the key 'study'"},
    {"nul", 1, 9, "control characters are not allowed (byte 0x00)"},
    {"odd_indent", 1, 8, "a value that runs into a 'key:' on the next line: check the indentation"},
    {"only_comment", 1, 1, "the file is empty"},
    {"only_dashes", 1, 1,
     "expected a study, a map such as {study: my_first, problems: .., methods: ..}, got nothing"},
    {"optimizer_empty", 6, 17, "optimizer: an empty list makes an empty study"},
    {"optimizer_map", 6, 17, "optimizer: the map needs the key 'name'"},
    {"optimizer_missing", 6, 6, "optimizer: expected a text, got nothing"},
    {"optimizer_name_list", 6, 24, "optimizer: expected a text, got a list"},
    {"optimizer_nested", 6, 23, "optimizer: expected a name, a map with 'name', or a list of these, got a list"},
    {"optimizer_none", 6, 5, "a method needs the key 'optimizer'"},
    {"overlong", 1, 6, "this is not UTF-8 text (byte 0xc0)"},
    {"plugins_empty", 3, 21, "plugins: expected a text, got ''"},
    {"plugins_map", 3, 11, "unknown key 'path' in a plugin; the keys are file, sha256"},
    {"plugins_no_file", 3, 10, "a plugin needs the key 'file'"},
    {"plugins_sha256", 3, 35, "sha256: expected 64 hexadecimal digits in lower case, as sha256sum prints them, got '0123'"},
    {"problem_empty", 4, 16, "problem: expected a text, got ''"},
    {"problem_list", 4, 15, "problem: expected a text, got a list"},
    {"problem_name_twice", 6, 33, "'valley' is given twice (first on line 4)"},
    {"problem_none", 4, 5, "a problem needs the key 'problem'"},
    {"problem_setting_missing", 4, 27, "a: expected a value, got nothing"},
    {"problem_word", 3, 12, "expected a problem, a map such as {problem: rosenbrock}, got 'rosenbrock'"},
    {"problems_empty", 3, 11, "problems: an empty list makes an empty study"},
    {"problems_map", 3, 11, "problems: expected a list ('- ' before each entry), got a map"},
    {"record_both", 3, 9, "a record has either 'every' or 'per_decade', not both"},
    {"record_decade", 3, 22, "per_decade: expected a whole number in [1, 1000], got '2.5'"},
    {"record_half_step", 3, 17,
     "every: expected a number and its unit, as in '10 steps', '1 epoch' or '0.5 epochs', got '0.5 steps'"},
    {"record_list", 3, 17,
     "every: expected a number and its unit, as in '10 steps', '1 epoch' or '0.5 epochs', got a list"},
    {"record_long", 3, 17,
     "every: expected a number and its unit, as in '10 steps', '1 epoch' or '0.5 epochs', got "
     "'1.00000000000000000000000000000000000000 epochs'"},
    {"record_metrics", 3, 19, "metrics: expected every, final or none, got 'finale'; did you mean 'final'?"},
    {"record_no_unit", 3, 17,
     "every: expected a number and its unit, as in '10 steps', '1 epoch' or '0.5 epochs', got '10'"},
    {"record_unit", 3, 17,
     "every: expected a number and its unit, as in '10 steps', '1 epoch' or '0.5 epochs', got '10 minutes'"},
    {"record_zero", 3, 17,
     "every: expected a number and its unit, as in '10 steps', '1 epoch' or '0.5 epochs', got '0 epochs'"},
    {"sampling_word", 6, 32, "sampling: expected shuffle or replacement, got 'shufle'; did you mean 'shuffle'?"},
    {"schedule_map", 6, 32, "schedule: the map needs the key 'name'"},
    {"second_colon", 2, 7, "a second ':' on one line: quote the value if the ':' belongs to it"},
    {"second_without_dashes", 8, 1, "a second document starts here; a file holds one"},
    {"seed_list", 3, 7, "seed: expected a whole number >= 0, got a list"},
    {"seeds_empty", 3, 8, "seeds: an empty list makes an empty study"},
    {"seeds_fraction", 3, 8, "seeds: expected a whole number in [1, 1000000], got '2.5'"},
    {"seeds_huge", 3, 9, "seeds: expected a whole number >= 0, got '18446744073709551616', which is beyond 2^53"},
    {"seeds_many", 3, 8, "seeds: expected a whole number in [1, 1000000], got '1000001'"},
    {"seeds_negative", 3, 12, "seeds: expected a whole number >= 0, got '-5'"},
    {"seeds_twice", 3, 19, "seeds: '2e1' is given twice"},
    {"seeds_words", 3, 8, "seeds: expected a whole number in [1, 1000000], got 'ten'"},
    {"seeds_zero", 3, 8, "seeds: expected a whole number in [1, 1000000], got '0'"},
    {"self_alias", 2, 9, "anchors (&) are not supported: write the value out"},
    {"setting_empty_list", 4, 36, "spectrum: an empty list makes an empty study"},
    {"start_nested", 4, 35, "start: expected a number, got a list"},
    {"start_word", 4, 42, "start: expected a number, got 'far'"},
    {"surrogate", 1, 6, "this is not UTF-8 text (byte 0xed)"},
    {"tab_indent", 4, 1, "tabs cannot indent: use spaces"},
    {"tag", 2, 8, "tags (!) are not supported: leave it out"},
    {"target_both", 3, 9, "a target is either a cost or a gap, not both"},
    {"target_gap", 3, 15, "gap: expected a number > 0, got '0'"},
    {"target_word", 3, 9, "expected a target, a map such as {gap: 1e-6}, got 'low'"},
    {"two_documents", 7, 1, "a second document starts here; a file holds one"},
    {"unclosed_list", 5, 3, "expected a value; is the [ opened on line 3, column 8 closed?"},
    {"unclosed_map", 3, 9, "a ',' is missing between two keys; is the { opened on line 2, column 9 closed?"},
    {"unclosed_quote", 3, 7, "double-quoted scalar without closing quote"},
    {"unit_word", 6, 28, "unit: expected steps, epochs or horizon, got 'minutes'"},
    {"unknown_key", 2, 1, "unknown key 'bugdet' in a study; did you mean 'budget'?"},
    {"unknown_key_far", 3, 1,
     "unknown key 'colour' in a study; the keys are budget, check, doc, limits, methods, plugins, problems, record, seed, "
     "seeds, study, target"},
    {"utf16", 1, 1, "this is not UTF-8 text (byte 0xff)"},
    {"wrong_bracket", 6, 37, "'}' where a list wants its ']'"},
};
enum { CORPUS = sizeof corpus / sizeof *corpus };

static dh_error error;

static void corpus_path(char out[4096], const char *name)
{
    const char *root = getenv("DH_SOURCE");
    snprintf(out, 4096, "%s/tests/hostile/studies/%s", root ? root : ".", name);
}

static int check_corpus(size_t i)
{
    char name[256], path[4096], wanted[8192];
    dh_arena arena = {0};
    dh_study study;
    error = (dh_error){0};
    snprintf(name, sizeof name, "%s.yaml", corpus[i].file);
    corpus_path(path, name);
    int result = dh_study_read(path, &arena, &study, &error);
    snprintf(wanted, sizeof wanted, "%s:%u:%u: %s\n%5u | ", path, corpus[i].line, corpus[i].column, corpus[i].message,
             corpus[i].line);
    int good = result == -1 && error.kind == DH_ERROR_INPUT && !strncmp(error.text, wanted, strlen(wanted)) &&
               error.text[strlen(error.text) - 1] == '^';
    if (!good)
        fprintf(stderr, "got %s\nnot %s\n", result ? error.text : "success", wanted);
    dh_arena_finish(&arena);
    return good;
}

static void corpus_messages(void)
{
    for (size_t i = 0; i < CORPUS; i++)
        CU_ASSERT(check_corpus(i));
}

static void corpus_is_listed(void)
{
    char path[4096];
    size_t files = 0;
    corpus_path(path, "");
    DIR *folder = opendir(path);
    CU_ASSERT_FATAL(folder != NULL);
    for (const struct dirent *e; (e = readdir(folder));)
        files += strstr(e->d_name, ".yaml") != NULL;
    closedir(folder);
    CU_ASSERT_EQUAL(files, CORPUS);
    for (size_t i = 1; i < CORPUS; i++)
        CU_ASSERT(strcmp(corpus[i - 1].file, corpus[i].file) < 0);
}

/* Deterministic noise: splitmix64 (Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195). */
static uint64_t noise_state;

static uint64_t noise(void)
{
    uint64_t z = noise_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Parses text made by a test; true when it is refused with this. */
static int refused(const char *text, size_t length, const char *wanted)
{
    dh_arena arena = {0};
    dh_study study;
    error = (dh_error){0};
    int result = dh_study_parse("big", text, length, &arena, &study, &error);
    dh_arena_finish(&arena);
    int good = result == -1 && error.kind == DH_ERROR_INPUT && strstr(error.text, wanted);
    if (!good)
        fprintf(stderr, "got %s\nnot %s\n", result ? error.text : "success", wanted);
    return good;
}

enum { BIG = 1000000, MOST = 1 << 20 };

static char *big_text(const char *piece)
{
    char *text = malloc(MOST + 2);
    CU_ASSERT_FATAL(text != NULL);
    size_t size = strlen(piece);
    for (size_t i = 0; i < MOST + 2; i++)
        text[i] = piece[i % size];
    return text;
}

static void random_bytes(void)
{
    char *text = big_text(" ");
    noise_state = 2385;
    for (size_t i = 0; i < BIG; i++)
        text[i] = (char)noise();
    CU_ASSERT(refused(text, BIG, "this is not UTF-8 text"));
    for (size_t i = 0; i < BIG; i++)
        text[i] = (char)(noise() % 95 + 32);
    CU_ASSERT(refused(text, BIG, "big:1:"));
    for (size_t i = 0; i < BIG; i++)
        text[i] = "[]{},:-?&*!|>%@` \n\"'#ab"[noise() % 24];
    CU_ASSERT(refused(text, BIG, "big:"));
    free(text);
}

/* 1 MB of one thing over and over. */
static void repetition(void)
{
    static const struct {
        const char *piece, *message;
    } row[] = {
        {"[", "big:1:100001: more than 100000 brackets"},
        {"{", "big:1:100001: more than 100000 brackets"},
        {"- ", "nested deeper than 32 levels"},
        {"? ", "big:1:65: nested deeper than 32 levels"},
        {"a: ", "big:1:5: a second ':' on one line"},
        {"&a ", "big:1:"},
        {"!a ", "big:1:"},
        {"*a ", "big:1:"},
        {"x", "expected a study, a map such as"},
        {"x\n", "expected a study, a map such as"},
        {"x: y\n", "big:50000:4: more than 100000 values"},
        {"---\n", "big:2:1: a second document starts here"},
        {"- a\n", "more than 100000 values"},
        {"\"", "big:"},
        {"#\n", "the file is empty"},
        {"\n", "the file is empty"},
        {"\r", "the file is empty"},
        {" ", "the file is empty"},
        {"\t", "big:"},
        {"%YAML 1.2\n", "big:2:"},
        {"é", "expected a study, a map such as"},
        {",", "big:1:1: "},
        {":", "big:1:"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char *text = big_text(row[i].piece);
        CU_ASSERT(refused(text, BIG, row[i].message));
        free(text);
    }
}

static void too_large(void)
{
    char *text = big_text("# x\n");
    CU_ASSERT(refused(text, MOST, "the file is empty"));
    CU_ASSERT(refused(text, MOST + 1, "big: 1048577 bytes, larger than the allowed 1048576"));
    free(text);
}

static void many_keys(void)
{
    static char text[MOST];
    size_t used = 0;
    for (int i = 0; i < 49000; i++)
        used += (size_t)snprintf(text + used, MOST - used, "k%d: 1\n", (i * 7919) % 49000);
    CU_ASSERT(refused(text, used, "big:1:1: unknown key 'k0' in a study"));
    used += (size_t)snprintf(text + used, MOST - used, "k7919: 1\nk0: 1\n");
    CU_ASSERT(refused(text, used, "big:49001:1: 'k7919' is given twice (first on line 2)"));
}

static void alias_bomb(void)
{
    char text[2000] = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    size_t used = strlen(text);
    for (int i = 1; i < 12; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n",
                                 i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    CU_ASSERT(refused(text, used, "big:1:6: anchors (&) are not supported"));
}

static void levels(void)
{
    char text[400], *many = big_text("[");
    CU_ASSERT(refused(many, 100000, "big:1:33: nested deeper than 32 levels"));
    free(many);
    for (int depth = 31; depth <= 32; depth++) { /* the map at the top is the first level */
        int used = snprintf(text, sizeof text, "doc: %.*s", depth, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
        used += snprintf(text + used, sizeof text - (size_t)used, "x%.*s", depth,
                         "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
        CU_ASSERT(
            refused(text, (size_t)used, depth == 31 ? "big:1:6: doc: expected a text" : "big:1:37: nested deeper"));
    }
}

static const char *const good[] = {
    "study: tutorial\nseeds: 10\nbudget: {epochs: 50}\nrecord: {every: 1 epoch}\nproblems:\n  - problem: linear\n"
    "    dataset: {synthetic: line, samples: 100, noise: 1.0}\nmethods:\n"
    "  - {optimizer: sgd, batch: [1, 20, full], lr: [0.1, 0.01]} # lists multiply\n"
    "  - {optimizer: momentum, batch: full, lr: 0.1, beta: 0.9}\n",
    "study: b\nseeds: [3, 5]\ntarget: {gap: 1e-6}\nlimits: {seconds: 60}\nproblems:\n"
    "  - {problem: p, start: [1, 2], dataset: [a, {file: \"x.csv\", delimiter: ';', header: no, test: 0.25}]}\n"
    "methods:\n- optimizer: {name: lookahead, inner: [adam, sgd]}\n  budget: {steps: 1e3}\n  name: 'é'\n"
    "  record: {per_decade: 20, metrics: final}\n  clip: [1, 2.5]\n  schedule: |\n    cosine\n",
};

static size_t mutate(char *text, size_t length, size_t room)
{
    static const char *const piece[] = {"\n",   "  ", ": ", "- ",  "[",   "]",  "{",     "}",      ", ",  "\"",
                                        "'",    "#",  "&a", "*a",  "!!",  "|",  "? ",    "---\n",  "\t",  "\xc3",
                                        "\x80", "0",  "-1", "1e9", "nan", "[]", "study", "budget", "<<:", "\\x00"};
    size_t at = noise() % (length + 1), span = noise() % 12, size;
    const char *from = piece[noise() % (sizeof piece / sizeof *piece)];
    switch (noise() % 4) {
    case 0: /* one byte */
        if (at < length)
            text[at] = (char)noise();
        return length;
    case 1: /* cut */
        span = span < length - at ? span : length - at;
        memmove(text + at, text + at + span, length - at - span);
        return length - span;
    case 2: /* copy a stretch of itself */
        size = span < length - at ? span : length - at;
        from = text + noise() % (length - size + 1);
        break;
    default:
        size = strlen(from);
    }
    char copy[16];
    if (length + size > room)
        return length;
    memcpy(copy, from, size);
    memmove(text + at + size, text + at, length - at);
    memcpy(text + at, copy, size);
    return length + size;
}

static int is_sound(const dh_study *study)
{
    int sound = study->name[0] && study->problem_count && study->method_count && study->seed_count;
    for (size_t i = 0; i < study->method_count; i++) {
        const dh_method_entry *m = &study->method[i];
        sound &= m->optimizer && m->record.every > 0;
        sound &= m->budget.steps || m->budget.epochs > 0 || m->budget.gradients > 0 || m->budget.seconds > 0;
    }
    return sound;
}

/* Every mutant is either a sound study or refused with place, line and caret, in clean UTF-8. */
static void mutants(void)
{
    enum { ROUNDS = 3000, ROOM = 2000 };
    size_t accepted = 0;
    noise_state = 77;
    for (int round = 0; round < ROUNDS; round++) {
        const char *seed = good[round % 2];
        size_t length = strlen(seed);
        char *text = malloc(ROOM), *exact;
        memcpy(text, seed, length);
        for (uint64_t i = noise() % 6 + 1; i; i--)
            length = mutate(text, length, ROOM);
        exact = realloc(text, length + !length); /* so that a sanitizer sees a read beyond the end */
        dh_arena arena = {0};
        dh_study study;
        error = (dh_error){0};
        if (!dh_study_parse("m", exact, length, &arena, &study, &error)) {
            accepted++;
            CU_ASSERT(is_sound(&study));
        } else {
            size_t size = strlen(error.text);
            int good_message = error.kind == DH_ERROR_INPUT && !strncmp(error.text, "m:", 2) &&
                               error.text[size - 1] == '^' && dh_text_clean(error.text, size) == size;
            if (!good_message)
                fprintf(stderr, "round %d: %s\n", round, error.text);
            CU_ASSERT(good_message);
        }
        dh_arena_finish(&arena);
        free(exact);
    }
    CU_ASSERT(accepted > ROUNDS / 100 && accepted < ROUNDS);
}

SUITE("studies", {"the corpus", corpus_messages}, {"the whole corpus is listed", corpus_is_listed},
      {"1 MB of noise", random_bytes}, {"1 MB of one thing", repetition}, {"more than 1 MiB", too_large},
      {"49,000 keys", many_keys}, {"an alias bomb", alias_bomb}, {"32 levels", levels}, {"mutants", mutants})
