#!/usr/bin/env bash
# usage: install.sh VERSION DIR   Puts Kafka's jars (from Maven Central), its tools as scripts and our launcher into DIR.
# Needs: mvn, a JDK.
set -euo pipefail
version=$1 dir=$2
here=$(cd "$(dirname "$0")" && pwd)
options=(-Dkafka.version="$version")
case $version in
  2.[0-3].*) options+=(-Dscala.version=2.12 -Pnewer-zookeeper) ;;
  2.[45].*) options+=(-Pnewer-zookeeper) ;;
esac
case $version in # before 4.0 Kafka logs through log4j 1
  [123].*) options+=(-Dlogging.group=org.slf4j -Dlogging.name=slf4j-reload4j -Dlogging.version=1.7.36) ;;
esac
mkdir -p "$dir/libs"
cp -R "$here"/home/* "$dir/"
log=$(mvn -q -B -Dstyle.color=never -f "$here/pom.xml" "${options[@]}" \
  dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$dir/libs" 2>&1) || {
  printf '%s\n' "$log" >&2
  exit 1
}
chmod 644 "$dir"/libs/*.jar
rm -f "$dir"/libs/{log4j-1.2.*,slf4j-log4j12-*}.jar # reload4j is in their place
(cd "$dir/libs" && printf '%s\n' *.jar | LC_ALL=C sort) >"$dir/jars.txt"

while read -r tool classes; do
  case $tool in '' | '#') continue ;; esac
  for class in $classes; do
    # an entry's name stands uncompressed in the jar's directory
    if grep -qF "${class//.//}.class" "$dir"/libs/kafka*.jar; then
      # shellcheck disable=SC2016 # expanded by the script that is written
      printf '#!/bin/sh\nexec "$(dirname "$0")/kafka-run-class.sh" %s "$@"\n' "$class" >"$dir/bin/$tool.sh"
      break
    fi
  done
done <"$here/tools.txt"
chmod 755 "$dir"/bin/*
