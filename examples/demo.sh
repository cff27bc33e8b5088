#!/usr/bin/env bash
# The steps of the vendor's guide, with the command netcore-aes: generate a key, encrypt, decrypt, build the request, send it to a
# sandbox. Run it with `make demo`. It ends with an error if a step comes out otherwise than it should.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
folder=$(mktemp -d)
trap 'kill ${sandbox:-} 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
unset NETCORE_AES_KEY NETCORE_AES_IV
export PATH=$root/build/bin:$PATH NETCORE_AES_CREDENTIALS=credentials.env NETCORE_API_KEY=any-will-do-in-a-sandbox

# The payload of the guide's step 2.
asset=392234ga43t3q4t3026227c3453gqe5
cat >event.json <<'END'
[{
        "asset_id": "392234ga43t3q4t3026227c3453gqe5",
        "activity_name": "form_submitted",
        "timestamp": "2025-08-26T12:05:43Z",
        "identity": "9999911111",
        "activity_source": "web",
        "activity_params": {
            "user_name": "Mahesh",
            "reason": "test 123",
            "day" : "Tuesday"
        }
    }
]
END

title() { printf '\n== %s\n' "$*"; }

# Shows a command and runs it.
run() {
    echo "\$ $*"
    "$@"
}

# same FILE FILE WHAT: shows that both hold the same.
same() {
    cmp "$1" "$2"
    echo "$3: True"
}

title "Step 1: generate a key and an IV, to share with Netcore once"
run netcore-aes keygen --format env --out credentials.env
echo "Only you can read the file: $(ls -l credentials.env | cut -c 1-10)"

title "Step 2: encrypt the event, and decrypt it again"
echo "\$ netcore-aes encrypt event.json"
netcore-aes encrypt event.json | tee text
netcore-aes decrypt text >decrypted.json
same decrypted.json event.json "The decrypted text equals the event"

title "Step 3: build the request; set NETCORE_API_KEY to the panel's API key to send it"
run netcore-aes request event.json --asset-id "$asset" --curl

title "The vendor's published text, under its published sample key"
# They are public: use them only to compare with the guide.
sample=(env NETCORE_AES_KEY=JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4 NETCORE_AES_IV=5TOMPCQvDu6uHuMw netcore-aes)
"${sample[@]}" decrypt "$root/tests/vectors/golden-text.txt" >golden.json
cat golden.json
"${sample[@]}" encrypt golden.json | tr -d '\n' >golden-text
tr -d '\n' <"$root/tests/vectors/golden-text.txt" >published
printf '\n'
same golden-text published "Encrypted again, it equals the vendor's text"

title "Send events from a file to a sandbox, which shows what Netcore would receive"
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
# Netcore would silently drop the last one: an array in it is empty.
for fields in '"identity": "9999911111", "activity_params": {"day": "Tuesday"}' '"identity": 5, "activity_params": {}' \
    '"identity": "9999911111", "activity_params": {"items": []}'; do
    echo "{\"asset_id\": \"$asset\", \"activity_name\": \"form_submitted\", \"timestamp\": \"$now\", \"activity_source\": \"web\", $fields}"
done >events.ndjson
netcore-aes sandbox --port 0 >sandbox.log &
sandbox=$!
until endpoint=$(sed -n 's/^Endpoint: //p' sandbox.log) && [ -n "$endpoint" ]; do
    kill -0 "$sandbox"
    sleep 0.05
done
cat sandbox.log
run netcore-aes send events.ndjson --asset-id "$asset" --endpoint "$endpoint" || [ $? -eq 1 ]
printf '\nThe dead letter:\n'
cat events.ndjson.dead-letter.ndjson

# What a browser would show, as far as bash can fetch it by itself.
port=${endpoint#*:*:}
exec 3<>"/dev/tcp/127.0.0.1/${port%%/*}"
printf 'GET /inbox.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
inbox=$(tr -d '\r' <&3)
found() { grep -oE "\"$1\": ?[0-9]+" <<<"$inbox" | grep -oE '[0-9]+$'; }
printf '\nThe inbox: status %s, scheme %s, %s events, %s errors\n' "$(found status)" "$(found scheme)" "$(found event_count)" "$(found errors)"
[ "$(found status)" = 200 ]

title "The vendor's Python script, with this project's modules in place of it"
python=${PYTHON:-python3}
if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    make -s -C "$root" stage >&2
    export PYTHONPATH=$root/build/stage
    echo "\$ python3 -m aes256_data_encryption_script PAYLOAD"
    "$python" -m aes256_data_encryption_script "$(cat event.json)"
else
    echo "Skipped: it needs Python 3.10 or later."
fi
