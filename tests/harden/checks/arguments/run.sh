#!/usr/bin/env bash
# Every function of the C ABI answers every class of bad argument as the header says, and touches nothing but what it was given.
# tiers: test harden soak
# figures: 7
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
need valgrind 'install valgrind' command -v valgrind
have_all

here=tests/harden/checks/arguments
build=build/harden/arguments
mkdir -p "$build"
valgrind=(valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all)

# compile NAME LIBRARY-ARGUMENTS…
compile() {
    local name=$1
    shift
    "${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -pedantic -Iinclude -Itests/c "$here"/*.c -o "$build/$name" "$@"
}

# field NAME: the number before it in the last line of what the matrix counted.
field() {
    sed -n "s/^counted:.* \([0-9]*\) $1.*/\1/p" "$build/out"
}

# fill WHERE COMMAND…: runs the matrix; figures of its cases.
fill() {
    local where=$1 status=0
    shift
    "$@" "$build/grid" >"$build/out" 2>"$build/err" || status=$?
    head -n 20 "$build/err"
    figure "bad arguments ($where): cases answered otherwise, of $(field cases)" "$(field failed), status $status" '0, status 0'
}

# lies HOW KIND… -- COMMAND…: the matrix catches a caller who lies about a length or a handle.
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
figure "functions x classes: $with with cases + $without where there can be none" $((with + without)) \
    $(($(field functions) * $(field classes)))
lies 'guard pages' read-front read-back write-front write-back -- "$build/matrix"

fill 'valgrind, no byte lost' "${valgrind[@]}" "$build/matrix"
lies 'valgrind' read-slack write-slack freed-handle lost-handle -- "${valgrind[@]}" "$build/matrix"

# Instructions that this CPU would not choose by itself.
for path in $(of '' 'portable aesni vaes256' 'portable aesni vaes256'); do
    RUSTFLAGS="--cfg netcore_aes_instruction_set=\"$path\"" CARGO_PROFILE_RELEASE_LTO=off \
        cargo build -q --release -p netcore-aes-ffi --target-dir "build/harden/path-$path"
    compile "matrix-$path" "build/harden/path-$path/release/libnetcore_aes.a" -lpthread -ldl -lm
    fill "path $path" "$build/matrix-$path"
    [ "$TIER" != soak ] || fill "path $path, valgrind" "${valgrind[@]}" "$build/matrix-$path"
done

# The library with its own assertions, and the standard library's on what unsafe code promises it.
cargo build -q -p netcore-aes-ffi --features test-hooks --target-dir build/test-hooks
compile matrix-debug build/test-hooks/debug/libnetcore_aes.a -lpthread -ldl -lm
fill 'debug assertions' "$build/matrix-debug"
