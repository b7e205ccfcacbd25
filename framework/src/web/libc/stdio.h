/* What plugins and the runner use of <stdio.h>, for wasm32: texts, no files. */
#ifndef DH_WEB_STDIO_H
#define DH_WEB_STDIO_H

#include <stdarg.h>
#include <stddef.h>

/* Conversions: %s with a precision, %c %d %i %u %x with l, ll or z, and %g, of which the last digit may be off by
 * one. */
int snprintf(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *out, size_t size, const char *format, va_list args);

#endif
