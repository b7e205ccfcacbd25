/* The registry of plugins: which folders and files are looked through, which names are taken, and what is not trusted. */
#include "suite.h"

#include "base/file.h"
#include "base/hash.h"
#include "faults.h"
#include "host/registry.h"
#include "host_model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Instead of a worker: a card with the candidate's own name, but for some. */
static int probe(void *self, const dh_candidate *candidate, size_t count, dh_probe_answer *answer, dh_error *error)
{
    (void)error;
    for (size_t i = 0; i < count; i++) {
        dh_problem q = good_problem();
        dh_optimizer o = good_optimizer();
        dh_schedule s = good_schedule();
        q.name = o.name = s.name = strcmp(candidate[i].name, "nesterov") ? candidate[i].name : "another";
        dh_plugin p = {.kind = strcmp(candidate[i].name, "momentum") ? candidate[i].kind : DH_KIND_SCHEDULE};
        if (p.kind == DH_KIND_OPTIMIZER)
            p.optimizer = o;
        else if (p.kind == DH_KIND_SCHEDULE)
            p.schedule = s;
        else
            p.problem = q;
        if (strcmp(candidate[i].name, "svrg"))
            dh_card_encode(&p, &answer[i].card);
        else
            snprintf(answer[i].reason, sizeof answer[i].reason, "%s: not today", candidate[i].path);
        ++*(size_t *)self;
    }
    return 0;
}

static void the_folders_of_plugins(void)
{
    char folder[4096], file[4200];
    snprintf(folder, sizeof folder, "%s/plugins", getenv("DH_BUILD"));
    snprintf(file, sizeof file, "%s/optimizers/adam.so", folder);
    const dh_look path[] = {{folder, NULL}, {file, NULL}}; /* a file that the folder has already is the same one */
    dh_arena arena = {0};
    dh_registry r;
    dh_error error = {0};
    size_t asked = 0;
    CU_ASSERT_EQUAL_FATAL(dh_registry_scan(path, 2, NULL, probe, &asked, &arena, &r, &error), 0);
    CU_ASSERT(asked > 20 && r.count == asked - 3 && r.rejected_count == 3);
    for (size_t i = 0; i < r.count; i++) {
        CU_ASSERT(strlen(r.card[i].sha256) == 64 && r.card[i].path[0] == '/' &&
                  (fcntl(r.card[i].fd, F_GET_SEALS) & F_SEAL_WRITE));
        if (i)
            CU_ASSERT(r.card[i].kind > r.card[i - 1].kind || strcmp(r.card[i].name, r.card[i - 1].name) > 0);
    }
    for (size_t i = 0; i < 3; i++) {
        const char *why = strstr(r.rejected[i].path, "svrg") ? "not today"
                          : strstr(r.rejected[i].path, "nesterov")
                              ? "expected 'nesterov' as the file is called, got 'another'"
                              : "expected optimizer as its note says, got schedule";
        CU_ASSERT_PTR_NOT_NULL(strstr(r.rejected[i].reason, why));
    }
    const dh_plugin_card *adam = dh_registry_find(&r, DH_KIND_OPTIMIZER, "adam");
    CU_ASSERT(adam && !strcmp(adam->name, "adam"));
    CU_ASSERT_PTR_NULL(dh_registry_find(&r, DH_KIND_SCHEDULE, "adam"));
    CU_ASSERT_STRING_EQUAL(dh_registry_nearest(&r, DH_KIND_OPTIMIZER, "adm"), "adam");
    CU_ASSERT_PTR_NULL(dh_registry_nearest(&r, DH_KIND_PROBLEM, "conjugate_gradients"));
    dh_registry_finish(&r);
    dh_arena_finish(&arena);
}

/* With a text, the others are known by name alone. A name inside a longer word counts: better one too many. */
static void only_what_is_mentioned(void)
{
    char folder[4096], file[4200];
    snprintf(folder, sizeof folder, "%s/plugins", getenv("DH_BUILD"));
    snprintf(file, sizeof file, "%s/problems/bowl.so", folder);
    const dh_look path[] = {{folder, NULL}, {file, NULL}};
    dh_arena arena = {0};
    dh_registry r;
    dh_error error = {0};
    size_t asked = 0;
    CU_ASSERT_EQUAL_FATAL(dh_registry_scan(path, 2, "{optimizer: adamw, lr: 0.1}", probe, &asked, &arena, &r, &error), 0);
    CU_ASSERT(asked == 3 && r.count == 3 && r.unread_count > 60);
    CU_ASSERT(dh_registry_find(&r, DH_KIND_OPTIMIZER, "adam") && dh_registry_find(&r, DH_KIND_OPTIMIZER, "adamw"));
    CU_ASSERT(dh_registry_find(&r, DH_KIND_PROBLEM, "bowl") && !dh_registry_find(&r, DH_KIND_SCHEDULE, "cosine"));
    CU_ASSERT_STRING_EQUAL(dh_registry_nearest(&r, DH_KIND_SCHEDULE, "cosinus"), "cosine");
    CU_ASSERT_PTR_NULL(dh_registry_nearest(&r, DH_KIND_PROBLEM, "cosinus"));
    dh_registry_finish(&r);
    dh_arena_finish(&arena);
}

/* Why this file is rejected under these modes of its folder and its own; NULL: it is not. */
static const char *distrust(const char *folder, const char *file, mode_t folder_mode, mode_t mode, const char *pin)
{
    static dh_error error;
    const dh_look look = {file, pin};
    dh_arena arena = {0};
    dh_registry r = {0};
    size_t asked = 0;
    chmod(folder, folder_mode);
    chmod(file, mode);
    int result = dh_registry_scan(&look, 1, NULL, probe, &asked, &arena, &r, &error);
    CU_ASSERT_EQUAL(asked, result ? 0 : 1);
    dh_registry_finish(&r);
    dh_arena_finish(&arena);
    return result ? error.text : NULL;
}

static void files_that_anyone_can_change(void)
{
    char folder[] = "/tmp/dh_host_XXXXXX", file[64], right[65], wrong[65];
    dh_buffer b = read_plugin("optimizers/adam");
    uint8_t digest[DH_SHA_SIZE];
    dh_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/adam.so", folder);
    CU_ASSERT_EQUAL_FATAL(dh_file_write(file, b.data, b.size, &error), 0);
    dh_sha256(b.data, b.size, digest);
    dh_hex(right, digest, sizeof digest);
    memcpy(wrong, right, sizeof wrong);
    wrong[63] ^= 1;
    CU_ASSERT_PTR_NULL(distrust(folder, file, 0755, 0644, NULL));
    CU_ASSERT_PTR_NULL(distrust(folder, file, 01777, 0664, NULL));
    CU_ASSERT_PTR_NULL(distrust(folder, file, 0755, 0644, right));
    const char *reason = distrust(folder, file, 0755, 0646, NULL);
    CU_ASSERT(reason && strstr(reason, "everyone may write to") && strstr(reason, "adam.so: chmod"));
    reason = distrust(folder, file, 0777, 0644, NULL);
    CU_ASSERT(reason && strstr(reason, "everyone may write to") && !strstr(reason, "adam.so: chmod"));
    reason = distrust(folder, file, 0755, 0644, wrong);
    CU_ASSERT(reason && strstr(reason, right) && strstr(reason, wrong));
    reason = distrust(folder, folder, 0755, 0755, right);
    CU_ASSERT(reason && strstr(reason, "a folder has no sha256"));
    if (!geteuid() && !chown(file, 12345, 0)) {
        reason = distrust(folder, file, 0755, 0644, NULL);
        CU_ASSERT(reason && strstr(reason, "belongs to user 12345"));
    }
    unlink(file);
    rmdir(folder);
    dh_buffer_finish(&b);
}

static void names_that_two_claim(void)
{
    char folder[] = "/tmp/dh_host_XXXXXX", copy[64], plugins[4096];
    dh_buffer b = read_plugin("optimizers/adam");
    dh_arena arena = {0};
    dh_registry r = {0};
    dh_error error = {0};
    size_t asked = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(copy, sizeof copy, "%s/adam.so", folder);
    snprintf(plugins, sizeof plugins, "%s/plugins/optimizers", getenv("DH_BUILD"));
    CU_ASSERT_EQUAL_FATAL(dh_file_write(copy, b.data, b.size, &error), 0);
    const dh_look path[] = {{plugins, NULL}, {folder, NULL}, {"/nonexistent", NULL}};
    CU_ASSERT_EQUAL(dh_registry_scan(path, 2, NULL, probe, &asked, &arena, &r, &error), -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_INPUT);
    CU_ASSERT(strstr(error.text, "optimizer 'adam'") && strstr(error.text, copy) && strstr(error.text, plugins));
    CU_ASSERT_EQUAL(dh_registry_scan(path + 2, 1, NULL, probe, &asked, &arena, &r, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "/nonexistent: No such file"));
    unlink(copy);
    rmdir(folder);
    dh_arena_finish(&arena);
    dh_buffer_finish(&b);
}

/* A call that fails in the middle of it: an error, a file less, or nothing; never a wrong card, and no descriptor is left open. */
static void scanning_with_failures(void)
{
    char folder[4096], file[4200];
    snprintf(folder, sizeof folder, "%s/plugins", getenv("DH_BUILD"));
    snprintf(file, sizeof file, "%s/problems/bowl.so", folder);
    const dh_look path[] = {{folder, NULL}, {file, NULL}};
    const int before = dup(0);
    close(before);
    for (unsigned kinds = FAULT_MEMORY; kinds <= FAULT_FILE; kinds++)
        for (int number = kinds == FAULT_MEMORY ? EIO : EINTR; number <= EIO; number += EIO - EINTR)
            for (long n = 1, happened = 1, step = 1; happened; n += step) {
                dh_arena arena = {0};
                dh_registry r = {0};
                dh_error error = {0};
                size_t asked = 0;
                step = n < 20 || kinds == FAULT_MEMORY ? 1 : 7; /* most calls are the same one for another file */
                fault_at(kinds, n, number, false);
                int result = dh_registry_scan(path, 2, "{optimizer: adamw, lr: 0.1}", probe, &asked, &arena, &r, &error);
                happened = fault_end();
                CU_ASSERT((result != 0) == (error.kind != DH_ERROR_NONE) && (happened || !result));
                CU_ASSERT(result || (happened ? r.count <= 3 : r.count == 3));
                for (size_t i = 0; !result && i < r.count; i++)
                    CU_ASSERT(strlen(r.card[i].sha256) == 64 && (fcntl(r.card[i].fd, F_GET_SEALS) & F_SEAL_WRITE));
                dh_registry_finish(&r);
                dh_arena_finish(&arena);
            }
    const int after = dup(0);
    close(after);
    CU_ASSERT_EQUAL(after, before);
}

static int probe_that_fails(void *self, const dh_candidate *candidate, size_t count, dh_probe_answer *answer, dh_error *error)
{
    (void)self, (void)candidate, (void)answer;
    return dh_fail(error, DH_ERROR_SYSTEM, "%zu asked, and no worker starts", count);
}

static void no_worker_starts(void)
{
    char file[4200];
    snprintf(file, sizeof file, "%s/plugins/optimizers/adam.so", getenv("DH_BUILD"));
    const dh_look look = {file, NULL};
    dh_arena arena = {0};
    dh_registry r = {0};
    dh_error error = {0};
    CU_ASSERT_EQUAL(dh_registry_scan(&look, 1, NULL, probe_that_fails, NULL, &arena, &r, &error), -1);
    CU_ASSERT(r.count == 0 && !strcmp(error.text, "1 asked, and no worker starts"));
    dh_arena_finish(&arena);
}

/* Files that are no plugins lie about: hidden ones, other endings, links that lead nowhere, names that are too long. */
static void what_lies_about(void)
{
    char folder[] = "/tmp/dh_host_XXXXXX", file[512], stem[212];
    static const char *const name[] = {".hidden.so", "a.txt", ".so", "so", "dangling.so", "empty.so", "folder.so"};
    dh_arena arena = {0};
    dh_registry r = {0};
    dh_error error = {0};
    size_t asked = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        snprintf(file, sizeof file, "%s/%s", folder, name[i]);
        CU_ASSERT_EQUAL(i == 4 ? symlink("/nonexistent", file) : i == 6 ? mkdir(file, 0755) : dh_file_write(file, "x", i != 5, &error), 0);
    }
    memset(stem, 'n', sizeof stem - 1);
    stem[sizeof stem - 1] = 0;
    snprintf(file, sizeof file, "%s/%s.so", folder, stem);
    CU_ASSERT_EQUAL(dh_file_write(file, "x", 1, &error), 0);
    const dh_look look = {folder, NULL};
    CU_ASSERT_EQUAL(dh_registry_scan(&look, 1, NULL, probe, &asked, &arena, &r, &error), 0);
    CU_ASSERT(asked == 0 && r.count == 0 && r.rejected_count == 4);
    dh_registry_finish(&r);
    dh_arena_finish(&arena);
    unlink(file);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        snprintf(file, sizeof file, "%s/%s", folder, name[i]);
        CU_ASSERT_EQUAL(i == 6 ? rmdir(file) : unlink(file), 0);
    }
    rmdir(folder);
}

SUITE("registry", {"the folders of plugins", the_folders_of_plugins},
      {"only what is mentioned", only_what_is_mentioned}, {"names that two claim", names_that_two_claim},
      {"files that anyone can change", files_that_anyone_can_change},
      {"scanning with failures", scanning_with_failures}, {"what lies about", what_lies_about},
      {"no worker starts", no_worker_starts})
