/* Two builds on one study, in turns, and what their times say. Nothing that was stored is ever compared with. */
#include "check_time.h"

#include "base/process.h"
#include "cli.h"
#include "verdict/times.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_SHOWN = 20 };                           /* cells whose time is the same */
static const double ALPHA = 0.002, LONGEST = 86400; /* seconds of one process */

typedef struct timing {
    const dh_time_how *how;
    const char *folder, *file, *journal; /* for results, emptied after each process */
    dh_arena *arena;
    dh_error *error;
} timing;

static void clean(const timing *t)
{
    unlink(t->file);
    unlink(t->journal);
}

static int run(const timing *t, const char *program)
{
    const char *const argv[] = {program, "run", t->how->study, "--output", t->file, "--quiet", "--jobs", "1", NULL};
    const dh_command command = {.argv = argv, .seconds = LONGEST};
    dh_ending end;
    clean(t);
    int failed = dh_process_run(&command, &end, t->error);
    if (!failed && end.exit_status)
        failed = dh_fail(t->error, DH_ERROR_INPUT, "%s run %s: it ended with status %d: %.*s", program, t->how->study,
                         end.exit_status, (int)(end.err.size > 400 ? 400 : end.err.size),
                         end.err.data ? (const char *)end.err.data : "");
    dh_ending_finish(&end);
    return failed;
}

static int measure(const timing *t, const char *program, dh_paces *ret)
{
    dh_results *results = DH_NEW(t->arena, dh_results, 1);
    if (!results)
        return dh_fail_memory(t->error);
    if (run(t, program) || dh_results_open(t->file, t->arena, results, t->error))
        return -1;
    int failed = dh_paces_measure(results, t->arena, ret, t->error);
    dh_results_close(results);
    return failed;
}

/* Old new, new old, old new, ...: a drift of the machine is no difference between the two. */
static int measure_both(const timing *t, const char *const program[2], dh_paces *paces[2])
{
    for (size_t i = 0; i < t->how->processes; i++)
        for (size_t k = 0; k < 2; k++) {
            const size_t side = (k + i) % 2;
            if (measure(t, program[side], &paces[side][i]))
                return -1;
        }
    return 0;
}

/* BASE_BUILD is the program, or the folder of a build or of an installation that holds it. */
static const char *find_program(const char *base, dh_arena *arena, dh_error *error)
{
    static const char *const inside[] = {"", "/downhill", "/build/downhill", "/bin/downhill"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        struct stat file;
        const char *path = dh_arena_format(arena, "%s%s%s", strchr(base, '/') ? "" : "./", base, inside[i]);
        if (!path) {
            dh_fail_memory(error);
            return NULL;
        }
        if (!stat(path, &file) && S_ISREG(file.st_mode) && !access(path, X_OK))
            return path;
    }
    dh_fail(error, DH_ERROR_INPUT,
            "--time %s: expected another build of downhill: the program or the folder it is in", base);
    return NULL;
}

/* ---- in words ---- */

static void tell_cell(const dh_time_cell *c, const dh_timed *t)
{
    static const char *const word[] = {"same time", "got faster", "got slower"};
    const double percent = 100 * (c->new_seconds / c->old_seconds - 1);
    printf("  %s on %s: %s\n      %.3g %% %s time a step, %.3g s and %.3g s (%zu processes a side; p = %.2g)\n",
           c->method, c->problem, word[c->verdict], percent < 0 ? -percent : percent, percent < 0 ? "less" : "more",
           c->old_seconds, c->new_seconds, t->processes, c->verdict == DH_TIME_FASTER ? c->less : c->p);
}

static void tell(const dh_timed *t, const dh_time_how *how, size_t slower, int code)
{
    for (size_t i = 0; i < t->cells; i++)
        if (t->cell[i].verdict != DH_TIME_SAME || t->cells <= MOST_SHOWN)
            tell_cell(&t->cell[i], t);
    if (t->missing)
        printf("%zu cells are not in all processes of both builds, and left out\n", t->missing);
    if (t->machine_differs)
        printf("machine differs: %s ran on %s, this build on %s; their times are not compared\n", how->base,
               t->old_cpu, t->new_cpu);
    else if (code == DH_EXIT_INCONCLUSIVE)
        printf("time UNDECIDED: %zu cells need at least %zu processes a side\n", t->cells, t->needed);
    else
        printf("%zu cells timed at %g in all (Holm), margin %g %%: %zu got slower\ntime %s\n", t->cells, ALPHA,
               100 * how->margin, slower,
               !slower       ? "passed"
               : how->strict ? "FAILED: got slower"
                             : "WARNING: got slower (--time-fails makes this a failure)");
    const char *actions = getenv("GITHUB_ACTIONS");
    if (slower && actions && *actions)
        printf("::%s title=downhill check::%zu cells take more time a step than with the base build\n",
               how->strict ? "error" : "warning", slower);
}

static int judge(const dh_timed *t, const dh_time_how *how)
{
    size_t slower = 0;
    for (size_t i = 0; i < t->cells; i++)
        slower += t->cell[i].verdict == DH_TIME_SLOWER;
    const int code = t->machine_differs                      ? DH_EXIT_INPUT
                     : !t->cells || t->processes < t->needed ? DH_EXIT_INCONCLUSIVE
                     : slower && how->strict                 ? DH_EXIT_REGRESSION
                                                             : DH_EXIT_OK;
    if (!how->quiet)
        tell(t, how, slower, code);
    return code;
}

/* ---- the command ---- */

static int time_them(const timing *t, int *code)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return dh_fail_errno(t->error, "cannot find the program itself");
    self[length] = 0;
    dh_paces *paces[2] = {DH_NEW(t->arena, dh_paces, t->how->processes),
                          DH_NEW(t->arena, dh_paces, t->how->processes)};
    const char *const program[2] = {find_program(t->how->base, t->arena, t->error), self};
    dh_timed timed;
    if (!program[0])
        return -1;
    if (!paces[0] || !paces[1])
        return dh_fail_memory(t->error);
    if (measure_both(t, program, paces) ||
        dh_times_judge(paces[0], paces[1], t->how->processes, ALPHA, t->how->margin, t->arena, &timed, t->error))
        return -1;
    *code = judge(&timed, t->how);
    return 0;
}

int dh_check_time(const dh_time_how *how, dh_arena *arena, int *code, dh_error *error)
{
    const char *place = getenv("TMPDIR");
    char *folder = dh_arena_format(arena, "%s/downhill-time-XXXXXX", place && *place ? place : "/tmp");
    if (!folder)
        return dh_fail_memory(error);
    if (!mkdtemp(folder))
        return dh_fail_errno(error, "%s: cannot make a folder", folder);
    const timing t = {.how = how,
                      .folder = folder,
                      .file = dh_arena_format(arena, "%s/r.h5", folder),
                      .journal = dh_arena_format(arena, "%s/r.journal", folder),
                      .arena = arena,
                      .error = error};
    int failed = t.file && t.journal ? time_them(&t, code) : dh_fail_memory(error);
    if (t.file && t.journal)
        clean(&t);
    rmdir(folder);
    return failed;
}
