/* What the compiler calls for products of 128 bits, for wasm32: modulo 2^128, in pieces of 32 bits. */
#include <stdint.h>

__extension__ typedef __int128 wide;
wide __multi3(wide a, wide b);
wide __multi3(wide a, wide b)
{
    const uint64_t al = (uint64_t)a, bl = (uint64_t)b, low = al & UINT32_MAX, high = al >> 32;
    const uint64_t x = low * (bl & UINT32_MAX), y = high * (bl & UINT32_MAX) + (x >> 32),
                   z = low * (bl >> 32) + (y & UINT32_MAX);
    const uint64_t top = high * (bl >> 32) + (y >> 32) + (z >> 32);
    const uint64_t upper = top + al * (uint64_t)(b >> 64) + (uint64_t)(a >> 64) * bl;
    return (wide)((__extension__(unsigned __int128) upper << 64) | (z << 32 | (x & UINT32_MAX)));
}
