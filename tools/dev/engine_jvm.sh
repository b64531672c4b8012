# shellcheck shell=bash
# Sourced by ./dev: the same brokers as plain processes of a JVM, for machines where no Docker engine runs. Each has a folder in the
# state folder with its log, data and a pid file; a pid is only ever signalled if it is still the process that was started.

jvm_dir() { echo "$state_dir/broker-$1"; }

# "PID START_TIME" of a live process; empty when there is none. The start time tells it from a later process with the same pid.
jvm_process() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  stat=${stat##*) }
  # shellcheck disable=SC2086 # fields are words
  set -- "$1" $stat
  [ "$2" = Z ] || echo "$1 ${21}"
}

# Sets pid to broker N's process; false when it does not run.
jvm_pid() {
  local recorded
  recorded=$(cat "$(jvm_dir "$1")/pid" 2>/dev/null) || return 1
  pid=${recorded% *}
  [ -n "$recorded" ] && [ "$(jvm_process "$pid")" = "$recorded" ]
}

# jvm_launch NAME COMMAND…: starts it in the background, apart from this shell and its streams.
jvm_launch() {
  local dir
  dir=$(jvm_dir "$1")
  shift
  mkdir -p "$dir"
  [ ! -e "$dir/log" ] || mv "$dir/log" "$dir/log.before"
  setsid nohup "$@" >"$dir/log" 2>&1 </dev/null 9>&- &
  jvm_process $! >"$dir/pid"
}

# Prints the environment of broker N, one NAME=VALUE a line; a later line overrides an earlier one.
jvm_environment() {
  local n=$1 file files=(broker) node voters='' host=127.0.0.1
  # the docker brokers' ports inside their network, side by side on one address
  local listeners=INTERNAL://$host:$((ports + 1))$n,HOST://$host:$ports$((n + 1)) controller=CONTROLLER://$host:$((ports + 2))$n advertised
  case $kind in
    3) files+=(three) ;;
    1) files+=(one) ;;
    *) files+=(one "$kind") ;;
  esac
  for file in "${files[@]}"; do
    grep -v -e '^#' -e '^$' "$kafka_files/$file.env" | sed "s|/etc/kafka/secrets|$secrets_dir|g"
  done
  [ "$kind" != 3 ] || echo "KAFKA_BROKER_RACK=rack$n"
  if [ "$kind" = secure ]; then
    listeners+=,TLS://$host:${ports}5,MTLS://$host:${ports}6,SASLP://$host:${ports}7,SASLT://$host:${ports}8
    echo "KAFKA_SSL_PRINCIPAL_MAPPING_RULES=RULE:^.*CN=([^,]+).*\$/\$1/,DEFAULT"
    echo "KAFKA_CONNECTIONS_MAX_REAUTH_MS=${KLAMM_REAUTH_MS:-0}"
  fi
  [ "$kind" != bench ] || listeners+=,TLS://$host:${ports}5
  advertised=$listeners
  if [ "$kind" = 1 ]; then
    listeners+=,LOST://$host:${ports}9
    advertised+=,LOST://broker-1.invalid:9099
  fi
  if kafka_needs_zookeeper "$version"; then
    echo "KAFKA_PROCESS_ROLES="
    echo "KAFKA_BROKER_ID=$n"
    echo "KAFKA_ZOOKEEPER_CONNECT=$host:${ports}0"
    echo "KAFKA_ZOOKEEPER_SESSION_TIMEOUT_MS=3000"
  else
    for node in $(cluster_nodes); do voters+=,$node@$host:$((ports + 2))$node; done
    listeners+=,$controller
    echo "KAFKA_NODE_ID=$n"
    echo "KAFKA_CONTROLLER_QUORUM_VOTERS=${voters#,}"
  fi
  echo "KAFKA_LISTENERS=$listeners"
  echo "KAFKA_ADVERTISED_LISTENERS=$advertised"
  echo "KAFKA_LOG_DIRS=$(jvm_dir "$n")/data"
  echo "BROKER_DIR=$(jvm_dir "$n")"
}

jvm_up() {
  need_kafka "$version"
  image=''
  local n
  if kafka_needs_zookeeper "$version"; then
    jvm_pid zookeeper || jvm_launch zookeeper "$kafka_home/bin/kafka-java" tools -Xmx256m -Dzookeeper.admin.enableServer=false \
      -Dzookeeper.tickTime=1000 org.apache.zookeeper.server.ZooKeeperServerMain "${ports}0" "$(jvm_dir zookeeper)/data" 1000
  fi
  for n in $(cluster_nodes); do
    jvm_start "$n"
  done
}

jvm_start() {
  need_kafka "$version"
  wait_until 5 jvm_session_is_over "$1" || true
  local variables
  mapfile -t variables < <(jvm_environment "$1")
  jvm_launch "$1" env -i PATH="$PATH" HOME="${HOME:-/}" LANG=C.UTF-8 JAVA_HOME="$java_home" "${variables[@]}" "$kafka_home/bin/run-broker"
}

# ZooKeeper refuses a broker whose killed predecessor it still believes alive (its session lasts 3 s).
jvm_session_is_over() { ! kafka_needs_zookeeper "$version" || [ -z "$(find "$(jvm_dir "$1")/killed" -newermt '-4 seconds' 2>/dev/null)" ]; }

jvm_down() {
  local dir
  for dir in "$state_dir"/broker-*; do
    [ -e "$dir/pid" ] || continue
    ! jvm_pid "${dir##*/broker-}" || kill -KILL "$pid"
    wait_until 10 jvm_gone "${dir##*/broker-}" || die "process $pid does not end"
    rm -rf "$dir"
  done
}
jvm_gone() { ! jvm_pid "$1"; }

jvm_state() {
  if ! jvm_pid "$1"; then
    echo stopped
  elif grep -q '^State:[[:space:]]*T' "/proc/$pid/status"; then
    echo paused
  else
    echo running
  fi
}

jvm_log() { cat "$(jvm_dir "$1")/log"; }
jvm_signal() { jvm_pid "$2" && kill -"$1" "$pid"; }
jvm_stop() {
  jvm_signal TERM "$1"
  wait_until 30 jvm_gone "$1" || jvm_kill "$1"
}
jvm_kill() {
  jvm_signal KILL "$1"
  touch "$(jvm_dir "$1")/killed"
}
jvm_pause() { jvm_signal STOP "$1"; }
jvm_resume() { jvm_signal CONT "$1"; }

jvm_exec() {
  need_kafka "$version"
  local tool=$1
  shift
  [ -x "$kafka_home/bin/$tool" ] || die "Kafka $version has no tool $tool here; it has: $(cd "$kafka_home/bin" && echo kafka-*.sh)"
  "$kafka_home/bin/$tool" "$@"
}
