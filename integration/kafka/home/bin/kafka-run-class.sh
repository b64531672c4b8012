#!/bin/sh
# usage: kafka-run-class.sh CLASS [ARGUMENT…]   One of Kafka's tools: small heap, quick start.
# shellcheck disable=SC2086 # options are words
exec "$(dirname "$0")/kafka-java" tools ${KAFKA_HEAP_OPTS:--Xmx256m} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${KAFKA_OPTS-} "$@"
