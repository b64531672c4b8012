# libdeflate, shared or static. Defines libdeflate::libdeflate and libdeflate_VERSION. Debian 12 ships it with a pkg-config file only.
find_path(libdeflate_INCLUDE_DIR libdeflate.h)
find_library(libdeflate_LIBRARY NAMES deflate)
mark_as_advanced(libdeflate_INCLUDE_DIR libdeflate_LIBRARY)

if(libdeflate_INCLUDE_DIR)
  file(STRINGS "${libdeflate_INCLUDE_DIR}/libdeflate.h" _libdeflate_version REGEX "#define LIBDEFLATE_VERSION_STRING")
  string(REGEX REPLACE "[^\"]*\"([^\"]*)\".*" "\\1" libdeflate_VERSION "${_libdeflate_version}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(libdeflate REQUIRED_VARS libdeflate_LIBRARY libdeflate_INCLUDE_DIR VERSION_VAR libdeflate_VERSION)

if(libdeflate_FOUND AND NOT TARGET libdeflate::libdeflate)
  add_library(libdeflate::libdeflate UNKNOWN IMPORTED)
  set_target_properties(libdeflate::libdeflate PROPERTIES IMPORTED_LOCATION "${libdeflate_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${libdeflate_INCLUDE_DIR}")
endif()
