/* The explorer in a report: problems of two dimensions to try methods on. */
#ifndef DH_REPORT_EXPLORER_H
#define DH_REPORT_EXPLORER_H

#include "view/report.h"

/* Adds a section where the results hold such problems that the program's own plugins make; without the engine it says
 * what is missing. */
int dh_report_explorer(dh_report *report, const dh_report_subject *subject, dh_error *error);

#endif
