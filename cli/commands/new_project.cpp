#include "cli/commands/new_project.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/commands/meant.hpp"
#include "cli/commands/new_project_templates.hpp"

namespace klamm::cli {
namespace {

void replace_all(std::string& text, std::string_view what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

void check_name(const std::string& name) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  bool good = !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0;
  for (const char c : name) good &= fits(static_cast<unsigned char>(c));
  constexpr std::array reserved{"test", "all", "clean", "install", "help", "shouter", "shouter_test", "klamm"};
  for (const char* const one : reserved) good &= name != one;
  if (!good)
    usage_error("'" + name + "' can't be a project's name",
                "letters, digits, _ and -, a letter first, and no name that CMake or the project itself uses");
}

} // namespace

std::map<std::string, std::string> project_files(const std::string& name) {
  check_name(name);
  std::map<std::string, std::string> files;
  for (const auto& [path, content] : templates) {
    std::string text(content);
    replace_all(text, "@NAME@", name);
    replace_all(text, "@VERSION@", KLAMM_VERSION);
    files.emplace(path, std::move(text));
  }
  return files;
}

ExitCode new_project(const NewProjectOptions& options, const Frame&) {
  const auto files = project_files(options.name);
  const std::filesystem::path folder = options.directory.empty() ? options.name : options.directory;
  std::error_code wrong;
  if (std::filesystem::exists(folder, wrong) && !std::filesystem::is_empty(folder, wrong))
    throw Failure(ExitCode::error, folder.string() + " is there already, and not empty", "another name, or --directory");
  for (const auto& [path, text] : files) {
    const std::filesystem::path file = folder / path;
    std::filesystem::create_directories(file.parent_path(), wrong);
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw Failure(ExitCode::error, "cannot write " + file.string() + ": " + std::strerror(errno));
  }
  say("made " + folder.string() + "; next:\n  cd " + folder.string() +
      "\n  cmake -B build && cmake --build build && ctest --test-dir build\n  ./build/" + options.name + " app.properties");
  return ExitCode::ok;
}

} // namespace klamm::cli
