#!/usr/bin/env bash
# Builds the JMH benchmark into build/bench/java: classes, lib (JMH, the package and what it needs), and jdks, a line for each JDK
# to run it on. Needs the output of bindings/java/build.sh.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
out=$root/build/bench/java
bindings=$root/bindings/java

"$bindings/build.sh"
mkdir -p "$out/classes" "$out/lib"
cp "$bindings"/target/netcore-aes-*[0-9].jar "$bindings"/target/lib/jna-*.jar "$out/lib/"
if [ ! -f "$out/lib/jmh-core-1.37.jar" ]; then
    JAVA_HOME=$("$bindings/jdk.sh" 22) mvn -q -B --no-transfer-progress -f pom.xml -DoutputDirectory="$out/lib" \
        org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies
fi

: >"$out/jdks"
jdk17=$("$bindings/jdk.sh" 17 21) && echo "java17 $jdk17" >>"$out/jdks"
jdk22=$("$bindings/jdk.sh" 22) && echo "java22 $jdk22" >>"$out/jdks"
"$jdk22/bin/javac" --release 17 -proc:full -cp "$out/lib/*" -d "$out/classes" Events.java
