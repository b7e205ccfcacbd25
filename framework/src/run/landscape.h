/* A loaded problem with its memory, a wrapper around what it wraps. */
#ifndef DH_RUN_LANDSCAPE_H
#define DH_RUN_LANDSCAPE_H

#include "run/chain.h"

typedef struct dh_landscape {
    dh_plugin plugin; /* without what the wrapped problem lacks */
    dh_instance instance;
    dh_inner_problem lent; /* what its wrapper sees of it */
    const dh_use *use;
    struct dh_landscape *inner; /* NULL unless the plugin wraps */
} dh_landscape;

/* Loads and checks against each other: problem, dataset (NULL: none) and what is wrapped. Until it is prepared, only
 * `dim` and `blocks` may be asked for. */
int dh_landscape_load(const dh_use *use, const dh_dataset *data, dh_loader *load, void *self, dh_arena *arena,
                      dh_landscape *ret, dh_error *error);

/* Allocates and fills memory, from the inside out. Returns how many problems lie inside, -1 when memory is out. */
int dh_landscape_prepare(dh_landscape *landscape, const dh_spec *spec, dh_arena *arena);

#endif
