/* Certified minima that were found before: the user's cache, $XDG_CACHE_HOME/downhill/optima or ~/.cache/downhill/optima, one small
 * file each, named by a hash of all that decides f: the plugin's file, its parameters, the data, the seed of the study. */
#ifndef DH_OPTIMA_H
#define DH_OPTIMA_H

#include "run/trial.h"

/* true: the file is there and whole. *ret is f*, or infinity when it was looked for in vain; *ret_gap as in dh_facts. */
bool dh_optima_recall(const dh_spec *spec, double *ret, double *ret_gap);

/* Best effort: without a cache, or where it can't be written, nothing is kept and nothing said. */
void dh_optima_keep(const dh_spec *spec, const dh_facts *facts);

#endif
