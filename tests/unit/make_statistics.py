#!/usr/bin/python3
"""Writes tests/unit/statistics.inc: what test_tests.c expects of the tests and profiles in framework/src/summary.

usage: make_statistics.py >statistics.inc        needs SciPy 1.10 (scripts/setup rivals)

Where SciPy has the statistic its number is used; the signed-rank test with ties and zeros is done by trying all signs, which
SciPy's exact method does not do; Holm's, Hodges-Lehmann's and best-of-k numbers come from their definitions, in fractions or by
going through all subsets."""
import itertools
from fractions import Fraction

import numpy as np
from scipy import stats

RANDOM = np.random.RandomState(2385)


def number(x):
    return "INFINITY" if x == np.inf else "-INFINITY" if x == -np.inf else repr(float(x))


def array(values):
    return "{" + ", ".join(number(v) for v in values) + "}"


def signed_rank(d):
    """W+, W- and the three p-values by all 2^n signs of the ranks of |d|, those of zeros dropped."""
    d = np.asarray(d)
    twice = (2 * stats.rankdata(np.abs(d))).astype(int)  # of infinities: equal
    ranks, plus = twice[d != 0], int(twice[d > 0].sum())
    minus = int(ranks.sum()) - plus
    sums = [int(np.dot(signs, ranks)) for signs in itertools.product((0, 1), repeat=len(ranks))]
    greater = Fraction(sum(s >= plus for s in sums), len(sums))
    less = Fraction(sum(s <= plus for s in sums), len(sums))
    return plus / 2, minus / 2, float(greater), float(less), float(min(1, 2 * min(greater, less)))


def signed_rank_rows():
    inf = np.inf
    cases = [np.round(RANDOM.normal(0.4, 1, n), 3) for n in (1, 4, 7, 11, 13)]
    cases += [np.round(RANDOM.normal(0.3, 1, n)) for n in (6, 9, 12)]  # ties and zeros
    cases += [[0, 0, 0], [inf, inf, -inf, 2.385, 0, 0], [inf, inf, inf, inf, 0.7, 1.3, -0.2], [0, -inf, -inf, -1]]
    for d in cases:
        plus, minus, *p = signed_rank(d)
        if len(set(np.abs(d))) == len(d) and 0 not in d:
            for name, value in zip(("greater", "less", "two-sided"), p):
                assert abs(stats.wilcoxon(d, alternative=name, mode="exact").pvalue - value) < 1e-14
        yield f"{{{len(d)}, {array(d)}, {sum(np.asarray(d) == 0)}, {plus}, {minus}, {array(p)}}}"


def sign_rows():
    for plus, minus in [(0, 0), (1, 0), (5, 2), (3, 9), (17, 4), (61, 40), (700, 640)]:
        n = plus + minus
        p = [stats.binomtest(plus, n, alternative=a).pvalue if n else 1 for a in ("greater", "less", "two-sided")]
        yield f"{{{plus}, {minus}, {array(p)}}}"


def walsh(d):
    return sorted(0 if np.isinf(d[i]) and np.isinf(d[j]) and d[i] != d[j] else (d[i] + d[j]) / 2
                  for i in range(len(d)) for j in range(i, len(d)))


def shift_rows():
    for n, level in [(3, 0.5), (5, 0.95), (6, 0.95), (10, 0.95), (10, 0.99), (14, 0.9), (20, 0.95)]:
        d = np.round(RANDOM.normal(0.3, 1, n), 3)
        averages, counts = walsh(d), [1]
        for r in range(1, n + 1):
            more = [0] * (len(counts) + r)
            for s, c in enumerate(counts):
                more[s] += c
                more[s + r] += c
            counts = more
        depth = 0
        while Fraction(sum(counts[:depth + 1]), 2 ** n) <= Fraction(1 - level).limit_denominator(1000) / 2:
            depth += 1
        low, high = (averages[depth - 1], averages[-depth]) if depth else (-np.inf, np.inf)
        got = 1 - 2 * Fraction(sum(counts[:depth]), 2 ** n)
        yield f"{{{n}, {array(d)}, {level}, {number(np.median(averages))}, {number(low)}, {number(high)}, {float(got)!r}}}"


def range_rows():
    for k in (2, 3, 4, 5, 10, 20, 50, 73, 400):
        for p in (0.9, 0.95, 0.99):
            yield f"{{{k}, {p}, {number(stats.studentized_range.ppf(p, k, np.inf))}}}"


def friedman_rows():
    for n, k, digits in [(4, 3, 3), (7, 5, 0), (12, 4, 1), (10, 8, 0), (3, 3, 2)]:
        v = np.round(RANDOM.normal(0, 2, (n, k)) + np.arange(k) / 3, digits)
        chi, p = stats.friedmanchisquare(*v.T)
        f = (n - 1) * chi / (n * (k - 1) - chi)
        ranks = np.mean([stats.rankdata(row) for row in v], axis=0)
        yield (f"{{{n}, {k}, {array(v.ravel())}, {array(ranks)}, {number(chi)}, {number(p)}, {number(f)}, "
               f"{number(stats.f.sf(f, k - 1, (k - 1) * (n - 1)))}}}")


def best_of_rows():
    """Mean and quartiles of the best of k of n, over all subsets."""
    for n in (5, 9):
        values = sorted(np.round(RANDOM.lognormal(0, 1, n), 3))
        for k in (1, 2, 3, n - 1, n):
            best = sorted(min(s) for s in itertools.combinations(values, k))
            quartile = [best[-(-len(best) * q // 4) - 1] for q in (1, 2, 3)]
            yield f"{{{n}, {k}, {array(RANDOM.permutation(values))}, {number(np.mean(best))}, {array(quartile)}}}"


def main():
    print("/* Written by make_statistics.py. */")
    for name, rows in [("signed_rank_rows", signed_rank_rows), ("sign_rows", sign_rows), ("shift_rows", shift_rows),
                       ("range_rows", range_rows), ("friedman_rows", friedman_rows), ("best_of_rows", best_of_rows)]:
        print(f"static const {name[:-1]} {name}[] = {{")
        for row in rows():
            print(f"    {row},")
        print("};")


if __name__ == "__main__":
    main()
