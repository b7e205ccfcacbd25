/* An optimizer written without the macro, so that each part of it can be wrong: see meson.build. */
#include <downhill/optimizer.h>

#ifndef ENTRY
#define ENTRY downhill_plugin
#endif
#ifndef KIND
#define KIND DH_KIND_OPTIMIZER
#endif
#ifndef MAGIC
#define MAGIC DH_MAGIC
#endif
#ifndef MAJOR
#define MAJOR DH_ABI_MAJOR
#endif
#ifndef MINOR
#define MINOR DH_ABI_MINOR
#endif
#ifndef NOTE_MAJOR
#define NOTE_MAJOR DH_ABI_MAJOR
#endif
#ifndef RETURNED
#define RETURNED &all.known.magic
#endif
#ifndef STEP
#define STEP step
#endif

__attribute__((section(".note.downhill"), used, aligned(4))) static const dh_note note = {
    9, 16, DH_NOTE_TYPE, "downhill", DH_MAGIC, NOTE_MAJOR, DH_ABI_MINOR, DH_KIND_OPTIMIZER};

__attribute__((unused)) static void step(double *x, double *state, const dh_step *call)
{
    (void)state;
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * call->gradient[i];
}

/* A plugin of a later minor version has more fields. */
__attribute__((unused)) static const struct {
    dh_optimizer known;
    double unknown[7];
} all = {.known = {.magic = MAGIC,
                   .abi_major = MAJOR,
                   .abi_minor = MINOR,
                   .size = sizeof all,
                   .kind = KIND,
                   .param_size = sizeof(dh_param),
                   .name = NAME,
                   .doc = "written by hand",
                   .source = "tests/hostile",
                   .rate = 0.01,
                   .rate_min = 1e-4,
                   .rate_max = 1,
                   .step = STEP}};

DH_EXPORT const void *ENTRY(void);
const void *ENTRY(void)
{
    return RETURNED;
}
