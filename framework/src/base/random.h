/* Counter-based random streams: Philox4x64-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
 * doi:10.1145/2063384.2063405) from the Random123 library. */
#ifndef DH_BASE_RANDOM_H
#define DH_BASE_RANDOM_H

#include <downhill/plugin.h>

typedef struct dh_stream {
    dh_random lent; /* what a plugin sees; first, so that its address is the stream's */
    uint64_t key[2], counter;
    uint64_t block[4];
    uint32_t left;       /* unused words of block */
    uint32_t has_spare;  /* a second normal from the last pair */
    double spare;
} dh_stream;

/* A stream keyed by SHA-256 of all of these: runs that agree in them see the same numbers. dataset "" when there is none. */
void dh_stream_init(dh_stream *stream, uint64_t study_seed, const char *problem, const char *dataset, uint64_t seed,
                    const char *purpose);

/* Continues at block `counter` (4 words of 64 bits each), forgetting what was buffered. */
void dh_stream_seek(dh_stream *stream, uint64_t counter);

uint64_t dh_stream_bits(dh_stream *stream);
uint64_t dh_stream_below(dh_stream *stream, uint64_t n);
double dh_stream_uniform(dh_stream *stream);
double dh_stream_normal(dh_stream *stream);

/* index [count] = a uniform permutation of 0 ... count-1 (Fisher-Yates, from the end). */
void dh_stream_permute(dh_stream *stream, uint32_t *index, size_t count);

#endif
