#!/usr/bin/env bash
# Runs the tests of the command against build/bin/netcore-aes, or the program that NETCORE_AES_COMMAND names. NETCORE_AES_RUNNER runs that if
# it is for another system: then the tests that are for it are run.
# PYTHON selects the interpreter, VENV where the environment is kept. Arguments go to pytest.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../../.." && pwd)
build=$repository/build
venv=${VENV:-$build/command-venv}
mkdir -p "$build"
# Two suites use it, and may start at the same time.
flock "$venv.lock" "$repository/packaging/venv.sh" "$venv" "$here/requirements.txt"

make --silent --directory "$repository" cli stage
export NETCORE_AES_COMMAND=${NETCORE_AES_COMMAND:-$build/bin/netcore-aes}
# The package as a library, and what its tests have in common with these: keys, events, files of credentials.
export PYTHONPATH=$build/stage:$repository/netcore-aes-py/tests PYTHONDONTWRITEBYTECODE=1
cd "$here"
# Several at a time, since most of them wait. Wine's own programs keep open the output of the one that started them, which must end last.
processes=3
[ -z "${NETCORE_AES_RUNNER:-}" ] || processes=0
exec "$venv/bin/pytest" --quiet -p no:cacheprovider --numprocesses "$processes" "$@"
