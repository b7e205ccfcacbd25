/* Characters that no font of this machine has. */
#ifndef DH_VIEW_GLYPHS_H
#define DH_VIEW_GLYPHS_H

#include "base/buffer.h"
#include "base/error.h"

/* Replaces them in UTF-8 text by '?'. Asks fontconfig, and only when there is anything beyond ASCII; without its
 * program fc-list nothing is replaced. */
int dh_glyphs_replace(dh_buffer *text, dh_arena *arena, dh_error *error);

#endif
