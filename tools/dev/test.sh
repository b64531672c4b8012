# shellcheck shell=bash
# Sourced by ./dev: `./dev test`. A stage builds what it needs and runs the tests of one ctest label; a stage that fails does not keep
# the next from running.

test_default_stages=(unit packaging asan integration)

cmd_test() {
  local stages=() stage rc results=$root/build/test-results passed=0 failed=0 skipped=0 broken=()
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    declare -F "test_stage_$1" >/dev/null || die "unknown stage $1; there are unit packaging asan tsan integration java format"
    stages+=("$1")
    shift
  done
  [ $# -eq 0 ] || shift
  ctest_arguments=("$@") # what stands after -- is for ctest: ./dev test unit -- -R accumulator
  [ ${#stages[@]} -gt 0 ] || stages=("${test_default_stages[@]}")
  rm -rf "$results"
  mkdir -p "$results"
  for stage in "${stages[@]}"; do
    local start=$SECONDS
    say "test stage: $stage"
    set +e # (in the condition of an if, a subshell would not stop at its first error)
    (
      set -e
      "test_stage_$stage"
    )
    rc=$?
    set -e
    test_count "$results/$stage"*.xml
    # a stage that failed without a failed test (it did not build, say) is a failure too
    if [ $rc -ne 0 ]; then
      broken+=("$stage")
      [ "$stage_failed" -gt 0 ] || stage_failed=1
    fi
    ((passed += stage_passed, failed += stage_failed, skipped += stage_skipped)) || true
    say "test stage $stage: $stage_passed passed, $stage_failed failed, $stage_skipped skipped, $((SECONDS - start)) s"
  done
  [ ${#broken[@]} -eq 0 ] || say "failed: ${broken[*]}"
  [ "$skipped" = 0 ] || echo "$skipped skipped"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# Adds up ctest's own counts in the JUnit files that it wrote.
test_count() {
  local file head value name
  stage_passed=0 stage_failed=0 stage_skipped=0
  for file in "$@"; do
    [ -e "$file" ] || continue
    head=$(tr '\n' ' ' <"$file" | grep -oE '<testsuite [^>]*>')
    local -A count=()
    for name in tests failures disabled skipped; do
      value=$(sed -nE "s/.*[[:space:]]$name=\"([0-9]+)\".*/\1/p" <<<"$head")
      count[$name]=${value:-0}
    done
    ((stage_failed += count[failures], stage_skipped += count[disabled] + count[skipped])) || true
    ((stage_passed += count[tests] - count[failures] - count[disabled] - count[skipped])) || true
  done
}

# run_ctest PRESET LABEL RESULT [OPTION…]
run_ctest() {
  local preset=$1 label=$2 result=$root/build/test-results/$3.xml
  shift 3
  ctest --test-dir "$root/build/$preset" -L "^$label\$" --output-on-failure --no-tests=error --output-junit "$result" "$@" "${ctest_arguments[@]}"
}

test_stage_unit() {
  build dev
  run_ctest dev unit unit -j "$(nproc)"
}

test_stage_packaging() {
  need_packages make dpkg-dev file
  build dev
  run_ctest dev packaging packaging
}

test_stage_asan() { test_sanitized asan; }
test_stage_tsan() { test_sanitized tsan; }
test_sanitized() {
  build "$1"
  export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1}
  export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1} TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}
  run_ctest "$1" unit "$1" -j "$(nproc)"
}

# Tests labelled integration meet one broker; those labelled integration-3 and integration-secure the clusters of these names.
test_stage_integration() {
  need_packages kcat # beside which klamm's command is held
  build dev
  local kind label rc=0
  for kind in 1 3 secure; do
    label=integration
    [ "$kind" = 1 ] || label=integration-$kind
    if [ "$kind" != 1 ] && [ "$(ctest --test-dir "$root/build/dev" -N -L "^$label\$" | sed -n 's/^Total Tests: //p')" = 0 ]; then continue; fi
    test_with_cluster "$kind" "$label" || rc=1
  done
  return $rc
}

test_with_cluster() (
  # a cluster that is up already is used and stays up
  "$root/dev" cluster status >/dev/null || trap '"$root/dev" cluster down' EXIT
  "$root/dev" cluster up "$1" >&2 || exit 1
  variables=$("$root/dev" cluster env) || exit 1
  eval "$variables"
  run_ctest dev "$2" "$2"
)

# Does Java still write what tests/data holds? (Compressed bytes may differ with another zlib.)
test_stage_java() {
  need_packages python3
  need_java
  PATH=$java_home/bin:$PATH "$root/tools/java/golden.sh"
  local changed suite=$root/build/test-results/java.xml failures=0
  changed=$(git -C "$root" status --porcelain -- tests/data)
  [ -z "$changed" ] || failures=1
  printf '<testsuite name="java" tests="1" failures="%d" disabled="0" skipped="0">\n</testsuite>\n' $failures >"$suite"
  [ $failures = 0 ] || die "Java writes other data than tests/data holds; see git diff tests/data"
}

test_stage_format() {
  cmd_format --check
  printf '<testsuite name="format" tests="1" failures="0" disabled="0" skipped="0">\n</testsuite>\n' >"$root/build/test-results/format.xml"
}
