# shellcheck shell=bash
# Sourced by ./dev: brokers in containers. Implements what cluster.sh asks of an engine: docker_up, _down, _state, _kill, …

docker_container() { echo "$cluster_name-$1"; }

# True when an engine answers, after starting (and, as root, installing) one if need be. A "no" is remembered until the next boot.
docker_usable() {
  if command -v docker >/dev/null && docker info >/dev/null 2>&1; then return 0; fi
  [ "$(id -u)" = 0 ] || return 1
  local refused=$state_dir/no-docker boot reason
  boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown)
  [ "$(cat "$refused" 2>/dev/null)" != "$boot" ] || return 1
  if reason=$(docker_impossible); then
    say "no Docker engine: $reason"
  else
    command -v dockerd >/dev/null || (need_packages docker.io iptables) || true
    if command -v dockerd >/dev/null && docker_start_engine; then return 0; fi
    say "no Docker engine: dockerd does not start, see $(docker_engine_log)"
  fi
  echo "$boot" >"$refused"
  return 1
}

# Prints why no engine can run here, without trying; false if one might.
docker_impossible() {
  local capabilities
  capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
  if command -v ischroot >/dev/null && ischroot; then
    echo "this is a chroot"
  elif (((0x$capabilities >> 21 & 1) == 0 || (0x$capabilities >> 12 & 1) == 0)); then # CAP_SYS_ADMIN, CAP_NET_ADMIN
    echo "this container lacks the privileges for one"
  else
    return 1
  fi
}

docker_engine_log() { echo "$state_dir/dockerd.log"; }

docker_start_engine() {
  say "starting the Docker engine (it stays up)"
  if [ -d /run/systemd/system ]; then
    systemctl start docker >/dev/null 2>&1 || true
  else
    setsid nohup dockerd >"$(docker_engine_log)" 2>&1 </dev/null 9>&- &
  fi
  wait_until 20 docker_answers
}
docker_answers() { docker info >/dev/null 2>&1; }

docker_compose() {
  local compose=(docker compose)
  if ! docker compose version >/dev/null 2>&1; then
    command -v docker-compose >/dev/null || need_packages docker-compose
    compose=(docker-compose)
  fi
  KAFKA_IMAGE=$image KLAMM_CLUSTER=$cluster_name KLAMM_PORTS=$ports KLAMM_NET=$docker_net KLAMM_SECRETS=$secrets_dir \
    "${compose[@]}" -p "$cluster_name" -f "$kafka_files/compose.$kind.yml" "$@"
}

# Sets image: the official one if it is here or can be pulled, else one made on this machine.
docker_need_image() {
  local official=apache/kafka:$version own
  own=klamm/kafka:$version-$(kafka_stamp "$kafka_files"/image/*)
  for image in "$official" "$own"; do
    ! docker image inspect "$image" >/dev/null 2>&1 || return 0
  done
  image=$official
  if ! version_before "$version" 3.7.0 && DOCKER_CLI_EXPERIMENTAL=enabled timeout 10 docker manifest inspect "$official" >/dev/null 2>&1; then
    say "pulling $official"
    ! docker pull -q "$official" >/dev/null || return 0
  fi
  image=$own
  say "$official cannot be pulled; building $image from Debian and Maven Central (half a minute)"
  need_java
  [ -x "$java_home/bin/jlink" ] || need_packages openjdk-17-jdk-headless
  "$kafka_files/image/build.sh" "$version" "$image" || die "the image could not be built (see above); KLAMM_ENGINE=jvm runs without one"
  # of a version's images made here, only the newest serves
  docker images -q --filter "reference=klamm/kafka:$version-*" --filter "before=$image" | xargs -r docker image rm >/dev/null 2>&1 || true
}

docker_up() {
  docker_need_image
  local log
  log=$(docker_compose up -d 2>&1) || {
    printf '%s\n' "$log" >&2
    docker_compose down -v -t 1 >/dev/null 2>&1 || true
    die "docker compose could not start the brokers; its words are above"
  }
}

docker_down() { docker_compose down -v -t 2 >/dev/null 2>&1 || die "docker compose could not stop the brokers; docker ps lists them"; }

docker_state() {
  local state
  state=$(docker inspect -f '{{.State.Status}}' "$(docker_container "$1")" 2>/dev/null) || state=exited
  case $state in running | paused) echo "$state" ;; *) echo stopped ;; esac
}

docker_log() {
  local container
  container=$(docker_container "$1")
  docker logs --since "$(docker inspect -f '{{.State.StartedAt}}' "$container")" "$container" 2>&1
}

docker_start() { docker start "$(docker_container "$1")" >/dev/null; }
docker_stop() { docker stop -t 30 "$(docker_container "$1")" >/dev/null; }
docker_kill() { docker kill "$(docker_container "$1")" >/dev/null; }
docker_pause() { docker pause "$(docker_container "$1")" >/dev/null; }
docker_resume() { docker unpause "$(docker_container "$1")" >/dev/null; }

# In a container on the host's network, so that a tool sees the addresses and (below the current folder) the files that its caller sees.
docker_exec() {
  local tool=$1 options=(--rm -i --network host -v "$PWD:$PWD" -w "$PWD" --user "$(id -u):$(id -g)" -e "KAFKA_OPTS=${KAFKA_OPTS:-}")
  shift
  case $tool in # reads the broker's files
    kafka-dump-log.sh) docker exec -i -e KAFKA_OPTS= -e KAFKA_HEAP_OPTS=-Xmx128m "$(docker_container 1)" "/opt/kafka/bin/$tool" "$@"; return ;;
  esac
  [ ! -d "$secrets_dir" ] || options+=(-v "$secrets_dir:$secrets_dir:ro")
  # Of a container that ends with its last words, they may be lost on the way: so the tool's end is not yet the container's.
  # shellcheck disable=SC2016 # expanded inside
  docker run "${options[@]}" "$image" sh -c '
    exec 3<&0
    "$@" <&3 3<&- & tool=$!
    trap "kill -TERM $tool" TERM INT
    wait "$tool"; code=$?
    while kill -0 "$tool" 2>/dev/null; do wait "$tool"; code=$?; done # a signal came, and the tool is ending
    sleep 0.1
    exit "$code"' sh "/opt/kafka/bin/$tool" "$@"
}
