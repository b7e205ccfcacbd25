/* The explorer: a part of a page in which problems of two dimensions and methods on them can be tried. It holds the
 * runner and the plugins as WebAssembly (engine.c), a script and a style sheet (page/). */
#ifndef DH_WEB_EXPLORER_H
#define DH_WEB_EXPLORER_H

#include "view/report.h"

/* Whether this program was built with clang and lld, and so holds the engine; and a sentence for the case that not.
 */
bool dh_web_there(void);
extern const char dh_web_missing[];

/* Whether the engine holds a problem, or an optimizer, of this name. */
bool dh_web_holds(const char *problem);
bool dh_web_holds_optimizer(const char *name);

/* The setting of an explorer is JSON, put together by these:
 *     {"problems": [PROBLEM, ...], "others": true, "steps": 300, "racers": [RACER, ...]}
 *     PROBLEM: {"label": "...", "use": USE, "studySeed": 0, "instance": 0, "start": [x1, x2], "side": 161, "check":
 * CHECK} RACER:   {"optimizer": USE, "schedule": USE, "rate": 0.1} USE:     {"name": "quadratic", "params":
 * {"condition": 30, "spectrum": "linear", "eigenvalues": [1, 20]}, "inner": [USE]} CHECK:   [[i, j, f], ...] others:
 * the page offers all problems of two dimensions besides. start: where runs begin at first; without it where the
 * problem draws. check: values that f must have at points of the box (dh_surface_at with that side), or the problem
 * is left out. Whatever has a default may be left out. */
void dh_web_put_text(dh_buffer *out, const char *text); /* quoted and escaped */
void dh_web_put_real(dh_buffer *out, double value);     /* all its digits; null where it is not finite */

/* Adds the explorer to a report; dh_web_there() is true. -1: memory is out. */
int dh_web_add(dh_report *report, const dh_buffer *setting, dh_error *error);

#endif
