/* Batch gradient descent on a straight line, as one would write it by hand: one loop over the rows for cost and
 * gradient. */
#include "bench/hand.h"

static double look(const double *x, const double *y, size_t samples, const double w[2], double gradient[2])
{
    double cost = 0, sum0 = 0, sum1 = 0, m = (double)samples;
    for (size_t i = 0; i < samples; i++) {
        double residual = w[0] + w[1] * x[i] - y[i];
        cost += residual * residual;
        sum0 += residual;
        sum1 += residual * x[i];
    }
    gradient[0] = sum0 / m;
    gradient[1] = sum1 / m;
    return cost / (2 * m);
}

void hand_descend(const double *x, const double *y, size_t samples, double rate, size_t steps, double w[2],
                  double *history)
{
    double gradient[2];
    for (size_t k = 0; k < steps; k++) {
        history[k] = look(x, y, samples, w, gradient);
        w[0] -= rate * gradient[0];
        w[1] -= rate * gradient[1];
    }
    history[steps] = look(x, y, samples, w, gradient);
}
