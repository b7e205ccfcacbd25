# Reads stages.txt, then sources; complains of every #include that the table does not allow.

function fail(text) {
    print text
    bad = 1
}

# A row: what stages[1] may include of the others, and of the outside.
FILENAME == ARGV[1] {
    if (/^#/)
        next
    stage = $1
    gsub(/ /, "", stage)
    known[stage] = 1
    n = split($2, list, " ")
    for (i = 1; i <= n; i++) {
        inner[stage, list[i]] = 1
        split(list[i], part, "/")
        if (stage != "." && part[1] >= stage)
            fail("stages.txt: " stage " may not include " list[i] ", which comes later")
    }
    n = split($3, list, " ")
    for (i = 1; i <= n; i++)
        outer[stage, list[i]] = 1
    next
}

FNR == 1 {
    n = split(FILENAME, part, "/")
    stage = n > 2 ? part[2] : "."
    files[stage]++
    if (!(stage in known))
        fail(FILENAME ": the stage " stage " is not in tests/lint/stages.txt")
}

/^[ \t]*#[ \t]*include/ {
    header = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", header)
    quoted = header ~ /^"/
    header = substr(header, 2)
    sub(/[">].*/, "", header)
    n = split(header, part, "/")
    if (quoted)
        allowed = (n > 1 ? part[1] : ".") == stage || (stage, part[1]) in inner || (stage, header) in inner
    else
        allowed = part[1] == "downhill" || ("any", header) in outer || (stage, header) in outer || (stage, part[1] "/*") in outer
    if (!allowed)
        fail(FILENAME ":" FNR ": " (stage == "." ? "the commands" : "the stage " stage) " may not include " header)
    seen++
}

END {
    for (name in known)
        if (!(name in files) && name != "any")
            fail("stages.txt: no file belongs to the stage " name)
    if (seen < 100)
        fail("only " seen + 0 " includes were found")
    if (!bad)
        print seen " includes follow the stage table"
    exit bad
}
