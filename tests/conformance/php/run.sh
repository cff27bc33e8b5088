#!/usr/bin/env bash
# run.sh VECTORS_DIR: runs the driver of PHP; see ../README.md. Needs `make lib`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export NETCORE_AES_LIBRARY=${NETCORE_AES_LIBRARY:-$here/../../../build/lib/libnetcore_aes.so.1}
exec php "$here/driver.php" "$@"
