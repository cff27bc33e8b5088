#!/usr/bin/env bash
# Tests packaging/c/install.sh and packaging/c/dist.sh: programs in C and C++ are built against the installed files, by
# pkg-config and by CMake, with the shared and the static library; the prefix is moved; and uninstalling leaves nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset PREFIX DESTDIR LIBDIR INCLUDEDIR BUILT PKG_CONFIG_PATH CMAKE_PREFIX_PATH LD_LIBRARY_PATH

main() {
    cd "$scratch"
    version=$(sed -n '/^\[workspace\.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml")
    soname=libnetcore_aes.so.$(sed -n 's/^#define NETCORE_AES_ABI_VERSION //p' "$root/include/netcore_aes.h")
    test_prefix
    test_destdir
    test_other_folders
    test_what_is_left
    test_refusals
    test_tarball
    test_linking
}

title() {
    echo "-- install: $*"
}

fail() {
    echo "tests/install: $*" >&2
    exit 1
}

# quietly COMMAND…: shows a command's output only if it fails.
quietly() {
    "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; fail "$* failed"; }
}

run_install() {
    quietly env "$@" "$root/packaging/c/install.sh" install
}

# check_program FILE shared|static: it runs, prints the version, and is linked with that library.
check_program() {
    local said needs=no
    said=$("$1") || fail "$1 ended with $?"
    [ "$said" = "$version" ] || fail "$1 says $said, not $version"
    if readelf -d "$1" | grep "NEEDED.*\[$soname\]" >/dev/null; then needs=shared; fi
    [ "$needs" = "${2/static/no}" ] || fail "$1 is not linked with the $2 library"
}

# use_pkg_config LIBDIR: builds the programs by pkg-config. It quotes for a shell, hence eval.
use_pkg_config() {
    local flags static dir=$1
    export PKG_CONFIG_PATH=$dir/pkgconfig
    [ "$(pkg-config --modversion netcore_aes)" = "$version" ] || fail "pkg-config has another version than $version"
    [ "$(realpath "$(pkg-config --variable=libdir netcore_aes | sed 's/\\//g')")" = "$(realpath "$dir")" ] || fail "pkg-config has another libdir than $dir"
    flags=$(pkg-config --cflags --libs netcore_aes)
    static=$(pkg-config --static --cflags --libs netcore_aes)
    eval "${CC:-cc} -Wall -Werror $(printf %q "$here/consumer.c") $flags -o c-shared"
    eval "${CXX:-c++} -std=c++17 -Wall -Werror $(printf %q "$here/consumer.cpp") $flags -o cpp-shared"
    static=${static/-lnetcore_aes/-Wl,-Bstatic -lnetcore_aes -Wl,-Bdynamic}
    eval "${CC:-cc} -Wall -Werror $(printf %q "$here/consumer.c") $static -o c-static"
    eval "${CXX:-c++} -std=c++17 -Wall -Werror $(printf %q "$here/consumer.cpp") $static -o cpp-static"
    LD_LIBRARY_PATH=$dir check_program ./c-shared shared
    LD_LIBRARY_PATH=$dir check_program ./cpp-shared shared
    check_program ./c-static static
    check_program ./cpp-static static
    rm ./c-shared ./cpp-shared ./c-static ./cpp-static
    unset PKG_CONFIG_PATH
}

# use_cmake PREFIX: builds the programs by CMake, and requires versions that it must find, and others that it must not.
use_cmake() {
    local major minor program
    IFS=. read -r major minor _ <<<"$version"
    rm -rf cmake
    quietly cmake -S "$here" -B cmake -DCMAKE_PREFIX_PATH="$1" \
        -DVERSIONS="$version;$major.$minor;$version...<99" \
        -DREFUSED="$major.$((minor + 1));$((major + 1));$version.1;0.0.1;0.0.1...<$version;99...100"
    grep -q "netcore_aes_DIR:PATH=$(realpath "$1")/" cmake/CMakeCache.txt || fail "CMake found another installation"
    quietly cmake --build cmake
    for program in c cpp; do
        check_program "cmake/$program-shared" shared
        check_program "cmake/$program-static" static
    done
    rm -rf cmake
}

check_links() {
    local shared
    shared=$(readlink "$1/$soname") || fail "$soname is not a symbolic link"
    [ "$(readlink "$1/libnetcore_aes.so")" = "$soname" ] || fail "libnetcore_aes.so does not lead to $soname"
    [ -f "$1/$shared" ] && [ ! -L "$1/$shared" ] || fail "$shared is not a regular file"
    readelf -d "$1/$shared" | grep "soname: \[$soname\]" >/dev/null || fail "$shared has another soname"
}

test_prefix() {
    title "a prefix with a space, moved to another"
    local old="$scratch/a prefix/usr" new="$scratch/a new place"
    run_install PREFIX="$old"
    check_links "$old/lib"
    use_pkg_config "$old/lib"
    use_cmake "$old"
    ! grep -rqF --exclude=installed "$scratch" "$old" || fail "an installed file holds the prefix, so it cannot be moved"
    mv "$old" "$new"
    use_pkg_config "$new/lib"
    use_cmake "$new"
    quietly env PREFIX="$new" "$root/packaging/c/install.sh" uninstall
    [ ! -e "$new" ] || fail "$(find "$new") is left"
    [ -d "$scratch/a prefix" ] || fail "uninstalling removed a folder outside the moved prefix"
}

test_destdir() {
    title "DESTDIR"
    local destdir="$scratch/staged here"
    run_install DESTDIR="$destdir" PREFIX=/opt/netcore-aes-test
    [ ! -e /opt/netcore-aes-test ] || fail "files were written to the prefix instead of DESTDIR"
    ! grep -rqF "$scratch" "$destdir" || fail "an installed file holds DESTDIR"
    cp -a "$destdir/opt/netcore-aes-test" "$scratch/unpacked"
    use_pkg_config "$scratch/unpacked/lib"
    quietly env DESTDIR="$destdir" PREFIX=/opt/netcore-aes-test "$root/packaging/c/install.sh" uninstall
    [ ! -e "$destdir" ] || fail "$(find "$destdir") is left"
}

test_other_folders() {
    title "LIBDIR and INCLUDEDIR"
    local prefix=$scratch/other
    run_install PREFIX="$prefix" LIBDIR="$prefix/lib/x86_64-linux-gnu" INCLUDEDIR="$scratch/headers"
    use_pkg_config "$prefix/lib/x86_64-linux-gnu"
    use_cmake "$prefix"
    quietly env PREFIX="$prefix" "$root/packaging/c/install.sh" uninstall
    [ ! -e "$prefix" ] && [ ! -e "$scratch/headers" ] || fail "something is left"
}

test_what_is_left() {
    title "installing twice, uninstalling among what others installed"
    local prefix=$scratch/shared
    mkdir -p "$prefix/include" "$prefix/lib/pkgconfig"
    run_install PREFIX="$prefix"
    # An older version had a header that is gone.
    touch "$prefix/include/netcore_aes/old.hpp"
    echo "file include/netcore_aes/old.hpp" >>"$prefix/share/netcore_aes/installed"
    run_install PREFIX="$prefix"
    [ ! -e "$prefix/include/netcore_aes/old.hpp" ] || fail "a file of the older version is left"
    touch "$prefix/lib/cmake/other" "$prefix/lib/libother.so"
    quietly env PREFIX="$prefix" "$root/packaging/c/install.sh" uninstall
    diff <(cd "$prefix" && find . | LC_ALL=C sort) - <<'END' || fail "the files after uninstalling (left) are not those from before (right)"
.
./include
./lib
./lib/cmake
./lib/cmake/other
./lib/libother.so
./lib/pkgconfig
END
}

# refused WORDS ARGUMENTS…: install.sh must fail, saying WORDS, and write nothing.
refused() {
    local words=$1
    shift
    ! env "$@" >"$scratch/log" 2>&1 || fail "not refused: $*"
    grep -qF -- "$words" "$scratch/log" || { cat "$scratch/log" >&2; fail "the message lacks: $words"; }
    [ ! -e "$scratch/none" ] || fail "something was written"
}

test_refusals() {
    title "what cannot be done"
    local install=$root/packaging/c/install.sh none=$scratch/none
    refused "run \`make lib\` first" PREFIX="$none" BUILT="$scratch" "$install" install
    refused "is not an absolute path" PREFIX=none "$install" install
    refused "is not an absolute path" PREFIX="$none" LIBDIR=lib "$install" install
    refused "a dollar sign" PREFIX="$none/\$HOME" "$install" install
    refused "nothing was installed there" PREFIX="$none" "$install" uninstall
    refused "usage:" PREFIX="$none" "$install"
}

test_tarball() {
    title "the tarball: the same bytes twice, and its README where it is unpacked"
    local tarball=netcore-aes-c-$version-x86_64-linux.tar.gz
    export SOURCE_DATE_EPOCH=1756209943
    cp -r "$root/build/lib" release # where a release has the licences of others, too
    echo "theirs" >release/LICENSE-THIRD-PARTY
    quietly "$root/packaging/c/dist.sh" release one
    (umask 077 && TZ=Asia/Kolkata quietly "$root/packaging/c/dist.sh" "$scratch/release" "$scratch/two")
    cmp "one/$tarball" "two/$tarball" || fail "two runs differ"
    mkdir "unpacked here"
    tar -xzf "one/$tarball" -C "unpacked here"
    local folder="$scratch/unpacked here/${tarball%.tar.gz}"
    check_links "$folder/lib"
    ! grep -rqIF "$root" "$folder" || fail "the tarball holds the path of the build"
    use_pkg_config "$folder/lib"
    "$root/tests/cpp/docs.sh" "$root/packaging/c/README.md" "$folder" 0 2
    cmp "$root/packaging/c/README.md" "$folder/README.md"
    diff <(cd "$folder" && ls) <(printf '%s\n' include lib LICENSE-APACHE LICENSE-MIT LICENSE-THIRD-PARTY README.md | sort) ||
        fail "the files of the tarball (left) are not the expected ones (right)"
}

# With what the tarball holds.
test_linking() {
    local folder="$scratch/unpacked here/netcore-aes-c-$version-x86_64-linux"
    "$here/link.sh" "$folder/include" "$folder/lib"
}

main
