#!/usr/bin/env bash
# Writes packaging/c/abi/VERSION.abi after an intended change to the C ABI. Raise the version of the library first, or that of the
# ABI if programs that were compiled before would no longer run.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../common.sh"
. "$here/library.sh"
mkdir -p "$build"
rm -f "$baselines"/*.abi
interface_of "$baselines/$(version).abi"
