#!/usr/bin/env bash
# Runs the demo on the staged package; with what the command line and the sandbox need, if that can be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
venv=build/demo-venv

# What the extra "cli" of the package asks for, one a line.
requirements() {
    sed -n 's/^cli = \[\(.*\)\]$/\1/p' netcore-aes-py/pyproject.toml | tr ',' '\n' | grep -oE '[a-z]+>=[0-9.]+'
}

if [ ! -f "$venv/ready" ]; then
    echo "Installing what the command line needs into $venv (once) ..." >&2
    if "$python" -m venv "$venv" >/dev/null 2>&1 &&
        requirements | xargs "$venv/bin/pip" install --quiet --disable-pip-version-check; then
        touch "$venv/ready"
    else
        echo "It could not be installed (python3-venv, or the network?): the demo ends before the sandbox." >&2
    fi
fi
[ ! -f "$venv/ready" ] || python=$venv/bin/python
PYTHONPATH=$PWD/build/stage exec "$python" examples/demo.py
