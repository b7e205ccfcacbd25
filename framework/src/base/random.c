#include "base/random.h"

#include "base/hash.h"

#include <Random123/philox.h>
#include <downhill/math.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint64_t lent_bits(dh_random *r)
{
    return dh_stream_bits((dh_stream *)r);
}

static uint64_t lent_below(dh_random *r, uint64_t n)
{
    return dh_stream_below((dh_stream *)r, n);
}

static double lent_uniform(dh_random *r)
{
    return dh_stream_uniform((dh_stream *)r);
}

static double lent_normal(dh_random *r)
{
    return dh_stream_normal((dh_stream *)r);
}

void dh_stream_init(dh_stream *stream, uint64_t study_seed, const char *problem, const char *dataset, uint64_t seed,
                    const char *purpose)
{
    /* Every text is hashed before it is joined, so that no two lists of fields spell the same line. */
    const char *field[3] = {problem, dataset, purpose};
    uint8_t joined[16 + 3 * DH_SHA_SIZE], digest[DH_SHA_SIZE];
    memcpy(joined, &study_seed, 8);
    memcpy(joined + 8, &seed, 8);
    for (int i = 0; i < 3; i++)
        dh_sha256(field[i], strlen(field[i]), joined + 16 + i * DH_SHA_SIZE);
    dh_sha256(joined, sizeof joined, digest);
    *stream = (dh_stream){.lent = {sizeof(dh_random), lent_bits, lent_below, lent_uniform, lent_normal}};
    memcpy(stream->key, digest, sizeof stream->key);
}

void dh_stream_seek(dh_stream *stream, uint64_t counter)
{
    stream->counter = counter;
    stream->left = 0;
    stream->has_spare = 0;
}

static inline uint64_t bits(dh_stream *stream)
{
    if (!stream->left) {
        philox4x64_ctr_t counter = {{stream->counter++, 0, 0, 0}};
        philox4x64_key_t key = {{stream->key[0], stream->key[1]}};
        philox4x64_ctr_t out = philox4x64(counter, key);
        memcpy(stream->block, out.v, sizeof stream->block);
        stream->left = 4;
    }
    return stream->block[4 - stream->left--];
}

/* Lemire 2019, "Fast random integer generation in an interval", doi:10.1145/3230636, algorithm 5. */
static inline uint64_t below(dh_stream *stream, uint64_t n)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)bits(stream) * n;
    if ((uint64_t)product < n)
        for (uint64_t least = -n % n; (uint64_t)product < least;)
            product = (wide)bits(stream) * n;
    return (uint64_t)(product >> 64);
}

uint64_t dh_stream_bits(dh_stream *stream)
{
    return bits(stream);
}

uint64_t dh_stream_below(dh_stream *stream, uint64_t n)
{
    return below(stream, n);
}

double dh_stream_uniform(dh_stream *stream)
{
    return (double)(dh_stream_bits(stream) >> 11) * 0x1p-53;
}

/* Marsaglia & Bray 1964, the polar method: only sqrt and our own logarithm, so the same bits everywhere. */
double dh_stream_normal(dh_stream *stream)
{
    if (stream->has_spare) {
        stream->has_spare = 0;
        return stream->spare;
    }
    double u, v, s;
    do {
        u = 2 * dh_stream_uniform(stream) - 1;
        v = 2 * dh_stream_uniform(stream) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double scale = sqrt(-2 * dh_log(s) / s);
    stream->spare = v * scale;
    stream->has_spare = 1;
    return u * scale;
}

void dh_stream_permute(dh_stream *stream, uint32_t *index, size_t count)
{
    dh_stream own = *stream; /* nothing that is written to index can change it */
    for (size_t i = 0; i < count; i++)
        index[i] = (uint32_t)i;
    for (size_t i = count; i > 1; i--) {
        size_t j = below(&own, i);
        uint32_t swap = index[i - 1];
        index[i - 1] = index[j];
        index[j] = swap;
    }
    *stream = own;
}
