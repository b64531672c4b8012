#!/usr/bin/env bash
# Installs klamm and uses what was installed: find_package, pkg-config, add_subdirectory and FetchContent, static and shared, with g++ and (if it is there) clang++.
# Then looks at the headers, at what the shared library exports, and at the Debian packages. Says what it proved, line by line.
#   tests/packaging/run.sh --source SOURCES --work DIRECTORY [--cxx COMPILER] [--launcher ccache] [--static BUILD-OF-A-STATIC-KLAMM]
# Builds are kept in DIRECTORY, so that the next run only compiles what changed; prefixes and consumers are made anew each time.
set -euo pipefail

source='' work='' cxx=c++ launcher='' static=''
while [ $# -gt 1 ]; do
  declare "${1#--}=$2"
  shift 2
done
if [ -z "$source" ] || [ -z "$work" ]; then
  sed -n 2,6p "$0" >&2
  exit 2
fi
here=$source/tests/packaging
prefix=$work/prefix
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
export CTEST_OUTPUT_ON_FAILURE=1 CMAKE_GENERATOR=Ninja
unset CPPFLAGS CXXFLAGS LDFLAGS PKG_CONFIG_PATH PKG_CONFIG_LIBDIR LD_LIBRARY_PATH CMAKE_PREFIX_PATH

proved() { printf 'proved: %s\n' "$*"; }
fail() {
  printf 'packaging: %s\n' "$*" >&2
  exit 1
}
# Runs a command silently; shows what it wrote if it fails.
quiet() {
  local log=$work/last.log
  "$@" >"$log" 2>&1 || {
    grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking)' "$log" | tail -n 60 >&2
    fail "failed: $*"
  }
}
# What a run consumer must say. (Without LD_LIBRARY_PATH unless given: CMake's rpath and the installed place must do.)
runs() {
  local said
  said=$("$@" 2>&1) || fail "$* failed: $said"
  [[ $said == *"at work: TOPIC_UNKNOWN"* && $said == *"klamm info consumer: a line"* ]] || fail "$* said: $said"
}

compilers=("$cxx")
for clang in clang++-16 clang++; do
  if command -v "$clang" >/dev/null && [ "$(basename "$cxx")" != "$clang" ]; then
    compilers+=("$clang")
    break
  fi
done

# -- install both kinds, each from its own build, into one prefix
rm -rf "$prefix" "$work/prefix-"* "$work/consumers" "$work/debian"
mkdir -p "$work/consumers"
# -O0: whether it links does not depend on how well it is optimised
fast=(-G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DCMAKE_CXX_COMPILER="$cxx")
alone=(-DKLAMM_BUILD_TESTS=OFF -DKLAMM_BUILD_INTEGRATION=OFF -DKLAMM_BUILD_EXAMPLES=OFF)
declare -A build=([static]=$static [shared]='')
for kind in static shared; do
  if [ -z "${build[$kind]}" ]; then
    build[$kind]=$work/build-$kind
    [ $kind = shared ] && shared=ON || shared=OFF
    quiet cmake -S "$source" -B "${build[$kind]}" "${fast[@]}" "${alone[@]}" -DBUILD_SHARED_LIBS="$shared" -DKLAMM_HARDEN=ON -DCMAKE_INSTALL_LIBDIR=lib
    quiet cmake --build "${build[$kind]}"
  fi
  quiet cmake --install "${build[$kind]}" --prefix "$prefix"
  quiet cmake --install "${build[$kind]}" --prefix "$prefix-$kind"
done
for library in libklamm.a libklamm.so; do [ -e "$prefix/lib/$library" ] || fail "no $library in $prefix/lib"; done
if grep -rlF -e "$source" -e "$work" "$prefix/lib/cmake" "$prefix/lib/pkgconfig" "$prefix/include"; then fail "these files name the machine that klamm was built on"; fi
proved "static and shared klamm install side by side; no installed text file names the build machine's paths"

# -- find_package
consume_find_package() { # COMPILER KIND PREFIX
  local dir
  dir=$work/consumers/find_package-$(basename "$1")-$2-$(basename "$3")
  quiet cmake -S "$here/find_package" -B "$dir" -G Ninja -DCMAKE_CXX_COMPILER="$1" -DKIND="$2" -DCMAKE_PREFIX_PATH="$3"
  quiet cmake --build "$dir"
  runs "$dir/consumer"
  "$dir/mock_consumer" || fail "$dir/mock_consumer failed"
  last_consumer=$dir/consumer
}
links_klamm_so() { readelf -d "$1" | grep -q 'NEEDED.*libklamm\.so'; }
for compiler in "${compilers[@]}"; do
  consume_find_package "$compiler" static "$prefix"
  if links_klamm_so "$last_consumer"; then fail "$last_consumer needs libklamm.so, but it asked for static"; fi
  consume_find_package "$compiler" shared "$prefix"
  links_klamm_so "$last_consumer" || fail "$last_consumer does not need libklamm.so"
  consume_find_package "$compiler" any "$prefix"
  consume_find_package "$compiler" any "$prefix-static"
  consume_find_package "$compiler" any "$prefix-shared"
  proved "find_package(klamm): klamm::klamm and klamm::mock, static, shared and unspecified, built and run with $(basename "$compiler")"
done
if cmake -S "$here/find_package" -B "$work/consumers/refused" -DCMAKE_CXX_COMPILER="$cxx" -DKIND=static -DCMAKE_PREFIX_PATH="$prefix-shared" >"$work/last.log" 2>&1; then
  fail "find_package(klamm COMPONENTS static) was content with a shared klamm"
fi
grep -q 'installed without its static library' "$work/last.log" || fail "a missing kind is not named: $(cat "$work/last.log")"
proved "find_package(klamm COMPONENTS static) says what is missing where only shared is installed"

# -- pkg-config
mv "$prefix" "$prefix-moved" # a package is relocatable
for compiler in "${compilers[@]}"; do
  for static in "" --static; do
    out=$work/consumers/pkg_config-$(basename "$compiler")$static
    PKG_CONFIG_PATH=$prefix-moved/lib/pkgconfig quiet make -C "$here/pkg_config" CXX="$compiler" OUT="$out" STATIC="$static"
    LD_LIBRARY_PATH=$prefix-moved/lib runs "$out/consumer"
    if [ -n "$static" ] && links_klamm_so "$out/consumer"; then fail "$out/consumer needs libklamm.so, but it asked for static"; fi
  done
  proved "pkg-config klamm: shared and --static, built and run with $(basename "$compiler"), from a prefix that was moved"
done
mv "$prefix-moved" "$prefix"

# -- klamm's sources inside another project
dir=$work/consumers/add_subdirectory
quiet cmake -S "$here/add_subdirectory" -B "$work/build-add_subdirectory" "${fast[@]}" -DKLAMM_SOURCE="$source" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
  ${launcher:+-DCMAKE_CXX_COMPILER_LAUNCHER="$launcher"} # (so that a second run is quick)
quiet cmake --build "$work/build-add_subdirectory" --target consumer
runs "$work/build-add_subdirectory/consumer"
compiled=$(grep -F 'consumer/main.cpp.o' "$work/build-add_subdirectory/compile_commands.json" | head -1)
[[ $compiled == *consumer/main.cpp* ]] || fail "no compile command of the consumer found"
for leak in -Wconversion -Wshadow -fvisibility -fPIC "-I$source/src"; do
  [[ "$compiled " != *"$leak "* ]] || fail "klamm's $leak reached the program that uses it: $compiled"
done
tests_there=$(ctest --test-dir "$work/build-add_subdirectory" -N)
[[ $tests_there == *"Total Tests: 0"* ]] || fail "klamm added its tests to the program's"
quiet cmake --install "$work/build-add_subdirectory" --prefix "$prefix-subdirectory"
[ ! -e "$prefix-subdirectory" ] || fail "installing the program installed klamm: $(find "$prefix-subdirectory" -type f | head -3)"
proved "add_subdirectory(klamm): built and run; it left no flags, options, tests or install rules in the program"
quiet cmake -S "$here/add_subdirectory" -B "$dir-fetch" "${fast[@]}" -DKLAMM_SOURCE="$source" -DUSE_FETCHCONTENT=ON # without a launcher: klamm must set none
proved "FetchContent_MakeAvailable(klamm): configured, with the same checks"

source "$here/new_project.sh"
source "$here/headers.sh"
source "$here/symbols.sh"
source "$here/hardening.sh"
if command -v cpack >/dev/null && command -v dpkg-shlibdeps >/dev/null; then source "$here/debian.sh"; fi
