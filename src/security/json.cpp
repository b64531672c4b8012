#include "security/json.hpp"

#include <cstdio>

namespace klamm::security {
namespace {

/// Reads from the front of a text; failed() from the first thing on that is not JSON.
class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool failed() const noexcept { return failed_; }
  bool take(char c) {
    skip_space();
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) failed_ = true;
  }
  std::string string();
  /// A value of any kind: the content of a string, the text of anything else.
  std::string value(int depth = 0);

private:
  void skip_space() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\n' || text_.front() == '\r' || text_.front() == '\t'))
      text_.remove_prefix(1);
  }
  char next() {
    if (text_.empty()) return failed_ = true, '\0';
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }
  unsigned code_unit();
  void skip_members(char end, bool named, int depth);

  std::string_view text_;
  bool failed_ = false;
};

unsigned Reader::code_unit() {
  unsigned value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = next();
    if (c >= '0' && c <= '9') value = value * 16 + static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f') value = value * 16 + static_cast<unsigned>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F') value = value * 16 + static_cast<unsigned>(c - 'A' + 10);
    else failed_ = true;
  }
  return value;
}

void append_utf8(std::string& out, unsigned c) {
  const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
  if (c < 0x10000) return put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
  put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
}

std::string Reader::string() {
  std::string content;
  expect('"');
  while (!failed_) {
    const char c = next();
    if (c == '"') return content;
    if (c != '\\') {
      content += c;
      continue;
    }
    switch (const char escape = next()) {
      case 'n': content += '\n'; break;
      case 't': content += '\t'; break;
      case 'r': content += '\r'; break;
      case 'b': content += '\b'; break;
      case 'f': content += '\f'; break;
      case 'u': {
        unsigned unit = code_unit();
        if (unit >= 0xd800 && unit < 0xdc00 && text_.starts_with("\\u")) {
          text_.remove_prefix(2);
          unit = 0x10000 + ((unit - 0xd800) << 10) + (code_unit() - 0xdc00);
        }
        append_utf8(content, unit & 0x1fffff);
        break;
      }
      case '"':
      case '\\':
      case '/': content += escape; break;
      default: failed_ = true;
    }
  }
  return content;
}

void Reader::skip_members(char end, bool named, int depth) {
  if (take(end)) return;
  do {
    if (named) {
      string();
      expect(':');
    }
    value(depth + 1);
  } while (!failed_ && take(','));
  expect(end);
}

std::string Reader::value(int depth) {
  skip_space();
  if (text_.empty() || depth > 32) return failed_ = true, "";
  const std::string_view begin = text_;
  if (text_.front() == '"') return string();
  if (take('{')) skip_members('}', true, depth);
  else if (take('[')) skip_members(']', false, depth);
  else {
    const std::size_t size = std::min(text_.find_first_of(",]} \t\r\n"), text_.size());
    if (size == 0) failed_ = true;
    text_.remove_prefix(size);
  }
  return std::string(begin.substr(0, begin.size() - text_.size()));
}

} // namespace

std::optional<std::string> json_member(std::string_view object, std::string_view name) {
  Reader in(object);
  in.expect('{');
  if (in.take('}')) return std::nullopt;
  std::optional<std::string> found;
  do {
    const std::string member = in.string();
    in.expect(':');
    std::string value = in.value();
    if (member == name) found = std::move(value);
  } while (!in.failed() && in.take(','));
  in.expect('}');
  return in.failed() ? std::nullopt : found;
}

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      quoted += c;
    } else {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      quoted += escape;
    }
  }
  return quoted + "\"";
}

} // namespace klamm::security
