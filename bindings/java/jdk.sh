#!/usr/bin/env bash
# jdk.sh MIN [MAX]: prints the home of a JDK from version MIN to MAX, or says which to install and fails. Looks at JDK_MIN (such
# as JDK_22), JAVA_HOME, the javac on the path and /usr/lib/jvm.
set -euo pipefail
min=$1
max=${2:-999}
named=JDK_$min

candidates() {
    echo "${!named:-}"
    echo "${JAVA_HOME:-}"
    javac=$(command -v javac) && readlink -f "$javac" | sed 's|/bin/javac$||'
    ls -d /usr/lib/jvm/* 2>/dev/null || true
}

while read -r home; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
    version=$("$home/bin/javac" -version 2>&1 | sed -E 's/^javac ([0-9]+).*/\1/')
    if [ "$version" -ge "$min" ] 2>/dev/null && [ "$version" -le "$max" ]; then
        echo "$home"
        exit
    fi
done < <(candidates)

range="$min or later"
[ "$max" = 999 ] || range="$min to $max"
echo "no JDK $range: install one, and point $named or JAVA_HOME at it unless it is in /usr/lib/jvm" >&2
exit 1
