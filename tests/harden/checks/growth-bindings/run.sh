#!/usr/bin/env bash
# Called from each language, the library and its binding free all their memory, whether ciphers are closed or dropped.
# tiers: harden soak
# figures: 9
. "$(dirname "$0")/../../common.sh"
need cc 'install gcc' command -v "${CC:-cc}"
need c++ 'install g++' command -v "${CXX:-c++}"
need python3 'install python3' command -v "${PYTHON:-python3}"
need go 'install golang-go' command -v go
need maven 'install maven' command -v mvn
need 'JDK 17' 'install openjdk-17-jdk-headless' bindings/java/jdk.sh 17 21
need 'JDK 22 or later' 'install openjdk-25-jdk-headless' bindings/java/jdk.sh 22
need 'Node 20 or later' 'install nodejs' node -e 'process.exitCode = Number(parseInt(process.versions.node) < 20)'
need php 'install php-cli' php -r 'exit((int) !class_exists("FFI"));'
have_all

here=tests/harden/checks/growth-bindings
build=$PWD/build/harden/growth-bindings
mkdir -p "$build"
export NETCORE_AES_METER=$build/libmeter.so LD_LIBRARY_PATH=$PWD/build/lib:$build
shared=(-Lbuild/lib -lnetcore_aes -L"$build" -lmeter)

make -s lib stage
c_library=("${CC:-cc}" -std=c11 -O2 -Wall -Wextra -Werror -shared -fPIC)
"${c_library[@]}" "$here/watch.c" "$here/../growth/meter.c" -o "$build/libmeter.so"

python() {
    NETCORE_AES_WATCH=_native LD_PRELOAD=$NETCORE_AES_METER PYTHONPATH=build/stage PYTHONDONTWRITEBYTECODE=1 \
        "${PYTHON:-python3}" "$here/growth.py" "$@"
}

"${CXX:-c++}" -std=c++17 -O2 -Wall -Wextra -Werror -pedantic -Iinclude "$here/growth.cpp" "${shared[@]}" -o "$build/cpp"
cpp() { NETCORE_AES_WATCH=libnetcore_aes "$build/cpp" "$@"; }

bindings/go/stage.sh
(cd "$here/go" && CGO_LDFLAGS="-L$build -lmeter" go build -o "$build/go" .)
go() { NETCORE_AES_WATCH=main "$build/go" "$@"; }

bindings/java/build.sh
class_path=$(echo bindings/java/target/netcore-aes-*[0-9].jar):bindings/java/target/lib/*
jdk17=$(bindings/java/jdk.sh 17 21) jdk22=$(bindings/java/jdk.sh 22)
"$jdk22/bin/javac" --release 17 -Xlint:all -Werror -d "$build/java" -cp "$class_path" "$here/Growth.java"
# java BACKEND HOME ARGUMENTS…: with a heap that is resident from the start.
java() {
    local back_end=$1 home=$2 native=()
    shift 2
    [ "$home" = "$jdk17" ] || native=(--enable-native-access=ALL-UNNAMED)
    NETCORE_AES_WATCH=libnetcore_aes,jna LD_PRELOAD=$NETCORE_AES_METER "$home/bin/java" -Xms64m -Xmx64m -XX:+UseSerialGC \
        -XX:+AlwaysPreTouch -Dnetcore_aes.backend="$back_end" ${native[@]+"${native[@]}"} -cp "$build/java:$class_path" Growth "$@"
}
java_17_jna() { java jna "$jdk17" "$@"; }
java_22_jna() { java jna "$jdk22" "$@"; }
java_22_ffm() { java ffm "$jdk22" "$@"; }

bindings/node/build.sh native
"${c_library[@]}" "$here/growth_node.c" -L"$build" -lmeter -o "$build/meter.node"
# On one thread the engine compiles at the same places in each run, and resident memory settles while it warms up.
node() {
    NETCORE_AES_WATCH=netcore-aes.node NETCORE_AES_METER_NODE=$build/meter.node LD_PRELOAD=$NETCORE_AES_METER \
        command node --expose-gc --single-threaded "$here/growth.js" "$@"
}

# PHP loads libraries so that they bind to glibc's malloc() first, unless they are preloaded.
php() {
    local library=$PWD/build/lib/libnetcore_aes.so.1
    NETCORE_AES_WATCH=libnetcore_aes LD_PRELOAD=$NETCORE_AES_METER:$library NETCORE_AES_LIBRARY=$library \
        command php "$here/growth.php" "$@"
}

# grown PROGRAM STEPS [leak]: sets library, in_use, resident and heap; see README.md.
grown() {
    local log=$build/$1.log
    "$@" >"$log" || { cat "$log"; exit 1; }
    [ "$(grep -c '^reading' "$log")" -eq 20 ]
    read -r library in_use resident heap < <(awk '
        /^reading/ {
            count++
            for (meter = 2; meter <= 5; meter++) {
                if (count > 10 && count <= 13 && (count == 11 || $meter < from[meter])) from[meter] = $meter
                if (count > 17 && (count == 18 || $meter < to[meter])) to[meter] = $meter
            }
        }
        END { for (meter = 2; meter <= 5; meter++) printf "%d ", to[meter] - from[meter]; print "" }' "$log")
}

# 300 messages of either direction a step, one by one; as many in batches.
steps=$(of 340 3340 30000)
# Collectors, compilers and glibc keep some pages: half a byte a call. The library's own bytes may not grow at all.
most=524288

# language NAME PROGRAM [without]: `without` judging malloc(), of which Java's compiler takes and frees megabytes.
language() {
    local measured verdict=ok
    grown "$2" "$steps"
    measured="library $library, resident $resident, heap $heap"
    [ $# -gt 2 ] || { measured+=", malloc $in_use"; [ "$in_use" -le "$most" ] || verdict=missed; }
    [ "$library" -eq 0 ] && [ "$resident" -le "$most" ] && [ "$heap" -le "$most" ] || verdict=missed
    figure "growth: $1, $((steps * 300)) calls each way, as many in batches" "$measured" "library 0, each other at most $most" "$verdict"
}

# control NAME PROGRAM [without]: one kept handle in a thousand calls must show in the library's bytes, and in resident memory too,
# `without` which Java is judged, where handles fill pages that the compiler freed.
control() {
    grown "$2" 3340 leak
    if [ "$library" -gt "$most" ] && { [ $# -gt 2 ] || [ "$resident" -gt "$most" ]; }; then
        seen=$((seen + 1))
        return
    fi
    echo "not seen in $1: library $library, malloc $in_use, resident $resident, heap $heap"
}

seen=0
control Python python
control C++ cpp
control Go go
control 'Java 17, JNA' java_17_jna without
control 'Java 22 or later, JNA' java_22_jna without
control 'Java 22 or later, FFM' java_22_ffm without
control Node node
control PHP php
figure "growth: control, one handle in 1000 calls is kept, and seen" "in $seen of 8" "in 8 of 8"

language Python python
language C++ cpp
language Go go
language 'Java 17 over JNA' java_17_jna without
language 'Java 22 or later over JNA' java_22_jna without
language 'Java 22 or later over FFM' java_22_ffm without
language Node node
language PHP php
