#!/usr/bin/env bash
# Prints an interpreter of each CPython from 3.10 on that this machine has, oldest first, from PATH and from pyenv.
set -euo pipefail

probe='import platform, sys, sysconfig
if platform.python_implementation() == "CPython" and sys.version_info >= (3, 10) and not sysconfig.get_config_var("Py_GIL_DISABLED"):
    print(sys.version_info.minor, sys.executable, sep="\t")'

shopt -s nullglob
candidates=("${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3)
for minor in {10..19}; do
    candidates+=("$(command -v "python3.$minor" || true)")
done
candidates+=("$(command -v python3 || true)")

for candidate in "${candidates[@]}"; do
    # Whatever does not run, such as a shim of pyenv's without its version, or cannot make environments, is none.
    [ -n "$candidate" ] && "$candidate" -c "import ensurepip, venv
$probe" 2>/dev/null || true
done | sort -n -k 1,1 -u | cut -f 2
