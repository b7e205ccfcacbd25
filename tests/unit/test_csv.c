/* The CSV reader: what it reads, and the table of files that it must refuse. */
#include "suite.h"

#include "base/file.h"
#include "base/random.h"
#include "data/csv.h"
#include "data/number.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Path of a hostile file; DH_SOURCE is the source folder. */
static const char *path_of(const char *file, char out[4096])
{
    const char *source = getenv("DH_SOURCE");
    snprintf(out, 4096, "%s/tests/hostile/csv/%s", source ? source : ".", file);
    return out;
}

static const dh_read_options standard = {.header = true, .delimiter = ','};

/* Parses a literal; the arena is the caller's to finish. */
#define PARSE(TEXT, OPTIONS) dh_csv_parse("t.csv", TEXT, sizeof(TEXT) - 1, OPTIONS, &arena, &rows, &error)

static void check_refused(const char *what, int result, const dh_error *error, const char *place, const char *message)
{
    char start[128];
    snprintf(start, sizeof start, "%s:%s: ", what, place);
    int right = result == -1 && error->kind == DH_ERROR_INPUT && !strncmp(error->text, start, strlen(start)) &&
                strstr(error->text, message);
    if (!right)
        fprintf(stderr, "%s: expected %s ... %s\n     got %s\n", what, place, message,
                result ? error->text : "no error");
    CU_ASSERT(right);
}

/* ---- files that must be refused ---- */

typedef struct refusal {
    const char *file, *place, *message;
    dh_read_options options;
} refusal;

#define STANDARD                         \
    {                                    \
        .header = true, .delimiter = ',' \
    }
#define NO_HEADER        \
    {                    \
        .delimiter = ',' \
    }
#define CLASSES                                                     \
    {                                                               \
        .header = true, .delimiter = ',', .kind = DH_TARGET_CLASSES \
    }
#define TARGET(NAME)                                     \
    {                                                    \
        .header = true, .delimiter = ',', .target = NAME \
    }

static const refusal refusals[] = {
    {"alone_cr.csv", "2:12", "LF or CRLF, got a carriage return alone", STANDARD},
    {"binary.csv", "1:8", "got a NUL byte (is this a binary file?)", NO_HEADER},
    {"blank_line.csv", "3:1", "expected 3 fields as in line 1, got an empty line", STANDARD},
    {"blanks_only.csv", "2:8", "column 'b': expected a finite number, got nothing (missing", STANDARD},
    {"duplicate_name.csv", "1:14", "got 'width' for columns 1 and 3", STANDARD},
    {"empty.csv", "1:1", "expected rows, got an empty file", STANDARD},
    {"empty_field.csv", "3:3", "column 'b': expected a finite number, got nothing", STANDARD},
    {"empty_label.csv", "3:8", "expected a label, got nothing", CLASSES},
    {"gzip.csv", "1:1", "got a gzip file (unpack it first)", STANDARD},
    {"header_is_numbers.csv", "1:1", "got a row of numbers (say `header: false`", STANDARD},
    {"header_not_said.csv", "1:1", "column 1: expected a finite number, got 'a' (say `header: true`", NO_HEADER},
    {"header_only.csv", "2:1", "expected rows after the header, got none", STANDARD},
    {"hexadecimal.csv", "2:5", "expected a finite number, got '0x1F'", STANDARD},
    {"infinity.csv", "2:5", "expected a finite number, got '-Infinity' (missing", STANDARD},
    {"latin1_label.csv", "2:11", "expected a label in UTF-8", CLASSES},
    {"latin1_name.csv", "1:3", "expected a name in UTF-8", STANDARD},
    {"lines_only.csv", "1:1", "expected rows, got an empty file", STANDARD},
    {"many_columns_claimed.csv", "2:4", "expected 26 fields as in line 1, got 1", STANDARD},
    {"missing_word.csv", "2:5", "got 'NA' (missing: keep makes it NaN)", STANDARD},
    {"name_missing.csv", "1:1", "expected a name for column 1, got nothing", STANDARD},
    {"nan.csv", "4:1", "column 'a': expected a finite number, got 'NaN'", STANDARD},
    {"no_target_left.csv", "1:1", "expected features besides the target, got one column", STANDARD},
    {"nul_byte.csv", "2:8", "got a NUL byte", STANDARD},
    {"nul_in_quotes.csv", "2:9", "got a NUL byte", STANDARD},
    {"number_then_text.csv", "2:5", "got '2.385kg'", STANDARD},
    {"number_too_large.csv", "2:5", "got '2.385e999', beyond the largest double", STANDARD},
    {"number_two_points.csv", "2:5", "got '2.38.5'", STANDARD},
    {"quote_after_text.csv", "2:12", "expected a delimiter or the end of the line after the closing quote", STANDARD},
    {"quote_in_text.csv", "2:6", "got a quote inside a field", STANDARD},
    {"quote_open.csv", "2:5", "expected a closing quote for this one, got the end of the file", STANDARD},
    {"ragged_long.csv", "3:10", "expected 3 fields as in line 1, got 5", STANDARD},
    {"ragged_short.csv", "3:7", "expected 3 fields as in line 1, got 2", STANDARD},
    {"semicolons.csv", "1:1", "got one column (is the delimiter right?)", STANDARD},
    {"spreadsheet_comma.csv", "2:3", "expected 1 field as in line 1, got 3", TARGET("none")},
    {"target_becomes_text.csv", "3:8", "column 'y': expected a finite number, got 'six'", STANDARD},
    {"text.csv", "2:5", "got 'tall, \"very\" tall'", STANDARD},
    {"text_after_line_break.csv", "3:5", "column '\303\266': expected a finite number, got '\303\266\303\266'",
     STANDARD},
    {"unicode_minus.csv", "2:5", "got '\342\210\2222.385'", STANDARD},
    {"utf16.csv", "1:1", "expected UTF-8, got UTF-16", STANDARD},
    {"wrong_target.csv", "1:1", "or a number from 1 to 3, got 'prize'; did you mean 'price'?", TARGET("prize")},
    {"wrong_target_number.csv",
     "1:1",
     "target: expected a number from 1 to 3, got '4'",
     {.delimiter = ',', .target = "4"}},
};

enum { REFUSALS = sizeof refusals / sizeof *refusals };

static void hostile_files(void)
{
    for (size_t i = 0; i < REFUSALS; i++) {
        const refusal *r = &refusals[i];
        dh_buffer text = {0};
        dh_arena arena = {0};
        dh_rows rows;
        dh_error error = {0};
        char path[4096];
        CU_ASSERT_FATAL(!dh_file_read(path_of(r->file, path), 1 << 20, &text, &error));
        int result = dh_csv_parse(r->file, (char *)text.data, text.size, &r->options, &arena, &rows, &error);
        check_refused(r->file, result, &error, r->place, r->message);
        dh_arena_finish(&arena);
        dh_buffer_finish(&text);
    }
}

static void every_file_is_in_the_table(void)
{
    char path[4096];
    DIR *folder = opendir(path_of("", path));
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    size_t files = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        const char *dot = strrchr(entry->d_name, '.');
        files += dot && !strcmp(dot, ".csv");
    }
    closedir(folder);
    CU_ASSERT_EQUAL(files, REFUSALS);
}

static void bad_delimiters(void)
{
    static const char bad[] = {'"', '.', '-', '7', 'e', '\n', '\0', '\xC3'};
    for (size_t i = 0; i < sizeof bad; i++) {
        dh_arena arena = {0};
        dh_rows rows;
        dh_error error = {0};
        CU_ASSERT_EQUAL(PARSE("a,y\n2.385,3\n", (&(dh_read_options){.header = true, .delimiter = bad[i]})), -1);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "delimiter: expected a character such as"));
        dh_arena_finish(&arena);
    }
}

/* ---- what it reads ---- */

static void quotes_blanks_line_ends(void)
{
    dh_arena arena = {0};
    dh_rows rows;
    dh_error error = {0};
    static const char text[] = "\xEF\xBB\xBF\"length, in \"\"cm\"\"\",\"two\r\nlines\" , y\r\n"
                               " 2.385 ,\"-1.5e-3\",+.5\r\n"
                               "7.,\t81 ,6.25\n\r\n\n";
    CU_ASSERT_EQUAL_FATAL(dh_csv_parse("t.csv", text, sizeof text - 1, &standard, &arena, &rows, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "t.csv:2:7: expected a delimiter")); /* a blank after a closing quote */
    CU_ASSERT_EQUAL_FATAL(PARSE("\xEF\xBB\xBF\"length, in \"\"cm\"\"\",\"two\r\nlines\", y\r\n"
                                " 2.385 ,\"-1.5e-3\",+.5\r\n"
                                "7.,\t81 ,6.25\n\r\n\n",
                                &standard),
                          0);
    CU_ASSERT_EQUAL(rows.rows, 2);
    CU_ASSERT_EQUAL(rows.features, 2);
    CU_ASSERT_STRING_EQUAL(rows.feature[0], "length, in \"cm\"");
    CU_ASSERT_STRING_EQUAL(rows.feature[1], "two\r\nlines");
    CU_ASSERT_STRING_EQUAL(rows.target, "y");
    const double x[] = {2.385, -1.5e-3, 7, 81}, y[] = {.5, 6.25};
    CU_ASSERT(!memcmp(rows.x, x, sizeof x) && !memcmp(rows.y, y, sizeof y));
    CU_ASSERT_EQUAL(rows.classes, 0);
    dh_arena_finish(&arena);
}

static void target_by_name_number_or_none(void)
{
    static const struct {
        const char *target, *name;
        size_t features, at;
        double x, y; /* x[at], y[0] */
    } want[] = {
        {NULL, "2", 3, 1, 5.25, 8.125},    {"depth", "depth", 3, 0, 2.385, 5.25},
        {"2", "2", 3, 1, 5.25, 8.125}, /* the name */
        {"1", "width", 3, 0, 5.25, 2.385}, {"none", "", 4, 3, 8.125, 0},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        dh_arena arena = {0};
        dh_rows rows;
        dh_error error = {0};
        dh_read_options options = {.header = true, .delimiter = ',', .target = want[i].target};
        CU_ASSERT_EQUAL_FATAL(PARSE("width,depth,tall,2\n2.385,5.25,6.5,8.125\n3,4,5,6\n9,7,8,7\n", &options), 0);
        CU_ASSERT_EQUAL(rows.features, want[i].features);
        CU_ASSERT_EQUAL(rows.x[want[i].at], want[i].x);
        CU_ASSERT_STRING_EQUAL(rows.target, want[i].name);
        CU_ASSERT_EQUAL(rows.y != NULL, want[i].features == 3);
        CU_ASSERT(!rows.y || rows.y[0] == want[i].y);
        dh_arena_finish(&arena);
    }
}

static void other_delimiters_no_header(void)
{
    static const char delimiter[] = {';', '\t', '|', ' '};
    for (size_t i = 0; i < sizeof delimiter; i++) {
        dh_arena arena = {0};
        dh_rows rows;
        dh_error error = {0};
        char text[] = "2.385;5.25;6.5\n7.25;81;-9.5\n-3;.5;4";
        for (char *at = text; *at; at++)
            *at = *at == ';' ? delimiter[i] : *at;
        CU_ASSERT_EQUAL_FATAL(PARSE(text, (&(dh_read_options){.delimiter = delimiter[i]})), 0);
        CU_ASSERT_EQUAL(rows.rows, 3);
        CU_ASSERT_EQUAL(rows.x[3], 81);
        CU_ASSERT_EQUAL(rows.y[1], -9.5);
        CU_ASSERT_PTR_NULL(rows.feature);
        CU_ASSERT_EQUAL(rows.classes, 0);
        dh_arena_finish(&arena);
    }
}

/* ---- labels ---- */

static void check_labels(const char *text, dh_target_kind kind, const char *classes, const char *y)
{
    dh_arena arena = {0};
    dh_rows rows;
    dh_error error = {0};
    char names[256] = "", numbers[256] = "";
    dh_read_options options = {.delimiter = ',', .kind = kind};
    CU_ASSERT_EQUAL_FATAL(dh_csv_parse("t.csv", text, strlen(text), &options, &arena, &rows, &error), 0);
    for (size_t c = 0; c < rows.classes; c++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s ", rows.class_name[c]);
    for (size_t i = 0; i < rows.rows; i++)
        snprintf(numbers + strlen(numbers), sizeof numbers - strlen(numbers), "%g ", rows.y[i]);
    CU_ASSERT_STRING_EQUAL(names, classes);
    CU_ASSERT_STRING_EQUAL(numbers, y);
    dh_arena_finish(&arena);
}

static void labels(void)
{
    check_labels("1,oak\n2,ash\n3,oak\n4,\"elm\"\n", DH_TARGET_CLASSES, "ash elm oak ", "2 0 2 1 ");
    check_labels("1,oak\n2,ash\n3,oak\n4,ashen\n", DH_TARGET_AUTO, "ash ashen oak ", "2 0 2 1 ");
    /* By value when all are numbers, by bytes when one is not. */
    check_labels("1,10\n2,9\n3,-2.5\n4,9.0\n", DH_TARGET_CLASSES, "-2.5 9 10 ", "2 1 0 1 ");
    check_labels("1,10\n2,9\n3,x\n4,9.0\n", DH_TARGET_CLASSES, "10 9 9.0 x ", "0 1 3 2 ");
    /* Numbers are numbers, unless classes are asked for. */
    check_labels("1,10\n2,9\n3,-2.5\n", DH_TARGET_AUTO, "", "10 9 -2.5 ");
    check_labels("1,1\n2,-1\n3,1\n", DH_TARGET_AUTO, "", "1 -1 1 ");
    check_labels("1,1\n2,-1\n3,1\n", DH_TARGET_NUMBERS, "", "1 -1 1 ");
    check_labels("1,4\n2,-4\n3,-20\n", DH_TARGET_CLASSES, "-20 -4 4 ", "2 1 0 ");
    check_labels("1,0.5\n2,0.5\n3,2.385\n", DH_TARGET_AUTO, "", "0.5 0.5 2.385 ");
}

/* Enough to make the hash table grow several times. */
static void many_labels(void)
{
    enum { COUNT = 5000 };
    dh_arena arena = {0};
    dh_rows rows;
    dh_error error = {0};
    dh_buffer text = {0};
    dh_read_options options = {.delimiter = ',', .kind = DH_TARGET_CLASSES};
    for (int i = 0; i < 3 * COUNT; i++)
        dh_put_format(&text, "2.385,%d\n", i * 7 % COUNT);
    CU_ASSERT_EQUAL_FATAL(dh_csv_parse("t.csv", (char *)text.data, text.size, &options, &arena, &rows, &error), 0);
    CU_ASSERT_EQUAL(rows.classes, COUNT);
    size_t wrong = 0;
    for (int i = 0; i < 3 * COUNT; i++)
        wrong += rows.y[i] != i * 7 % COUNT;
    CU_ASSERT_EQUAL(wrong, 0);
    dh_buffer_finish(&text);
    dh_arena_finish(&arena);
}

/* ---- numbers ---- */

/* Both paths against strtod, which rounds correctly. */
static void numbers_are_correctly_rounded(void)
{
    dh_stream stream;
    dh_stream_init(&stream, 2385, "", "", 0, "number");
    size_t wrong = 0;
    for (int i = 0; i < 200000; i++) {
        char text[64];
        uint64_t digits = dh_stream_bits(&stream) >> dh_stream_below(&stream, 64);
        int point = (int)dh_stream_below(&stream, 25), exponent = (int)dh_stream_below(&stream, 80) - 40;
        if (i % 3 == 0)
            snprintf(text, sizeof text, "%s%llu", i & 1 ? "-" : "", (unsigned long long)digits);
        else if (i % 3 == 1)
            snprintf(text, sizeof text, "%s%.*f", i & 1 ? "+" : "", point, (double)digits / 1e9);
        else
            snprintf(text, sizeof text, "%llu.%uE%+d", (unsigned long long)digits >> 20, (unsigned)digits % 10000,
                     exponent);
        double value = NAN, expected = strtod(text, NULL);
        const char *end = dh_number_scan(text, &value);
        wrong += end != text + strlen(text) || memcmp(&value, &expected, sizeof value);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void number_edges(void)
{
    static const struct {
        const char *text;
        int length; /* of what is a number; 0: none */
        double value;
    } edge[] = {
        {"-0", 2, -0.0},
        {"2.385e", 5, 2.385},
        {"2.385e+", 5, 2.385},
        {".5", 2, .5},
        {"5.", 2, 5},
        {".", 0, 0},
        {"-.e5", 0, 0},
        {"", 0, 0},
        {"nan", 0, 0},
        {"1e23", 4, 1e23},
        {"0x10", 1, 0},
        {"9007199254740993", 16, 0x1p53},
        {"4.9e-324", 8, 0x1p-1074},
        {"1e-999999999999", 15, 0},
        {"1e999999999999", 14, INFINITY},
        {"0e999999999999", 14, 0},
        {"1.7976931348623157e308", 22, 0x1.fffffffffffffp1023},
        {"00000000000000000000000002.385", 30, 2.385},
        {"0.000000000000000000000000000000000000000000002385", 50, 2.385e-45},
    };
    for (size_t i = 0; i < sizeof edge / sizeof *edge; i++) {
        double value = 0;
        const char *end = dh_number_scan(edge[i].text, &value);
        int right = edge[i].length ? end == edge[i].text + edge[i].length && value == edge[i].value &&
                                         !signbit(value) == !signbit(edge[i].value)
                                   : !end;
        if (!right)
            fprintf(stderr, "%s: %.17g\n", edge[i].text, value);
        CU_ASSERT(right);
    }
}

/* ---- garbage ---- */

/* Every prefix of a good file and many mutants: a result or an error with a place, never more. (Sanitizers watch.) */
static void mutants(void)
{
    static const char good[] =
        "\xEF\xBB\xBF\"a \"\"b\"\"\",c\xC3\xB6,kind\r\n1.5,\"-2.385e3\",oak\n4,5.25,\"as\nh\"\n";
    dh_stream stream;
    dh_stream_init(&stream, 7, "", "", 0, "mutant");
    size_t strange = 0;
    for (size_t i = 0; i < 20000; i++) {
        dh_arena arena = {0};
        dh_rows rows;
        dh_error error = {0};
        dh_read_options options = {.header = i % 5 != 0, .delimiter = ',', .kind = (dh_target_kind)(i % 3)};
        size_t length = i < sizeof good ? i : sizeof good - 1;
        char *text = malloc(length + 1); /* heap: ASan sees one byte too far */
        CU_ASSERT_PTR_NOT_NULL_FATAL(text);
        memcpy(text, good, length);
        text[length] = 0;
        for (size_t edits = i < sizeof good ? 0 : 1 + i % 4; edits; edits--)
            text[dh_stream_below(&stream, length)] =
                (i & 1) ? (char)dh_stream_bits(&stream) : ",\"\n\r 1e-"[i / 2 % 8];
        int result = dh_csv_parse("t.csv", text, length, &options, &arena, &rows, &error);
        strange += result ? strncmp(error.text, "t.csv:", 6) != 0 : !rows.rows || !rows.features;
        free(text);
        dh_arena_finish(&arena);
    }
    CU_ASSERT_EQUAL(strange, 0);
}

/* Fields that are empty take one byte, where others take two. */
static void many_missing(void)
{
    enum { ROWS = 4000, WIDTH = 9 };
    static char text[16 + ROWS * WIDTH + 1] = "a,b,c,d,e,f,g,y\n";
    dh_arena arena = {0};
    dh_rows rows;
    dh_error error = {0};
    dh_read_options options = standard;
    options.missing = true;
    for (size_t i = 0; i < ROWS; i++)
        memcpy(text + 16 + i * WIDTH, ",,,,,,,7\n", WIDTH);
    CU_ASSERT_EQUAL_FATAL(dh_csv_parse("t.csv", text, sizeof text - 1, &options, &arena, &rows, &error), 0);
    CU_ASSERT(rows.rows == ROWS && rows.features == 7);
    size_t wrong = 0;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < 7; j++)
            wrong += !isnan(rows.x[i * 7 + j]) || rows.y[i] != 7;
    CU_ASSERT_EQUAL(wrong, 0);
    dh_arena_finish(&arena);
}

SUITE("csv", {"hostile files: place and message", hostile_files},
      {"every hostile file is in the table", every_file_is_in_the_table}, {"bad delimiters", bad_delimiters},
      {"quotes, blanks, line ends", quotes_blanks_line_ends},
      {"target by name, number, none", target_by_name_number_or_none},
      {"other delimiters, no header", other_delimiters_no_header}, {"labels", labels}, {"many labels", many_labels}, {"many missing values", many_missing},
      {"numbers are correctly rounded", numbers_are_correctly_rounded}, {"number edges", number_edges},
      {"mutants of a good file", mutants})
