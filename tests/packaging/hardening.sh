# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: what KLAMM_HARDEN promises (docs/security.md) is in the library that was built with it, where it can be seen without optimisation.
library=$(readlink -f "$prefix/lib/libklamm.so")
segments=$(readelf -lW "$library")
dynamic=$(readelf -dW "$library")
imports=$(nm -D --undefined-only "$library")
[[ $segments == *GNU_RELRO* ]] || fail "$library has no part that becomes read-only when it is loaded (relro)"
[[ $segments != *GNU_STACK*RWE* ]] || fail "$library wants an executable stack"
[[ $dynamic == *BIND_NOW* || $dynamic == *Flags:*NOW* ]] || fail "$library is bound lazily: relro protects only half"
[[ $dynamic != *TEXTREL* ]] || fail "$library relocates its code"
[[ $imports == *__stack_chk_fail* ]] || fail "no function of $library checks its stack"
landings=''
if [ "$(uname -m)" = x86_64 ]; then
  landings=$(objdump -d --no-show-raw-insn "$library" | grep -c endbr64 || true)
  [ "$landings" -gt 1000 ] || fail "indirect calls into $library have nowhere to land (-fcf-protection): $landings marks"
fi
proved "KLAMM_HARDEN: libklamm.so is relocated before it runs and read-only then, has no executable stack, checks its stacks${landings:+, and marks $landings landings}"
