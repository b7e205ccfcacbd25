#!/bin/sh
# Built plugins keep to the rules of <downhill/plugin.h>: they export one function, call nothing but exact arithmetic, and have no
# variables. The worker, which loads them, holds none of the libraries that read or write files for users.
# usage: symbols.sh BUILD_ROOT
set -eu
export LC_ALL=C
cd "$1"

# Sorted. What a compiler makes of loops and struct copies (bcmp: clang, of memcmp), sqrt and its like, a problem's sentence of refusal, and the start-up
# symbols of every shared object.
allowed='
    _ITM_deregisterTMCloneTable
    _ITM_registerTMCloneTable
    __cxa_finalize
    __gmon_start__
    __stack_chk_fail
    bcmp
    ceil
    floor
    fmax
    fmin
    memcmp
    memcpy
    memmove
    memset
    round
    snprintf
    sqrt
    trunc
'
# What else some plugins may call, of the libraries that plugins/meson.build gives them. The minimisers' state (DH_KEEPS_MEMORY) may
# hold what the library allocates; the others use memory of the host's.
also() {
    case $1 in
    */gsl_*.so) echo 'gsl_blas_dnrm2 gsl_vector_const_view_array gsl_multimin_fdfminimizer_alloc gsl_multimin_fdfminimizer_free
        gsl_multimin_fdfminimizer_iterate gsl_multimin_fdfminimizer_set gsl_multimin_fdfminimizer_conjugate_fr
        gsl_multimin_fdfminimizer_conjugate_pr gsl_multimin_fdfminimizer_steepest_descent
        gsl_multimin_fdfminimizer_vector_bfgs2' ;;
    */shampoo.so) echo 'gsl_eigen_symmv gsl_matrix_view_array gsl_vector_view_array' ;;
    */soap.so) echo 'gsl_eigen_symmv gsl_linalg_QR_decomp gsl_linalg_QR_unpack gsl_matrix_view_array gsl_vector_view_array' ;;
    esac
}
libraries='libc.so.6 libm.so.6 libmd.so.0'

bad=0
complain() {
    printf '%s\n' "$*"
    bad=1
}

member() {
    word=$1
    shift
    for one in "$@"; do
        [ "$one" != "$word" ] || return 0
    done
    return 1
}

# Names of what lies in .data, .bss and thread-local memory, less what every shared object and libgcc's test of the CPU have there.
variables() {
    { readelf -SW "$1" && readelf -sW "$1"; } | awk '
        /^ *\[ *[0-9]+\]/ {
            line = $0
            gsub(/[][]/, " ", line)
            split(line, word, " ")
            if (word[2] ~ /^\.(data|bss|tdata|tbss|data\.local|bss\.local)$/)
                writable[word[1]] = 1
        }
        ($4 == "OBJECT" || $4 == "TLS") && ($7 in writable) &&
            $8 !~ /^(completed\.[0-9]+|__dso_handle|__TMC_END__|__cpu_model|__cpu_features2)$/ { print $8 }' | sort -u | tr '\n' ' '
}

count=0
for file in plugins/optimizers/*.so plugins/problems/*.so plugins/schedules/*.so; do
    [ -f "$file" ] || continue
    count=$((count + 1))
    exported=$(nm -D --defined-only "$file" | awk '{ print $NF }' | sort | tr '\n' ' ')
    [ "$exported" = 'downhill_plugin ' ] || complain "$file exports: $exported(expected downhill_plugin alone)"
    for symbol in $(nm -D --undefined-only "$file" | awk '{ sub(/@.*/, "", $NF); print $NF }'); do
        # shellcheck disable=SC2046,SC2086 # lists of words
        member "$symbol" $allowed $(also "$file") || complain "$file calls $symbol, which no plugin may (<downhill/plugin.h>)"
    done
    names=$(variables "$file")
    [ -z "$names" ] || complain "$file has variables: $names(state belongs to the host, <downhill/plugin.h>)"
done
[ "$count" -ge 15 ] || complain "only $count plugins were found"

for library in $(readelf -d downhill-worker | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'); do
    # shellcheck disable=SC2086 # a list of words
    member "$library" $libraries || complain "downhill-worker loads $library; expected no more than $libraries"
done

[ $bad = 1 ] || echo "$count plugins export, call and keep what they may"
exit $bad
