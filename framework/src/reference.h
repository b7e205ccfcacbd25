/* The reference page plugins/README.md: every plugin in tables, in Markdown. */
#ifndef DH_REFERENCE_H
#define DH_REFERENCE_H

#include "host/registry.h"

void dh_reference_print(const dh_registry *registry);

#endif
