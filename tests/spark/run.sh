#!/usr/bin/env bash
# Tests netcore_aes.spark and the jar's module for Spark on PySpark, with the staged package, the command and the jar; and the consumer of
# docs/kafka.md on a Kafka broker. JAVA_HOME selects the JDK that runs Spark and the broker, 17 or 21.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
venv=${VENV:-$repository/build/spark-venv}
"$repository/packaging/venv.sh" "$venv" "$here/requirements.txt"

export JAVA_HOME=${JAVA_HOME:-$("$repository/bindings/java/jdk.sh" 17 21)}
export PYTHONPATH=$repository/build/stage PATH=$repository/build/bin:$PATH PYTHONDONTWRITEBYTECODE=1
# Spark's workers are of this environment, too.
export PYSPARK_PYTHON=$venv/bin/python SPARK_LOCAL_IP=127.0.0.1

"$repository/bindings/java/build.sh"
target=$repository/bindings/java/target
jars=$(echo "$target"/{spark/netcore-aes-spark-*[0-9],netcore-aes-*[0-9],lib/jna-*}.jar)
# The jars as the page says for jobs of the JVM.
export PYSPARK_SUBMIT_ARGS="--driver-java-options -XX:TieredStopAtLevel=1 --jars ${jars// /,} pyspark-shell"
export KAFKA_CLASS_PATH=$repository/build/kafka-class-path
mvn -q -B --no-transfer-progress -Dstyle.color=never -f "$here/broker.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.outputFile="$KAFKA_CLASS_PATH"
cd "$repository/build"
MYPYPATH=$repository/netcore-aes-py/python "$venv/bin/mypy" --config-file "$repository/netcore-aes-py/pyproject.toml" \
    --python-version 3.10 --no-error-summary --package netcore_aes.spark
exec "$venv/bin/pytest" --quiet -p no:cacheprovider "$here" "$@"
