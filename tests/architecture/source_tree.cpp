#include "architecture/source_tree.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace klamm::architecture {
namespace {

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Length of the token at `at` that is no code: a comment or a literal; 0 for code.
std::size_t length_of_no_code(std::string_view text, std::size_t at) {
  const auto until = [&](std::string_view end, std::size_t from) {
    const std::size_t found = text.find(end, from);
    return (found == std::string_view::npos ? text.size() : found + end.size()) - at;
  };
  const std::string_view rest = text.substr(at);
  const bool in_word = at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0 || text[at - 1] == '_');
  if (rest.starts_with("//")) return std::min(text.find('\n', at), text.size()) - at;
  if (rest.starts_with("/*")) return until("*/", at + 2);
  if (rest.starts_with("R\"") && !in_word) return until(")" + std::string(rest.substr(2, rest.find('(') - 2)) + "\"", at + 2);
  if (rest.front() != '"' && (rest.front() != '\'' || in_word)) return 0; // (1'000 is a number)
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != rest.front() && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size()) - at;
}

std::string only_code(std::string_view text) {
  std::string code(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of_no_code(text, at);
    for (std::size_t i = at; i < at + length; ++i) code[i] = text[i] == '\n' ? '\n' : ' ';
    at += std::max<std::size_t>(length, 1);
  }
  return code;
}

} // namespace

SourceFile::SourceFile(std::string path_, std::string_view text)
    : path(std::move(path_)), lines(split_lines(text)), code(split_lines(only_code(text))) {}

std::string SourceFile::layer() const {
  if (!path.starts_with("src/")) return "";
  const std::size_t end = path.find('/', 4);
  return end == std::string::npos ? "" : path.substr(4, end - 4);
}

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> found;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    // (the code says that the line is not in a comment; the target of a quoted include is blanked out there)
    const std::string& code = file.code[i];
    const std::size_t word = code.find("include");
    const std::size_t hash = code.find_first_not_of(' ');
    if (word == std::string::npos || hash == std::string::npos || code[hash] != '#') continue;
    const std::string& line = file.lines[i];
    const std::size_t begin = line.find_first_of("\"<", word);
    if (begin == std::string::npos) continue;
    const std::size_t end = line.find(line[begin] == '"' ? '"' : '>', begin + 1);
    found.push_back({i + 1, line.substr(begin + 1, end - begin - 1), line[begin] == '"'});
  }
  return found;
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<SourceFile> read_sources(const std::filesystem::path& project, const std::string& folder) {
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(project / folder)) {
    const std::string extension = entry.path().extension();
    if (entry.is_regular_file() && (extension == ".hpp" || extension == ".cpp"))
      files.emplace_back(entry.path().lexically_relative(project).generic_string(), read_text(entry.path()));
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

} // namespace klamm::architecture
