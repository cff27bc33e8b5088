#!/usr/bin/env bash
# elsewhere.sh TARGET FOLDER RUNNER…: runs the C tests against the libraries in FOLDER, static and shared, those that it has. They are
# for another processor, libc or system; RUNNER runs its programs, and is empty where this machine does. TARGET is Zig's name for it,
# whose compiler is used if CC names no other.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$1 folder=$(realpath "$2") runner=("${@:3}")
build=build/c/$target

tests/c/cjson.sh
mkdir -p "$build"
if [ -n "${CC:-}" ]; then
    compiler=("$CC") system=(-lpthread -ldl -lm)
else
    packaging/venv.sh build/dist-tools packaging/requirements.txt
    compiler=(build/dist-tools/bin/python -m ziglang cc -target "$target") system=(-lunwind -lpthread -lm)
fi
suffix=
if [[ $target = *-windows-gnu ]]; then
    suffix=.exe system=(-lpthread -lntdll)
    compiler+=(-static -D__USE_MINGW_ANSI_STDIO=1) # threads without a DLL of their own; %zu
fi
compiler+=(-std=c11 -O1 -Iinclude -Ibuild/cjson)
"${compiler[@]}" -c build/cjson/cjson/cJSON.c -o "$build/cJSON.o"

# run NAME LIBRARY-ARGUMENTS…
run() {
    "${compiler[@]}" -Wall -Wextra -Werror ${STACK_KIB:+-DSTACK_KIB="$STACK_KIB"} "tests/c/$1.c" "$build/cJSON.o" -o "$build/$1$suffix" "${@:2}"
    ${runner[@]+"${runner[@]}"} "$build/$1$suffix" tests/vectors
}

# Under its soname, which a debug build does not have as its name; a DLL beside the programs, which its import library brings to it.
shared=$(find "$folder" -maxdepth 1 \( -name libnetcore_aes.so -o -name libnetcore_aes.so.1 -o -name netcore_aes.dll \) | head -n 1)
linked=("$build/libnetcore_aes.so.1" "-Wl,-rpath,$PWD/$build")
if [[ $shared = *.dll ]]; then
    cp "$shared" "$build"
    linked=("$folder/libnetcore_aes.dll.a" -lpthread)
elif [ -n "$shared" ]; then
    cp "$shared" "$build/libnetcore_aes.so.1"
fi
count=0
for test in arguments batch vectors events requests uploads; do
    if [ -e "$folder/libnetcore_aes.a" ]; then
        run "$test" "$folder/libnetcore_aes.a" "${system[@]}"
        count=$((count + 1))
    fi
    if [ -n "$shared" ]; then
        run "$test" "${linked[@]}"
        count=$((count + 1))
    fi
done
[ "$count" -ge 6 ] || { echo "tests/c/elsewhere.sh: $folder holds no library for $target" >&2; exit 1; }
