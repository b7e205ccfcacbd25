/* What plugins and the runner use of <string.h>, for wasm32. */
#ifndef DH_WEB_STRING_H
#define DH_WEB_STRING_H

#include <stddef.h>

int memcmp(const void *a, const void *b, size_t count);
void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int byte, size_t count);
int strcmp(const char *a, const char *b);
size_t strlen(const char *text);
char *strncat(char *to, const char *from, size_t count);
char *strncpy(char *to, const char *from, size_t count);
size_t strnlen(const char *text, size_t most);

#endif
