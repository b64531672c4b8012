// The batches written by the Java client's own classes (tests/data/records), and what Java reads from them, one line for each thing.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/buffer.hpp"
#include "test_paths.hpp"

namespace klamm::test {

/// "record offset=5 key=6b" → kind "record", fields {offset: 5, key: 6b}
struct GoldenLine {
  std::string kind;
  std::map<std::string, std::string> fields;

  const std::string& operator[](const std::string& name) const { return fields.at(name); }
  long long number(const std::string& name) const { return std::stoll(fields.at(name)); }
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

struct GoldenCase {
  std::string name;
  Slice bytes;
  std::vector<GoldenLine> lines;
};

inline GoldenCase golden_case(const std::string& name) {
  const std::string base = KLAMM_TEST_DATA "/records/" + name;
  GoldenCase result{name, Slice::copy_of(as_bytes(read_file(base + ".bin"))), {}};
  std::istringstream text(read_file(base + ".txt"));
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    GoldenLine& golden = result.lines.emplace_back();
    words >> golden.kind;
    for (std::string word; words >> word;) golden.fields[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
  }
  return result;
}

inline std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(KLAMM_TEST_DATA "/records")) {
    if (entry.path().extension() == ".bin") names.push_back(entry.path().stem().string());
  }
  return names;
}

} // namespace klamm::test
