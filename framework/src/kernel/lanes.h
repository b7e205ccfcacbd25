/* 8 lanes in as many SIMD registers as the CPU level at hand needs, and the one order in which lanes are summed. */
#ifndef DH_KERNEL_LANES_H
#define DH_KERNEL_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { DH_LANES = 8 };

#if defined __AVX512F__
enum { DH_WIDTH = 8 };
#elif defined __AVX2__
enum { DH_WIDTH = 4 };
#else
enum { DH_WIDTH = 2 };
#endif
enum { DH_PARTS = DH_LANES / DH_WIDTH };

/* One register; the same in memory, at any address; and its bits. */
typedef double dh_vec __attribute__((vector_size(DH_WIDTH * sizeof(double))));
typedef dh_vec dh_vec_loose __attribute__((aligned(8), may_alias));
typedef int64_t dh_vec_bits __attribute__((vector_size(DH_WIDTH * sizeof(double))));

/* Lane k is element k % DH_WIDTH of part k / DH_WIDTH; in memory, 8 doubles in order. */
typedef struct dh_lanes {
    dh_vec part[DH_PARTS];
} dh_lanes;

#ifdef __SANITIZE_ADDRESS__ /* every access checked, one pass of everything inlined takes a compiler most of a minute */
#define DH_KERNEL_INLINE static inline __attribute__((unused))
#else
#define DH_KERNEL_INLINE static inline __attribute__((always_inline))
#endif
#define DH_EACH_PART(I) for (int I = 0; I < DH_PARTS; I++)

DH_KERNEL_INLINE dh_lanes dh_lanes_load(const double *at)
{
    dh_lanes a;
    DH_EACH_PART(i) a.part[i] = *(const dh_vec_loose *)(at + i * DH_WIDTH);
    return a;
}

/* a, and 0 in the other lanes. */
DH_KERNEL_INLINE dh_lanes dh_lanes_one(double a)
{
    dh_lanes lanes = {0};
    lanes.part[0][0] = a;
    return lanes;
}

/* from[at[0]], ..., from[at[7]]: built in registers, since a load waits for eight single stores. */
DH_KERNEL_INLINE dh_lanes dh_lanes_gather(const double *from, const uint32_t *at)
{
    dh_lanes a;
#if defined __AVX512F__
    a.part[0] = (dh_vec){from[at[0]], from[at[1]], from[at[2]], from[at[3]], from[at[4]], from[at[5]], from[at[6]], from[at[7]]};
#elif defined __AVX2__
    DH_EACH_PART(i) a.part[i] = (dh_vec){from[at[4 * i]], from[at[4 * i + 1]], from[at[4 * i + 2]], from[at[4 * i + 3]]};
#else
    DH_EACH_PART(i) a.part[i] = (dh_vec){from[at[2 * i]], from[at[2 * i + 1]]};
#endif
    return a;
}

DH_KERNEL_INLINE dh_lanes dh_lanes_add(dh_lanes a, dh_lanes b)
{
    DH_EACH_PART(i) a.part[i] += b.part[i];
    return a;
}

DH_KERNEL_INLINE dh_lanes dh_lanes_times(dh_lanes a, dh_lanes b)
{
    DH_EACH_PART(i) a.part[i] *= b.part[i];
    return a;
}

DH_KERNEL_INLINE dh_lanes dh_lanes_scale(dh_lanes a, double b)
{
    DH_EACH_PART(i) a.part[i] *= b;
    return a;
}

DH_KERNEL_INLINE dh_lanes dh_lanes_shift(dh_lanes a, double b)
{
    DH_EACH_PART(i) a.part[i] += b;
    return a;
}

/* a in the first `count` <= 8 lanes, 0 in the others, whatever was there. */
DH_KERNEL_INLINE dh_lanes dh_lanes_first(dh_lanes a, size_t count)
{
    static const int64_t ones[2 * DH_LANES] = {-1, -1, -1, -1, -1, -1, -1, -1};
    DH_EACH_PART(i)
    {
        dh_vec_bits mask;
        memcpy(&mask, ones + DH_LANES - count + i * DH_WIDTH, sizeof mask);
        a.part[i] = (dh_vec)((dh_vec_bits)a.part[i] & mask);
    }
    return a;
}

/* The tree: ((0+4)+(2+6)) + ((1+5)+(3+7)). Each step folds the upper half of what is left onto the lower. */
DH_KERNEL_INLINE double dh_lanes_sum(dh_lanes a)
{
#if defined __AVX512F__
    dh_vec b = a.part[0];
    return ((b[0] + b[4]) + (b[2] + b[6])) + ((b[1] + b[5]) + (b[3] + b[7]));
#elif defined __AVX2__
    dh_vec b = a.part[0] + a.part[1];
    return (b[0] + b[2]) + (b[1] + b[3]);
#else
    dh_vec b = (a.part[0] + a.part[2]) + (a.part[1] + a.part[3]);
    return b[0] + b[1];
#endif
}

/* The sums of 8 rows, that of row r in lane r. */
DH_KERNEL_INLINE dh_lanes dh_lanes_sums(const dh_lanes *a)
{
    dh_lanes s;
#if defined __AVX512F__
#define HALVES(A, B)                                          \
    __builtin_shufflevector(A, B, 0, 1, 2, 3, 8, 9, 10, 11) + \
        __builtin_shufflevector(A, B, 4, 5, 6, 7, 12, 13, 14, 15)
#define QUARTERS(A, B)                                        \
    __builtin_shufflevector(A, B, 0, 1, 4, 5, 8, 9, 12, 13) + \
        __builtin_shufflevector(A, B, 2, 3, 6, 7, 10, 11, 14, 15)
    dh_vec b01 = HALVES(a[0].part[0], a[1].part[0]), b23 = HALVES(a[2].part[0], a[3].part[0]);
    dh_vec b45 = HALVES(a[4].part[0], a[5].part[0]), b67 = HALVES(a[6].part[0], a[7].part[0]);
    dh_vec low = QUARTERS(b01, b23), high = QUARTERS(b45, b67);
    s.part[0] = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14) +
                __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
#undef HALVES
#undef QUARTERS
#elif defined __AVX2__
    for (int i = 0; i < 2; i++) {
        dh_vec b[4];
        for (int r = 0; r < 4; r++)
            b[r] = a[4 * i + r].part[0] + a[4 * i + r].part[1];
        dh_vec low =
            __builtin_shufflevector(b[0], b[1], 0, 1, 4, 5) + __builtin_shufflevector(b[0], b[1], 2, 3, 6, 7);
        dh_vec high =
            __builtin_shufflevector(b[2], b[3], 0, 1, 4, 5) + __builtin_shufflevector(b[2], b[3], 2, 3, 6, 7);
        s.part[i] = __builtin_shufflevector(low, high, 0, 2, 4, 6) + __builtin_shufflevector(low, high, 1, 3, 5, 7);
    }
#else
    for (int i = 0; i < 4; i++) {
        const dh_vec *p = a[2 * i].part, *q = a[2 * i + 1].part;
        dh_vec b = (p[0] + p[2]) + (p[1] + p[3]), c = (q[0] + q[2]) + (q[1] + q[3]);
        s.part[i] = __builtin_shufflevector(b, c, 0, 2) + __builtin_shufflevector(b, c, 1, 3);
    }
#endif
    return s;
}

#endif
