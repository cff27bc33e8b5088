#!/usr/bin/env bash
# Writes packaging/abi/VERSION.abi, once a change to the C ABI is meant: the version of the library says so, or, if programs that
# were compiled before would no longer run, the version of the ABI does.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
. "$here/library.sh"
mkdir -p "$build"
rm -f "$baselines"/*.abi
interface_of "$PWD" "$baselines/$(version).abi"
