/* Gradient descent: what is wrong with it is how it was linked. */
#include "hostile.h"

HOSTILE(NAME, "plain gradient descent", )
