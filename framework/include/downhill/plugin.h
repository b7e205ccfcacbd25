/* SPDX-License-Identifier: MIT
 *
 * Downhill plugin ABI 1.1: what optimizers, schedules and problems have in common.
 *
 * A plugin is one shared object that exports one function, `downhill_plugin`, which returns a constant descriptor.
 * DH_OPTIMIZER, DH_SCHEDULE and DH_PROBLEM (in the header of each kind) write that function, the constant fields
 * and an ELF note, so a plugin's source holds only what differs. plugins/templates has one of each kind.
 *
 * Rules for every plugin
 *  - No globals that change, no allocation, no files, no clock, no random numbers of its own. The host owns all memory
 *    and lends a counted random stream. A plugin has no start-up and no shut-down code. (One exception: an optimizer
 *    with DH_KEEPS_MEMORY, around a method of another library, lets that library allocate.)
 *  - Same inputs, same outputs, to the bit. Elementary functions come from <downhill/math.h>: libm's differ between
 *    CPUs (sqrt, fabs, fmin, fmax, floor, copysign are exact everywhere and may be used).
 *  - A plugin never stops a run: budgets, targets and divergence are the host's business. NaN is an allowed result.
 *  - Every pointer handed over is valid during the call only, unless its comment says otherwise.
 *
 * Versions
 *  - Another major version is refused. Within a major version structs grow only at their end. Each struct that is
 *    passed by pointer starts with `size`, the bytes its maker knew: a plugin built with a newer minor version MUST
 *    compare it before it reads a field of that minor version (DH_HAS does). Fields that a descriptor lacks, because
 *    the plugin is older, read as NULL or 0 in the host.
 *
 *  minor | what it added
 *  ------+------------------------------------------------------------
 *  0     | first version
 *  1     | dh_problem.squares, preconditioner_size, preconditioner, precondition
 */
#ifndef DOWNHILL_PLUGIN_H
#define DOWNHILL_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define DH_ABI_MAJOR 1
#define DH_ABI_MINOR 1
#define DH_MAGIC 0x4c494844u /* "DHIL" in memory on a little-endian machine */

/* True when the struct that P points to was made by someone who knew FIELD. */
#define DH_HAS(P, FIELD) \
    ((P)->size >= (size_t)((const char *)&(P)->FIELD - (const char *)(P)) + sizeof (P)->FIELD)

enum { DH_KIND_OPTIMIZER = 1, DH_KIND_SCHEDULE = 2, DH_KIND_PROBLEM = 3 };

/* How a tuner searches a hyperparameter, and of what type its value is. */
enum {
    DH_LINEAR = 0,        /* real, searched uniformly */
    DH_LOG = 1,           /* real, log-uniform; the search range is > 0, the default may be 0 */
    DH_ONE_MINUS_LOG = 2, /* real < 1, 1 - value log-uniform: momenta and averaging factors */
    DH_INTEGER = 3,       /* whole number, |value| <= 2^53, uniform */
    DH_CHOICE = 4,        /* one of `choices`; the plugin reads its index as a double: 0.0, 1.0, ... */
    DH_LIST = 5,          /* list of reals, each within [min, max]; the default is the list of length 0 */
};

/* dh_param.flags: a bound that is itself excluded from the range. */
enum { DH_OPEN_MIN = 1, DH_OPEN_MAX = 2 };

/* No bound. (A number, not INFINITY: that is no constant expression everywhere.) */
#define DH_NO_LIMIT 1e300

/* One hyperparameter. The table drives range checks, `downhill describe`, the tuner and the generated docs.
 * A constant with static lifetime, as are the strings. */
typedef struct dh_param {
    const char *name;             /* [a-z][a-z0-9_]*, unique in its table; the key in a study */
    const char *doc;              /* one line: what it does, its unit, the symbol in the paper */
    double standard;              /* the default; for DH_CHOICE an index */
    double min, max;              /* allowed range, closed unless flags say otherwise; DH_NO_LIMIT: none */
    uint32_t scale;               /* DH_LINEAR ... DH_LIST */
    uint32_t flags;               /* DH_OPEN_MIN | DH_OPEN_MAX */
    double search_min, search_max; /* range a tuner searches; both 0: not searched */
    const char *const *choices;   /* DH_CHOICE: names, NULL-terminated; otherwise NULL */
} dh_param;

/* Value of a DH_LIST parameter. This struct never grows. */
typedef struct dh_list {
    const double *at; /* [count], host-owned, valid for the whole run; NULL when count is 0 */
    size_t count;
} dh_list;

/* First fields of every descriptor; never change within a major version. */
#define DH_HEAD                                                                                              \
    uint32_t magic;             /* DH_MAGIC */                                                               \
    uint16_t abi_major;         /* DH_ABI_MAJOR the plugin was built with */                                 \
    uint16_t abi_minor;         /* DH_ABI_MINOR the plugin was built with */                                 \
    uint32_t size;              /* bytes of the whole descriptor as the plugin knows it */                   \
    uint32_t kind;              /* DH_KIND_... */                                                            \
    uint32_t param_size;        /* sizeof(dh_param) as the plugin knows it: the stride of the table */       \
    uint32_t param_count;       /* rows in `params`, at most DH_MAX_PARAMS */                                \
    const dh_param *params;     /* [param_count], constant; NULL when there are none */                      \
    const char *name;           /* [a-z][a-z0-9_]*; equals the file's name without .so */                    \
    const char *doc;            /* one line for `downhill list` */                                           \
    const char *source;         /* paper: authors, year, DOI or arXiv number */                              \
    uint64_t flags              /* DH_NEEDS_..., DH_WRAPS ...: see each kind */

typedef struct dh_head {
    DH_HEAD;
} dh_head;

#define DH_MAX_PARAMS 64

/* Writes `.params` and `.param_count` from an array. */
#define DH_PARAMS(TABLE) .param_count = (uint32_t)(sizeof(TABLE) / sizeof *(TABLE)), .params = (TABLE)

/* A counted random stream, lent to a plugin for one call. Philox4x64-10, keyed by study seed, problem, dataset, run seed
 * and purpose: equal keys give equal numbers whatever else runs. Functions take the struct's own address. */
typedef struct dh_random dh_random;
struct dh_random {
    size_t size;                                       /* bytes of this struct */
    uint64_t (*bits)(dh_random *);                     /* 64 random bits */
    uint64_t (*below)(dh_random *, uint64_t n);        /* uniform in 0 ... n-1, unbiased; n >= 1 */
    double (*uniform)(dh_random *);                    /* uniform in [0, 1), multiples of 2^-53 */
    double (*normal)(dh_random *);                     /* standard normal */
};

/* The one exported symbol: `const dh_head *downhill_plugin(void)`. Called in the run's own process, before anything
 * else; returns a constant that lives as long as the plugin is loaded. */
typedef const dh_head *dh_plugin_entry(void);
#define DH_ENTRY_NAME "downhill_plugin"

#define DH_EXPORT __attribute__((visibility("default")))
#ifdef __cplusplus
#define DH_ENTRY extern "C" DH_EXPORT const dh_head *downhill_plugin(void)
#else
#define DH_ENTRY                                  \
    DH_EXPORT const dh_head *downhill_plugin(void); \
    const dh_head *downhill_plugin(void)
#endif

/* ELF note in section .note.downhill: lets a reader recognise a plugin, its ABI and kind without running any of it.
 * Owner "downhill", type DH_NOTE_TYPE, then four 32-bit words: magic, major, minor, kind. */
#define DH_NOTE_TYPE 1u
typedef struct dh_note {
    uint32_t name_size, word_size, type;
    char name[12];
    uint32_t magic, abi_major, abi_minor, kind;
} dh_note;

/* Implementation of DH_OPTIMIZER, DH_SCHEDULE and DH_PROBLEM. */
#define DH_PLUGIN_(TYPE, KIND, ...)                                                                          \
    __attribute__((section(".note.downhill"), used, aligned(4))) static const dh_note dh_note_ = {           \
        9, 16, DH_NOTE_TYPE, "downhill", DH_MAGIC, DH_ABI_MAJOR, DH_ABI_MINOR, KIND};                        \
    static const TYPE dh_descriptor_ = {.magic = DH_MAGIC,                                                   \
                                        .abi_major = DH_ABI_MAJOR,                                           \
                                        .abi_minor = DH_ABI_MINOR,                                           \
                                        .size = sizeof(TYPE),                                                \
                                        .kind = KIND,                                                        \
                                        .param_size = sizeof(dh_param),                                      \
                                        __VA_ARGS__};                                                        \
    DH_ENTRY { return (const dh_head *)&dh_descriptor_; }

#endif
