# An overlay port: vcpkg install klamm --overlay-ports=<klamm>/packaging/vcpkg. It builds the tree that it lies in; a port in a registry would begin with
# vcpkg_from_github() instead.
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DKLAMM_BUILD_TESTS=OFF -DKLAMM_BUILD_INTEGRATION=OFF -DKLAMM_BUILD_EXAMPLES=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/klamm)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
