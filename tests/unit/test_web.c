/* What stands in for the C library and the system in the page's engine, held to the real ones. Compiled here for this
 * machine, under other names. */
#include "suite.h"

#include "base/hash.h"
#include "base/random.h"
#include "run/fence.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define snprintf page_snprintf
#define vsnprintf page_vsnprintf
#include "web/libc/format.c"
#undef snprintf
#undef vsnprintf
#include "web/libc/multiply.c"
#define dh_sha256 page_sha256
#define dh_fence_make page_fence_make
#define dh_fence_is_whole page_fence_is_whole
#include "web/plain.c"
#undef dh_sha256
#undef dh_fence_make
#undef dh_fence_is_whole

static void test_texts(void)
{
    char got[64], want[64];
    const double real[] = {0,        -0.0,  1,        -2.385,    0.001, 1e-5, 123456, 999999.5, 1e6,
                           1.5e-300, 4e300, INFINITY, -INFINITY, NAN,   0.1,  100,    2.5e-4};
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
        CU_ASSERT_EQUAL(page_snprintf(got, sizeof got, "%g|", real[i]), snprintf(want, sizeof want, "%g|", real[i]));
        CU_ASSERT_STRING_EQUAL(got, want);
    }
    page_snprintf(got, sizeof got, "%s '%.3s' %d %u %zu %llu %c %x%%", "a", "bcdef", -7, 8u, (size_t)9, 1ull << 60,
                  'z', 255u);
    snprintf(want, sizeof want, "%s '%.3s' %d %u %zu %llu %c %x%%", "a", "bcdef", -7, 8u, (size_t)9, 1ull << 60, 'z',
             255u);
    CU_ASSERT_STRING_EQUAL(got, want);
    CU_ASSERT_EQUAL(page_snprintf(got, 4, "%s", "longer"), 6);
    CU_ASSERT_STRING_EQUAL(got, "lon");
}

static void test_hash(void)
{
    uint8_t data[200], got[DH_SHA_SIZE], want[DH_SHA_SIZE];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 37 + 11);
    for (size_t size = 0; size <= sizeof data; size++) {
        page_sha256(data, size, got);
        dh_sha256(data, size, want);
        CU_ASSERT(!memcmp(got, want, sizeof got));
    }
}

static void test_products(void)
{
    dh_stream random;
    dh_stream_init(&random, 1, "web", "", 0, "products");
    for (int i = 0; i < 10000; i++) {
        uint64_t word[4];
        for (int k = 0; k < 4; k++)
            word[k] = k == 1 && i % 3 == 0 ? 0 : dh_stream_bits(&random);
        wide a, b;
        memcpy(&a, word, sizeof a);
        memcpy(&b, word + 2, sizeof b);
        __extension__ const unsigned __int128 want = (unsigned __int128)a * (unsigned __int128)b;
        CU_ASSERT(__multi3(a, b) == (wide)want);
    }
}

static void test_memory(void)
{
    dh_fence fence = {0};
    CU_ASSERT_EQUAL(page_fence_make(5, DH_FENCE_ALIGNED | DH_FENCE_LENT, &fence), 0);
    CU_ASSERT_EQUAL((uintptr_t)fence.data % 64, 0);
    CU_ASSERT(fence.lent == fence.data && fence.count == 5 && page_fence_is_whole(&fence));
    for (int i = 0; i < 5; i++)
        CU_ASSERT_EQUAL(fence.data[i], 0);
    free(fence.data);
}

SUITE("web", {"texts", test_texts}, {"SHA-256", test_hash}, {"products of 128 bits", test_products},
      {"memory", test_memory})
