/* The parts of the engine in the page (WebAssembly) that see each other. */
#ifndef DH_WEB_ENGINE_H
#define DH_WEB_ENGINE_H

#include "base/arena.h"

#include <downhill/optimizer.h>
#include <downhill/problem.h>
#include <downhill/schedule.h>

/* Plugin i of the module, NULL past the last one. */
const dh_head *dh_web_head(size_t i);

#endif
