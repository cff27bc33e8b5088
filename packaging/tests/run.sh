#!/usr/bin/env bash
# Makes the artefacts once and tests them: their contents, the libraries with the C tests, the command where nothing else is, the
# wheels in a clean environment of each CPython, the source distribution built in one.
# QUICK=1 takes the oldest CPython alone, of other systems the library alone, and the quick builds of dist.sh; it leaves the source distribution
# out. TARGETS is as for dist.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."

dist=$PWD/build/dist
tools=$PWD/build/dist-tools/bin
system=x86_64-linux # of this machine
work=$PWD/build/dist-test
tests=$PWD/netcore-aes-py/tests
version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
# What there is to test of the package itself. The whole suite, with the sandbox and the senders, runs in
# netcore-aes-py/tests/run.sh on one interpreter.
parts=(batch cipher credentials drop_in environment errors events packaging request scripts types vectors)
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1

main() {
    make -s lib stage
    if [ -n "${QUICK:-}" ]; then
        export TARGETS=${TARGETS:-x86_64-linux x86_64-linux-musl aarch64-macos x86_64-windows} LIBRARY_ALONE='x86_64-linux-musl aarch64-macos x86_64-windows'
    fi
    packaging/dist.sh >/dev/null
    rm -rf "$work"
    mkdir -p "$work"
    check_paths
    title "contents"
    python packaging/check "$dist"
    python -m unittest discover --quiet --start-directory packaging/tests --pattern 'test_check*.py'
    python packaging/tests/test_licences.py --quiet
    title "the libraries of $system, linked in every way"
    tests/install/link.sh include "$dist/lib/$system"
    test_systems
    title "the packages for npm, by npm, pnpm and Yarn"
    python packaging/tests/test_npm.py --quiet
    [ -n "${QUICK:-}" ] || { title "publishing" && python packaging/tests/test_publish.py --quiet; }
    test_command
    local interpreters
    mapfile -t interpreters < <(packaging/tests/pythons.sh)
    [ ${#interpreters[@]} -gt 0 ] || fail "there is no CPython from 3.10 on with venv"
    [ -z "${QUICK:-}" ] || interpreters=("${interpreters[0]}")
    for interpreter in "${interpreters[@]}"; do
        test_wheel "$interpreter"
    done
    [ -n "${QUICK:-}" ] || test_sdist "${interpreters[-1]}"
}

title() {
    echo "-- packaging: $*"
}

# Runs a command and shows the last line of what it says; all of it if it fails.
briefly() {
    local log=$work/log
    "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "$1 failed"; }
    tail -n 1 "$log"
}

fail() {
    echo "packaging/tests/run.sh: $*" >&2
    exit 1
}

# With what the scripts import.
python() {
    "$tools/python" "$@"
}

# What check/ sees to in a release holds for `make lib` and `make stage` too: a person's own build may be passed on.
check_paths() {
    title "no path of this machine in build/lib and build/stage"
    local path
    for path in "$PWD" "$HOME/" "${CARGO_HOME:-$HOME/.cargo}" "${RUSTUP_HOME:-$HOME/.rustup}"; do
        ! grep --recursive --files-with-matches --fixed-strings --exclude-dir=__pycache__ -- "$path" build/lib build/stage || fail "the files above hold $path"
    done
}

# emulator PROCESSOR: sets `emulator` to the command that runs programs for it; empty for this machine's. Fails if there is none.
emulator() {
    emulator=()
    [ "$1" = "$(uname -m)" ] && return
    emulator=("$(command -v "qemu-$1")") || { title "what is for $1 was only built: qemu-$1 is missing (install qemu-user)"; return 1; }
}

# Linux in every form, then what test_systems.py does not know.
test_systems() {
    local zig=("$tools/python" -m ziglang cc) folder=$work/systems library system
    WHOLE=$([ -n "${QUICK:-}" ] || echo 1) python packaging/tests/test_systems.py "$dist" "$work"
    for library in "$dist"/lib/*; do
        system=${library##*/}
        case $system in
            *-windows) test_windows ;;
            *-macos) link_macos ;;
        esac
    done
}

# tests/wine/run.sh needs both.
has_wine() {
    command -v wine >/dev/null && command -v x86_64-w64-mingw32-gcc >/dev/null || {
        title "what is for Windows was only built: Wine or MinGW's gcc is missing (install wine and gcc-mingw-w64-x86-64-win32)"
        return 1
    }
}

# By the commands on the page, with the DLL and with the static library; then the Go module's tests.
test_windows() {
    has_wine || return 0
    title "the library for $system, by Wine"
    local NETCORE_AES=$folder/netcore-aes-c-$version-$system page program count
    tar --extract --file "$dist/netcore-aes-c-$version-$system.tar.gz" --directory "$folder"
    page=$(sed -n '/^## Windows$/,$p' "$NETCORE_AES/README.md" | sed -n '/^```console$/,/^```$/p' | sed '1d;$d')
    (cd "$folder" && eval "$page" && cp "$NETCORE_AES/bin/netcore_aes.dll" .)
    for program in send send-static; do
        tests/wine/run.sh "$folder/$program.exe" | grep '^{"encryptedRequest":".*"}' >/dev/null || fail "$program.exe encrypts nothing"
    done
    count=$(CC=x86_64-w64-mingw32-gcc STACK_KIB=128 tests/c/elsewhere.sh x86_64-windows-gnu "$library" tests/wine/run.sh |
        grep -c '[1-9][0-9]* passed, 0 failed')
    [ "$count" -eq 12 ] || fail "only $count of 12 C tests ran"
    beside_rust x86_64-pc-windows-gnu x86_64-w64-mingw32-gcc
    [ "$(tests/wine/run.sh "$folder/beside.exe" | tr -d "\r")" = "$version" ] || fail "beside another Rust library it does not say its version"
    stage_go windows_amd64
    briefly env CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc go test -C "$folder/go" -c -o "$folder/go-test.exe" .
    briefly tests/wine/run.sh "$folder/go-test.exe" -test.short
}

# beside_rust TRIPLE COMPILER…: links a program with another static library made from Rust, in either order.
beside_rust() {
    local other=$folder/other-$1.a program=("${@:2}" -Iinclude tests/install/beside.c -o "$folder/beside.exe") needs=()
    [[ $1 != *-windows-* ]] || needs=(-lntdll -luserenv -lws2_32 -ldbghelp)
    rustc --edition 2024 -O --crate-type staticlib --target "$1" tests/install/other.rs -o "$other"
    "${program[@]}" "$other" "$library/libnetcore_aes.a" ${needs[@]+"${needs[@]}"}
    "${program[@]}" "$library/libnetcore_aes.a" "$other" ${needs[@]+"${needs[@]}"}
}

# Nothing here runs what is for macOS. A Go program would need the stubs of more libraries; cgo links the package by itself, too.
link_macos() {
    title "the library for $system, only linked"
    local for="${system%%-*}-macos.11.0" platform=darwin_arm64
    "${zig[@]}" -target "$for" -Iinclude "$folder/send.c" "$library/libnetcore_aes.1.dylib" -o "$folder/$system"
    "${zig[@]}" -target "$for" -Iinclude "$folder/send.c" "$library/libnetcore_aes.a" -o "$folder/$system-static"
    beside_rust "${system%%-*}-apple-darwin" "${zig[@]}" -target "$for"
    [[ $system != x86_64-* ]] || platform=darwin_amd64
    stage_go "$platform"
    CGO_ENABLED=1 GOOS=darwin GOARCH=${platform#darwin_} CC="${zig[*]} -target $for" go build -C "$folder/go" .
}

# stage_go PLATFORM: the Go package with the static library of $system, in a folder of its own.
stage_go() {
    mkdir -p "$folder/go"
    (cd bindings/go && git ls-files -z . | xargs -0 cp --parents -t "$folder/go")
    bindings/go/stage.sh "$library" "$folder/go" "$1"
}

# The programs of the tarballs, this machine's in a root of its own with nothing else in it; then its page, completions and manual.
test_command() {
    local root tarball system emulator
    for tarball in "$dist"/netcore-aes-cli-*.tar.gz; do
        system=${tarball##*/netcore-aes-cli-"$version"-}
        system=${system%.tar.gz} root=$work/root/$system
        [[ $system = *-linux ]] && emulator "${system%%-*}" || continue
        mkdir -p "$root"
        tar --extract --file "$tarball" --directory "$root" --strip-components 1
        title "the command for $system, $(stat --format %s "$root/bin/netcore-aes") bytes, ${emulator[0]:-in an empty root}"
        test_alone "$root"
        [ ${#emulator[@]} -eq 0 ] || continue
        run_page "$root/bin"
        bash -c "source '$root/share/bash-completion/completions/netcore-aes'; complete -p netcore-aes" >/dev/null
        grep -q '^\.SH SYNOPSIS' "$root/share/man/man1/netcore-aes-send.1" || fail "the manual page of send has no synopsis"
    done
    [ ! -e "$dist/netcore-aes-cli-$version-x86_64-windows.zip" ] || ! has_wine || test_command_for_windows
}

test_command_for_windows() {
    local program=$work/netcore-aes-cli-$version-x86_64-windows/netcore-aes.exe folder="$work/a folder"
    title "the command for x86_64-windows, $(stat --format %s "$dist/netcore-aes-cli-$version-x86_64-windows.zip") bytes, by Wine"
    python3 -m zipfile --extract "$dist/netcore-aes-cli-$version-x86_64-windows.zip" "$work"
    mkdir "$folder"
    (
        cd "$folder"
        run() { "$OLDPWD/tests/wine/run.sh" "$program" "$@"; }
        run keygen --format env --out 'my keys.env'
        export NETCORE_AES_CREDENTIALS='my keys.env'
        printf '{"a": "b"}\r\n' >'my events.ndjson'
        run encrypt 'my events.ndjson' >text
        run decrypt text | cmp - 'my events.ndjson' || fail "decrypt does not return what encrypt was given"
        [[ $(run --version) = "netcore-aes $version"* ]] || fail "it is of another version"
    )
}

# No /etc, no /dev, no /proc, and no variables but the keys. An emulator needs this machine's files.
test_alone() {
    local root=$1 enter keys=() text
    enter=("$(PATH=$PATH:/usr/sbin command -v chroot)" "$root" /bin/netcore-aes)
    [ "$(id -u)" -eq 0 ] || enter=("$(command -v unshare)" --map-root-user "${enter[@]}")
    [ ${#emulator[@]} -eq 0 ] || enter=("${emulator[@]}" bin/netcore-aes)
    inside() { (cd "$root" && env -i ${keys[@]+"${keys[@]}"} "${enter[@]}" "$@"); }
    [ "$(inside --version)" = "netcore-aes $version" ] || fail "it is $(inside --version)"
    mapfile -t keys < <(inside keygen --format env | sed -n 's/^\(export \)\?\(NETCORE_AES_[A-Z]*=\)/\2/p' | tr -d "'\"")
    [ ${#keys[@]} -eq 2 ] || fail "keygen printed ${#keys[@]} variables"
    keys+=(NETCORE_API_KEY=the-api-key)
    printf '{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z", %s}\n' \
        '"identity": "9999911111", "activity_source": "web", "activity_params": {}' >"$root/events.ndjson"
    text=$(inside encrypt events.ndjson)
    echo "$text" | inside decrypt | cmp - "$root/events.ndjson"
    inside check events.ndjson --format json | grep -q '"errors": 0' || fail "check finds errors"
    inside send events.ndjson --asset-id my-asset --dry-run | grep -qx 'would be sent: 1' || fail "send would send nothing"
}

# Runs the code on the command's page, with the command in a folder.
run_page() {
    local folder=$work/page
    rm -rf "$folder"
    mkdir "$folder"
    PATH=$1:$PATH PYTHONPATH=$PWD/tests/readme python - "$folder" <<'END'
import subprocess, sys
from pages import blocks
[block] = blocks("netcore-aes-cli/README.md", {"sh"})
done = subprocess.run(["bash", "-euo", "pipefail", "-c", block.code], cwd=sys.argv[1], stdout=subprocess.PIPE, text=True, check=True)
if (line := block.missing(done.stdout)) is not None or not block.expected:
    sys.exit(f"netcore-aes-cli/README.md: {line!r} was not printed, but\n{done.stdout}")
END
}

# environment INTERPRETER NAME: makes a clean virtual environment at $work/NAME.
environment() {
    "$1" -m venv "$work/$2"
}

test_wheel() {
    local name chosen
    name=$("$1" -c 'import sys; print("python-%d.%d.%d" % sys.version_info[:3])')
    title "the wheel, on $name"
    environment "$1" "$name"
    # By itself first: it has no dependencies.
    local offline=(install --quiet --no-index --only-binary :all: --find-links "$dist")
    "$work/$name/bin/pip" "${offline[@]}" netcore-aes
    (cd "$work" && "$name/bin/python" -c 'import netcore_aes; print(netcore_aes.__version__)')
    ! [ -e "$work/$name/bin/netcore-aes" ] || fail "the command is there without the extra"
    "$work/$name/bin/pip" "${offline[@]}" 'netcore-aes[cli]'
    cmp "$work/$name/bin/netcore-aes" "$work/root/x86_64-linux/bin/netcore-aes" || fail "the extra brings another program"
    run_page "$work/$name/bin"
    (cd "$work" && "$name/bin/python" -m netcore_aes.cli --version)
    "$work/$name/bin/pip" install --quiet --requirement packaging/tests/requirements.txt
    chosen=("${parts[@]/#/$tests/test_}")
    # From a folder that holds no copy of the package.
    (cd "$work" && briefly "$name/bin/pytest" --quiet -p no:cacheprovider "${chosen[@]/%/.py}")
    same_outcomes "$name"
}

# Whatever the interpreter and the way of building, the conformance driver must print the same.
same_outcomes() {
    "$work/$1/bin/python" tests/conformance/python/driver.py tests/vectors >"$work/outcomes"
    [ -e "$work/outcomes.first" ] || cp "$work/outcomes" "$work/outcomes.first"
    grep -q '^end' "$work/outcomes" || fail "the conformance driver did not come to its end"
    cmp "$work/outcomes" "$work/outcomes.first" || fail "the outcomes differ from those of the first interpreter"
}

test_sdist() {
    title "the source distribution, built on $("$1" --version)"
    environment "$1" sdist
    CARGO_TARGET_DIR=$work/target "$work/sdist/bin/pip" install --quiet --no-binary netcore-aes "$dist"/netcore_aes-*.tar.gz
    local module
    for module in netcore-aes-py/python/*.py; do
        (cd "$work" && sdist/bin/python -c "import $(basename "$module" .py)")
    done
    same_outcomes sdist
}

main
