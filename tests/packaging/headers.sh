# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: each installed header compiles alone and without a warning, and none brings all of Asio with it.
headers=0
mkdir -p "$work/headers"
flags=$(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags klamm)
while read -r header; do
  name=${header#"$prefix/include/"}
  printf '#include <%s>\n#include <%s> // twice: #pragma once is there\nint main() {}\n' "$name" "$name" >"$work/headers/alone.cpp"
  for compiler in "${compilers[@]}"; do
    # (-I, not -isystem: the compiler keeps silent about system headers)
    # shellcheck disable=SC2086
    "$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only $flags "$work/headers/alone.cpp" || fail "$name does not compile alone with $compiler"
  done
  headers=$((headers + 1))
done < <(find "$prefix/include" -name '*.hpp' | sort)
[ "$headers" -gt 5 ] || fail "only $headers headers are installed"
proved "$headers public headers compile alone, without warnings, with ${compilers[*]##*/}"

# Light headers of Asio only: a program's compile time is a feature.
allowed='any_io_executor|any_completion_handler|any_completion_executor|any_completion_token|append|associated_[a-z_]+|async_result|bind_[a-z_]+|cancellation_[a-z_]+|completion_condition|consign|default_completion_token|deferred|dispatch|error|error_code|execution|execution/[a-z_]+|execution_context|executor_work_guard|post|prefer|query|require|system_executor'
heavy=$(grep -rnE '#[[:space:]]*include[[:space:]]*<asio' "$prefix/include/klamm" | grep -vE "<asio/($allowed)\.hpp>" || true)
[ -z "$heavy" ] || fail "a public header includes a heavy part of Asio; move it to src/client (or argue for it in tests/packaging/headers.sh): $heavy"
inner=$(grep -rnE '#[[:space:]]*include[[:space:]]*"' "$prefix/include/klamm" | grep -v '"klamm/' || true)
[ -z "$inner" ] || fail "a public header includes what isn't installed: $inner"
# What they include in turn counts too: no I/O, no sockets.
(cd "$prefix/include" && find klamm -name '*.hpp' | sort | sed 's/.*/#include <&>/') >"$work/headers/all.cpp"
# shellcheck disable=SC2086
reached=$("$cxx" -std=c++20 $flags -M "$work/headers/all.cpp" | tr -s ' ' '\n' | grep -E '/asio/(io_context|ip/|ssl/|basic_stream_socket|steady_timer|co_spawn|awaitable)' | sort -u || true)
[ -z "$reached" ] || fail "the public headers together reach these parts of Asio: $reached"
proved "public headers include only light parts of Asio, directly and in turn"
