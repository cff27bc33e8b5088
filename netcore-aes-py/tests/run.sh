#!/usr/bin/env bash
# Builds the wheel, installs it into a virtual environment, and runs the tests against it.
# PYTHON selects the interpreter, VENV where the environment is kept.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
build=$repository/build
venv=${VENV:-$build/venv}
"$repository/packaging/venv.sh" "$venv" "$here/requirements.txt"

rm -rf "$build/wheels"
(cd "$repository/netcore-aes-py" && CARGO=$here/cargo.sh "$repository/packaging/remap.sh" "$venv/bin/maturin" build --release --quiet --out "$build/wheels")
"$venv/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$build"/wheels/*.whl

# From a folder without a copy of the package.
cd "$build"
export PYTHONDONTWRITEBYTECODE=1
# What the page sends goes to the sandbox of the command, which `python -m netcore_aes.cli` runs as well.
make --silent --directory "$repository" cli
exec "$venv/bin/pytest" --quiet -p no:cacheprovider "$here"
