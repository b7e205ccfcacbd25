#!/bin/sh
# plugins/meson.build lists every plugin's file once, sorted; no file holds a path of somebody's machine; scripts can be run.
# usage: names.sh SOURCE_ROOT
set -eu
export LC_ALL=C
cd "$1"

bad=0
complain() {
    printf '%s\n' "$*"
    bad=1
}

listed=$(mktemp)
trap 'rm -f "$listed"' EXIT
awk '/^  .[a-z]+.: \[/ { gsub(/[^a-z]/, ""); kind = $0; next } /^  \]/ { kind = "" }
     kind { gsub(/[^a-z0-9_]/, ""); print kind "/" $0 }' plugins/meson.build >"$listed"
for kind in optimizers problems schedules; do
    grep "^$kind/" "$listed" | sort -c 2>/dev/null || complain "plugins/meson.build: the list of $kind is not sorted"
done
found=$(cd plugins && find optimizers problems schedules -name '*.c' | sed 's/\.c$//')
both=$(printf '%s\n' "$found" | sort - "$listed" | uniq -c | awk '$1 != 2 { print $2 }')
[ -z "$both" ] || complain "plugins/meson.build and the files differ in:" "$both"

sources() {
    find .ci configs framework plugins results scripts tests .clang-format .editorconfig .gitignore CHANGELOG.md CONTRIBUTING.md \
        README.md meson.build -type f ! -path 'results/*.h5' ! -path 'results/*.journal' ! -path 'results/charts/*' ! -path 'results/report/*' "$@"
}
homes=$(sources -print0 | xargs -0 grep -lE '(^|[^a-zA-Z0-9_.}>-])/(home|root|Users|work)/[a-z]' || true)
[ -z "$homes" ] || complain "paths of one machine stand in:" "$homes"

for script in .ci/run scripts/*; do
    [ ! -f "$script" ] || [ -x "$script" ] || complain "$script cannot be executed"
done

[ $bad = 1 ] || echo "$(wc -l <"$listed") plugins are listed as they lie in plugins/"
exit $bad
