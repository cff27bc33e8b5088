#!/usr/bin/env bash
# Runs the tests of the command against build/bin/netcore-aes, or the program that NETCORE_AES_COMMAND names.
# PYTHON selects the interpreter, VENV where the environment is kept. Arguments go to pytest.
set -euo pipefail

python=${PYTHON:-python3}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../../.." && pwd)
build=$repository/build
venv=${VENV:-$build/command-venv}
requirements=$here/requirements.txt

# Created anew when the interpreter or the requirements change.
stamp=$("$python" -c 'import sys; print(sys.version, sys.executable)'; cat "$requirements")
if [[ ! -f $venv/stamp || $(<"$venv/stamp") != "$stamp" ]]; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
    printf '%s\n' "$stamp" >"$venv/stamp"
fi

make --silent --directory "$repository" cli stage
export NETCORE_AES_COMMAND=${NETCORE_AES_COMMAND:-$build/bin/netcore-aes}
# The package as a library, and what its tests have in common with these: keys, events, files of credentials.
export PYTHONPATH=$build/stage:$repository/netcore-aes-py/tests PYTHONDONTWRITEBYTECODE=1
cd "$here"
exec "$venv/bin/pytest" --quiet -p no:cacheprovider "$@"
