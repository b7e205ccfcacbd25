/* The floating-point mode: round to nearest, subnormals kept, no traps. A plugin linked with -Ofast sets flush-to-zero when it
 * is loaded, and every result after it would change. */
#ifndef DH_RUN_FPMODE_H
#define DH_RUN_FPMODE_H

#include <stdbool.h>

#if defined __x86_64__
#include <xmmintrin.h>
enum { DH_MXCSR = 0x1f80, DH_MXCSR_FLAGS = 0x3f }; /* all exceptions masked; the six low bits only report */

static inline bool dh_fpmode_restore(void)
{
    if ((_mm_getcsr() & ~(unsigned)DH_MXCSR_FLAGS) == DH_MXCSR)
        return false;
    _mm_setcsr(DH_MXCSR);
    return true;
}
#elif defined __aarch64__
static inline bool dh_fpmode_restore(void)
{
    unsigned long mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    if (!mode)
        return false;
    __asm__ volatile("msr fpcr, %0" : : "r"(0ul));
    return true;
}
#elif defined __wasm__
static inline bool dh_fpmode_restore(void) /* it has one */
{
    return false;
}
#else
#error "say how this machine's floating-point mode is read and restored"
#endif

#endif
