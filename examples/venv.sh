#!/usr/bin/env bash
# Prints the path of a Python that can run the command line and the sandbox: it creates a virtual environment with their libraries
# once. Fails if that is not possible.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=build/demo-venv

# The requirements of the package's extra "cli", one per line.
requirements() {
    sed -n 's/^cli = \[\(.*\)\]$/\1/p' netcore-aes-py/pyproject.toml | tr ',' '\n' | grep -oE '[a-z]+>=[0-9.]+'
}

if [ ! -f "$venv/ready" ]; then
    echo "Installing what the command line needs into $venv (once) ..." >&2
    "${PYTHON:-python3}" -m venv "$venv" >/dev/null 2>&1 &&
        requirements | xargs "$venv/bin/pip" install --quiet --disable-pip-version-check || {
        echo "Cannot install it: install python3-venv, or check the network." >&2
        exit 1
    }
    touch "$venv/ready"
fi
echo "$PWD/$venv/bin/python"
