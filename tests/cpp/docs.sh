#!/usr/bin/env bash
# docs.sh FILE PREFIX SNIPPETS SCRIPTS: runs the code on a page with the library that is installed in PREFIX. Blocks with a name
# become files in a folder; scripts among them (sh) run, and must print a request's body. Blocks of C++ without a name become one
# program, each in braces. SNIPPETS and SCRIPTS are the expected numbers of both.
set -euo pipefail
page=$1 prefix=$2 snippets=$3 scripts=$4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "${page##*/}: $*" >&2
    exit 1
}

extract() {
    touch "$folder/scripts" "$folder/snippets"
    awk -v folder="$folder" '
        /^```$/ && out { if (out == snippets) print "}" >out; out = ""; next }
        /^```/ {
            if ($2) { out = folder "/" $2; if ($1 == "```sh") print $2 >(folder "/scripts") }
            else if ($1 == "```cpp") { out = snippets = folder "/snippets"; count++; print "{" >out }
            else if ($1 != "```console") { print "this block does not run: " $0 >"/dev/stderr"; exit 1 }
            else out = "/dev/null"
            next
        }
        out { print >out }
        END { print count + 0 >(folder "/count") }' "$page"
    [ "$(<"$folder/count")" -eq "$snippets" ] || fail "it has $(<"$folder/count") snippets, not $snippets"
    [ "$(wc -l <"$folder/scripts")" -eq "$scripts" ] || fail "it has $(wc -l <"$folder/scripts") scripts, not $scripts"
}

# Compiles and runs the snippets, in a program that declares what they use.
run_snippets() {
    [ "$snippets" -gt 0 ] || return 0
    {
        printf '#undef NDEBUG\n#include <netcore_aes.hpp>\n#include <cassert>\n#include <fstream>\n#include <iostream>\n#include <string>\n#include <vector>\n'
        printf 'int main() {\n'
        printf 'const auto [key, iv] = netcore_aes::keygen();\nconst auto gcm_key = netcore_aes::gcm_keygen();\n'
        printf 'const netcore_aes::cipher cipher(key, iv);\n'
        printf 'const std::vector<std::string> events = {"one event", "another", "a third"};\n'
        cat "$folder/snippets"
        printf '}\n'
    } >"$folder/snippets.cpp"
    local flags
    flags=$(pkg-config --cflags --libs netcore_aes)
    eval "${CXX:-c++} -std=c++17 -Wall -Wextra -Werror $folder/snippets.cpp $flags -o $folder/run-snippets"
    (cd "$folder" && ./run-snippets 2>errors)
    # The output that comments on the page show.
    grep -q '^item 1: the text is not valid base64' "$folder/errors" || fail "no error about item 1"
    grep -q '^/1/activity_params: missing field;' "$folder/errors" || fail "no problem of the second event of the file"
    grep -q '^event 0: /0/timestamp: not a valid date or time;' "$folder/errors" || fail "no problem with the timestamp"
}

run_scripts() {
    local script
    cd "$folder"
    export NETCORE_AES_KEY=0123456789abcdef0123456789abcdef NETCORE_AES_IV=0123456789abcdef NETCORE_API_KEY=the-api-key
    while read -r script; do
        if ! bash -euo pipefail "$script" >output 2>&1 || ! grep -q '^{"encryptedRequest":"' output; then
            cat output >&2
            fail "$script failed"
        fi
        rm -f send
    done <scripts
}

# A link without a space in its path, which the commands on the page need.
ln -s "$prefix" "$folder/prefix"
export NETCORE_AES=$folder/prefix
export PKG_CONFIG_PATH=$NETCORE_AES/lib/pkgconfig CMAKE_PREFIX_PATH=$NETCORE_AES LD_LIBRARY_PATH=$NETCORE_AES/lib
extract
run_snippets
run_scripts
echo "${page##*/}: $snippets snippets and $scripts scripts run"
