/* What embed.sh makes: parts of the page, in the program. A NUL stands behind each. */
#ifndef DH_WEB_PARTS_H
#define DH_WEB_PARTS_H

#include <stddef.h>

/* The engine with its plugins, packed by gzip; size 0 where the program was built without clang and lld. */
extern const unsigned char dh_web_module[];
extern const size_t dh_web_module_size;

extern const unsigned char dh_web_script[];
extern const size_t dh_web_script_size;

extern const unsigned char dh_web_style[];
extern const size_t dh_web_style_size;

#endif
