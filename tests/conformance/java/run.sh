#!/usr/bin/env bash
# run.sh VECTORS_DIR: builds the Java driver and runs it.
set -euo pipefail
vectors=$(cd "$1" && pwd)
cd "$(dirname "$0")"
package=../../../bindings/java
classes=../../../build/java/conformance
java=$("$package/jdk.sh" 22)
"$package/build.sh" >&2
class_path=$(echo "$package"/target/netcore-aes-*[0-9].jar):$package/target/lib/*
mkdir -p "$classes"
"$java/bin/javac" --release 17 -Xlint:all -Werror -d "$classes" -cp "$class_path" Conformance.java
exec "$java/bin/java" --enable-native-access=ALL-UNNAMED -cp "$classes:$class_path" Conformance "$vectors"
