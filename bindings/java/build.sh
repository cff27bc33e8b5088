#!/usr/bin/env bash
# build.sh [GOAL…]: runs Maven with a JDK that can build the package and its module for Spark. Without a goal it makes the jars, without the
# tests, and target/lib, the jars that the package and its tests need; nothing if they are newer than their sources. NATIVE_FOLDER is where
# the jar has the native library, by Platform's names; that of `make lib` is for this machine.
set -euo pipefail
cd "$(dirname "$0")"
JAVA_HOME=$(./jdk.sh 22)
export JAVA_HOME
# JDK 24 and later warn of methods that Maven 3.8's libraries use.
"$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -version 2>/dev/null &&
    MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow"
# The compiler for long runs takes half of the time of one that lasts seconds.
export MAVEN_OPTS="${MAVEN_OPTS:-} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

if [ $# -eq 0 ]; then
    # The one that is made last.
    jar=$(echo target/spark/netcore-aes-spark-*[0-9].jar)
    if [ -f "$jar" ] && [ -d target/lib ] &&
        [ -z "$(find all.xml pom.xml src/main spark ../../build/lib/libnetcore_aes.so.1 -newer "$jar")" ]; then
        exit
    fi
    set -- -Dmaven.test.skip=true package
fi
if [ -z "${NATIVE_FOLDER:-}" ]; then
    NATIVE_FOLDER=linux-$(uname -m)
    [[ $(ldd --version 2>&1) != *musl* ]] || NATIVE_FOLDER+=-musl
fi
exec mvn -f all.xml "-Dnative.folder=$NATIVE_FOLDER" -q -B --no-transfer-progress -Dstyle.color=never "$@"
