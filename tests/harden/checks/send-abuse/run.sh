#!/usr/bin/env bash
# `netcore-aes send` survives hostile endpoints and inputs: it ends in time, loses no event, and shows no secret.
# tiers: test harden
# figures: 9
. "$(dirname "$0")/../../common.sh"
need openssl 'install openssl' command -v openssl
have_all

make -s cli stage
PYTHONPATH=build/stage:tests/harden exec "${PYTHON:-python3}" tests/harden/checks/send-abuse/main.py
