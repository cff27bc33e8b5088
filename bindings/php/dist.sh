#!/usr/bin/env bash
# dist.sh LIBDIR OUTDIR: makes netcore-aes-php-VERSION.zip, a package for Composer's artifact repositories, with the library
# from LIBDIR, or those of the systems that have a folder there. The same input gives the same bytes; SOURCE_DATE_EPOCH dates the files.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: dist.sh LIBDIR OUTDIR" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
exec "${PYTHON:-python3}" "$here/tools/dist.py" "$here" "$1" "$2"
