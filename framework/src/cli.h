/* What the sub-commands share: exit codes, messages, where things lie, the session with registry and plan. */
#ifndef DH_CLI_H
#define DH_CLI_H

#include "host/registry.h"
#include "plan/plan.h"
#include "run/guard.h"
#include "run/trial.h"

#include <argp.h>

enum {
    DH_EXIT_OK = 0,
    DH_EXIT_REGRESSION = 1,
    DH_EXIT_INPUT = 2,        /* usage, study, data */
    DH_EXIT_INCONCLUSIVE = 3,
    DH_EXIT_ENVIRONMENT = 4,  /* disk, memory, a missing program */
    DH_EXIT_PLUGIN = 5,
    DH_EXIT_INTERRUPTED = 130,
};

/* A sub-command: returns an exit code. argv[0] is "downhill NAME". */
typedef int dh_subcommand(int argc, char **argv);
dh_subcommand dh_cmd_baseline, dh_cmd_check, dh_cmd_compare, dh_cmd_describe, dh_cmd_explore, dh_cmd_export, dh_cmd_list,
    dh_cmd_plot, dh_cmd_plugin, dh_cmd_replay, dh_cmd_report, dh_cmd_run;

/* Prints "downhill: text" to stderr and returns the exit code that belongs to the error. */
int dh_cli_fail(const dh_error *error);

/* DH_ERROR_INPUT: `got` is none of a command's verbs; `expected` names them all, and the nearest one is proposed. -1. */
int dh_cli_no_verb(const char *expected, const char *got, const char *const *verb, size_t count, dh_error *error);

/* Whether colours and moving lines may be shown on a stream: a terminal that is not dumb, and NO_COLOR unset. */
bool dh_cli_fancy(int fd);

/* Refuses what --sandbox=strict demands and the kernel lacks; otherwise says on stderr what is missing. */
int dh_cli_guard(dh_guard_mode mode, dh_error *error);

/* --plugins and --sandbox, the same for every command that needs the registry: an argp child whose input is a dh_extra. */
enum { DH_MOST_EXTRA = 64 };
typedef struct dh_extra {
    const char *path[DH_MOST_EXTRA]; /* folders or files */
    size_t count;
    dh_guard_mode guard;             /* --sandbox */
} dh_extra;
extern const struct argp_child dh_extra_child[];

/* Files that belong to the program, found from where the executable lies: in a build folder or installed. In the arena. */
typedef struct dh_places {
    const char *worker, *nospawn;
    const char *plugins;      /* folder with optimizers/, schedules/, problems/ */
    const char *include, *templates; /* for authors of plugins; folders that need not be there */
    dh_library library;
} dh_places;
int dh_cli_places(dh_arena *arena, dh_places *ret, dh_error *error);

/* Everything that a command about a study needs. */
typedef struct dh_session {
    dh_arena arena;
    dh_places places;
    dh_study study;      /* with a study */
    dh_registry registry;
    dh_plan plan;        /* with a study */
    size_t jobs;
    bool no_minima; /* search for none that is not known */
    dh_guard_mode guard;
} dh_session;

/* The registry alone: the program's plugins and the extra ones; with a text, of the former only those that it mentions
 * (dh_registry_scan). */
int dh_session_plugins(dh_session *session, const dh_extra *extra, const char *mention, dh_error *error);

/* Study, registry (with the study's own plugins) and plan. source NULL: the file `path` is read; otherwise the text is the study
 * and path its name and the start of its relative paths. */
int dh_session_study(dh_session *session, const char *path, const char *source, const dh_extra *extra, dh_error *error);
void dh_session_finish(dh_session *session);

/* Facts of every problem of the plan: facts [problem_count] in the arena; their minima are written into the plan as well. A problem that refuses its study is an error; one that
 * crashes has NaN facts and dim 0, and its runs will say why. */
int dh_session_facts(dh_session *session, dh_facts **ret, dh_error *error);

/* Descriptors that a slot inherits: sealed plugins and datasets. In the arena. */
int dh_session_fds(dh_session *session, const int **ret, size_t *ret_count, dh_error *error);

/* Row room of a run, checked: a run whose history would not fit into memory is an error. */
int dh_session_room(const dh_session *session, size_t run, const dh_spec *spec, uint64_t *ret, dh_error *error);

#endif
