// Settings as names and values, each with the place it came from: what a Java .properties file or `-X name=value` says.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "klamm/export.hpp"
#include "klamm/result.hpp"

namespace klamm {

/// One `name=value`.
struct Property {
  std::string name;
  std::string value;
  std::string origin; ///< Where it was said, e.g. "app.properties:7"; errors show it. Empty when that helps nobody.
};

/// Properties in the order in which they were said; of two with the same name the later one counts.
class KLAMM_EXPORT Properties {
public:
  Properties() = default;
  Properties(std::initializer_list<std::pair<std::string_view, std::string_view>> list);
  Properties(const std::map<std::string, std::string>& map); // NOLINT(google-explicit-constructor): a map is properties

  void add(std::string name, std::string value, std::string origin = {}) {
    list_.push_back({std::move(name), std::move(value), std::move(origin)});
  }
  void add(const Properties& later) { list_.insert(list_.end(), later.list_.begin(), later.list_.end()); }

  auto begin() const noexcept { return list_.begin(); }
  auto end() const noexcept { return list_.end(); }
  std::size_t size() const noexcept { return list_.size(); }
  bool empty() const noexcept { return list_.empty(); }

private:
  std::vector<Property> list_;
};

/// Reads the text of a Java .properties file (UTF-8): `name=value`, `name: value` or `name value`, comments after # or !, lines continued by a \ at
/// their end, and the escapes `\t \n \r \f \\ \uXXXX`. Any text is accepted, as Java does, but for a broken `\uXXXX`. `file` is what origins say.
KLAMM_EXPORT Result<Properties> parse_properties(std::string_view text, std::string_view file);

/// The same from a file; config_file_unreadable where it cannot be read.
KLAMM_EXPORT Result<Properties> read_properties(const std::string& path);

} // namespace klamm
