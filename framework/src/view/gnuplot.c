/* gnuplot as a renderer of scripts that hold text from strangers' files. A script file, not a pipe: gnuplot stops at
 * the first error in a file and its exit status says so. What can run a shell in a script is listed in nospawn.c,
 * which forbids it. */
#include "view/gnuplot.h"

#include "base/process.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Length of the character at p when it is UTF-8 and allowed in XML 1.0, section 2.2; else 0. */
static size_t character(const unsigned char *p)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *p < 0x80 ? 1 : *p < 0xC2 ? 0 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : *p < 0xF5 ? 4 : 0;
    uint32_t code = length == 1 ? *p : length ? *p & (0x7Fu >> length) : 0;
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3F);
    }
    bool surrogate = code >= 0xD800 && code < 0xE000, control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    bool separator = code == 0x2028 || code == 0x2029;
    if (!length || code < smallest[length] || code > 0x10FFFF || surrogate || control || separator ||
        (code & 0xFFFE) == 0xFFFE)
        return 0;
    return length;
}

static void put_clean(dh_buffer *out, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p;) {
        size_t length = character(p);
        if (*p == '\'')
            dh_put_format(out, "’");
        else
            dh_put(out, length ? (const char *)p : "?", length ? length : 1);
        p += length ? length : 1;
    }
}

void dh_gnuplot_quote(dh_buffer *out, const char *text)
{
    dh_put_u8(out, '\'');
    put_clean(out, text);
    dh_put_u8(out, '\'');
}

void dh_gnuplot_quote_tic(dh_buffer *out, const char *text)
{
    size_t start = out->size;
    dh_gnuplot_quote(out, text);
    dh_buffer doubled = {0};
    for (size_t i = start; i < out->size; i++)
        dh_put(&doubled, out->data[i] == '%' ? "%%" : (char *)&out->data[i], out->data[i] == '%' ? 2 : 1);
    out->size = start;
    dh_put(out, doubled.data, doubled.size);
    out->failed = out->failed || doubled.failed;
    dh_buffer_finish(&doubled);
}

void dh_gnuplot_title(dh_buffer *out, const char *name)
{
    dh_put_format(out, name ? " title " : " notitle");
    if (name) {
        dh_gnuplot_quote(out, name);
        dh_put_format(out, " noenhanced");
    }
}

void dh_gnuplot_comment(dh_buffer *out, const char *text)
{
    put_clean(out, text);
}

char *dh_gnuplot_file_name(dh_arena *arena, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    char *name = dh_arena_text(arena, *text ? text : "chart");
    if (!name)
        return NULL;
    for (char *p = name; *p;) {
        size_t length = character((unsigned char *)p);
        if (length < 2 && !strchr(plain, *p))
            *p = '-';
        p += length ? length : 1;
    }
    if (*name == '.' || *name == '-')
        *name = '_';
    return name;
}

/* The caller's environment without what changes pictures; LC_ALL keeps numbers and the text encoding the same
 * everywhere. */
static const char **environment(dh_arena *arena)
{
    static const char *const dropped[] = {"GDFONTPATH", "GNUPLOT", "GNUTERM", "LANG", "LC_", "POSIXLY_CORRECT"};
    size_t count = 0, kept = 0;
    while (environ[count])
        count++;
    const char **ret = DH_NEW(arena, const char *, count + 2);
    if (!ret)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        bool drop = false;
        for (size_t k = 0; k < sizeof dropped / sizeof *dropped; k++)
            drop = drop || !strncmp(environ[i], dropped[k], strlen(dropped[k]));
        if (!drop)
            ret[kept++] = environ[i];
    }
    ret[kept] = "LC_ALL=C.UTF-8";
    return ret;
}

/* "NAME.gp" line 12: message, as gnuplot 5 writes it; NULL: it did not complain about the script */
static const char *complaint(const char *said, const char *script, dh_arena *arena)
{
    const char *start = dh_arena_format(arena, "\"%s\" line ", script);
    const char *at = start ? strstr(said, start) : NULL;
    return at ? dh_arena_copy(arena, at, strcspn(at, "\n")) : NULL;
}

static const char *first_line(const char *text, dh_arena *arena)
{
    text += strspn(text, "\n");
    return *text ? dh_arena_copy(arena, text, strcspn(text, "\n")) : "it said nothing";
}

static int judge(const dh_gnuplot_job *job, const char *picture, const dh_ending *outcome, dh_arena *arena,
                 dh_error *error)
{
    struct stat st;
    const char *said = (const char *)outcome->err.data, *complained = complaint(said, job->script, arena);
    if (outcome->timed_out)
        return dh_fail(error, DH_ERROR_SYSTEM, "gnuplot: %s/%s took too long", job->folder, job->script);
    if (complained)
        return dh_fail(error, DH_ERROR_SYSTEM, "gnuplot: %s (in folder %s)", complained, job->folder);
    if (outcome->signal)
        return dh_fail(error, DH_ERROR_SYSTEM, "gnuplot: signal %d (%s) on %s/%s", outcome->signal,
                       strsignal(outcome->signal), job->folder, job->script);
    if (outcome->exit_status)
        return dh_fail(error, DH_ERROR_SYSTEM, "gnuplot: exit status %d on %s/%s: %s", outcome->exit_status,
                       job->folder, job->script, first_line(said, arena));
    if (stat(picture, &st) || !st.st_size)
        return dh_fail(error, DH_ERROR_SYSTEM, "gnuplot: %s/%s left no picture: %s", job->folder, job->script,
                       first_line(said, arena));
    return 0;
}

static int find_programs(const char *launcher, char *nospawn, char *gnuplot, dh_arena *arena, dh_error *error)
{
    const char *found = dh_program_find("gnuplot", arena);
    if (!found || !realpath(found, gnuplot))
        return dh_fail(
            error, DH_ERROR_SYSTEM,
            "gnuplot: no such program in PATH: expected Debian's package gnuplot-nox (apt install gnuplot-nox)");
    if (!dh_program_find(launcher, arena) || !realpath(launcher, nospawn))
        return dh_fail(error, DH_ERROR_SYSTEM,
                       "%s: no such program: expected downhill-nospawn, which is part of Downhill", launcher);
    return 0;
}

int dh_gnuplot_run(const dh_gnuplot_job *job, dh_arena *arena, dh_error *error)
{
    char nospawn[PATH_MAX], gnuplot[PATH_MAX];
    const char *picture = dh_arena_format(arena, "%s/%s", job->folder, job->picture);
    const char *made = job->draft ? dh_arena_format(arena, "%s/%s", job->folder, job->draft) : picture;
    const char *before = dh_arena_format(arena, "picture = './%s'", job->draft ? job->draft : job->picture);
    const char **variables = environment(arena);
    if (!picture || !made || !before || !variables)
        return dh_fail_memory(error);
    if (find_programs(job->launcher, nospawn, gnuplot, arena, error))
        return -1;
    if (unlink(picture) && errno != ENOENT)
        return dh_fail_errno(error, "%s: cannot replace it", picture);
    const char *argv[] = {nospawn, gnuplot, "-d", "-e", before, job->script, NULL};
    dh_command command = {.argv = argv, .environment = variables, .folder = job->folder, .seconds = 300};
    dh_ending outcome;
    int result = dh_process_run(&command, &outcome, error);
    if (!result)
        result = judge(job, made, &outcome, arena, error);
    if (result)
        unlink(made); /* it may be whole, and may be half */
    dh_ending_finish(&outcome);
    return result;
}
