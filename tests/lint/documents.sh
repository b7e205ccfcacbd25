#!/bin/sh
# What README.md, configs/README.md and plugins/README.md say is so: every key and command is explained, every study in them is
# accepted, every plugin stands in its table.
# usage: documents.sh SOURCE_ROOT BUILD_ROOT
set -eu
export LC_ALL=C
cd "$1"
downhill=$2/downhill
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bad=0
complain() {
    printf '%s\n' "$*"
    bad=1
}

keys=$(sed -n 's/^    {"\([a-z_]*\)", \(dh_\)\{0,1\}read_.*/\1/p' framework/src/config/*.c | sort -u)
[ "$(printf '%s\n' "$keys" | wc -l)" -ge 30 ] || complain 'too few keys were found in framework/src/config'
for key in $keys; do
    grep -q "\`$key\`" configs/README.md || complain "configs/README.md does not explain the key $key"
done

commands=$("$downhill" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
[ "$(printf '%s\n' "$commands" | wc -l)" -ge 6 ] || complain 'too few commands were found in downhill --help'
for command in $commands; do
    grep -q "^| \`${command}[ \`]" README.md || complain "README.md does not explain the command $command"
done

"$downhill" list --markdown >"$work/plugins" || complain 'downhill list --markdown fails'
diff plugins/README.md "$work/plugins" >"$work/out" ||
    complain "plugins/README.md is not what 'build/downhill list --markdown >plugins/README.md' writes: $(cat "$work/out")"

# Studies stand in fenced blocks that begin with `study:`.
for document in README.md configs/README.md; do
    awk -v stem="$work/$(echo "$document" | tr / -)" '
        /^ *```/ { name = ""; margin = index($0, "`"); inside = /```yaml/; next }
        { line = substr($0, margin) }
        inside && line ~ /^study:/ { name = stem "." ++n ".yaml" }
        name { print line > name }' "$document"
done
count=0
for study in "$work"/*.yaml; do
    [ -f "$study" ] || continue
    count=$((count + 1))
    "$downhill" run --dry-run "$study" >"$work/out" 2>&1 || complain "$(cat "$work/out")"
done
[ "$count" -ge 3 ] || complain "only $count studies were found"

[ $bad = 1 ] || echo "$(printf '%s\n' "$keys" | wc -l) keys and $(printf '%s\n' "$commands" | wc -l) commands are explained, $count studies accepted"
exit $bad
