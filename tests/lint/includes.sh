#!/bin/sh
# The stage table holds: every #include in framework/src is one that stages.txt allows.
# usage: includes.sh SOURCE_ROOT
set -eu
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
cd "$1/framework/src"
find . -name '*.[ch]' | sort | xargs awk -F'|' -f "$here/includes.awk" "$here/stages.txt"
