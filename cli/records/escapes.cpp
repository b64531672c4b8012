#include "cli/records/escapes.hpp"

#include <charconv>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

char read_escape(std::string_view text, std::size_t& at) {
  if (++at == text.size()) return '\\'; // a backslash at the end is one
  const char kind = text[at++];
  switch (kind) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '0': return '\0';
    case 'x': break;
    default: return kind;
  }
  unsigned value = 0;
  const char* const begin = text.data() + at;
  const char* const end = text.data() + std::min(at + 2, text.size());
  const auto read = std::from_chars(begin, end, value, 16);
  if (read.ptr == begin)
    usage_error("\\x without a number in '" + std::string(text) + "'", "two hexadecimal digits follow it, as in \\x1e");
  at += static_cast<std::size_t>(read.ptr - begin);
  return static_cast<char>(value);
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\\') out += read_escape(text, at);
    else out += text[at++];
  }
  return out;
}

} // namespace klamm::cli
