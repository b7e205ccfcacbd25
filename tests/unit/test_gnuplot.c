/* Texts that must not become commands of gnuplot or LaTeX, and the launcher that forbids processes. */
#include "suite.h"

#include "base/file.h"
#include "base/process.h"
#include "view/gnuplot.h"
#include "view/tex.h"
#include "view_model.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Labels that would run a command, or end the script's strings, if they were anything but labels. */
static const char *const attack[] = {
    "''; system('touch hit') #",
    "'; system(\"touch hit\"); a = '",
    "`touch hit`",
    "\n!touch hit\n",
    "@system(\"touch hit\")",
    "< touch hit",
    "| touch hit",
    "\"`touch hit`\"",
    "\\\n!touch hit",
    "{/:Bold x} %s %d",
    "'''",
    "a\x80\xff\xc3",
    "x' title system('touch hit') '",
    "e\nEOD\n!touch hit",
    "$(touch hit)",
};
enum { ATTACKS = sizeof attack / sizeof *attack };

/* ---- LaTeX ---- */

static const char *as_tex(const char *text)
{
    dh_buffer out = {0};
    dh_tex_put(&out, text, strlen(text));
    const char *copy = dh_arena_copy(&arena, out.data ? (char *)out.data : "", out.size);
    dh_buffer_finish(&out);
    return copy;
}

static void tex_is_text(void)
{
    begin();
    CU_ASSERT_STRING_EQUAL(as_tex("sgd lr=0.1"), "sgd lr=0.1");
    CU_ASSERT_STRING_EQUAL(as_tex("\\input{a_b} 5%"), "\\textbackslash{}input\\{a\\_b\\} 5\\%");
    CU_ASSERT_STRING_EQUAL(as_tex("$x^2$ & #~"),
                           "\\char36{}x\\textasciicircum{}2\\char36{} \\& \\#\\textasciitilde{}");
    CU_ASSERT_STRING_EQUAL(as_tex("1--2"), "1-{}-{}2");
    CU_ASSERT_STRING_EQUAL(as_tex("é α ≈ 日"), "é $\\alpha$ $\\approx$ ?");
    CU_ASSERT_STRING_EQUAL(as_tex("\xc3"), "?"); /* cut in the middle of a character */
    CU_ASSERT_STRING_EQUAL(as_tex("a\x80z\n\xe2\x88z"), "a?z???z");
    for (size_t i = 0; i < ATTACKS;
         i++) { /* no command but those of the table, no quote that ends gnuplot's string */
        dh_buffer script = {0};
        dh_put_format(&script, "set label ");
        dh_gnuplot_quote(&script, attack[i]);
        dh_put_format(&script,
                      " at screen 0.1,0.2 left noenhanced front font 'Inter:Bold,17' textcolor rgb '#222222'\n");
        CU_ASSERT_EQUAL_FATAL(dh_tex_script(&script, 0.5, &failure), 0);
        dh_put_u8(&script, 0);
        const char *line = (char *)script.data, *start = "set label '\\fontsize{6.38}{7.65}\\selectfont\\bfseries{}";
        CU_ASSERT_EQUAL(strncmp(line, start, strlen(start)), 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(line, "' at screen 0.1,0.2 left noenhanced front textcolor rgb '#222222'\n"));
        size_t quotes = 0;
        for (const char *p = line; *p; p++)
            quotes += *p == '\'';
        CU_ASSERT_EQUAL(quotes, 4);
        CU_ASSERT_PTR_NULL(strchr(line, '`'));
        dh_buffer_finish(&script);
    }
}

static void tex_has_powers(void)
{
    begin();
    dh_buffer script = {0};
    dh_put_format(
        &script,
        "set terminal x\nset xtics ('10^{−3}' 0.001 0, '' 0.002 1, '5×10^{2}' 500 0)\nplot 'a_b.dat' using 1:2\n");
    CU_ASSERT_EQUAL_FATAL(dh_tex_script(&script, 1, &failure), 0);
    dh_put_u8(&script, 0);
    CU_ASSERT_STRING_EQUAL(
        (char *)script.data,
        "set terminal x\nset xtics ('\\fontsize{9.75}{11.70}\\selectfont{}10$^{-3}$' 0.001 0, '' 0.002 1, "
        "'\\fontsize{9.75}{11.70}\\selectfont{}5$\\times$10$^{2}$' 500 0)\nplot 'a_b.dat' using 1:2\n");
    dh_buffer_finish(&script);
}

/* ---- gnuplot ---- */

static void labels_run_nothing(void)
{
    static const char *const format[] = {"svg", "dumb"};
    for (size_t f = 0; f < 2; f++)
        for (size_t i = 0; i < ATTACKS; i += 3) {
            dh_pictures made;
            begin_runs();
            for (size_t k = i; k < i + 3; k++)
                add(attack[i], attack[k], 0, 0.8, DH_FINISHED);
            CU_ASSERT_EQUAL_FATAL(draw(format[f], attack[i], 0, &made), 0);
            CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), -1);
            empty_folder();
        }
}

/* The texts alone, without the launcher: every attack comes back from gnuplot as it went in, apart from what quoting
 * changes. */
static void quoted_texts_come_back(void)
{
    begin();
    dh_buffer script = {0}, want = {0};
    for (size_t i = 0; i < ATTACKS; i++) {
        dh_put_format(&script, "print ");
        dh_gnuplot_quote(&script, attack[i]);
        dh_put_format(&script, "\n");
        dh_gnuplot_comment(&want, attack[i]);
        dh_put_format(&want, "\n");
    }
    dh_put_u8(&want, 0);
    CU_ASSERT_EQUAL_FATAL(dh_file_write(in_folder("print.gp"), script.data, script.size, &failure), 0);
    const char *argv[] = {dh_program_find("gnuplot", &arena), "-d", "print.gp", NULL};
    CU_ASSERT_PTR_NOT_NULL_FATAL(argv[0]);
    dh_command command = {.argv = argv, .folder = folder, .seconds = 60};
    dh_ending outcome;
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&command, &outcome, &failure), 0);
    CU_ASSERT_EQUAL(outcome.exit_status, 0);
    CU_ASSERT_STRING_EQUAL((char *)outcome.err.data, (char *)want.data);
    CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), -1);
    dh_ending_finish(&outcome);
    dh_buffer_finish(&script);
    dh_buffer_finish(&want);
    empty_folder();
}

static int run_script(const char *script)
{
    begin();
    CU_ASSERT_EQUAL_FATAL(dh_file_write(in_folder("s.gp"), script, strlen(script), &failure), 0);
    dh_gnuplot_job job = {.launcher = launcher(), .folder = folder, .script = "s.gp", .picture = "s.svg"};
    return dh_gnuplot_run(&job, &arena, &failure);
}

/* What a script with a hole would do. Each is proved to work without the launcher first. */
static void no_process_is_started(void)
{
    static const char *const command[] = {
        "x = system('touch hit')\n",
        "!touch hit\n",
        "x = \"`touch hit`\"\n",
        "plot '< touch hit; echo 1 2' with points\n",
        "set output '| touch hit'\nplot x\nset output\n",
        "set print '| touch hit'\nprint 1\nunset print\n",
    };
    const char *gnuplot = dh_program_find("gnuplot", &arena);
    for (size_t i = 0; i < sizeof command / sizeof *command; i++) {
        run_script(command[i]);
        CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), -1);
        gnuplot = dh_program_find("gnuplot", &arena);
        const char *argv[] = {gnuplot, "-d", "s.gp", NULL};
        dh_command open = {.argv = argv, .folder = folder, .seconds = 60};
        dh_ending outcome;
        CU_ASSERT_EQUAL_FATAL(dh_process_run(&open, &outcome, &failure), 0);
        dh_ending_finish(&outcome);
        CU_ASSERT_EQUAL(access(in_folder("hit"), F_OK), 0);
        empty_folder();
    }
}

static void failures_are_told(void)
{
    CU_ASSERT_EQUAL(run_script("set terminal svg\nset output './s.svg'\nplot no_such_function(x)\n"), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "\"s.gp\" line 3: undefined function: no_such_function"));
    CU_ASSERT_EQUAL(run_script("set terminal svg\nset output './s.svg'\nplot './none.dat', x\n"),
                    -1); /* exit status 0 */
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "none.dat"));
    CU_ASSERT_EQUAL(run_script("a = 2.385\n"), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "no picture"));
    CU_ASSERT_EQUAL(run_script("set terminal svg\nset output './s.svg'\nplot x\n"), 0);
    dh_gnuplot_job job = {
        .launcher = "/nowhere/downhill-nospawn", .folder = folder, .script = "s.gp", .picture = "s.svg"};
    CU_ASSERT_EQUAL(dh_gnuplot_run(&job, &arena, &failure), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "/nowhere/downhill-nospawn"));
    empty_folder();
}

/* The draft is made, and no file has the picture's name until somebody gives it. */
static void a_draft_is_made_instead(void)
{
    static const char script[] = "set terminal svg\nset output picture\nplot x\n";
    begin();
    CU_ASSERT_EQUAL_FATAL(dh_file_write(in_folder("s.gp"), script, strlen(script), &failure), 0);
    dh_gnuplot_job job = {
        .launcher = launcher(), .folder = folder, .script = "s.gp", .picture = "s.svg", .draft = "s.svg.1.tmp"};
    CU_ASSERT_EQUAL(dh_gnuplot_run(&job, &arena, &failure), 0);
    CU_ASSERT(!access(in_folder("s.svg.1.tmp"), F_OK) && access(in_folder("s.svg"), F_OK));
    empty_folder();
}

static void a_missing_gnuplot_is_named(void)
{
    begin();
    char *path = dh_arena_text(&arena, getenv("PATH"));
    setenv("PATH", folder, 1);
    dh_gnuplot_job job = {.launcher = launcher(), .folder = folder, .script = "s.gp", .picture = "s.svg"};
    int result = dh_gnuplot_run(&job, &arena, &failure);
    setenv("PATH", path, 1);
    CU_ASSERT_EQUAL(result, -1);
    CU_ASSERT_EQUAL(failure.kind, DH_ERROR_SYSTEM);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "gnuplot-nox"));
}

/* ---- processes ---- */

static void outcomes_are_kept(void)
{
    begin();
    const char *argv[] = {"/bin/sh", "-c", "pwd; echo problem >&2; cat; exit 23", NULL};
    dh_command command = {.argv = argv, .folder = folder, .seconds = 60};
    dh_ending outcome;
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&command, &outcome, &failure), 0);
    CU_ASSERT_EQUAL(outcome.exit_status, 23);
    CU_ASSERT_STRING_EQUAL((char *)outcome.out.data, dh_arena_format(&arena, "%s\n", folder));
    CU_ASSERT_STRING_EQUAL((char *)outcome.err.data, "problem\n");
    dh_ending_finish(&outcome);
    argv[2] = "kill -11 $$";
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&command, &outcome, &failure), 0);
    CU_ASSERT_EQUAL(outcome.exit_status, -1);
    CU_ASSERT_EQUAL(outcome.signal, 11);
    dh_ending_finish(&outcome);
    argv[2] = "exec sleep 100";
    command.seconds = 0.05;
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&command, &outcome, &failure), 0);
    CU_ASSERT_TRUE(outcome.timed_out);
    dh_ending_finish(&outcome);
    argv[0] = "/nowhere/sh";
    CU_ASSERT_EQUAL(dh_process_run(&command, &outcome, &failure), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.text, "/nowhere/sh"));
    dh_ending_finish(&outcome);
}

SUITE("gnuplot", {"outcomes of processes are kept", outcomes_are_kept}, {"labels run nothing", labels_run_nothing},
      {"tex is text", tex_is_text}, {"tex has powers", tex_has_powers},
      {"quoted texts come back", quoted_texts_come_back}, {"no process is started", no_process_is_started},
      {"failures are told", failures_are_told}, {"a draft is made instead", a_draft_is_made_instead},
      {"a missing gnuplot is named", a_missing_gnuplot_is_named}, {"the folder is left empty", the_end})
