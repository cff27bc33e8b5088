#!/usr/bin/env bash
# Tests the released module: runs every block of code of its README, in a clean folder.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
build=$root/build/go
readme=$PWD/README.md

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

fail() {
    echo "bindings/go: $*" >&2
    exit 1
}

title() {
    echo "-- Go: $*"
}

# block LANGUAGE NAME: prints the README's block of that name.
block() {
    grep -qxF "\`\`\`$1 $2" "$readme" || fail "the README has no block $1 $2"
    sed -n "/^\`\`\`$1 $2\$/,/^\`\`\`\$/p" "$readme" | sed '1d;$d'
}

# prints TEXT COMMAND…: runs a command whose output must contain the text.
prints() {
    local text=$1
    shift
    "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; fail "$*"; }
    grep -qF -- "$text" "$work/out" || { cat "$work/out" >&2; fail "$*: the output lacks $text"; }
}

title "the released module is the same, made twice"
export SOURCE_DATE_EPOCH=1756209943
./dist.sh "$root/build/lib" "$build/dist"
./dist.sh "$root/build/lib" "$work/again"
archive=$(cd "$build/dist" && ls netcore-aes-go-*.tar.gz)
cmp "$build/dist/$archive" "$work/again/$archive" || fail "$archive differs"

title "the README's code, with the released module"
! grep -nE '^```(go|sh|json)$' "$readme" || fail "a block of the README has no name, so it would not run"
mkdir "$work/app"
cd "$work/app"
cp "$build/dist/$archive" .
export GOMODCACHE=$work/cache NETCORE_AES_KEY=0123456789abcdefghijklmnopqrstuv NETCORE_AES_IV=0123456789abcdef \
    NETCORE_API_KEY=the-api-key GOWORK=off GOFLAGS=
go mod init example.com/app 2>/dev/null
block sh install >install.sh
. ./install.sh >"$work/out" 2>&1 || { cat "$work/out" >&2; fail "the README's installation"; }
block json events.ndjson >events.ndjson
ran=0
for name in $(sed -n 's/^```go \(.*\)\.go$/\1/p' "$readme"); do
    mkdir "$name"
    block go "$name.go" >"$name/main.go"
    [ -z "$(gofmt -l "$name")" ] || fail "the README's $name.go is not formatted by gofmt"
    go mod tidy 2>/dev/null
    go vet "./$name"
    prints "$(block text "$name.txt")" go run "./$name"
    ran=$((ran + 1))
done
[ "$ran" -ge 4 ] || fail "too little of the README's code ran"

title "vendored, without any proxy"
go mod vendor
module=github.com/netcore-aes/netcore-aes/bindings/go
# Go itself leaves these out. It keeps no folder without a Go file, nor one that nothing imports.
diff <(cd "$GOMODCACHE/$module"@*/ && find . -type f ! -name '*_test.go' ! -path './examples/*' ! -path './testdata/*' ! -name go.mod | LC_ALL=C sort) \
    <(cd "vendor/$module" && find . -type f | LC_ALL=C sort) || fail "the module (left) was not vendored as a whole (right)"
export GOPROXY=off
prints "$(block text encrypt.txt)" env GOMODCACHE="$work/empty" go run -mod=vendor ./encrypt

title "the released module's own tests"
(cd "$GOMODCACHE/$module"@*/ && prints 'ok ' go test .)
