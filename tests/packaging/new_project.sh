# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: what `klamm new` makes is configured, built and tested, with the installed klamm and with klamm's sources.
klamm_cli=$static/cli/klamm
if [ -x "$klamm_cli" ]; then
  rm -rf "$work/new"
  mkdir "$work/new"
  quiet "$klamm_cli" new hello --directory "$work/new/hello"
  quiet cmake -S "$work/new/hello" -B "$work/new/build" "${fast[@]}" -DCMAKE_PREFIX_PATH="$prefix" -DFETCHCONTENT_FULLY_DISCONNECTED=ON
  quiet cmake --build "$work/new/build"
  quiet ctest --test-dir "$work/new/build" --no-tests=error
  said=$("$work/new/build/hello" "$work/new/no-such.properties" 2>&1) && fail "hello ran without its settings"
  [[ $said == *no-such.properties* ]] || fail "hello said: $said"
  quiet cmake -S "$work/new/hello" -B "$work/new/build-sources" "${fast[@]}" -DCMAKE_DISABLE_FIND_PACKAGE_klamm=ON -DFETCHCONTENT_SOURCE_DIR_KLAMM="$source"
  proved "klamm new: the project builds with the installed klamm and passes its test; it configures with klamm's sources"
fi
