#include "cli/klamm/course.hpp"
#include "cli/klamm/grammar.hpp"
#include "test_paths.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace klamm::cli;

namespace {

void each_command(const CLI::App& app, const std::function<void(const CLI::App&)>& look) {
  look(app);
  for (const CLI::App* child : app.get_subcommands({})) each_command(*child, look);
}

} // namespace

// Make it again with KLAMM_WRITE_DOCS=1 in the environment.
TEST_CASE("cli.md is what the commands say") {
  const std::string path = std::string(KLAMM_SOURCE_DIR) + "/docs/cli.md";
  if (std::getenv("KLAMM_WRITE_DOCS")) std::ofstream(path, std::ios::binary) << cli_markdown();
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  const bool same = text.str() == cli_markdown();
  CHECK_MESSAGE(same, "stale: run `KLAMM_WRITE_DOCS=1 ctest -R cli.md`");
}

TEST_CASE("cli.md: each command that courses teach names a test on real Kafka that there is") {
  std::string tests;
  for (const auto& file : std::filesystem::recursive_directory_iterator(std::string(KLAMM_SOURCE_DIR) + "/integration")) {
    if (!file.path().string().ends_with("_test.cpp")) continue;
    std::ostringstream text;
    text << std::ifstream(file.path(), std::ios::binary).rdbuf();
    tests += text.str();
  }
  CHECK(course_rows().size() > 30);
  for (const CourseRow& row : course_rows()) {
    const bool there = tests.find("TEST_CASE(\"" + std::string(row.test) + "\")") != std::string::npos;
    CHECK_MESSAGE(there, std::string(row.notes));
  }
}

TEST_CASE("every command and flag says what it is for") {
  const auto line = make_command_line();
  each_command(*line->app, [](const CLI::App& app) {
    CHECK_MESSAGE(!app.get_description().empty(), app.get_name());
    for (const CLI::Option* option : app.get_options()) {
      const std::string name = app.get_name() + " " + option->get_name(true, true);
      CHECK_MESSAGE(!option->get_description().empty(), name);
    }
  });
}

TEST_CASE("completion knows every command and flag, in every shell") {
  const auto line = make_command_line();
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(*line->app, shell);
    each_command(*line->app, [&](const CLI::App& app) {
      CHECK(script.find(app.get_name()) != std::string::npos);
      for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) {
          const bool known = script.find((std::string(shell) == "fish" ? "-l " : "--") + name) != std::string::npos;
          CHECK_MESSAGE(known, name);
        }
    });
  }
  CHECK_THROWS_AS(completion_script(*line->app, "csh"), Failure);
}
