#!/usr/bin/env bash
# build.sh VENV: compiles the module against the jars of the PySpark in a virtual environment, and prints the class path of module, jar and
# JNA. JAVA_HOME selects the JDK, 17 or 21.
set -euo pipefail
venv=$(cd "$1" && pwd)
cd "$(dirname "$0")"
../build.sh >&2
jar=$(echo "$PWD"/../target/netcore-aes-*[0-9].jar)
classes=$PWD/../../../build/spark-classes
rm -rf "$classes"
# Spark's jars name others in their manifests that are not there.
"$JAVA_HOME/bin/javac" -Xlint:all,-path -Werror --release 17 -d "$classes" \
    -cp "$jar:$(echo "$venv"/lib/python3.*/site-packages/pyspark/jars)/*" src/main/java/io/github/netcoreaes/spark/*.java
echo "$classes:$jar:$(echo "$PWD"/../target/lib/jna-*.jar)"
