/* Every number that a report shows, for programs. */
#ifndef DH_REPORT_NUMBERS_H
#define DH_REPORT_NUMBERS_H

#include "view/report.h"

/* Writes FOLDER/FILE.csv for each kind of table, and FOLDER/numbers.json with all of them and the verdict. */
int dh_report_numbers(const dh_report *report, const char *folder, dh_error *error);

#endif
