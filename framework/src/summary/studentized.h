/* The range of k independent standard normal variables: the studentized range with infinitely many degrees of
 * freedom. */
#ifndef DH_SUMMARY_STUDENTIZED_H
#define DH_SUMMARY_STUDENTIZED_H

#include <stddef.h>

double dh_normal_range_below(double q, size_t k);    /* P(range <= q), k >= 2; right to 1e-12 */
double dh_normal_range_quantile(double p, size_t k); /* q with that probability p in (0, 1), to 1e-10 */

#endif
