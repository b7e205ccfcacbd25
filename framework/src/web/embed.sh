#!/bin/sh
# C source that holds files, one after the other, with a NUL behind them: `const unsigned char dh_web_NAME[]` and its size
# without the NUL. Without files: nothing, size 0.
# usage: embed.sh NAME [FILE...] >NAME.c
set -eu
export LC_ALL=C
name=$1
shift
printf '#include "web/parts.h"\nconst unsigned char dh_web_%s[] = {\n' "$name"
[ $# = 0 ] || cat "$@" | od -An -v -tu1 -w32 | sed 's/^ *//; s/  */,/g; s/$/,/'
printf '0};\nconst size_t dh_web_%s_size = sizeof dh_web_%s - 1;\n' "$name" "$name"
