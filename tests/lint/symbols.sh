#!/bin/sh
# Built plugins keep to the rules of <downhill/plugin.h>: they export one function, call nothing but exact arithmetic, and have no
# variables. The worker, which loads them, holds none of the libraries that read or write files for users.
# usage: symbols.sh BUILD_ROOT
set -eu
export LC_ALL=C
cd "$1"

# Sorted. What a compiler makes of loops and struct copies (bcmp: clang, of memcmp), sqrt and its like, a problem's sentence of refusal, what
# CPU this is (the kernels choose their level by it), and the start-up symbols of every shared object.
allowed='
    _ITM_deregisterTMCloneTable
    _ITM_registerTMCloneTable
    __cxa_finalize
    __gmon_start__
    __stack_chk_fail
    __x86_get_cpuid_feature_leaf
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
also='
    gsl_*   gsl_blas_dnrm2 gsl_vector_const_view_array gsl_multimin_fdfminimizer_alloc gsl_multimin_fdfminimizer_free
    gsl_*   gsl_multimin_fdfminimizer_iterate gsl_multimin_fdfminimizer_set gsl_multimin_fdfminimizer_conjugate_fr
    gsl_*   gsl_multimin_fdfminimizer_conjugate_pr gsl_multimin_fdfminimizer_steepest_descent gsl_multimin_fdfminimizer_vector_bfgs2
    shampoo gsl_eigen_symmv gsl_matrix_view_array gsl_vector_view_array
    soap    gsl_eigen_symmv gsl_linalg_QR_decomp gsl_linalg_QR_unpack gsl_matrix_view_array gsl_vector_view_array
'
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

count=$(ls plugins/optimizers/*.so plugins/problems/*.so plugins/schedules/*.so | wc -l)
[ "$count" -ge 15 ] || complain "only $count plugins were found"

# Variables are what lies in .data, .bss and thread-local memory, less what every shared object has there.
complaints=$(readelf -SsW --dyn-syms plugins/optimizers/*.so plugins/problems/*.so plugins/schedules/*.so |
    awk -v allowed="$allowed" -v also="$also" '
    BEGIN {
        split(allowed, word)
        for (i in word)
            may["", word[i]]
        lines = split(also, line, "\n")
        for (k = 1; k <= lines; k++)
            for (i = split(line[k], word); i > 1; i--)
                may[word[1], word[i]]
    }
    function finish() {
        if (file != "" && exported != "downhill_plugin ")
            print file " exports: " exported "(expected downhill_plugin alone)"
        if (variables != "")
            print file " has variables: " variables "(state belongs to the host, <downhill/plugin.h>)"
    }
    /^File: / {
        finish()
        file = $2
        exported = variables = ""
        stem = file
        gsub(/.*\/|\.so$/, "", stem)
        if (stem ~ /^gsl_/)
            stem = "gsl_*"
        split("", writable)
    }
    /^ *\[ *[0-9]+\]/ {
        text = $0
        gsub(/[][]/, " ", text)
        split(text, word)
        if (word[2] ~ /^\.(data|bss|tdata|tbss|data\.local|bss\.local)$/)
            writable[word[1]]
    }
    /^Symbol table/ { dynamic = $0 ~ /dynsym/ }
    /^ *[0-9]+: / && $8 != "" && $4 != "FILE" && $4 != "SECTION" {
        name = $8
        sub(/@.*/, "", name)
        if (dynamic && $7 == "UND" && !(("", name) in may) && !((stem, name) in may))
            print file " calls " name ", which no plugin may (<downhill/plugin.h>)"
        if (dynamic && $7 != "UND")
            exported = exported name " "
        if (!dynamic && ($4 == "OBJECT" || $4 == "TLS") && ($7 in writable) &&
            name !~ /^(completed\.[0-9]+|__dso_handle|__TMC_END__)$/)
            variables = variables name " "
    }
    END { finish() }')
[ -z "$complaints" ] || complain "$complaints"

for library in $(readelf -d downhill-worker | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'); do
    # shellcheck disable=SC2086 # a list of words
    member "$library" $libraries || complain "downhill-worker loads $library; expected no more than $libraries"
done

[ $bad = 1 ] || echo "$count plugins export, call and keep what they may"
exit $bad
