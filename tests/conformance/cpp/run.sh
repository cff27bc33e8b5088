#!/usr/bin/env bash
# run.sh VECTORS_DIR: builds the C++ driver and runs it.
set -euo pipefail
vectors=$(realpath "$1")
cd "$(dirname "$0")/../../.."
make -s lib >&2
mkdir -p build/conformance
driver=build/conformance/cpp
# Compiled only if it changed, since the JSON library takes seconds. It links the shared library, which may change.
if [ ! -e "$driver" ] || [ -n "$(find include tests/cpp/vectors.hpp tests/conformance/cpp -newer "$driver")" ]; then
    "${CXX:-c++}" -std=c++17 -Wall -Wextra -Werror -pedantic -Iinclude tests/conformance/cpp/main.cpp \
        -Lbuild/lib -lnetcore_aes "-Wl,-rpath,$PWD/build/lib" -o "$driver" >&2
fi
exec "$driver" "$vectors"
