#!/bin/sh
# Everything that the sources ask for comes with a package that scripts/setup installs (packages.txt says which).
# usage: packages.sh SOURCE_ROOT
set -eu
export LC_ALL=C
table=$(cd "$(dirname "$0")" && pwd)/packages.txt
cd "$1"

bad=0 count=0
complain() {
    printf '%s\n' "$*"
    bad=1
}

# KIND NAME for everything that is asked for.
asked() {
    find meson.build framework plugins tests -name meson.build -exec cat {} + |
        sed -n "s/.*dependency('\([^']*\)'.*/dependency \1/p"
    find framework/src -name '*.[ch]' -exec cat {} + |
        sed -n 's/.*dh_program_find("\([^"]*\)".*/program \1/p; s/^#include <\(Random123\)\/.*/header \1/p'
    { find tests scripts -name '*.py' && grep -lr '^#!/usr/bin/python3' scripts tests; } | sort -u | xargs cat |
        sed -n 's/^ *import \([a-z0-9_]*\).*/import \1/p; s/^ *from \([a-z0-9_]*\).* import .*/import \1/p' |
        grep -vxFf "$standard"
}

standard=$(mktemp)
trap 'rm -f "$standard"' EXIT
/usr/bin/python3 -c 'import sys; print(*("import " + name for name in sys.stdlib_module_names), sep="\n")' >"$standard"
installed=$(sed -n 's/^    \([a-z0-9+.-]*\)$/\1/p' scripts/setup)

for line in $(asked | sort -u | tr ' ' ':'); do
    kind=${line%%:*} name=${line#*:}
    count=$((count + 1))
    package=$(awk -v k="$kind" -v n="$name" '$1 == k && $2 == n { print $3 }' "$table")
    case $package in
    '')
        [ "$kind" = import ] && [ -n "$(find tests scripts -name "$name.py")" ] ||
            complain "$kind $name: tests/lint/packages.txt does not say which package has it"
        ;;
    *)
        printf '%s\n' "$installed" | grep -qxF "$package" || complain "$kind $name: scripts/setup does not install $package"
        ;;
    esac
done
[ "$count" -ge 10 ] || complain "only $count things were found"
[ $bad = 1 ] || echo "$count things that the sources ask for have their packages in scripts/setup"
exit $bad
