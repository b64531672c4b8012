// Holds klamm's own sources to the rules.
#include <doctest/doctest.h>

#include <algorithm>

#include "architecture/rules.hpp"
#include "test_paths.hpp"

using namespace klamm::architecture;

namespace {

const std::filesystem::path project = KLAMM_SOURCE_DIR;

const Sources& sources() {
  static const Sources all = [] {
    Sources files = read_sources(project, "src");
    Sources more = read_sources(project, "include");
    std::move(more.begin(), more.end(), std::back_inserter(files));
    return files;
  }();
  return all;
}

void expect_none(const Violations& violations) {
  for (const Violation& violation : violations) FAIL_CHECK(violation);
}

} // namespace

TEST_CASE("klamm: the sources and the graph of layers were found") {
  const Layers layers = parse_layers(read_text(project / "src/CMakeLists.txt"));
  CHECK(sources().size() > 100);
  CHECK(layers.at("base").empty());
  CHECK(layers.at("client").contains("wire"));
  CHECK(!layers.at("wire").contains("net"));
  CHECK(std::any_of(sources().begin(), sources().end(), [](const SourceFile& file) { return file.path == "include/klamm/error.hpp"; }));
}

TEST_CASE("klamm: each layer includes only the layers below it") {
  expect_none(check_layers(sources(), parse_layers(read_text(project / "src/CMakeLists.txt"))));
}
TEST_CASE("klamm: public headers include only public headers") { expect_none(check_public_includes(sources())); }
TEST_CASE("klamm: the command is built on the public API alone") { expect_none(check_command_includes(read_sources(project, "cli"))); }
TEST_CASE("klamm: Asio is included only at the edges") { expect_none(check_asio(sources())); }
TEST_CASE("klamm: clocks, randomness and sockets are only at the edges") { expect_none(check_world(sources())); }
TEST_CASE("klamm: files are short and say what they are") {
  expect_none(check_files(sources()));
  expect_none(check_files(read_sources(project, "sim")));
  expect_none(check_files(read_sources(project, "cli")));
}
TEST_CASE("klamm: what a program may link to carries KLAMM_EXPORT") { expect_none(check_exports(sources())); }
TEST_CASE("klamm: what is public is documented") { expect_none(check_documented(sources())); }
