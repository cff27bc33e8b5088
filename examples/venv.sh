#!/usr/bin/env bash
# Prints the Python to run the command line and the sandbox with: that of a virtual environment with what they need, made
# once. Fails if it cannot be made.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=build/demo-venv

# What the extra "cli" of the package asks for, one a line.
requirements() {
    sed -n 's/^cli = \[\(.*\)\]$/\1/p' netcore-aes-py/pyproject.toml | tr ',' '\n' | grep -oE '[a-z]+>=[0-9.]+'
}

if [ ! -f "$venv/ready" ]; then
    echo "Installing what the command line needs into $venv (once) ..." >&2
    "${PYTHON:-python3}" -m venv "$venv" >/dev/null 2>&1 &&
        requirements | xargs "$venv/bin/pip" install --quiet --disable-pip-version-check || {
        echo "It could not be installed: install python3-venv, or see to the network." >&2
        exit 1
    }
    touch "$venv/ready"
fi
echo "$PWD/$venv/bin/python"
