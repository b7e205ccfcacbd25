/* A plugin's card in words, for `describe` and for the reference page. */
#ifndef DH_CARD_TEXT_H
#define DH_CARD_TEXT_H

#include "host/card.h"

enum { DH_CARD_NOTES = 32, DH_PARAM_TEXT = 1024 };

/* What flags and optional functions mean, one note each; returns how many. The texts are constants. */
size_t dh_card_notes(const dh_plugin_card *card, const char *note[DH_CARD_NOTES]);

/* Allowed values, as in "[0, 1)" or "averaged | heavy_ball": DH_PARAM_TEXT is room for many. Both return out. */
const char *dh_param_range(const dh_param *param, char *out, size_t room);
const char *dh_param_default(const dh_param *param, char *out, size_t room);

/* Doubles of state for each parameter, as in "2" or "2 in a vector, 0.0317 in a matrix" or "3 + 1 a sample". Returns out. */
const char *dh_card_state(const dh_plugin_card *card, char *out, size_t room);

#endif
