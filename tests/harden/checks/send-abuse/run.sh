#!/usr/bin/env bash
# `netcore-aes send` survives hostile endpoints and inputs: it ends in time, loses no event, and shows no secret.
# tiers: test harden
# figures: 7
. "$(dirname "$0")/../../common.sh"
need python3-venv 'install python3-venv' examples/venv.sh
need openssl 'install openssl' command -v openssl
have_all

make -s stage
python=$(examples/venv.sh)
PYTHONPATH=$PWD/build/stage:tests/harden exec "$python" tests/harden/checks/send-abuse/main.py
