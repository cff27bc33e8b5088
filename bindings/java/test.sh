#!/usr/bin/env bash
# Tests the Java package: lints, formatter and Javadoc; the suite over java.lang.foreign and JNA on JDK 22 or later, and on a JDK
# of 17 to 21; the driver's output on all three; the example; the release, on class path and module path.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
build=$root/build/java
jdk22=$(./jdk.sh 22)
jdk17=$(./jdk.sh 17 21)
native=--enable-native-access

main() {
    mkdir -p "$build"
    run_suite
    compare_drivers
    run_example
    test_release
}

fail() {
    echo "bindings/java: $*" >&2
    exit 1
}

title() {
    echo "-- Java: $*"
}

run_suite() {
    title "the suite: java.lang.foreign, JNA, and JNA on the older JDK"
    rm -rf target/failsafe-reports
    ./build.sh -Djdk17.home="$jdk17" verify || fail "the suite failed; see target/failsafe-reports"
    local summary=target/failsafe-reports/failsafe-summary.xml completed skipped
    completed=$(sed -n 's|.*<completed>\(.*\)</completed>|\1|p' "$summary")
    skipped=$(sed -n 's|.*<skipped>\(.*\)</skipped>|\1|p' "$summary")
    # Skipped on the older JDK: what a later one says of native access, twice, and virtual threads.
    local may_skip=3
    if ! unshare -m mount -t tmpfs none /mnt 2>/dev/null && ! unshare -rm mount -t tmpfs none /mnt 2>/dev/null; then
        echo "skipped: java.io.tmpdir mounted noexec, full, and a read-only container, since unshare -m is not permitted here"
        may_skip=18
    fi
    [ "$completed" -gt 2800 ] && [ "$skipped" -le "$may_skip" ] || fail "only $completed tests ran, $skipped of them skipped"
    echo "$completed tests, none failed"
}

# The driver's output must be the same bytes on every version of Java.
compare_drivers() {
    title "one output on every Java"
    local driver=$root/tests/conformance/java class_path
    "$driver/run.sh" "$root/tests/vectors" >"$build/ffm.txt"
    class_path=$root/build/java/conformance:$(echo target/netcore-aes-*[0-9].jar):target/lib/*
    "$jdk22/bin/java" -Dnetcore_aes.backend=jna $native=ALL-UNNAMED -cp "$class_path" Conformance "$root/tests/vectors" >"$build/jna.txt"
    "$jdk17/bin/java" -cp "$class_path" Conformance "$root/tests/vectors" >"$build/jdk17.txt"
    cmp "$build/ffm.txt" "$build/jna.txt" && cmp "$build/ffm.txt" "$build/jdk17.txt" || fail "the drivers differ"
    [ "$(wc -l <"$build/ffm.txt")" -gt 800 ] || fail "the driver printed too few lines"
}

run_example() {
    title "the example sends to the sandbox"
    local jar java
    jar=$(echo target/netcore-aes-*[0-9].jar):target/lib/*
    mkdir -p "$build/example"
    "$jdk17/bin/javac" -Xlint:all -Werror -d "$build/example" -cp "$jar" examples/send/Send.java
    for java in "$jdk22" "$jdk17"; do
        local options=()
        [ "$java" = "$jdk17" ] || options=($native=ALL-UNNAMED)
        "$root/tests/with_sandbox.py" 1 "$java/bin/java" ${options[@]+"${options[@]}"} -cp "$build/example:$jar" Send \
            >"$build/send.log" 2>&1 || { cat "$build/send.log" >&2; fail "examples/send on $java"; }
    done
}

test_release() {
    title "the release: reproducible, Javadoc without warnings, on class path and module path"
    local out=$build/dist
    rm -rf "$out" "$build/again" "$build/clean"
    SOURCE_DATE_EPOCH=1700000000 ./dist.sh "$root/build/lib" "$out"
    SOURCE_DATE_EPOCH=1700000000 ./dist.sh "$root/build/lib" "$build/again"
    diff -r "$out" "$build/again" || fail "dist.sh is not reproducible"
    [ "$(find "$out" -type f | wc -l)" -eq 8 ] || fail "not eight files: $(ls "$out")"
    mkdir "$build/clean"
    cp "$out"/netcore-aes-[0-9]*[0-9].jar "$build/clean/netcore-aes.jar"
    cp target/lib/jna-*.jar "$build/clean/jna.jar"
    check_contents "$build/clean/netcore-aes.jar"
    local jar
    for jar in "$out"/*[0-9].jar; do "$jdk22/bin/jar" --validate --file "$jar"; done
    (cd "$build/clean" && use_release)
}

check_contents() {
    local inside name
    inside=$("$jdk22/bin/jar" --list --file "$1")
    for name in META-INF/LICENSE-MIT META-INF/LICENSE-APACHE META-INF/versions/22/io/github/netcoreaes/internal/FfmFunctions.class \
        io/github/netcoreaes/linux-x86_64/libnetcore_aes.so.1 module-info.class; do
        grep -qx "$name" <<<"$inside" || fail "the jar lacks $name"
    done
    (cd "$build/clean" && "$jdk22/bin/jar" --extract --file "$1" io)
    cmp "$build/clean/io/github/netcoreaes/linux-x86_64/libnetcore_aes.so.1" "$root/build/lib/libnetcore_aes.so.1"
    rm -r "$build/clean/io"
}

# A program that is a module, in a folder with only the two jars.
use_release() {
    mkdir -p source/user
    echo 'module user { requires io.github.netcoreaes; }' >source/module-info.java
    cat >source/user/Use.java <<'END'
package user;

import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.NetcoreAes;

class Use {
    public static void main(String[] arguments) {
        try (Cipher cipher = Cipher.gcm(NetcoreAes.gcmKeygen())) {
            System.out.println(NetcoreAes.backEnd() + cipher.decryptToString(cipher.encrypt(" works")));
        }
    }
}
END
    "$jdk17/bin/javac" -p netcore-aes.jar:jna.jar -d classes source/module-info.java source/user/Use.java
    expect ffm "$jdk22/bin/java" $native=ALL-UNNAMED -cp classes:netcore-aes.jar user.Use
    expect ffm "$jdk22/bin/java" $native=io.github.netcoreaes -p classes:netcore-aes.jar -m user/user.Use
    expect jna "$jdk22/bin/java" $native=com.sun.jna,io.github.netcoreaes -Dnetcore_aes.backend=jna --add-modules com.sun.jna \
        -p classes:netcore-aes.jar:jna.jar -m user/user.Use
    expect jna "$jdk17/bin/java" -cp classes:netcore-aes.jar:jna.jar user.Use
    expect jna "$jdk17/bin/java" --add-modules com.sun.jna -p classes:netcore-aes.jar:jna.jar -m user/user.Use
    refuse io.github.netcoreaes "$jdk22/bin/java" -p classes:netcore-aes.jar -m user/user.Use
    refuse com.sun.jna "$jdk22/bin/java" -Dnetcore_aes.backend=jna --add-modules com.sun.jna \
        -p classes:netcore-aes.jar:jna.jar -m user/user.Use
}

# expect BACKEND COMMAND…: the command prints the back end and no warnings.
expect() {
    local wanted="$1 works" printed
    shift
    printed=$("$@" 2>&1) || true
    [ "$printed" = "$wanted" ] || fail "$*: $printed"
}

# refuse MODULE JAVA OPTION…: where Java denies native access to all others, the exception names the option for MODULE.
refuse() {
    local wanted="native access is denied; start Java with $native=$1" java=$2 printed
    shift 2
    "$java" --illegal-native-access=deny -version 2>/dev/null || return 0
    printed=$("$java" --illegal-native-access=deny "$@" 2>&1) && fail "native access was not denied: $*"
    grep -q "$wanted$" <<<"$printed" || fail "$*: $printed"
}

main
