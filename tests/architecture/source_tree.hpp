// The project's sources as text, for the rules of architecture.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace klamm::architecture {

/// A source file: its path below the project's folder ("src/net/clock.hpp"), its lines as written, and the same lines with comments and the insides of
/// string literals blanked out.
struct SourceFile {
  std::string path;
  std::vector<std::string> lines;
  std::vector<std::string> code;

  SourceFile(std::string path, std::string_view text);

  /// "src/net/clock.hpp" is in "net"; "" outside src/ and for files right in it.
  std::string layer() const;
};

/// An #include line: what stands between the quotes or brackets.
struct Include {
  std::size_t line = 0; ///< from 1
  std::string target;
  bool quoted = false;
};
std::vector<Include> includes_of(const SourceFile& file);

/// All .hpp and .cpp files below `folder` of the project, sorted by path.
std::vector<SourceFile> read_sources(const std::filesystem::path& project, const std::string& folder);
std::string read_text(const std::filesystem::path& file);

} // namespace klamm::architecture
