/* downhill: the sub-commands. Only code in this folder parses arguments, writes to the terminal and decides exit codes. */
#include "cli.h"

#include <gsl/gsl_errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/results.h"

const char *argp_program_version = "downhill " DH_VERSION;
error_t argp_err_exit_status = DH_EXIT_INPUT;

static const struct {
    const char *name;
    dh_subcommand *run;
    const char *doc;
} commands[] = { /* sorted */
    {"baseline", dh_cmd_baseline, "write, update, show or compare what `check` compares with"},
    {"check", dh_cmd_check, "has any method got slower since the baseline?"},
    {"compare", dh_cmd_compare, "which method is best on each problem and over all, how sure, by how much"},
    {"describe", dh_cmd_describe, "what a plugin does, its parameters and ranges"},
    {"explore", dh_cmd_explore, "a page in which methods can be tried on a problem of two dimensions"},
    {"export", dh_cmd_export, "results, datasets or batches as CSV or JSON"},
    {"list", dh_cmd_list, "optimizers, schedules, problems and datasets there are"},
    {"plot", dh_cmd_plot, "charts from results"},
    {"plugin", dh_cmd_plugin, "a plugin of your own: new, build, test"},
    {"replay", dh_cmd_replay, "run runs of a results file again and compare the bits"},
    {"report", dh_cmd_report, "a page, a LaTeX file and numbers to publish: verdict, ranking, charts, setting"},
    {"run", dh_cmd_run, "run a study; run it again to resume"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_help(FILE *out)
{
    fputs("Usage: downhill COMMAND [ARGUMENT...]\n"
          "Race gradient-descent methods: run studies, compare, plot.\n\n",
          out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].doc);
    fputs("\n  downhill COMMAND --help    the command's options\n"
          "  downhill --version\n\n"
          "Exit status: 0 done, 1 check found a regression, or replay a difference, 2 wrong usage, study or data, 3 check needs more\n"
          "seeds, 4 the machine (disk, memory, a missing program), 5 a plugin that cannot be used, 130 interrupted.\n",
          out);
}

static int unknown(const char *word)
{
    const char *names[COMMANDS];
    for (int i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    char got[64];
    const char *near = dh_nearest(word, names, COMMANDS);
    fprintf(stderr, "downhill: no command is called '%s'%s%s%s (downhill --help)\n", dh_printable(got, sizeof got, word),
            near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
    return DH_EXIT_INPUT;
}

/* What could not be printed is no success. */
static int finish(int code)
{
    if (!fflush(stdout) && !ferror(stdout))
        return code;
    fputs("downhill: standard output: cannot write\n", stderr);
    return code ? code : DH_EXIT_ENVIRONMENT;
}

int main(int argc, char **argv)
{
    gsl_set_error_handler_off();
    mallopt(M_TRIM_THRESHOLD, 256 << 20); /* or every run's record would give memory back and fetch it again, page by page */
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a write that fails, with a message */
    if (argc < 2) {
        print_help(stderr);
        return DH_EXIT_INPUT;
    }
    const char *word = argv[1];
    if (!strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "help")) {
        print_help(stdout);
        return finish(DH_EXIT_OK);
    }
    if (!strcmp(word, "--version") || !strcmp(word, "-V")) {
        puts(argp_program_version);
        return finish(DH_EXIT_OK);
    }
    for (int i = 0; i < COMMANDS; i++)
        if (!strcmp(word, commands[i].name)) {
            char name[64];
            snprintf(name, sizeof name, "downhill %s", word);
            argv[1] = name;
            return finish(commands[i].run(argc - 1, argv + 1));
        }
    return unknown(word);
}
