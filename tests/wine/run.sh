#!/usr/bin/env bash
# run.sh PROGRAM [ARGUMENT…]: runs a program for Windows by Wine, in a Windows of its own in build/wine, which is made at first use.
# For Cargo too, as CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
export WINEPREFIX=$root/build/wine
# Of Wine's own words, those about a library that is missing; no offer to fetch .NET and a browser.
export WINEDEBUG=${WINEDEBUG:--all,err+module} WINEDLLOVERRIDES='mscoree,mshtml='

make_windows() {
    local library=drive_c/windows/system32/bcryptprimitives.dll
    wine wineboot --init >/dev/null 2>&1 9>&-
    [ -e "$WINEPREFIX/$library" ] || x86_64-w64-mingw32-gcc -O2 -Wall -Werror -shared -nostdlib -s "$root/tests/wine/bcryptprimitives.c" \
        -ladvapi32 -o "$WINEPREFIX/$library"
    touch "$WINEPREFIX/made"
}

mkdir -p "$WINEPREFIX"
(
    flock 9
    [ -e "$WINEPREFIX/made" ] || make_windows
) 9>"$WINEPREFIX.lock"
# Wine's server writes what it thinks of a program when it ends, to the standard error of the program that started it.
wineserver -p1 </dev/null >/dev/null 2>&1 9>&- || true # there is one
exec wine "$@"
