# install(): headers, the libraries made by klamm_library(), klamm's CMake package and klamm.pc.
#
# One build has one kind of library (BUILD_SHARED_LIBS). Builds of both kinds install into the same place side by side: the headers are the same, each
# kind brings its own klammTargets-<kind>.cmake, and klammConfig.cmake chooses (see there). packaging/debian.sh makes packages of two such builds.
# Components: runtime (the shared library), development (the rest).
include(CMakePackageConfigHelpers)

get_target_property(_klamm_type klamm TYPE)
if(_klamm_type STREQUAL "SHARED_LIBRARY")
  set(_klamm_kind shared)
else()
  set(_klamm_kind static)
endif()
set(_klamm_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/klamm")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/klamm" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development FILES_MATCHING PATTERN "*.hpp")
install(FILES "${PROJECT_BINARY_DIR}/include/klamm/build_config.hpp" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/klamm" COMPONENT development)

get_property(_klamm_libraries GLOBAL PROPERTY KLAMM_LIBRARIES)
install(TARGETS ${_klamm_libraries} EXPORT klammTargets
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT runtime
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT runtime NAMELINK_COMPONENT development
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT klammTargets FILE klammTargets-${_klamm_kind}.cmake NAMESPACE klamm:: DESTINATION "${_klamm_package_dir}" COMPONENT development)

# klammConfig.cmake, from the list in KlammDependencies.cmake
set(KLAMM_FIND_ALWAYS "")
set(KLAMM_FIND_FOR_STATIC "")
set(_klamm_modules "")
set(KLAMM_PC_REQUIRES "")
set(KLAMM_PC_LIBS "")
foreach(package IN LISTS KLAMM_DEPENDENCIES)
  string(STRIP "${package} ${_klamm_${package}_VERSION}" find)
  if(_klamm_${package}_HEADERS)
    string(APPEND KLAMM_FIND_ALWAYS "find_dependency(${find})\n")
  else()
    string(APPEND KLAMM_FIND_FOR_STATIC "  find_dependency(${find})\n")
  endif()
  if(_klamm_${package}_MODULE)
    list(APPEND _klamm_modules "${PROJECT_SOURCE_DIR}/cmake/Find${package}.cmake")
  endif()
  list(APPEND KLAMM_PC_REQUIRES ${_klamm_${package}_PC})
  list(APPEND KLAMM_PC_LIBS ${_klamm_${package}_LIBS})
endforeach()
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/klammConfig.cmake.in" "${PROJECT_BINARY_DIR}/klammConfig.cmake"
  INSTALL_DESTINATION "${_klamm_package_dir}" NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/klammConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/klammConfig.cmake" "${PROJECT_BINARY_DIR}/klammConfigVersion.cmake" ${_klamm_modules}
  DESTINATION "${_klamm_package_dir}" COMPONENT development)

# klamm.pc finds itself from where it lies, so that a moved or staged tree works.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(KLAMM_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
  set(KLAMM_PC_LIBDIR "${CMAKE_INSTALL_FULL_LIBDIR}")
  set(KLAMM_PC_INCLUDEDIR "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
  file(RELATIVE_PATH _klamm_up "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
  string(REGEX REPLACE "/$" "" _klamm_up "${_klamm_up}")
  set(KLAMM_PC_PREFIX "\${pcfiledir}/${_klamm_up}")
  set(KLAMM_PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
  set(KLAMM_PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
# Header-only libraries without a .pc: where they are, unless compilers look there anyway.
set(KLAMM_PC_CFLAGS "-DASIO_STANDALONE -pthread")
foreach(target Asio::Asio tl::expected)
  if(TARGET ${target})
    get_target_property(directories ${target} INTERFACE_INCLUDE_DIRECTORIES)
    list(REMOVE_ITEM directories ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES})
    foreach(directory IN LISTS directories)
      string(APPEND KLAMM_PC_CFLAGS " -I${directory}")
    endforeach()
  endif()
endforeach()
list(JOIN KLAMM_PC_REQUIRES " " KLAMM_PC_REQUIRES)
list(JOIN KLAMM_PC_LIBS " " KLAMM_PC_LIBS)
configure_file("${PROJECT_SOURCE_DIR}/cmake/klamm.pc.in" "${PROJECT_BINARY_DIR}/klamm.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/klamm.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
