/* A plugin named in a study, with its hyperparameters -> every combination of their values. Lists multiply:
 *   adam
 *   {name: adam, beta1: [0.9, 0.95]}
 *   [adam, {name: lookahead, k: 5, inner: {name: sgd}}]
 * A parameter that is itself a list takes a flat list or {file: PATH} as one value and a list of these as several. */
#ifndef DH_PLAN_USE_H
#define DH_PLAN_USE_H

#include "host/registry.h"
#include "plan/spec.h"

/* What every step of the expansion needs. */
typedef struct dh_maker {
    const dh_study *study;
    const dh_registry *registry;
    dh_arena *arena;
    dh_error *error;
} dh_maker;

/* One combination. */
typedef struct dh_variant {
    dh_use use;
    const char *label;   /* "adam", or "lookahead(adam) k=5": the name and what was set */
    const char *varying; /* only what was set from a list of several, "" when nothing was */
} dh_variant;

typedef struct dh_variants {
    size_t count;
    dh_variant *at;
} dh_variants;

enum { DH_MOST_VARIANTS = 100000 };

/* Everything lives in maker->arena. Errors name the place in the study, the valid range or the nearest name. */
int dh_variants_make(const dh_maker *maker, uint32_t kind, const dh_node *node, dh_variants *ret);

/* The plugin with its defaults, for `schedule` when the study names none. */
int dh_variant_standard(const dh_maker *maker, uint32_t kind, const char *name, dh_place at, dh_variant *ret);

/* Values that a setting gives a parameter, checked against its range: count, then each one (setting.c). */
size_t dh_setting_count(const dh_param *param, const dh_node *value);
const dh_node *dh_setting_at(const dh_param *param, const dh_node *value, size_t index);
int dh_setting_apply(const dh_maker *maker, const dh_param *param, const dh_setting *setting, size_t index, dh_use *use,
                     size_t row);

/* Like apply, for the use itself or the first of what it wraps that has a parameter of this name; *ret_found tells
 * whether there was one. Fresh copies are made: variants share nothing that changes. text: "key=value". */
int dh_use_set(const dh_maker *maker, uint32_t kind, const dh_setting *setting, size_t index, dh_use *use, bool *ret_found,
               const char **ret_text);
const dh_param *dh_use_param(const dh_maker *maker, uint32_t kind, const dh_use *use, const char *key);

/* Whoever wraps has something to wrap, and nobody else has (wraps.c). at: where the use stands in the study. */
int dh_use_check_wraps(const dh_maker *maker, uint32_t kind, const dh_use *use, dh_place at);

/* "text part", or the one that is not empty. */
const char *dh_join(dh_arena *arena, const char *text, const char *part);

/* Names of all parameters of a use and what it wraps, for the nearest one. */
size_t dh_use_keys(const dh_maker *maker, uint32_t kind, const dh_use *use, const char **keys, size_t room);

#endif
