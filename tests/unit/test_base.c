/* What everything else stands on: arena, buffer, table, text, errors, the clock. */
#include "suite.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"
#include "base/table.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- arena ---- */

static void arena_gives_zeroed_aligned_memory(void)
{
    dh_arena arena = {0};
    unsigned char *piece[300];
    size_t size[300], wrong = 0;
    for (size_t i = 0; i < 300; i++) {
        size[i] = i == 150 ? 100000 : i == 200 ? 300000 : (i * 37) % 201; /* two that no block holds */
        piece[i] = dh_arena_alloc(&arena, size[i], 1);
        CU_ASSERT_PTR_NOT_NULL_FATAL(piece[i]);
        wrong += (uintptr_t)piece[i] % (size[i] >= 64 ? 64 : 16) != 0;
        for (size_t k = 0; k < size[i]; k++)
            wrong += piece[i][k] != 0;
        memset(piece[i], (int)i % 255 + 1, size[i]);
    }
    for (size_t i = 0; i < 300; i++) /* no two pieces overlap */
        for (size_t k = 0; k < size[i]; k++)
            wrong += piece[i][k] != i % 255 + 1;
    CU_ASSERT_EQUAL(wrong, 0);
    dh_arena_finish(&arena);
    CU_ASSERT_PTR_NULL(arena.last);
    dh_arena_finish(&arena);
}

/* Every round has the zeros and the place of the first, whatever was written and however much there was. */
static void arena_serves_again(void)
{
    static const size_t more[] = {0, 1, 20000, 300000};
    dh_arena arena = {0};
    unsigned char *first = NULL;
    size_t wrong = 0;
    dh_arena_clear(&arena);
    for (size_t round = 0; round < 8; round++) {
        unsigned char *at = dh_arena_alloc(&arena, 1000, 1);
        unsigned char *large = dh_arena_alloc(&arena, more[round % 4], 1);
        CU_ASSERT_FATAL(at && large);
        CU_ASSERT(round < 2 || at == first); /* a sanitizer leaves a gap in front of it, from then on */
        first = at;
        for (size_t i = 0; i < 1000; i++)
            wrong += at[i] != 0;
        for (size_t i = 0; i < more[round % 4]; i++)
            wrong += large[i] != 0;
        memset(at, 255, 1000);
        memset(large, 255, more[round % 4]);
        dh_arena_clear(&arena);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    dh_arena_alloc(&arena, 300000, 1);
    dh_arena_finish(&arena);
    for (int round = 0; round < 2; round++) { /* zeros that the system gave, and that come once */
        unsigned char *large = dh_arena_alloc(&arena, 300000, 1);
        CU_ASSERT(large && !large[0] && !large[299999]);
        memset(large, 255, 300000);
        dh_arena_clear(&arena);
    }
    dh_arena_finish(&arena);
}

static void arena_refuses_what_overflows(void)
{
    dh_arena arena = {0};
    CU_ASSERT_PTR_NULL(dh_arena_alloc(&arena, SIZE_MAX / 4, 8));
    CU_ASSERT_PTR_NULL(dh_arena_alloc(&arena, SIZE_MAX, 1));
    CU_ASSERT_PTR_NULL(dh_arena_alloc(&arena, SIZE_MAX - 64, 1));
    CU_ASSERT_PTR_NULL(dh_arena_copy(&arena, "x", SIZE_MAX));
    dh_arena_finish(&arena);
}

static void arena_texts(void)
{
    dh_arena arena = {0};
    char *copy = dh_arena_copy(&arena, "rosenbrock", 4), *text = dh_arena_text(&arena, "himmelblau");
    char *line = dh_arena_format(&arena, "%s: %.3f at step %d", "cost", 2.385, 17),
         *none = dh_arena_copy(&arena, "", 0);
    CU_ASSERT_STRING_EQUAL(copy, "rose");
    CU_ASSERT_STRING_EQUAL(text, "himmelblau");
    CU_ASSERT_STRING_EQUAL(line, "cost: 2.385 at step 17");
    CU_ASSERT_STRING_EQUAL(none, "");
    dh_arena_finish(&arena);
}

/* ---- buffer ---- */

static void buffer_and_cursor(void)
{
    static const double values[] = {2.385, -0.0, 1e-310, NAN};
    dh_buffer b = {0};
    dh_arena arena = {0};
    dh_put_u8(&b, 201);
    dh_put_u32(&b, 0xdeadbeef);
    dh_put_text(&b, "β = 0.9");
    dh_put_u64(&b, 0x0123456789abcdef);
    dh_put_f64(&b, -7.125);
    dh_put_f64s(&b, values, 4);
    dh_put_text(&b, NULL);
    dh_put_f64s(&b, NULL, 0);
    CU_ASSERT_EQUAL(b.data[1], 0xef); /* little-endian */
    dh_cursor in = {.data = b.data, .size = b.size};
    size_t count = 99;
    CU_ASSERT_EQUAL(dh_get_u8(&in), 201);
    CU_ASSERT_EQUAL(dh_get_u32(&in), 0xdeadbeef);
    CU_ASSERT_STRING_EQUAL(dh_get_text(&in, &arena), "β = 0.9");
    CU_ASSERT_EQUAL(dh_get_u64(&in), 0x0123456789abcdef);
    CU_ASSERT_EQUAL(dh_get_f64(&in), -7.125);
    double *back = dh_get_f64s(&in, &arena, &count);
    CU_ASSERT(count == 4 && !memcmp(back, values, sizeof values));
    CU_ASSERT_STRING_EQUAL(dh_get_text(&in, &arena), "");
    CU_ASSERT(!dh_get_f64s(&in, &arena, &count) && count == 0 && !in.failed && in.at == in.size);
    dh_buffer_finish(&b);
    dh_arena_finish(&arena);
}

static void cursor_at_every_end(void)
{
    static const double values[] = {2.385, 0.7};
    dh_buffer b = {0};
    dh_put_text(&b, "seventeen");
    dh_put_f64s(&b, values, 2);
    for (size_t size = 0; size < b.size; size++) {
        dh_arena arena = {0};
        dh_cursor in = {.data = b.data, .size = size};
        size_t count = 99;
        dh_get_text(&in, &arena);
        CU_ASSERT(!dh_get_f64s(&in, &arena, &count) && count == 0);
        CU_ASSERT(in.failed && dh_get_u64(&in) == 0 && dh_get_f64(&in) == 0 && !dh_get(&in, 0));
        CU_ASSERT_STRING_EQUAL(dh_get_text(&in, &arena), "");
        dh_arena_finish(&arena);
    }
    static const unsigned char nul[] = {3, 0, 0, 0, 'a', 0, 'b'}; /* nobody wrote that: texts end at a NUL */
    dh_arena own = {0};
    dh_cursor with = {.data = nul, .size = sizeof nul};
    CU_ASSERT(!*dh_get_text(&with, &own) && with.failed);
    dh_arena_finish(&own);
    memset(b.data, 0xff, b.size); /* lengths that no memory holds */
    dh_arena arena = {0};
    size_t count;
    dh_cursor in = {.data = b.data, .size = b.size};
    CU_ASSERT_PTR_NULL(dh_get_f64s(&in, &arena, &count));
    CU_ASSERT(in.failed);
    b.failed = true; /* what has failed takes no more, whoever asks */
    const size_t before = b.size;
    dh_put_format(&b, "%d", 2385);
    CU_ASSERT(b.failed && b.size == before);
    b.failed = false;
    dh_put(&b, b.data, SIZE_MAX / 2);
    CU_ASSERT(b.failed && b.size == before);
    dh_buffer_finish(&b);
}

static void buffer_grows_and_formats(void)
{
    dh_buffer b = {0};
    for (unsigned i = 0; i < 5000; i++)
        dh_put_u32(&b, i * 2654435761u);
    CU_ASSERT_EQUAL(b.size, 20000);
    size_t wrong = 0;
    for (unsigned i = 0; i < 5000; i++)
        wrong += memcmp(b.data + 4 * i, &(uint32_t){i * 2654435761u}, 4) != 0;
    CU_ASSERT_EQUAL(wrong, 0);
    b.size = 0;
    dh_put_format(&b, "%s=%g", "lr", 0.05);
    dh_put_format(&b, ", %s", "clip");
    CU_ASSERT(b.size == 13 && !strcmp((char *)b.data, "lr=0.05, clip"));
    dh_put(&b, "x", SIZE_MAX / 2); /* too large to exist: remembered, and nothing is touched */
    CU_ASSERT(b.failed);
    dh_put_u8(&b, 1);
    CU_ASSERT_EQUAL(b.size, 13);
    dh_buffer_finish(&b);
    CU_ASSERT(!b.data && !b.failed && !b.size);
}

/* What cannot be formatted is missing in the buffer, so the buffer says so. */
static void buffer_says_what_it_lost(void)
{
    dh_buffer b = {0};
    dh_put_format(&b, "%d ", 2385);
    dh_put_format(&b, "%ls", L"\x110000"); /* no character of any locale */
    CU_ASSERT(b.failed && b.size == 5);
    dh_buffer_finish(&b);
    b = (dh_buffer){.size = SIZE_MAX / 2}; /* the next byte has no place */
    dh_put_u8(&b, 7);
    CU_ASSERT(b.failed && b.size == SIZE_MAX / 2 && !b.data);
}

/* ---- table ---- */

static void tables(void)
{
    dh_arena arena = {0};
    dh_table t;
    dh_table_init(&t, &arena, 7);
    static char name[60][16];
    for (int i = 0; i < 60; i++) { /* more than there is room for at first */
        snprintf(name[i], sizeof name[i], "c%d", i);
        dh_column *c = dh_table_add(&t, name[i], (dh_column_type)(i % 4), "a column");
        CU_ASSERT_PTR_NOT_NULL_FATAL(c);
        if (i % 4 == DH_WHOLE)
            c->whole[6] = 1000 + i;
    }
    CU_ASSERT_EQUAL(t.count, 60);
    for (int i = 0; i < 60; i++) {
        const dh_column *c = dh_table_find(&t, name[i]);
        CU_ASSERT_FATAL(c == &t.column[i] && c->type == (dh_column_type)(i % 4));
        if (c->type == DH_REAL)
            CU_ASSERT(isnan(c->real[0]) && isnan(c->real[6]));
        if (c->type == DH_WHOLE)
            CU_ASSERT(c->whole[0] == 0 && c->whole[6] == 1000 + i);
        if (c->type == DH_FLAG)
            CU_ASSERT(c->flag[0] == 0 && c->flag[6] == 0);
        if (c->type == DH_TEXT)
            CU_ASSERT(!strcmp(c->text[0], "") && !strcmp(c->text[6], ""));
    }
    CU_ASSERT_PTR_NULL(dh_table_find(&t, "c60"));
    dh_arena_finish(&arena);
}

/* ---- text ---- */

static void numbers(void)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {{"2.385", 2.385}, {"-3", -3},    {".5", .5},        {"1e-4", 1e-4},
                {"+7.", 7},       {"1E3", 1000}, {"4e-324", 4e-324}};
    static const char *const bad[] = {"",       " 1",  "1 ", "0x10", "inf", "nan",   "1e999",
                                      "-1e999", "1,5", "1e", "--1",  ".",   "1.2.3", "e5"};
    double value;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CU_ASSERT(dh_parse_double(good[i].text, &value) && value == good[i].value);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        value = 2.385;
        CU_ASSERT(!dh_parse_double(bad[i], &value) && value == 2.385);
    }
    uint64_t whole = 17;
    CU_ASSERT(dh_parse_u64("18446744073709551615", &whole) && whole == UINT64_MAX);
    CU_ASSERT(dh_parse_u64("0042", &whole) && whole == 42);
    static const char *const no_whole[] = {"", "-1", "+1", "1.0", "18446744073709551616", "1 ", "ten"};
    for (size_t i = 0; i < sizeof no_whole / sizeof *no_whole; i++)
        CU_ASSERT(!dh_parse_u64(no_whole[i], &whole) && whole == 42);
}

static void nearest_names(void)
{
    static const char *const names[] = {"adagrad", "adam", "momentum", "nesterov", "rmsprop", "sgd"};
    static const struct {
        const char *word, *nearest; /* NULL: none is near enough */
    } cases[] = {
        {"adam", "adam"},
        {"adma", "adam"}, /* two neighbours swapped count as one edit */
        {"adm", "adam"},
        {"madam", "adam"},
        {"momnetum", "momentum"},
        {"mometnun", "momentum"},
        {"rmsprp", "rmsprop"},
        {"rsmprp", "rmsprop"},
        {"sdg", "sgd"},
        {"gds", NULL},
        {"amad", NULL},
        {"nestrv", "nesterov"},
        {"nstrv", NULL},
        {"adagard", "adagrad"},
        {"xyz", NULL},
        {"", NULL},
        {"adagradient", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = dh_nearest(cases[i].word, names, 6);
        int right = cases[i].nearest ? found && !strcmp(found, cases[i].nearest) : !found;
        if (!right)
            fprintf(stderr, "%s: %s\n", cases[i].word, found ? found : "none");
        CU_ASSERT(right);
    }
    char endless[200];
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = 0;
    const char *const one[] = {endless};
    CU_ASSERT_PTR_NULL(dh_nearest(endless, names, 6));
    CU_ASSERT_PTR_NULL(dh_nearest("adam", one, 1));
    CU_ASSERT_PTR_NULL(dh_nearest("adam", NULL, 0));
}

static void printable(void)
{
    char out[16];
    CU_ASSERT_STRING_EQUAL(dh_printable(out, sizeof out, "a\tb\033[2Jc\n"), "a?b?[2Jc?");
    CU_ASSERT_STRING_EQUAL(dh_printable(out, sizeof out, "exactly twelve"), "exactly twel...");
    CU_ASSERT_STRING_EQUAL(dh_printable(out, sizeof out, "β"), "β");
    CU_ASSERT_STRING_EQUAL(dh_printable(out, sizeof out, ""), "");
}

/* ---- errors ---- */

static void errors(void)
{
    dh_error e = {0};
    CU_ASSERT_EQUAL(dh_fail(&e, DH_ERROR_PLUGIN, "%s: field %d", "sgd.so", 17), -1);
    CU_ASSERT(e.kind == DH_ERROR_PLUGIN && !strcmp(e.text, "sgd.so: field 17"));
    errno = ENOSPC;
    CU_ASSERT_EQUAL(dh_fail_errno(&e, "study.h5: cannot write"), -1);
    CU_ASSERT(e.kind == DH_ERROR_SYSTEM && !strcmp(e.text, "study.h5: cannot write: No space left on device"));
    CU_ASSERT_EQUAL(dh_fail_memory(&e), -1);
    CU_ASSERT_STRING_EQUAL(e.text, "out of memory");
    CU_ASSERT_EQUAL(dh_fail(NULL, DH_ERROR_INPUT, "nobody listens"), -1);
    char endless[5000];
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = 0;
    errno = EIO;
    dh_fail_errno(&e, "%s", endless);
    CU_ASSERT_EQUAL(strlen(e.text), sizeof e.text - 1);
}

static void clock_goes_forward(void)
{
    double before = dh_clock();
    for (int i = 0; i < 1000; i++) {
        double now = dh_clock();
        CU_ASSERT_FATAL(now >= before);
        before = now;
    }
}

SUITE("base", {"an arena gives zeroed, aligned memory", arena_gives_zeroed_aligned_memory},
      {"an arena refuses sizes that overflow", arena_refuses_what_overflows},
      {"an arena serves again", arena_serves_again}, {"texts in an arena", arena_texts},
      {"what a buffer takes, a cursor gives back", buffer_and_cursor},
      {"a cursor stops at every end", cursor_at_every_end},
      {"a buffer grows, formats and fails", buffer_grows_and_formats},
      {"a buffer says what it lost", buffer_says_what_it_lost}, {"tables", tables},
      {"numbers are parsed strictly", numbers}, {"the nearest name", nearest_names}, {"safe echoing", printable},
      {"errors", errors}, {"the clock goes forward", clock_goes_forward})
