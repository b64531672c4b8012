# lz4 with its frame format. Defines lz4::lz4 and lz4_VERSION. Debian ships it with a pkg-config file only.
find_path(lz4_INCLUDE_DIR lz4frame.h)
find_library(lz4_LIBRARY NAMES lz4)
mark_as_advanced(lz4_INCLUDE_DIR lz4_LIBRARY)

if(lz4_INCLUDE_DIR)
  file(STRINGS "${lz4_INCLUDE_DIR}/lz4.h" _lz4_lines REGEX "#define LZ4_VERSION_(MAJOR|MINOR|RELEASE) +[0-9]+")
  string(REGEX REPLACE "[^0-9;]*4_VERSION_[A-Z]+ +([0-9]+)[^;]*" "\\1" _lz4_version "${_lz4_lines}")
  list(JOIN _lz4_version "." lz4_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(lz4 REQUIRED_VARS lz4_LIBRARY lz4_INCLUDE_DIR VERSION_VAR lz4_VERSION)

if(lz4_FOUND AND NOT TARGET lz4::lz4)
  add_library(lz4::lz4 UNKNOWN IMPORTED)
  set_target_properties(lz4::lz4 PROPERTIES IMPORTED_LOCATION "${lz4_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${lz4_INCLUDE_DIR}")
endif()
