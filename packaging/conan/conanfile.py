"""klamm for Conan 2: `conan create packaging/conan` in the project's folder."""

from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy

required_conan_version = ">=2.0"


class KlammConan(ConanFile):
    name = "klamm"
    version = "0.1.0"
    description = "The native Kafka client for C++20"
    license = "Apache-2.0"
    homepage = "https://github.com/klamm-kafka/klamm"
    topics = ("kafka", "messaging", "asio")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}

    def export_sources(self):
        root = Path(self.recipe_folder).parent.parent
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*"):
            copy(self, pattern, root, self.export_sources_folder)

    def configure(self):
        if self.options.shared:
            self.options.rm_safe("fPIC")

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        # klamm's public headers include these two
        self.requires("asio/[>=1.22]", transitive_headers=True)
        self.requires("tl-expected/[>=1.0]", transitive_headers=True)
        for library in ("openssl/[>=3 <4]", "libdeflate/[>=1.14]", "zstd/[>=1.5 <1.6]", "lz4/[>=1.9 <2]", "snappy/[>=1.1 <2]"):
            self.requires(library)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for part in ("TESTS", "INTEGRATION", "EXAMPLES"):
            toolchain.cache_variables[f"KLAMM_BUILD_{part}"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "klamm")
        self.cpp_info.set_property("cmake_target_name", "klamm::klamm")
        self.cpp_info.set_property("pkg_config_name", "klamm")
        self.cpp_info.libs = ["klamm"]
        self.cpp_info.defines = ["ASIO_STANDALONE"] if self.options.shared else ["ASIO_STANDALONE", "KLAMM_STATIC"]
        if self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.system_libs = ["pthread"]
