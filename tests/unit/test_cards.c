/* Cards of datasets: those that ship, folders of them, wrong ones. */
#include "suite.h"

#include "data/load.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void all_shipped_cards_read(void)
{
    const char *source = getenv("DH_SOURCE");
    dh_arena arena = {0};
    const char *catalogue[] = {"/no/such/folder",
                               dh_arena_format(&arena, "%s/configs/datasets", source ? source : ".")};
    dh_card *card;
    size_t count;
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(dh_cards_list(&(dh_library){.catalogue = catalogue, .catalogue_count = 2, .store = ""}, &arena, &card, &count, &error), 0);
    static const char *const known[][2] = {
        {"breast_cancer", "binary"}, {"diabetes", "regression"},        {"digits", "classes"},   {"fashion_mnist", "classes"},
        {"heart_scale", "binary"},   {"iris", "classes"},               {"letter_recognition", "classes"},
        {"mushrooms", "binary"},     {"reuters_corn", "binary"},        {"reuters_grain", "binary"}, {"wine", "classes"}};
    CU_ASSERT_EQUAL_FATAL(count, sizeof known / sizeof *known);
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_STRING_EQUAL(card[i].name, known[i][0]);
        CU_ASSERT_STRING_EQUAL(card[i].task, known[i][1]);
        CU_ASSERT(card[i].fetch || !access(card[i].path, R_OK));
        CU_ASSERT(!card[i].fetch || strstr(card[i].fetch, card[i].name));
    }
    dh_arena_finish(&arena);
}

/* Of two folders with the same name in them the first counts; only NAME.yaml is a card, and paths from the root stay as they are. */
static void folders_of_cards(void)
{
    enum { CARDS = 20 }; /* more than there is room for at first */
    static const char *const none[] = {".yaml", "notes.txt", "README"};
    static const char text[] = "doc: d\nsource: s\nlicence: l\nfile: /data/f.csv\ntest_file: t.csv\ntask: binary\n";
    scratch first = scratch_create(), second = scratch_create();
    const char *folder[] = {first.folder, second.folder};
    const char *shadowed = scratch_write(&second, "c07.yaml", text), *more = scratch_write(&second, "c0.yaml", text);
    const dh_library library = {.catalogue = folder, .catalogue_count = 2, .store = "/store"};
    dh_card_file *file;
    dh_card card;
    dh_error error = {0};
    size_t count;
    for (int i = 0; i < CARDS; i++)
        scratch_write(&first, dh_arena_format(&first.arena, "c%02d.yaml", i), text);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        scratch_write(&first, none[i], "- no card");
    CU_ASSERT_EQUAL_FATAL(dh_card_files(&library, &first.arena, &file, &count, &error), 0);
    CU_ASSERT_EQUAL_FATAL(count, CARDS + 1);
    CU_ASSERT(!strcmp(file[0].name, "c0") && !strcmp(file[0].path, more) && !strcmp(file[8].name, "c07"));
    CU_ASSERT_STRING_EQUAL(file[8].path, dh_arena_format(&first.arena, "%s/c07.yaml", first.folder));
    CU_ASSERT_EQUAL_FATAL(dh_card_read(&file[8], library.store, &first.arena, &card, &error), 0);
    CU_ASSERT_STRING_EQUAL(card.path, "/data/f.csv");
    CU_ASSERT_STRING_EQUAL(card.file.test_file, dh_arena_format(&first.arena, "%s/t.csv", first.folder));
    folder[1] = shadowed; /* a file */
    CU_ASSERT_EQUAL(dh_card_files(&library, &first.arena, &file, &count, &error), -1);
    CU_ASSERT(error.kind == DH_ERROR_SYSTEM && strstr(error.text, "c07.yaml: cannot list the datasets: "));
    CU_ASSERT_EQUAL(dh_card_files(&(dh_library){.store = ""}, &first.arena, &file, &count, &error), 0);
    CU_ASSERT_EQUAL(count, 0);
    const char *clear = dh_arena_format(&first.arena, "rm -r %s %s", first.folder, second.folder);
    CU_ASSERT_EQUAL(system(clear), 0);
    dh_arena_finish(&second.arena);
    dh_arena_finish(&first.arena);
}

static void wrong_cards(void)
{
    static const struct {
        const char *text, *message;
    } wrong[] = {
        {"doc: d\nsource: s\nlicence: l\nfile: f\ntask: regresion\n",
         "trees.yaml:5:7: task: expected binary, classes or "
         "regression, got 'regresion'; did you mean 'regression'?"},
        {"doc: d\nsource: s\nlicense: l\nfile: f\ntask: binary\n",
         "trees.yaml:3:1: unknown key 'license' in a dataset card; "
         "did you mean 'licence'?"},
        {"doc: d\nsource: s\nlicence: l\ntask: binary\n", "a dataset card needs the key 'file'"},
        {"doc: d\nsource: s\nlicence: l\nfile: f\ntask: binary\ndelimiter: ;;\n",
         "trees.yaml:6:12: delimiter: expected one character such as ',' or ';' (a tab is \"\\t\"), got ';;'"},
        {"- doc\n", "expected a dataset card, a map such as"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        scratch s = scratch_create();
        const char *path = scratch_write(&s, "trees.yaml", wrong[i].text);
        dh_card card;
        dh_error error = {0};
        CU_ASSERT_EQUAL(dh_card_read(&(dh_card_file){"trees", path}, "", &s.arena, &card, &error), -1);
        if (!strstr(error.text, wrong[i].message))
            fprintf(stderr, "expected %s\n     got %s\n", wrong[i].message, error.text);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, wrong[i].message));
        unlink(path);
        rmdir(s.folder);
        dh_arena_finish(&s.arena);
    }
}

SUITE("cards", {"all shipped cards", all_shipped_cards_read}, {"folders of cards", folders_of_cards},
      {"wrong cards", wrong_cards})
