#!/usr/bin/env bash
# Every function of the C ABI answers every class of bad argument as the header says, and touches no memory but its arguments.
# tiers: test harden soak
# figures: 7
. "$(dirname "$0")/../../common.sh"
. tests/harden/paths.sh
need cc 'install gcc' command -v "${CC:-cc}"
need valgrind 'install valgrind' command -v valgrind
have_all

here=tests/harden/checks/arguments
build=build/harden/arguments
mkdir -p "$build"
valgrind=(valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all)

# compile NAME LIBRARY-ARGUMENTS…
compile() { compile_c "$build/$1" "$here"/*.c "${@:2}"; }

# field NAME: the number before NAME in the matrix's last line.
field() {
    sed -n "s/^counted:.* \([0-9]*\) $1.*/\1/p" "$build/out"
}

# fill WHERE COMMAND…: runs the matrix, and prints the figure of its cases.
fill() {
    local where=$1 status=0
    shift
    "$@" "$build/grid" >"$build/out" 2>"$build/err" || status=$?
    head -n 20 "$build/err"
    figure "bad arguments ($where): cases with a wrong answer, of $(field cases)" "$(field failed), status $status" '0, status 0'
}

# lies HOW KIND… -- COMMAND…: the matrix must catch a caller who lies about a length or a handle.
lies() {
    local how=$1 caught=0 kinds=() kind
    shift
    while [ "$1" != -- ]; do kinds+=("$1") && shift; done
    shift
    for kind in "${kinds[@]}"; do
        "$@" lie "$kind" >"$build/lie" 2>&1 || caught=$((caught + 1))
    done
    figure "lies about a length or a handle that are caught ($how)" "$caught" "${#kinds[@]}"
}

compile matrix -Lbuild/lib -lnetcore_aes "-Wl,-rpath,$PWD/build/lib"
fill 'guard pages' "$build/matrix"
sed -n 's/^function: //p' "$build/out" | sort >"$build/functions"
figure 'functions of the header that are in the matrix' \
    "$(tests/c/declared.sh | comm -12 - "$build/functions" | wc -l)" "$(tests/c/declared.sh | wc -l)"
with=$(grep -cE ' [|] [1-9][0-9]*$' "$build/grid") without=$(grep -cE ' [|] none: it [a-z]' "$build/grid")
figure "functions x classes: $with with cases + $without, where none is possible" $((with + without)) \
    $(($(field functions) * $(field classes)))
lies 'guard pages' read-front read-back write-front write-back -- "$build/matrix"

fill 'valgrind, no byte lost' "${valgrind[@]}" "$build/matrix"
lies 'valgrind' read-slack write-slack freed-handle lost-handle -- "${valgrind[@]}" "$build/matrix"

# Paths that this CPU would not choose by itself.
for path in $(of '' 'portable aesni vaes256' 'portable aesni vaes256'); do
    library=$(library_of "$path")
    compile "matrix-$path" "$library/libnetcore_aes.a"
    fill "path $path" "$build/matrix-$path"
    [ "$TIER" != soak ] || fill "path $path, valgrind" "${valgrind[@]}" "$build/matrix-$path"
done

# The library with debug assertions, and with the standard library's checks of unsafe code.
cargo build -q -p netcore-aes-ffi --features test-hooks --target-dir build/test-hooks
compile matrix-debug build/test-hooks/debug/libnetcore_aes.a
fill 'debug assertions' "$build/matrix-debug"
