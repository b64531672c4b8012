#!/bin/sh
# Writes the test data that Java's own code defines: tests/data/wire, tests/data/records and tests/data/assignors.
# Needs a JDK >= 17, Maven and Python 3. The output is checked in; run this only when Kafka's version or the cases change.
#
#   tools/java/golden.sh
#
# Running it again gives the same files. Compressed batches may differ in their bytes (not in their records) on a machine
# with another zlib or processor.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
kafka=4.3.1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/klamm/golden-$kafka
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT

if [ ! -e "$cache/complete" ]; then
  mvn -q -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$cache"
  touch "$cache/complete"
fi

data=$root/tests/data
mkdir -p "$data/wire" "$data/records"
python3 "$root/tools/extract_schema.py" "$cache/kafka-clients-$kafka.jar" > "$data/wire/schema-$kafka.tsv"
javac --release 17 -Xlint:all,-processing -cp "$cache/*" -d "$classes" "$here"/*.java
java -cp "$classes:$cache/*" GoldenMessages "$data/wire/schema-$kafka.tsv" "$data/wire"
java -cp "$classes:$cache/*" GoldenRecords "$data/records"
java -cp "$classes:$cache/*" GoldenAssignors "$data/assignors"
