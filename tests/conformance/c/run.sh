#!/usr/bin/env bash
# run.sh VECTORS_DIR: builds the driver of C and runs it.
set -euo pipefail
vectors=$(realpath "$1")
cd "$(dirname "$0")/../../.."
make -s lib >&2
mkdir -p build/conformance
driver=build/conformance/c
read -ra cjson <<<"$(pkg-config --cflags --libs libcjson)"
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -pedantic -Iinclude tests/conformance/c/*.c \
    build/lib/libnetcore_aes.a -lpthread -ldl -lm "${cjson[@]}" -o "$driver" >&2
exec "$driver" "$vectors"
