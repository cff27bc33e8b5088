#!/usr/bin/env bash
# Runs of `send` that are ended at calls that write, by signals and by a full disk, and run again: no event is lost.
# tiers: soak
# figures: 1
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
have_all

ends=10000
seed=${SEED:-$(date +%s)}
echo "seed $seed"
cargo build -q -p netcore-aes-send --example send
NETCORE_AES_CRASHES=$ends NETCORE_AES_SEED=$seed cargo test -q -p netcore-aes-send --test crash -- --nocapture | tee build/send-crashes.log
ended=$(sed -n 's/^\([0-9]*\) runs of .* were ended.*/\1/p' build/send-crashes.log)
figure "send: of $ends ends, those that came in time; no event lost, none twice but those named" "$ended" "at least $((ends / 2))" "$(verdict "$ended >= $ends / 2")"
