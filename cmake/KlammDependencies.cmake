# What klamm is made with, said once: this list finds the packages, and writes klammConfig.cmake's find_dependency() calls and klamm.pc.
#
# klamm_dependency(Package [VERSION least] [HEADERS] [MODULE] [PC pkg-config-module... | LIBS -lname...] DEB package)
#   HEADERS  its headers are included by klamm's public ones: each program needs it. The others a program needs only with a static klamm.
#   MODULE   found by cmake/Find<Package>.cmake, which is installed beside klamm's package file.
#   PC/LIBS  what klamm.pc names for it: its module, or, where it has none, how it is linked.
#   DEB      Debian's package of its headers, which klamm's own development package needs.
# A macro, because imported targets and find_package's variables belong to the caller.
set(KLAMM_DEPENDENCIES "")
macro(klamm_dependency package)
  cmake_parse_arguments(_klamm_${package} "HEADERS;MODULE" "VERSION;DEB" "PC;LIBS" ${ARGN})
  list(APPEND KLAMM_DEPENDENCIES ${package})
  find_package(${package} ${_klamm_${package}_VERSION} REQUIRED)
endmacro()

klamm_dependency(Asio VERSION 1.22 HEADERS MODULE DEB libasio-dev)
klamm_dependency(OpenSSL VERSION 3 PC libssl libcrypto DEB libssl-dev)
klamm_dependency(libdeflate MODULE PC libdeflate DEB libdeflate-dev)
klamm_dependency(zstd MODULE PC libzstd DEB libzstd-dev)
klamm_dependency(lz4 MODULE PC liblz4 DEB liblz4-dev)
klamm_dependency(Snappy LIBS -lsnappy DEB libsnappy-dev) # (a .pc only in some distributions)

# Result<T> is built on std::expected where C++20 has it, whatever standard klamm or its user is compiled with.
include(CheckCXXSourceCompiles)
include(CMakePushCheckState)
cmake_push_check_state(RESET)
set(CMAKE_REQUIRED_FLAGS "-std=c++20")
check_cxx_source_compiles("#include <expected>\nint main() { return std::expected<int, int>(0).value(); }" KLAMM_HAVE_STD_EXPECTED)
cmake_pop_check_state()
if(KLAMM_HAVE_STD_EXPECTED)
  set(KLAMM_STD_EXPECTED 1)
else()
  set(KLAMM_STD_EXPECTED 0)
  klamm_dependency(tl-expected HEADERS DEB libexpected-dev)
endif()
