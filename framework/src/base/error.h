/* How functions of the framework fail: they return -1 (or NULL) and fill an error that the caller owns. */
#ifndef DH_BASE_ERROR_H
#define DH_BASE_ERROR_H

#include <stdarg.h>

/* Who has to act. main turns these into exit codes (section "Exit codes" of the README). */
typedef enum dh_error_kind {
    DH_ERROR_NONE,
    DH_ERROR_INPUT,  /* the user's files or arguments: exit 2 */
    DH_ERROR_SYSTEM, /* disk, memory, permissions, a missing program: exit 4 */
    DH_ERROR_PLUGIN, /* a plugin that cannot be used: exit 5 */
} dh_error_kind;

typedef struct dh_error {
    dh_error_kind kind;
    char text[2048]; /* one sentence, "where: what"; YAML errors add the line and a caret. No final newline. */
} dh_error;

/* Fills *error (NULL: ignored) and returns -1, so that a function can end with `return dh_fail(...)`. */
int dh_fail(dh_error *error, dh_error_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same, with strerror(errno) appended after ": ". */
int dh_fail_errno(dh_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* DH_ERROR_SYSTEM, "out of memory". */
int dh_fail_memory(dh_error *error);

#endif
