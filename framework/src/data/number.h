/* Decimal numbers in text that is parsed in bulk. */
#ifndef DH_DATA_NUMBER_H
#define DH_DATA_NUMBER_H

/* Reads one decimal number ("1", "-3.5", ".5e-4") that starts at text, correctly rounded. Returns the character after
 * it, NULL when there is none (blanks, hexadecimal, inf and nan are none). *ret is infinite when the number is too
 * large. The text must end with a NUL. */
const char *dh_number_scan(const char *text, double *ret);

#endif
