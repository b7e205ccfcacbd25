/* A plugin's card: its descriptor as plain data, so that the runner knows tables and flags without loading any code. Made by
 * a worker, sent as bytes. */
#ifndef DH_HOST_CARD_H
#define DH_HOST_CARD_H

#include "base/buffer.h"
#include "host/plugin.h"

#include <stdbool.h>

/* Optional functions that a descriptor has. */
enum {
    DH_HAS_STATE = 1 << 0,
    DH_HAS_EVALUATION_POINT = 1 << 1,
    DH_HAS_HVP = 1 << 2,
    DH_HAS_MANY = 1 << 3,
    DH_HAS_OPTIMUM = 1 << 4,
    DH_HAS_CURVATURE = 1 << 5,
    DH_HAS_BOX = 1 << 6,
};

/* Doubles of state for each parameter, with default hyperparameters. */
typedef struct dh_state_cost {
    double vector; /* in a long vector */
    double matrix; /* in a matrix of 64 x 64 */
    double sample; /* more for each sample of the problem */
} dh_state_cost;

typedef struct dh_plugin_card {
    uint32_t kind;
    bool flushes;                 /* dh_elf_check_loading: not in the encoding */
    uint16_t abi_major, abi_minor;
    const char *name, *doc, *source;
    uint64_t flags;               /* the descriptor's */
    uint32_t has;                 /* DH_HAS_... */
    size_t param_count;
    const dh_param *param;        /* [param_count] */
    double rate, rate_min, rate_max; /* optimizers */
    dh_state_cost state;          /* optimizers */
    uint32_t unit;                /* schedules */
    size_t metric_count;          /* problems */
    const char **metric;
    const char *certificate;      /* problems with an optimum, otherwise "" */

    const char *path;             /* filled by the registry: where the file lies */
    char sha256[65];              /* of its bytes */
    int fd;                       /* sealed copy of these bytes, close-on-exec */
} dh_plugin_card;

void dh_card_encode(const dh_plugin *plugin, dh_buffer *out);
int dh_card_decode(dh_cursor *in, dh_arena *arena, dh_plugin_card *ret, dh_error *error);

/* Row of a parameter, or NULL. */
const dh_param *dh_card_param(const dh_plugin_card *card, const char *name);

#endif
