#!/usr/bin/env bash
# After each call the process's memory and vector registers hold no copy of a key, an IV or a round key, in any form, outside the
# handle; after cipher_free they hold none at all. On every path of this CPU, and on 64-bit ARM, emulated.
# tiers: test harden
# figures: 4
. "$(dirname "$0")/../../common.sh"
. tests/harden/paths.sh
need 'a C compiler' 'install gcc' command -v "${CC:-cc}"
need x86-64 'there is no reading of registers for other CPUs' test "$(uname -m)" = x86_64
need python3 'install python3' command -v "${PYTHON:-python3}"
[ "$TIER" = test ] || need_arm
have_all

here=tests/harden/checks/residue
build=build/harden/residue
mkdir -p "$build"

main() {
    search widest -L build/lib -lnetcore_aes "-Wl,-rpath,$PWD/build/lib"
    [ "$TIER" = test ] && return
    local path library
    for path in vaes256 aesni portable software; do
        library=$(library_of "$path")
        search "$path" "$library/libnetcore_aes.a" -ldl -lm
    done
    library=$(library_for_arm)
    runner=("${arm_runner[@]}")
    CC=aarch64-linux-gnu-gcc search arm "$library/libnetcore_aes.a" -lgcc_s -ldl -lm
}
runner=()

# search LABEL LIBRARY-ARGUMENTS…
search() {
    local label=$1 form scheme
    shift
    "${CC:-cc}" -std=gnu11 -O1 -Wall -Wextra -Werror -Iinclude "$here"/{driver,scan,blocks}.c "$@" -lpthread -o "$build/driver"
    : >"$build/report"
    for form in text base64; do
        "${PYTHON:-python3}" "$here/needles.py" "$form" >"$build/needles"
        for scheme in 11256 11257 11258; do
            run "$label" "$scheme"
        done
    done
    run "$label" control
    local path copies in_registers
    path=$(sed -n 's/^path: //p' "$build/report" | sort -u)
    copies=$(sum copies) in_registers=$(sum 'in registers')
    figure "$label ($path): copies outside the handle, and after cipher_free ($(sum searches) searches)" "$copies" 0
    figure "$label ($path): the same in vector registers" "$in_registers" 0
    # Controls: the search finds each half of a round key of each handle, and copies made on purpose.
    figure "$label ($path): words found in the handles" "$(sum 'in the handle')" "100 or more" "$(verdict "$(sum 'in the handle') >= 100")"
    [ "$label" != widest ] || figure 'words found of copies on purpose' "$found_on_purpose" 12
    # The emulator's list of memory is longer, so reading it overwrites the copy in the freed block.
    [ "$label" != arm ] || figure "$label: words found of copies on purpose" "$found_on_purpose" '8 or more' "$(verdict "$found_on_purpose >= 8")"
}

found_on_purpose=0

# run LABEL SCHEME: adds the findings to the report, but those of the control.
run() {
    "${runner[@]}" "$build/driver" "$2" "$build/needles" >"$build/out" 2>"$build/found" || { cat "$build/found"; exit 1; }
    if [ "$2" = control ]; then
        found_on_purpose=$(sed -n 's/^copies: //p' "$build/out")
    else
        sed "s/^/$1, $2: /" "$build/found"
        cat "$build/out" >>"$build/report"
    fi
}

sum() { awk -F': ' -v name="$1" '$1 == name { sum += $2 } END { print sum + 0 }' "$build/report"; }

main
