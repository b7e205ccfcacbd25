/* Hashes and random streams against published answers, and the laws that random numbers must obey. The streams have
 * fixed keys: every number here is the same at each run. */
#include "suite.h"

#include "base/hash.h"
#include "base/random.h"

#include <math.h>
#include <Random123/philox.h>
#include <stdbool.h>
#include <string.h>

static void sha256_of(const char *text, size_t size, const char *expected)
{
    uint8_t digest[DH_SHA_SIZE];
    char hex[DH_SHA_TEXT];
    dh_sha256(text, size, digest);
    CU_ASSERT_STRING_EQUAL(dh_hex(hex, digest, sizeof digest), expected);
}

/* FIPS 180-4, and its examples by NIST. */
static void sha256(void)
{
    static char many[1000000];
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    memset(many, 'a', sizeof many);
    sha256_of("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sha256_of("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_of(two_blocks, sizeof two_blocks - 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    sha256_of(many, sizeof many, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* The input and answers of xxHash's own sanity check, one for each branch of the algorithm (by length). */
static void xxh3(void)
{
    static const struct {
        size_t size;
        uint64_t answer;
    } known[] = {
        {0, 0x2d06800538d394c2},    {1, 0xc44bdff4074eecdb},   {6, 0x27b56a84cd2d7325},    {12, 0xa713daf0dfbb77e7},
        {24, 0xa3fe70bf9d3510eb},   {48, 0x397da259ecba1f11},  {80, 0xbcdefbbb2c47c90a},   {195, 0xcd94217ee362ec3a},
        {403, 0xcdeb804d65c6dea4},  {512, 0x617e49599013cb6b}, {2048, 0xdd59e2c3a5f038e0}, {2240, 0x6e73a90539cf2948},
        {2367, 0xcb37aeb9e5d361ed},
    };
    uint8_t input[2367];
    uint64_t generator = 2654435761u;
    for (size_t i = 0; i < sizeof input; i++) {
        input[i] = (uint8_t)(generator >> 56);
        generator *= 11400714785074694797u;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        CU_ASSERT_EQUAL(dh_checksum(input, known[i].size), known[i].answer);
}

/* kat_vectors of the Random123 distribution, philox4x64 with 10 rounds: the library as it is built here. */
static void philox(void)
{
    static const struct {
        uint64_t counter[4], key[2], answer[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
        {{~0ull, ~0ull, ~0ull, ~0ull},
         {~0ull, ~0ull},
         {0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
        {{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
         {0x452821e638d01377, 0xbe5466cf34e90c6c},
         {0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        philox4x64_ctr_t counter;
        philox4x64_key_t key;
        memcpy(counter.v, known[i].counter, sizeof counter.v);
        memcpy(key.v, known[i].key, sizeof key.v);
        philox4x64_ctr_t out = philox4x64(counter, key);
        CU_ASSERT(!memcmp(out.v, known[i].answer, sizeof out.v));
    }
}

/* A stream is that generator: word i of block n of key k. */
static void stream_is_philox(void)
{
    dh_stream s;
    dh_stream_init(&s, 17, "rosenbrock", "", 3, "noise");
    s.key[0] = s.key[1] = 0;
    CU_ASSERT_EQUAL(dh_stream_bits(&s), 0x16554d9eca36314c);
    CU_ASSERT_EQUAL(dh_stream_bits(&s), 0xdb20fe9d672d0fdc);
    dh_stream_init(&s, 17, "rosenbrock", "", 3, "noise");
    philox4x64_key_t key = {{s.key[0], s.key[1]}};
    CU_ASSERT(key.v[0] && key.v[1]);
    for (uint64_t n = 0; n < 50; n++) {
        philox4x64_ctr_t counter = {{n, 0, 0, 0}}, out = philox4x64(counter, key);
        for (size_t i = 0; i < 4; i++)
            CU_ASSERT_EQUAL(dh_stream_bits(&s), out.v[i]);
    }
    dh_stream_bits(&s);
    dh_stream_normal(&s);
    dh_stream_seek(&s, 31);
    philox4x64_ctr_t counter = {{31, 0, 0, 0}}, out = philox4x64(counter, key);
    CU_ASSERT_EQUAL(dh_stream_bits(&s), out.v[0]);
}

/* Key of the stream of these fields; a stream that differs in one of them is another stream. */
static uint64_t first_of(uint64_t study, const char *problem, const char *dataset, uint64_t seed, const char *purpose)
{
    dh_stream s;
    dh_stream_init(&s, study, problem, dataset, seed, purpose);
    return dh_stream_bits(&s);
}

static void every_field_counts(void)
{
    uint64_t first[] = {
        first_of(17, "rosenbrock", "line", 3, "init"), first_of(18, "rosenbrock", "line", 3, "init"),
        first_of(17, "rosenbroc", "kline", 3, "init"), first_of(17, "rosenbrock", "", 3, "init"),
        first_of(17, "rosenbrock", "line", 4, "init"), first_of(17, "rosenbrock", "line", 3, "batch"),
        first_of(17, "rosenbrock", "linei", 3, "nit"), first_of(3, "rosenbrock", "line", 17, "init"),
        first_of(17, "line", "rosenbrock", 3, "init"),
    };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        for (size_t j = 0; j < i; j++)
            CU_ASSERT_NOT_EQUAL(first[i], first[j]);
    CU_ASSERT_EQUAL(first[0], first_of(17, "rosenbrock", "line", 3, "init"));
    dh_stream s, t;
    dh_stream_init(&s, 17, "rosenbrock", "line", 3, "init");
    dh_stream_init(&t, 17, "rosenbrock", "line", 3, "init");
    CU_ASSERT_EQUAL(s.lent.bits(&s.lent), dh_stream_bits(&t)); /* what plugins see is the same stream */
    CU_ASSERT_EQUAL(s.lent.below(&s.lent, 2385), dh_stream_below(&t, 2385));
    CU_ASSERT_EQUAL(s.lent.uniform(&s.lent), dh_stream_uniform(&t));
    CU_ASSERT_EQUAL(s.lent.normal(&s.lent), dh_stream_normal(&t));
    CU_ASSERT_EQUAL(s.lent.size, sizeof(dh_random));
}

static dh_stream stream(uint64_t seed)
{
    dh_stream s;
    dh_stream_init(&s, 2385, "test", "", seed, "batch");
    return s;
}

/* Pearson's statistic for `cells` equally likely cells. */
static double chi2(const unsigned *count, size_t cells, double total)
{
    double sum = 0, expected = total / (double)cells;
    for (size_t i = 0; i < cells; i++)
        sum += ((double)count[i] - expected) * ((double)count[i] - expected) / expected;
    return sum;
}

/* With n = 3 * 2^62 a multiplication without rejection maps two words in four to multiples of 3, and a remainder lets
 * the first quarter of the words come twice. */
static void below_is_unbiased(void)
{
    enum { DRAWS = 60000 };
    unsigned third[3] = {0}, residue[3] = {0}, die[7] = {0};
    const uint64_t n = 3ull << 62;
    dh_stream s = stream(1);
    for (int i = 0; i < DRAWS; i++) {
        uint64_t big = dh_stream_below(&s, n), small = dh_stream_below(&s, 7);
        CU_ASSERT_FATAL(big < n && small < 7);
        third[big >> 62]++;
        residue[big % 3]++;
        die[small]++;
    }
    CU_ASSERT(chi2(third, 3, DRAWS) < 13.8); /* 99.9 % of chi-squared with 2 degrees of freedom */
    CU_ASSERT(chi2(residue, 3, DRAWS) < 13.8);
    CU_ASSERT(chi2(die, 7, DRAWS) < 22.5); /* 6 */
    CU_ASSERT_EQUAL(dh_stream_below(&s, 1), 0);
}

static void uniform_fills_its_range(void)
{
    enum { DRAWS = 100000, CELLS = 64 };
    unsigned count[CELLS] = {0};
    double least = 1, most = 0;
    dh_stream s = stream(2);
    for (int i = 0; i < DRAWS; i++) {
        double u = dh_stream_uniform(&s);
        CU_ASSERT_FATAL(u >= 0 && u < 1 && u * 0x1p53 == floor(u * 0x1p53));
        least = fmin(least, u);
        most = fmax(most, u);
        count[(int)(u * CELLS)]++;
    }
    CU_ASSERT(chi2(count, CELLS, DRAWS) < 104); /* 99.9 %, 63 degrees */
    CU_ASSERT(least < 1e-4 && most > 1 - 1e-4);
}

/* Moments within 4 standard errors, and the share of the tails. */
static void normal_moments(void)
{
    enum { DRAWS = 400000 };
    double sum[5] = {0}, product = 0, before = 0;
    unsigned beyond = 0;
    dh_stream s = stream(3);
    for (int i = 0; i < DRAWS; i++) {
        double z = dh_stream_normal(&s), power = 1;
        for (int k = 0; k < 5; k++, power *= z)
            sum[k] += power;
        product += z * before; /* both halves of a pair must be independent */
        before = z;
        beyond += fabs(z) > 1.959963984540054;
    }
    double n = DRAWS, root = sqrt(n);
    CU_ASSERT(fabs(sum[1] / n) < 4 * 1 / root);
    CU_ASSERT(fabs(sum[2] / n - 1) < 4 * sqrt(2) / root);
    CU_ASSERT(fabs(sum[3] / n) < 4 * sqrt(15) / root);
    CU_ASSERT(fabs(sum[4] / n - 3) < 4 * sqrt(96) / root);
    CU_ASSERT(fabs(product / n) < 4 / root);
    CU_ASSERT(fabs(beyond / n - 0.05) < 4 * sqrt(0.05 * 0.95) / root);
}

static void permutations(void)
{
    enum { DRAWS = 24000, SIZE = 1000 };
    unsigned count[24] = {0};
    uint32_t order[4], large[SIZE];
    static bool seen[SIZE];
    dh_stream s = stream(6);
    for (int i = 0; i < DRAWS; i++) {
        dh_stream_permute(&s, order, 4);
        unsigned rank = 0; /* Lehmer code */
        for (unsigned a = 0; a < 4; a++) {
            unsigned smaller = 0;
            for (unsigned b = a + 1; b < 4; b++)
                smaller += order[b] < order[a];
            rank = rank * (4 - a) + smaller;
        }
        count[rank]++;
    }
    CU_ASSERT(chi2(count, 24, DRAWS) < 49.7); /* 99.9 %, 23 degrees */
    dh_stream_permute(&s, large, SIZE);
    for (size_t i = 0; i < SIZE; i++) {
        CU_ASSERT_FATAL(large[i] < SIZE && !seen[large[i]]);
        seen[large[i]] = true;
    }
    dh_stream_permute(&s, order, 0);
}

SUITE("random", {"SHA-256: NIST's examples", sha256}, {"XXH3: its own sanity check", xxh3},
      {"Philox4x64-10: Random123's known answers", philox},
      {"a stream is Philox, and can be sought", stream_is_philox},
      {"every field of the key counts", every_field_counts}, {"below(n) is unbiased", below_is_unbiased},
      {"uniform numbers fill [0, 1)", uniform_fills_its_range},
      {"normal numbers have normal moments", normal_moments}, {"permutations are equally likely", permutations})
