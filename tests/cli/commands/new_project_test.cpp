#include "cli/commands/new_project.hpp"

#include <doctest/doctest.h>

#include "cli/support/shell.hpp"

using namespace klamm::cli;
using klamm::test::shell;

TEST_CASE("new: the files carry the project's name, and nothing of the templates' marks") {
  const auto files = project_files("my-app");
  CHECK(files.size() == 8);
  CHECK(files.at("CMakeLists.txt").find("project(my-app LANGUAGES CXX)") != std::string::npos);
  CHECK(files.at("README.md").starts_with("# my-app\n"));
  for (const auto& [path, text] : files) {
    CHECK_MESSAGE(text.find('@') == std::string::npos, path);
    CHECK_MESSAGE(text.ends_with('\n'), path);
  }
}

TEST_CASE("new: names that no program can have are refused") {
  for (const char* wrong : {"", "-x", "1st", "a b", "a/b", "../up", "test", "shouter", "klamm", "ünicode"})
    CHECK_THROWS_AS_MESSAGE(project_files(wrong), Failure, wrong);
}

TEST_CASE("klamm new: makes a folder, and leaves one that is there alone") {
  const auto made = shell("cd $(mktemp -d) && klamm new hello && ls hello hello/src && klamm new hello 2>&1; echo $?; klamm new x "
                          "--directory other; ls other/README.md; rm -r hello other");
  for (const char* text :
       {"cmake -B build", "shouter.cpp", "CMakeLists.txt", "hello is there already, and not empty", "\n1\n", "other/README.md"})
    CHECK_MESSAGE(made.said.find(text) != std::string::npos, made.said);
}
