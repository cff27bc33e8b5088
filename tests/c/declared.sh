#!/usr/bin/env bash
# Prints the functions that the header declares. Its comments name functions too, and are left out.
set -euo pipefail
cd "$(dirname "$0")/../.."
grep -vE '^( \*|/\*)' include/netcore_aes.h | grep -oE '\bnetcore_aes_[a-z0-9_]+\(' | tr -d '(' | sort -u
