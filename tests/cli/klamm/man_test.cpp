#include "cli/klamm/man.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/support/shell.hpp"
#include "test_paths.hpp"

using namespace klamm::cli;

namespace {

const std::string folder = KLAMM_SOURCE_DIR "/docs/man/";

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

} // namespace

// Make them again with KLAMM_WRITE_DOCS=1 in the environment.
TEST_CASE("man: docs/man has a page for klamm and for each command, as the commands are") {
  const auto pages = man_pages();
  CHECK(pages.size() > 5);
  if (std::getenv("KLAMM_WRITE_DOCS")) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (const auto& [name, page] : pages) std::ofstream(folder + name, std::ios::binary) << page;
  }
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) files += file.path().extension() == ".1" ? 1 : 0;
  CHECK(files == pages.size());
  for (const auto& [name, page] : pages) {
    const bool same = text_of(folder + name) == page;
    CHECK_MESSAGE(same, name << " is stale: run `KLAMM_WRITE_DOCS=1 ctest -R man:`");
  }
}

TEST_CASE("man: pages are free of warnings where man is there to say so") {
  if (klamm::test::shell("command -v man").code != 0) return;
  for (const auto& [name, page] : man_pages()) {
    const auto read = klamm::test::shell("MANROFFSEQ= LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings -E UTF-8 -l -Tutf8 -Z '" + folder + name +
                                         "' 2>&1 >/dev/null");
    CHECK_MESSAGE(read.said.empty(), name);
  }
}
