# shellcheck shell=bash
# Sourced by ./dev: everything that compiles, and the commands that run what was compiled, except the tests.

need_library_packages() { # what klamm itself takes
  need_packages g++ cmake ninja-build ccache pkg-config libasio-dev libssl-dev libzstd-dev liblz4-dev libsnappy-dev zlib1g-dev libdeflate-dev \
    libexpected-dev "$@"
}
need_build_packages() {
  need_library_packages doctest-dev libbenchmark-dev libisal-dev libsqlite3-dev nlohmann-json3-dev libcli11-dev libkrb5-dev
}
need_clang_packages() { need_packages clang-16 lld-16 libclang-rt-16-dev llvm-16; }

# One job a core, as long as each has 1.5 GB.
build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  [ "$memory" -ge "$cores" ] || cores=$memory
  echo "${KLAMM_JOBS:-$((cores > 0 ? cores : 1))}"
}

# What was compiled in one checkout need not be compiled again in another: paths below this folder are hashed relative to it.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$root} CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR:-1}

# build PRESET [TARGET…]: configures when that has not happened, or the presets changed since; quiet unless it fails.
build() {
  local preset=$1 dir=$root/build/$1 log
  shift
  case $preset in
    demo) need_library_packages ;;
    dev | release | asan | tsan) need_build_packages ;;
    fuzz | clang) need_build_packages && need_clang_packages ;;
    *) die "no preset $preset; there are dev, release, demo, asan, tsan, fuzz and clang" ;;
  esac
  if [ ! -e "$dir/build.ninja" ] || [ "$root/CMakePresets.json" -nt "$dir/build.ninja" ]; then
    say "configuring preset $preset"
    mkdir -p "$dir"
    log=$dir/configure.log
    (cd "$root" && cmake --preset "$preset") >"$log" 2>&1 || {
      tail -n 40 "$log" >&2
      die "cmake --preset $preset failed; its words are above, all of them in $log"
    }
    touch "$dir/build.ninja"
  fi
  say "building preset $preset${1:+: $*}"
  cmake --build "$dir" -j "$(build_jobs)" ${1:+--target "$@"} >&2 || die "the build of preset $preset failed, see above"
}

cmd_build() {
  local preset=${1:-dev}
  shift || true
  build "$preset" "$@"
}

# demo [--real]: the main job, end to end, on embedded brokers in one process; with --real through a real Kafka and back.
cmd_demo() {
  local since=$EPOCHREALTIME
  if [ "${1:-}" != --real ]; then
    build demo klamm-demo
    "$root/build/demo/demo/klamm-demo" --since "$since" "$@"
    return
  fi
  build release example_producer example_consumer
  if ! "$root/dev" cluster status >/dev/null; then
    trap '"$root/dev" cluster down' EXIT
    "$root/dev" cluster up 1 >&2
  fi
  cluster_load
  local address topic program
  address=$(cluster_address 1)
  topic=demo-$(date +%s)
  "$root/dev" cluster exec kafka-topics.sh --bootstrap-server "$address" --create --topic "$topic" --partitions 3 >/dev/null
  for program in producer consumer; do
    say "$program $address $topic"
    timeout 60 "$root/build/release/examples/$program" "$address" "$topic" ||
      die "the $program failed (status $?; 124: it took more than a minute); ./dev cluster up 1 keeps a broker up to look at"
  done
}

# bench [NAME…] [-- OPTION…]: options are for each of the named. Those with a folder in bench/ measure against a broker: they find one, on its own network and tuned
# as shipped, in KLAMM_BOOTSTRAP, and other clients to measure beside klamm.
cmd_bench() {
  local dir=$root/build/release/bench name
  local -a names=() options=()
  while [ $# -gt 0 ] && [ "$1" != -- ]; do names+=("$1") && shift; done
  [ $# -eq 0 ] || options=("${@:2}")
  if [[ " ${names[*]:-produce} " =~ \ (produce|latency|consume|end_to_end|partitions|failover)\  ]]; then need_packages librdkafka-dev; fi
  build release
  [ ${#names[@]} -gt 0 ] || mapfile -t names < <(programs "$dir")
  for name in "${names[@]}"; do
    [ -x "$dir/$name" ] || die "no benchmark $name; there are: $(programs "$dir" | xargs)"
    if [ -d "$root/bench/$name" ]; then
      bench_need_cluster "$([ "$name" = failover ] && echo 3 || echo bench)"
      bench_need_librdkafka
    fi
    say "bench $name"
    "$dir/$name" ${options[0]:+"${options[@]}"}
  done
}

bench_need_cluster() {
  [ -z "${KLAMM_BOOTSTRAP:-}" ] || return 0
  if ! "$root/dev" cluster status >/dev/null; then
    trap '"$root/dev" cluster down' EXIT
    "$root/dev" cluster up "$1" >&2
  fi
  eval "$("$root/dev" cluster env)"
}

# Debian's librdkafka, and the newer one that PyPI's confluent-kafka carries, for KLAMM_LIBRDKAFKA.
bench_need_librdkafka() {
  [ -z "${KLAMM_LIBRDKAFKA:-}" ] || return 0
  local version=2.16.1 cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/klamm file
  file=$cache/confluent-kafka-$version/librdkafka.so.1
  KLAMM_LIBRDKAFKA=librdkafka.so.1
  if [ ! -e "$file" ]; then
    command -v pip3 >/dev/null || need_packages python3-pip
    say "getting librdkafka from PyPI: confluent-kafka $version"
    mkdir -p "$cache"
    rm -rf "$cache/confluent-kafka.new"
    (pip3 download -q --no-deps --only-binary :all: --implementation cp --python-version 3.11 --platform "manylinux_2_28_$(uname -m)" \
      -d "$cache/confluent-kafka.new" "confluent-kafka==$version" >&2 &&
      cd "$cache/confluent-kafka.new" && python3 -m zipfile -e ./*.whl . && mv confluent_kafka.libs/librdkafka-*.so.1 librdkafka.so.1 &&
      rm -rf ./*.whl confluent_kafka* && mv "$cache/confluent-kafka.new" "${file%/*}") || warn "only Debian's librdkafka is measured"
  fi
  [ ! -e "$file" ] || KLAMM_LIBRDKAFKA+=:$file
  export KLAMM_LIBRDKAFKA
}

programs() { find "$1" -maxdepth 1 -type f -executable -printf '%f\n' | sort; }

# fuzz [TARGET[:SUBJECT] [SECONDS]]: message:FetchResponse and codec:zstd are a target's with one subject; message:all are all messages, one after the other.
cmd_fuzz() {
  if [ "${1:-}" = --coverage ]; then
    fuzz_coverage
    return
  fi
  local target=${1:-} seconds=${2:-60} name dir=$root/build/fuzz/fuzz failed=0
  build fuzz
  [ -z "$target" ] || [ -x "$dir/${target%%:*}" ] || die "no fuzz target $target; there are: $(programs "$dir" | xargs)"
  local -a names=("$target")
  case $target in
    '') mapfile -t names < <(programs "$dir") ;;
    message:all) mapfile -t names < <("$dir/seeds/fuzz-seeds" message --list | sed 's/^/message:/') ;;
    codec:all) names=(codec:gzip codec:snappy codec:lz4 codec:zstd) ;;
  esac
  for name in "${names[@]}"; do
    fuzz_one "$name" "$seconds" || failed=1
  done
  return $failed
}

fuzz_one() {
  local name=${1%%:*} subject= seconds=$2 dir=$root/build/fuzz
  [[ $1 != *:* ]] || subject=${1#*:}
  say "fuzzing $1 for $seconds s"
  # new inputs are kept in build/, the project's own ones are read
  local inputs=("$dir/corpus/$name${subject:+-$subject}" "$dir/seeds/$name")
  mkdir -p "${inputs[0]}" "$dir/crashes"
  "$dir/fuzz/seeds/fuzz-seeds" "$name" "${inputs[1]}"
  [ -z "$subject" ] || inputs+=("--only=$subject")
  "$dir/fuzz/$name" -max_total_time="$seconds" -artifact_prefix="$dir/crashes/$name-" -print_final_stats=1 "${inputs[@]}" || {
    warn "$1 failed; the input is in build/fuzz/crashes, and build/fuzz/fuzz/$name FILE${subject:+ --only=$subject} runs it again"
    return 1
  }
}

# How much of what reads a broker's bytes the seeds, and what the fuzzers have found so far, reach: llvm's source-based coverage, without sanitizers.
fuzz_coverage() {
  local dir=$root/build/fuzz-coverage name inputs=() objects=() only
  need_build_packages && need_clang_packages
  if [ ! -e "$dir/build.ninja" ]; then
    cmake --preset fuzz -S "$root" -B "$dir" -DKLAMM_SANITIZE=fuzzer-no-link -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping" >/dev/null ||
      die "the build for coverage could not be configured"
  fi
  cmake --build "$dir" -j "$(build_jobs)" >&2 || die "the build for coverage failed, see above"
  rm -f "$dir"/*.profraw
  for name in $(programs "$dir/fuzz"); do
    objects+=(-object "$dir/fuzz/$name")
    for inputs in "$root/build/fuzz/corpus/$name" "$root/build/fuzz/corpus/$name"-*; do
      [ -d "$inputs" ] || continue
      only=${inputs#"$root/build/fuzz/corpus/$name"}
      LLVM_PROFILE_FILE=$dir/$name$only.profraw "$dir/fuzz/$name" -runs=0 "$inputs" ${only:+"--only=${only#-}"} >/dev/null 2>&1 || warn "$name failed"
    done
    "$dir/fuzz/seeds/fuzz-seeds" "$name" "$dir/seeds/$name"
    LLVM_PROFILE_FILE=$dir/$name.seeds.profraw "$dir/fuzz/$name" -runs=0 "$dir/seeds/$name" >/dev/null 2>&1 || warn "$name failed"
  done
  llvm-profdata-16 merge -o "$dir/all.profdata" "$dir"/*.profraw
  llvm-cov-16 report "${objects[@]}" -instr-profile "$dir/all.profdata" "$root"/src/{wire,compression,records,security,consumer,net}/
}

cmd_format() {
  need_packages clang-format-16
  local files options=(-i)
  case ${1:-} in
    --check) options=(--dry-run -Werror) ;;
    '') ;;
    *) die "format $1: there is --check" ;;
  esac
  mapfile -t files < <(cd "$root" && find include src cli sim tests integration bench fuzz examples -name '*.[ch]pp' 2>/dev/null | sort)
  (cd "$root" && printf '%s\0' "${files[@]}" | xargs -0 -n 50 clang-format-16 "${options[@]}") ||
    die "these files are formatted otherwise; ./dev format changes them"
}

cmd_tidy() {
  need_packages shellcheck clang-tidy-16
  # dev brings tools/dev along
  (cd "$root" && git ls-files -z -- dev .ci '*.sh' integration/kafka/home/bin ':!tools/dev' | xargs -0 shellcheck --severity=warning) ||
    die "shellcheck found fault, see above"
  build clang
  local files=("$@")
  [ ${#files[@]} -gt 0 ] || mapfile -t files < <(cd "$root" && find src examples -name '*.cpp' | sort)
  (cd "$root" && printf '%s\0' "${files[@]}" | xargs -0 -n 4 -P "$(build_jobs)" clang-tidy-16 -p build/clang --quiet) ||
    die "clang-tidy found fault, see above"
}

cmd_docs() {
  need_packages doxygen graphviz
  mkdir -p "$root/build/docs"
  (cd "$root" && doxygen docs/Doxyfile) || die "doxygen found fault with the documentation, see above"
  say "the reference is in build/docs/html/index.html"
}
