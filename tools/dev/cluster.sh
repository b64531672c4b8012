# shellcheck shell=bash
# Sourced by ./dev: `./dev cluster …`, the same for every engine. What is up is written in a state folder that all checkouts share, as
# they share the ports.

ports=${KLAMM_PORTS:-1909}
[[ $ports =~ ^[1-5][0-9]{3}$ ]] || die "KLAMM_PORTS=$ports: give the first four digits of the ports, such as 1909 for 19092 …"
if [ "$ports" = 1909 ]; then
  cluster_name=klamm docker_net=172.31.199
else
  cluster_name=klamm-$ports docker_net=172.$((20 + ports / 256)).$((ports % 256))
fi
state_dir=${XDG_STATE_HOME:-/tmp}/klamm-$(id -u)/cluster-$ports
secrets_dir=$state_dir/secrets
kind='' engine='' version='' image='' # of the cluster that is up

cmd_cluster() {
  local action=${1:-status}
  shift || true
  case $action in
    up) cluster_locked cluster_up "${1:-1}" ;;
    down) cluster_locked cluster_down ;;
    kill | stop | pause | resume | start) cluster_locked cluster_broker "$action" "${1-}" ;;
    status) cluster_status ;;
    env) cluster_env ;;
    exec) cluster_exec "$@" ;;
    logs)
      cluster_require
      "${engine}_log" "${1:-1}"
      ;;
    home)
      need_kafka "$kafka_version"
      echo "$kafka_home"
      ;;
    *) die "unknown: cluster $action; ./dev help lists the commands" ;;
  esac
}

cluster_nodes() { if [ "$kind" = 3 ]; then echo 1 2 3; else echo 1; fi; }

cluster_address() { echo "127.0.0.1:$ports$(($1 + 1))"; }

cluster_bootstrap() {
  local n list=''
  for n in $(cluster_nodes); do list+=,$(cluster_address "$n"); done
  echo "${list#,}"
}

# Reads what is up; false when nothing is.
cluster_load() {
  kind=''
  # shellcheck source=/dev/null
  [ ! -e "$state_dir/up" ] || source "$state_dir/up"
  [ -n "$kind" ]
}
cluster_save() { printf '%s=%q\n' kind "$kind" engine "$engine" version "$version" image "$image" >"$state_dir/up"; }
cluster_require() { cluster_load || die "no cluster is up; start one with: ./dev cluster up [1|3|secure]"; }

# Two commands at once would undo each other's work.
cluster_locked() {
  mkdir -p "$state_dir"
  [ -O "${state_dir%/*}" ] || die "${state_dir%/*} belongs to someone else; set XDG_STATE_HOME to a folder of yours"
  chmod 700 "${state_dir%/*}"
  exec 9>"$state_dir/lock"
  flock -w 300 9 || die "another ./dev cluster command has been running for five minutes; it holds $state_dir/lock"
  "$@"
  exec 9>&-
}

cluster_up() {
  local wanted=$1 n
  case $wanted in
    1 | 3 | secure | bench) ;;
    *) die "cluster up $wanted: there are 1, 3, secure and bench" ;;
  esac
  if cluster_load; then
    [ "$kind $version" = "$wanted $kafka_version" ] ||
      die "another cluster is up ($(cluster_describe)); first: ./dev cluster down, or set KLAMM_PORTS=2909 to run one beside it"
    [ "${KLAMM_ENGINE:-auto}" = auto ] || [ "$KLAMM_ENGINE" = "$engine" ] ||
      die "the cluster is up on another engine ($engine); first: ./dev cluster down"
    cluster_heal
    cluster_status
    return
  fi
  kind=$wanted version=$kafka_version
  cluster_check_ports
  cluster_choose_engine
  [[ $kind != secure && $kind != bench ]] || cluster_need_secrets
  say "starting Kafka $version: cluster $kind on $engine"
  cluster_save
  trap cluster_abandon EXIT
  [ "$kind" != secure ] || kerberos_up
  "${engine}_up"
  cluster_save
  for n in $(cluster_nodes); do cluster_wait_ready "$n"; done
  [ "$kind" != secure ] || cluster_add_users
  trap - EXIT
  cluster_status
}

# A start that failed or was interrupted leaves nothing running.
cluster_abandon() {
  trap - EXIT
  "${engine}_down"
  kerberos_down
  rm -f "$state_dir/up"
}

# Brings back brokers of the running cluster that were killed or paused.
cluster_heal() {
  local n
  for n in $(cluster_nodes); do
    case $("${engine}_state" "$n") in
      paused) "${engine}_resume" "$n" ;;
      stopped)
        if [ "$engine" = docker ] && ! docker inspect "$(docker_container "$n")" >/dev/null 2>&1; then docker_up; else "${engine}_start" "$n"; fi
        ;;
    esac
  done
  for n in $(cluster_nodes); do cluster_wait_ready "$n"; done
}

cluster_check_ports() {
  local n
  for n in $(cluster_nodes); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$ports$((n + 1))") 2>/dev/null ||
      die "port $ports$((n + 1)) is taken by a program that ./dev did not start; stop it, or choose other ports: KLAMM_PORTS=2909"
  done
}

cluster_choose_engine() {
  engine=${KLAMM_ENGINE:-auto}
  if [ "$kind" = secure ] && version_before "$version" 3.5.0; then
    die "the secured cluster needs Kafka 3.5 or newer (SCRAM users on KRaft); $version runs as: ./dev cluster up 1 or 3"
  fi
  case $engine in
    auto)
      engine=jvm
      if ! kafka_needs_zookeeper "$version" && docker_usable; then engine=docker; fi
      ;;
    docker)
      ! kafka_needs_zookeeper "$version" || die "Kafka $version needs ZooKeeper, which only KLAMM_ENGINE=jvm runs"
      rm -f "$state_dir/no-docker"
      docker_usable || die "no Docker engine answers and none could be started; KLAMM_ENGINE=jvm does without"
      ;;
    jvm) ;;
    *) die "KLAMM_ENGINE=$engine: there are auto, docker and jvm" ;;
  esac
}

cluster_need_secrets() {
  [ -e "$secrets_dir/jwks.json" ] && return
  need_packages openssl
  "$kafka_files/secure/make-secrets.sh" "$secrets_dir"
}

# One mechanism a call: two in one request are refused (DuplicateResource).
cluster_add_users() {
  local bits
  for bits in 256 512; do
    "${engine}_exec" kafka-configs.sh --bootstrap-server "$(cluster_address 1)" --alter --entity-type users --entity-name alice \
      --add-config "SCRAM-SHA-$bits=[iterations=4096,password=alice-secret]" >/dev/null
  done
}

# A TCP connect says nothing (docker's proxy accepts at once): ready is what the broker's log of this start says.
cluster_wait_ready() {
  local n=$1
  wait_until 90 cluster_is_ready_or_dead "$n" || true
  [ "$("${engine}_state" "$n")" = paused ] || cluster_is_ready "$n" || {
    "${engine}_log" "$n" | tail -n 30 >&2
    die "broker $n did not start; the end of its log is above"
  }
}
# (not grep -q: it would end the pipe early, and pipefail make that a failure)
cluster_is_ready() { "${engine}_log" "$1" | grep -E 'Kafka Server started|KafkaServer id=[0-9]+\] started' >/dev/null; }
cluster_is_ready_or_dead() { cluster_is_ready "$1" || [ "$("${engine}_state" "$1")" = stopped ]; }

cluster_down() {
  if ! cluster_load; then
    say "no cluster is up"
    return
  fi
  "${engine}_down"
  kerberos_down
  rm -rf "$state_dir/up" "$secrets_dir"
}

# kill, stop, start, pause or resume of one broker; returns when it has happened, does nothing when it is so already.
cluster_broker() {
  local action=$1 n=$2 state
  cluster_require
  [[ " $(cluster_nodes) " == *" $n "* ]] || die "cluster $action needs the number of a broker: $(cluster_nodes)"
  state=$("${engine}_state" "$n")
  case $action:$state in
    start:running | resume:running | kill:stopped | stop:stopped | pause:paused) return ;;
    pause:stopped | resume:stopped) die "broker $n does not run; first: ./dev cluster start $n" ;;
    start:paused) die "broker $n is paused; ./dev cluster resume $n" ;;
    stop:paused) "${engine}_resume" "$n" ;;
    kill:paused) [ "$engine" = jvm ] || docker_resume "$n" ;; # docker does not kill what it has frozen
  esac
  "${engine}_$action" "$n"
  case $action in
    start) cluster_wait_ready "$n" ;;
    kill | stop) cluster_wait_state "$n" stopped ;;
    pause) cluster_wait_state "$n" paused ;;
    resume) cluster_wait_state "$n" running ;;
  esac
}
cluster_wait_state() { wait_until 30 cluster_is_state "$1" "$2" || die "broker $1 is not $2 after 30 s"; }
cluster_is_state() { [ "$("${engine}_state" "$1")" = "$2" ]; }

cluster_describe() { echo "cluster $kind, Kafka $version, engine $engine${image:+, image $image}"; }

# Exit status 3 when nothing is up, as of a service.
cluster_status() {
  if ! cluster_load; then
    echo "no cluster is up"
    return 3
  fi
  local n
  echo "$(cluster_describe), bootstrap $(cluster_bootstrap)"
  for n in $(cluster_nodes); do
    printf '%s %-8s %s\n' "$n" "$("${engine}_state" "$n")" "$(cluster_address "$n")"
  done
}

# What integration tests read.
cluster_env() {
  cluster_require
  printf 'export %s=%q\n' KLAMM_BOOTSTRAP "$(cluster_bootstrap)" KLAMM_KAFKA_VERSION "$version" KLAMM_CLUSTER "$kind" \
    KLAMM_CLUSTER_CMD "$root/dev cluster" KLAMM_PORTS "$ports"
  # the folder with the broker's logs, as its own tools see it
  [ "$kind" != 1 ] || printf 'export KLAMM_LOST=%q KLAMM_LOG_DIR=%q\n' 127.0.0.1:"${ports}9" "$([ "$engine" = jvm ] && echo "$(jvm_dir 1)/data" || echo /tmp/kafka-data)"
  [ "$engine" != docker ] || printf 'export KLAMM_KAFKA_IMAGE=%q\n' "$image"
  [[ $kind != secure && $kind != bench ]] || printf 'export %s=%q\n' KLAMM_SECRETS "$secrets_dir" KLAMM_TLS 127.0.0.1:"${ports}5"
  [ "$kind" != secure ] || printf 'export %s=%q\n' KLAMM_MTLS 127.0.0.1:"${ports}6" \
    KLAMM_SASL_PLAINTEXT 127.0.0.1:"${ports}7" KLAMM_SASL_SSL 127.0.0.1:"${ports}8"
}

cluster_exec() {
  cluster_require
  [ $# -gt 0 ] ||
    die "cluster exec needs one of Kafka's tools, such as: ./dev cluster exec kafka-topics.sh --bootstrap-server $(cluster_bootstrap) --list"
  "${engine}_exec" "$@"
}
