/* What a system call is for that no run has a need of, in words. */
#ifndef DH_RUN_FORBIDDEN_H
#define DH_RUN_FORBIDDEN_H

/* "to open a file (open)", to follow "it tried"; NULL: a call that has no words. A constant. */
const char *dh_forbidden_words(int number);

#endif
