#!/usr/bin/env bash
# Builds libklamm<version> and libklamm-dev (with the static library too) as .deb files:
#   packaging/debian/build.sh OUTPUT-DIRECTORY [CMAKE-OPTION…]
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
output=${1:?"say where the packages shall go"}
shift
mkdir -p "$output"
output=$(cd "$output" && pwd)
for kind in static shared; do
  [ $kind = shared ] && shared=ON || shared=OFF
  # (the prefix makes GNUInstallDirs choose Debian's lib/<architecture>)
  cmake -S "$source" -B "$output/build-$kind" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr -DBUILD_SHARED_LIBS="$shared" -DKLAMM_HARDEN=ON \
    -DKLAMM_BUILD_TESTS=OFF -DKLAMM_BUILD_INTEGRATION=OFF -DKLAMM_BUILD_EXAMPLES=OFF "$@"
  cmake --build "$output/build-$kind"
done
# One pair of packages from both builds: files of the same component come together.
cpack --config "$output/build-shared/CPackConfig.cmake" -G DEB -B "$output" \
  -D CPACK_INSTALL_CMAKE_PROJECTS="$output/build-static;klamm;ALL;/;$output/build-shared;klamm;ALL;/"
rm -rf "$output/_CPack_Packages"
