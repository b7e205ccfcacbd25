/* downhill plugin build: compiles a plugin as the built-in ones are, and looks at what came out before anybody loads
 * it. */
#include "base/file.h"
#include "base/process.h"
#include "host/elfinert.h"
#include "host/elfload.h"
#include "host/elfnote.h"
#include "plugin_verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -ffp-contract=off: the same bits from every compiler. -nostartfiles: nothing that runs at load (host/elfinert.h).
 */
static const char *const always[] = {"-std=gnu17",
                                     "-shared",
                                     "-fPIC",
                                     "-O3",
                                     "-ffp-contract=off",
                                     "-fno-math-errno",
                                     "-Wall",
                                     "-Wextra",
                                     "-Wno-unused-parameter",
                                     "-fvisibility=hidden",
                                     "-nostartfiles",
                                     "-Wl,-z,defs",
                                     "-Wl,-z,now",
                                     "-Wl,-z,relro",
                                     "-Wl,-z,noseparate-code"};
enum { ALWAYS = sizeof always / sizeof *always };
static const double MOST_SECONDS = 600;

static const char *default_output(const char *source, dh_arena *arena)
{
    size_t length = strlen(source);
    if (length > 2 && !strcmp(source + length - 2, ".c"))
        length -= 2;
    return dh_arena_format(arena, "%.*s.so", (int)length, source);
}

static int find_compiler(dh_arena *arena, const char **ret, dh_error *error)
{
    const char *said = getenv("CC"), *usual[] = {"cc", "gcc", "clang"};
    if (said && *said) {
        *ret = dh_program_find(said, arena);
        return *ret ? 0 : dh_fail(error, DH_ERROR_SYSTEM, "'%.80s' (CC) is no program", said);
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if ((*ret = dh_program_find(usual[i], arena)))
            return 0;
    return dh_fail(error, DH_ERROR_SYSTEM, "no C compiler: expected cc, gcc, clang, or one that CC names");
}

/* NULL-terminated. */
static const char **command_of(const dh_plugin_options *o, const char *compiler, const char *include,
                               const char *output, dh_arena *arena)
{
    enum { OTHERS = 8 };
    const char **argv = DH_NEW(arena, const char *, ALWAYS + o->files + o->flags + OTHERS);
    size_t n = 0;
    if (!argv)
        return NULL;
    argv[n++] = compiler;
    for (size_t i = 0; i < ALWAYS; i++)
        argv[n++] = always[i];
    argv[n++] = "-I";
    argv[n++] = include;
    for (size_t i = 0; i < o->files; i++)
        argv[n++] = o->file[i];
    argv[n++] = "-o";
    argv[n++] = output;
    for (size_t i = 0; i < o->flags; i++)
        argv[n++] = o->flag[i];
    argv[n++] = "-lm";
    argv[n] = NULL;
    return argv;
}

static int compile(const char *const *argv, dh_error *error)
{
    dh_ending ending;
    dh_command command = {.argv = argv, .seconds = MOST_SECONDS};
    int result = dh_process_run(&command, &ending, error);
    if (!result) {
        if (ending.err.size)
            fputs((const char *)ending.err.data, stderr);
        if (ending.exit_status)
            result = dh_fail(error, DH_ERROR_PLUGIN, "%s could not build it; what it says stands above", argv[0]);
    }
    dh_ending_finish(&ending);
    return result;
}

/* What loading would refuse is refused here. */
static int look(const char *file, const char *name, dh_error *error)
{
    dh_buffer bytes = {0};
    uint32_t kind = 0;
    bool flushes = false;
    int result = dh_file_read(file, 64 << 20, &bytes, error) ||
                 dh_elf_check(name, bytes.data, bytes.size, &kind, error) ||
                 dh_elf_check_loading(name, bytes.data, bytes.size, &flushes, error);
    if (!result)
        printf("%s: %s%s%s\n", name, dh_kind_name(kind),
               flushes ? "; it sets the floating-point mode at load: build it without -Ofast and -ffast-math" : "",
               dh_elf_is_inert(bytes.data, bytes.size) ? "" : "; it runs code at load, so each run loads it anew");
    dh_buffer_finish(&bytes);
    return result ? -1 : 0;
}

/* With the name that the file gets in the end. */
static void show(const char *const *argv, const char *temporary, const char *output)
{
    for (; *argv; argv++)
        printf("%s%c", strcmp(*argv, temporary) ? *argv : output, argv[1] ? ' ' : '\n');
    fflush(stdout);
}

int dh_plugin_build(dh_plugin_options *o, dh_arena *arena, int *code, dh_error *error)
{
    char temporary[4096];
    const char *compiler, *output = o->output ? o->output : default_output(o->file[0], arena);
    dh_places places;
    (void)code;
    for (size_t i = 0; i < o->files; i++)
        if (access(o->file[i], R_OK))
            return dh_fail(error, DH_ERROR_INPUT, "%s: no such file", o->file[i]);
    if (!output)
        return dh_fail_memory(error);
    if (dh_cli_places(arena, &places, error) || find_compiler(arena, &compiler, error) ||
        dh_file_begin(output, temporary, error))
        return -1;
    const char **argv = command_of(o, compiler, places.include, temporary, arena);
    if (!argv)
        return dh_fail_memory(error);
    show(argv, temporary, output);
    if (compile(argv, error) || look(temporary, output, error)) {
        unlink(temporary);
        return -1;
    }
    chmod(temporary, 0755);
    return dh_file_publish(temporary, output, error);
}
