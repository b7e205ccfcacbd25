/* The straight line nearest to three points, a least-squares problem without a dataset. Exercises: squares, whose rows the host
 * solves. */
#include <downhill/problem.h>

static const double point[3][2] = {{0, 1}, {1, 2}, {2, 4}};

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return 2;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    x[0] = x[1] = 0;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double f = 0, g[2] = {0};
    for (int i = 0; i < 3; i++) {
        const double e = x[0] + x[1] * point[i][0] - point[i][1];
        f += 0.5 * e * e;
        g[0] += e;
        g[1] += e * point[i][0];
    }
    for (int i = 0; i < 2 && gradient; i++)
        gradient[i] = g[i];
    return f;
}

static size_t squares(const dh_instance *self, size_t first, size_t count, double *row)
{
    for (size_t i = 0; i < count; i++) {
        row[3 * i] = 1;
        row[3 * i + 1] = point[first + i][0];
        row[3 * i + 2] = point[first + i][1];
    }
    return 3;
}

DH_PROBLEM(.name = "line", .doc = "The straight line nearest to three points", .source = "Legendre 1805", .flags = DH_CONVEX, .dim = dim,
           .start = start, .evaluate = evaluate, .certificate = "QR", .squares = squares)
