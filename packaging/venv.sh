#!/usr/bin/env bash
# venv.sh FOLDER REQUIREMENTS: makes a virtual environment with the requirements, anew when they or the interpreter change. PYTHON
# selects the interpreter.
set -euo pipefail
python=${PYTHON:-python3}
venv=$1 requirements=$2
stamp=$("$python" -c 'import sys; print(sys.version, sys.executable)'; cat "$requirements")
if [[ ! -f $venv/stamp || $(<"$venv/stamp") != "$stamp" ]]; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
    printf '%s\n' "$stamp" >"$venv/stamp"
fi
