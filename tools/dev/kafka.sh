# shellcheck shell=bash
# Sourced by ./dev: which Kafka, and its jars on this machine.

kafka_version=${KAFKA_VERSION:-4.3.1}
kafka_files=$root/integration/kafka
[[ $kafka_version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "KAFKA_VERSION=$kafka_version is not a version of Kafka, such as 4.3.1"

# version_before A B: A < B
version_before() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# KRaft is meant for production since 3.3; older brokers run with ZooKeeper
kafka_needs_zookeeper() { version_before "$1" 3.3.0; }

# need_kafka VERSION: sets kafka_home to a folder with that version's jars and tools, made when it is not there yet.
need_kafka() {
  local version=$1 cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/klamm
  need_java
  kafka_home=$cache/kafka-$version-$(kafka_stamp) # another folder when what makes it changes: brokers may be running from the old one
  [ ! -e "$kafka_home/complete" ] || return 0
  mkdir -p "$cache"
  exec 8>"$cache/lock"
  flock 8
  if [ ! -e "$kafka_home/complete" ]; then
    say "getting Kafka $version from Maven Central"
    rm -rf "$kafka_home" "$kafka_home.new"
    "$kafka_files/install.sh" "$version" "$kafka_home.new" ||
      die "Kafka $version could not be installed from Maven Central (see above); behind a proxy, configure it in ~/.m2/settings.xml"
    mv "$kafka_home.new" "$kafka_home"
    "$kafka_home/bin/warm" 8>&- 9>&- || warn "Kafka $version starts without a class archive, a few seconds slower"
    touch "$kafka_home/complete"
  fi
  exec 8>&-
}

# Changes when the files change that a Kafka installation, or with ARGUMENTs more than that, is made with.
kafka_stamp() { cat "$kafka_files"/{install.sh,pom.xml,tools.txt} "$kafka_files"/home/*/* "$@" | cksum | cut -d' ' -f1; }
