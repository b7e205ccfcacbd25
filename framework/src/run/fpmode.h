/* The processor's mode: floating point rounds to nearest, keeps subnormals, does not trap; the x87 unit computes with
 * 64 bits; memory is copied upwards and need not be aligned. A plugin linked with -Ofast sets flush-to-zero when it is
 * loaded, and every result after it would change. */
#ifndef DH_RUN_FPMODE_H
#define DH_RUN_FPMODE_H

#include <stdbool.h>

#if defined __x86_64__
#include <x86intrin.h>
enum { DH_MXCSR = 0x1f80, DH_MXCSR_FLAGS = 0x3f }; /* all exceptions masked; the six low bits only report */
enum { DH_X87 = 0x037f, DH_DIRECTION = 1 << 10, DH_ALIGNMENT = 1 << 18 };

static inline bool dh_fpmode_restore(void)
{
    unsigned short x87;
    unsigned long long flags = __readeflags();
    __asm__ volatile("fnstcw %0" : "=m"(x87));
    const unsigned long long wrong = flags & (DH_DIRECTION | DH_ALIGNMENT);
    if ((_mm_getcsr() & ~(unsigned)DH_MXCSR_FLAGS) == DH_MXCSR && x87 == DH_X87 && !wrong)
        return false;
    __writeeflags(flags & ~wrong);
    _mm_setcsr(DH_MXCSR);
    x87 = DH_X87;
    __asm__ volatile("fldcw %0" : : "m"(x87));
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
