/* What the runner uses of <stdlib.h>, for wasm32. Memory is given out in a row and taken back all at once (engine.c).
 */
#ifndef DH_WEB_STDLIB_H
#define DH_WEB_STDLIB_H

#include <stddef.h>

void *aligned_alloc(size_t align, size_t size);
void free(void *memory); /* does nothing */

void dh_web_forget(void); /* all memory is free again */

#endif
