# Standalone Asio, header only. Defines Asio::Asio and Asio_VERSION. Debian ships it without a CMake or pkg-config file.
find_path(Asio_INCLUDE_DIR asio.hpp)
mark_as_advanced(Asio_INCLUDE_DIR)

if(Asio_INCLUDE_DIR)
  file(STRINGS "${Asio_INCLUDE_DIR}/asio/version.hpp" _asio_version REGEX "#define ASIO_VERSION [0-9]+")
  string(REGEX REPLACE "^#define ASIO_VERSION ([0-9]+).*" "\\1" _asio_version "${_asio_version}") # 102201 is 1.22.1
  math(EXPR _asio_major "${_asio_version} / 100000")
  math(EXPR _asio_minor "${_asio_version} / 100 % 1000")
  math(EXPR _asio_patch "${_asio_version} % 100")
  set(Asio_VERSION "${_asio_major}.${_asio_minor}.${_asio_patch}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Asio REQUIRED_VARS Asio_INCLUDE_DIR VERSION_VAR Asio_VERSION)

if(Asio_FOUND AND NOT TARGET Asio::Asio)
  find_package(Threads REQUIRED)
  # Asio asks libstdc++ for aligned_alloc by a macro that is only there behind a standard header: a file that includes Asio first would allocate in another
  # way than the files that free. Said here, the order doesn't matter.
  include(CheckCXXSymbolExists)
  check_cxx_symbol_exists(_GLIBCXX_HAVE_ALIGNED_ALLOC cstddef ASIO_SEES_ALIGNED_ALLOC)
  # Before 1.24 Asio looks for clang's coroutines where they were as an experiment only.
  set(_asio_coroutines "")
  if(Asio_VERSION VERSION_LESS 1.24)
    set(_asio_coroutines "$<$<CXX_COMPILER_ID:Clang,AppleClang>:ASIO_HAS_CO_AWAIT=1>")
  endif()
  add_library(Asio::Asio INTERFACE IMPORTED)
  set_target_properties(Asio::Asio PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${Asio_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS "ASIO_STANDALONE;$<$<BOOL:${ASIO_SEES_ALIGNED_ALLOC}>:ASIO_HAS_STD_ALIGNED_ALLOC=1>;${_asio_coroutines}"
    INTERFACE_LINK_LIBRARIES Threads::Threads)
endif()
