#!/bin/sh
# Cargo as `make stage` calls it: with maturin's settings PyO3 would be compiled anew, and once more by the next `make stage`.
unset PYO3_CONFIG_FILE PYO3_ENVIRONMENT_SIGNATURE PYO3_PYTHON
export PYO3_NO_PYTHON=1
exec cargo "$@"
