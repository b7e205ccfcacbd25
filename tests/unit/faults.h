/* Calls that fail when they are told to: those of our own objects to the allocator, arenas and files, not those of
 * libraries. The linker puts these in their places (`wrapped` in meson.build). */
#ifndef DH_TESTS_FAULTS_H
#define DH_TESTS_FAULTS_H

#include <stdbool.h>

enum { FAULT_MEMORY = 1, FAULT_FILE = 2 };

/* From now on the n-th call of these kinds (counted from 1) fails, once, with errno = number. number < 0: those that
 * read or write do nothing, successfully, and the others are not counted. forever: those after it fail as well. */
void fault_at(unsigned kinds, long n, int number, bool forever);

/* Ends it; whether a call has failed. */
bool fault_end(void);

#endif
