# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: the Debian packages of both builds have what they should, and depend on what they need.
cpack_of() { cpack --config "${build[shared]}/CPackConfig.cmake" -G DEB -B "$work/debian" -D CPACK_INSTALL_CMAKE_PROJECTS="${build[static]};klamm;ALL;/;${build[shared]};klamm;ALL;/"; }
quiet cpack_of
runtime=$(find "$work/debian" -maxdepth 1 -name 'libklamm[0-9]*.deb')
development=$(find "$work/debian" -maxdepth 1 -name 'libklamm-dev_*.deb')
[ -e "${runtime:-none}" ] || fail "cpack made no package of the shared library"
[ -e "${development:-none}" ] || fail "cpack made no development package"

has() { # PACKAGE PATTERN…
  local package=$1 files pattern
  shift
  files=$(dpkg-deb -c "$package" | awk '{ print $6 }')
  for pattern in "$@"; do grep -qE "^\./usr/$pattern\$" <<<"$files" || fail "$(basename "$package") has no $pattern: $files"; done
}
depends() { # PACKAGE NAME…
  local package=$1 list name
  shift
  list=$(dpkg-deb -f "$package" Depends)
  for name in "$@"; do [[ $list == *"$name"* ]] || fail "$(basename "$package") does not depend on $name, only on $list"; done
}
has "$runtime" 'lib/libklamm\.so\.[0-9.]+' 'lib/libklamm-mock\.so\.[0-9.]+'
if dpkg-deb -c "$runtime" | grep -E '\.hpp$|\.a$|/cmake/'; then fail "the runtime package has what only compiling needs"; fi
has "$development" 'lib/libklamm\.a' 'lib/libklamm\.so' 'lib/cmake/klamm/klammConfig\.cmake' 'lib/cmake/klamm/klammTargets-static\.cmake' 'lib/cmake/klamm/klammTargets-shared\.cmake' \
  'lib/pkgconfig/klamm\.pc' 'include/klamm/error\.hpp' 'include/klamm/build_config\.hpp'
depends "$runtime" libc6 libstdc++6 libdeflate0 libzstd1 liblz4-1 libsnappy1v5
depends "$development" "$(dpkg-deb -f "$runtime" Package)" libasio-dev libssl-dev libdeflate-dev libzstd-dev liblz4-dev libsnappy-dev
proved "Debian packages $(basename "$runtime") and $(basename "$development") have the files and dependencies that they need"
