/* Checks of what every descriptor starts with. */
#ifndef DH_TESTS_CONFORMANCE_TABLE_H
#define DH_TESTS_CONFORMANCE_TABLE_H

#include <downhill/plugin.h>
#include <stdbool.h>

/* Asserts: head complete, name that of the file DH_PLUGIN names, sane parameter table. */
void check_head(const dh_head *head, size_t size);

/* The lowest or highest allowed value, just inside where the end is open; 1000 where there is no limit. */
double range_end(const dh_param *param, bool highest);

#endif
