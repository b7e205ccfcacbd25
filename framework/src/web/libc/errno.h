/* Nothing in the page fails with a number. */
#ifndef DH_WEB_ERRNO_H
#define DH_WEB_ERRNO_H

#define errno 0
static inline const char *strerror(int number)
{
    (void)number;
    return "";
}

#endif
