#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void fill(dh_error *error, dh_error_kind kind, const char *format, va_list args)
{
    if (!error)
        return;
    error->kind = kind;
    vsnprintf(error->text, sizeof error->text, format, args);
}

int dh_fail(dh_error *error, dh_error_kind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(error, kind, format, args);
    va_end(args);
    return -1;
}

int dh_fail_errno(dh_error *error, const char *format, ...)
{
    int number = errno;
    va_list args;
    va_start(args, format);
    fill(error, DH_ERROR_SYSTEM, format, args);
    va_end(args);
    if (error) {
        size_t used = strlen(error->text);
        snprintf(error->text + used, sizeof error->text - used, ": %s", strerror(number));
    }
    return -1;
}

int dh_fail_memory(dh_error *error)
{
    return dh_fail(error, DH_ERROR_SYSTEM, "out of memory");
}
