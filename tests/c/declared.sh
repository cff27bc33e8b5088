#!/usr/bin/env bash
# Prints the functions that the header declares, but not those that only its comments name.
set -euo pipefail
cd "$(dirname "$0")/../.."
grep -vE '^( \*|/\*)' include/netcore_aes.h | grep -oE '\bnetcore_aes_[a-z0-9_]+\(' | tr -d '(' | sort -u
