#!/usr/bin/env bash
# install.sh install|uninstall: installs the C and C++ library, or removes what was installed.
#
# From the environment:
#   PREFIX      where it is to be found, /usr/local by default
#   LIBDIR      the libraries, $PREFIX/lib by default
#   INCLUDEDIR  the headers, $PREFIX/include by default
#   DESTDIR     stands before every path that is written to, and in none that is written down: for packagers
#   BUILT       the libraries to install, build/lib by default, where `make lib` leaves them
#
# What was written is noted in $PREFIX/share/netcore_aes/installed, paths relative to PREFIX, so that uninstalling removes
# just that, folders that were made included, wherever the prefix has been moved to.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)

prefix=${PREFIX:-/usr/local}
libdir=${LIBDIR:-$prefix/lib}
includedir=${INCLUDEDIR:-$prefix/include}
destdir=${DESTDIR:-}
built=${BUILT:-$root/build/lib}
noted=$prefix/share/netcore_aes/installed

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

# defined NAME: what the C header defines it as.
defined() {
    sed -n "s/^#define $1 \"\\{0,1\\}\\([^\"]*\\)\"\\{0,1\\}\$/\\1/p" "$root/include/netcore_aes.h"
}

version=$(defined NETCORE_AES_VERSION)
abi=$(defined NETCORE_AES_ABI_VERSION)
# The file's name has the version that cargo-c would give it.
abi_version=$(sed -n '/^\[package\.metadata\.capi\.library\]/,/^\[package\.metadata\.capi\.header\]/s/^version = "\(.*\)"$/\1/p' \
    "$root/netcore-aes-ffi/Cargo.toml")

# By the system that the libraries in BUILT are for: the shared library's file, what programs ask for and what linkers look for, and what
# the static library needs.
if [ -f "$built/libnetcore_aes.$abi.dylib" ]; then
    kind=macos soname=libnetcore_aes.$abi.dylib shared=libnetcore_aes.$abi_version.dylib development=libnetcore_aes.dylib needs=()
elif [ -f "$built/netcore_aes.dll" ]; then
    kind=windows soname=netcore_aes.dll shared=netcore_aes.dll development=libnetcore_aes.dll.a needs=(ntdll)
else
    kind=linux soname=libnetcore_aes.so.$abi shared=libnetcore_aes.so.$abi_version development=libnetcore_aes.so needs=(util rt pthread m dl)
fi
bindir=$libdir
[ "$kind" != windows ] || bindir=$(dirname "$libdir")/bin

# relative FROM TO: the path that leads from one folder to another, by their names alone.
relative() {
    realpath --canonicalize-missing --no-symlinks --relative-to="$1" "$2"
}

# note KIND PATH: remembers what was written.
note() {
    written+=("$1 $(relative "$prefix" "$2")")
}

# folder PATH: makes a folder and those above it; notes those that were not there.
folder() {
    [ -d "$destdir$1" ] && return
    [ "$1" = / ] || folder "$(dirname "$1")"
    mkdir -p "$destdir$1"
    chmod 755 "$destdir$1"
    note folder "$1"
}

# put MODE SOURCE TARGET: copies a file.
put() {
    folder "$(dirname "$3")"
    install -m "$1" "$2" "$destdir$3"
    note file "$3"
}

# point TARGET LINK: makes a symbolic link in the same folder.
point() {
    folder "$(dirname "$2")"
    ln -sfn "$1" "$destdir$2"
    note file "$2"
}

# fill TEMPLATE TARGET: writes a file with its places filled in.
fill() {
    local text
    text=$(<"$root/packaging/c/$1")
    text=${text//@VERSION@/"$version"}
    text=${text//@SONAME@/"$soname"}
    text=${text//@SHARED@/"$shared"}
    text=${text//@BINDIR@/"$(relative "$prefix" "$bindir")"}
    text=${text//@KIND@/"$kind"}
    text=${text//@NEEDS_CMAKE@/"$(IFS=';' && echo "${needs[*]-}")"}
    text=${text//@NEEDS_PC@/"${needs[*]/#/-l}"}
    text=${text//@LIBDIR@/"$(relative "$prefix" "$libdir")"}
    text=${text//@INCLUDEDIR@/"$(relative "$prefix" "$includedir")"}
    text=${text//@PREFIX_FROM_PC@/"$(relative "$libdir/pkgconfig" "$prefix")"}
    text=${text//@PREFIX_FROM_CMAKE@/"$(relative "$libdir/cmake/netcore_aes" "$prefix")"}
    folder "$(dirname "$2")"
    rm -f "$destdir$2"
    printf '%s\n' "$text" >"$destdir$2"
    chmod 644 "$destdir$2"
    note file "$2"
}

check() {
    local directory
    for directory in "$prefix" "$libdir" "$includedir"; do
        [[ $directory = /* ]] || fail "$directory is not an absolute path; PREFIX, LIBDIR and INCLUDEDIR must be"
    done
    for directory in "$prefix" "$libdir" "$includedir" "$destdir"; do
        [[ $directory != *[$'\n"\\$']* ]] || fail "a path holds a line feed, a quotation mark, a backslash or a dollar sign"
    done
    [ -n "$version" ] && [[ $abi_version = "$abi".* ]] || fail "header and Cargo.toml do not agree on the versions"
    [ -f "$built/$soname" ] && [ -f "$built/libnetcore_aes.a" ] || fail "$built holds no libraries; run \`make lib\` first"
}

install_all() {
    local header path
    check
    [ ! -e "$destdir$noted" ] || uninstall
    written=("prefix $prefix")
    while IFS= read -r header; do
        put 644 "$root/include/$header" "$includedir/$header"
    done < <(cd "$root/include" && find netcore_aes.h netcore_aes.hpp netcore_aes -type f \( -name '*.h' -o -name '*.hpp' \) | LC_ALL=C sort)
    put 755 "$built/$soname" "$bindir/$shared"
    if [ "$kind" = windows ]; then
        put 644 "$built/$development" "$libdir/$development"
        put 644 "$built/netcore_aes.def" "$libdir/netcore_aes.def"
    else
        point "$shared" "$libdir/$soname"
        point "$soname" "$libdir/$development"
    fi
    put 644 "$built/libnetcore_aes.a" "$libdir/libnetcore_aes.a"
    fill netcore_aes.pc.in "$libdir/pkgconfig/netcore_aes.pc"
    for path in netcore_aes-config.cmake netcore_aes-config-version.cmake; do
        fill "$path.in" "$libdir/cmake/netcore_aes/$path"
    done
    for path in LICENSE-MIT LICENSE-APACHE; do
        put 644 "$root/$path" "$prefix/share/netcore_aes/$path"
    done
    # Of what is linked into a release; it stands beside the release's libraries.
    if [ -f "$built/LICENSE-THIRD-PARTY" ]; then
        put 644 "$built/LICENSE-THIRD-PARTY" "$prefix/share/netcore_aes/LICENSE-THIRD-PARTY"
    fi
    note file "$noted"
    printf '%s\n' "${written[@]}" >"$destdir$noted"
    chmod 644 "$destdir$noted"
    echo "netcore_aes $version is installed in $destdir$prefix"
}

# From the last to the first, so that a folder comes after what is in it. A folder that others use by now stays, and so do
# those above a prefix that was moved: they are others'.
uninstall() {
    local kind path lines i moved=
    [ -f "$destdir$noted" ] || fail "$destdir$noted is missing: nothing was installed there; give the PREFIX and DESTDIR it was"
    mapfile -t lines <"$destdir$noted"
    [ "${lines[0]}" = "prefix $prefix" ] || moved=yes
    for ((i = ${#lines[@]} - 1; i > 0; i--)); do
        read -r kind path <<<"${lines[i]}"
        [[ -n $moved && $path =~ ^(\.\./)*\.\.$ ]] && continue
        path=$destdir$(realpath --canonicalize-missing --no-symlinks "$prefix/$path")
        if [ "$kind" = file ]; then
            rm -f -- "$path"
        elif [ -d "$path" ]; then
            rmdir --ignore-fail-on-non-empty -- "$path"
        fi
    done
}

case ${1:-} in
    install) install_all ;;
    uninstall) uninstall ;;
    *)
        echo "usage: install.sh install|uninstall" >&2
        exit 2
        ;;
esac
