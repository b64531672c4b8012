// The reader of Java .properties files: a pure function of the text, for any bytes.
#include "klamm/properties.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <system_error>

namespace klamm {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\f'; }

struct Line {
  std::string text; // continuation lines joined, escapes still in it
  std::size_t number = 0;
};

/// The next line that says something, with its continuations; nothing at the end.
class Lines {
public:
  explicit Lines(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3); // a byte order mark, as some editors write
  }

  std::optional<Line> next() {
    while (!rest_.empty()) {
      const std::string_view first = natural_line();
      if (first.empty() || first.front() == '#' || first.front() == '!') continue;
      Line line{std::string(first), number_};
      while (continues(line.text)) {
        line.text.pop_back();
        if (rest_.empty()) break;
        line.text += natural_line();
      }
      return line;
    }
    return std::nullopt;
  }

private:
  std::string_view natural_line() {
    ++number_;
    const std::size_t end = rest_.find_first_of("\r\n");
    std::string_view line = rest_.substr(0, end);
    if (end == std::string_view::npos) {
      rest_ = {};
    } else {
      rest_.remove_prefix(rest_.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
    }
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    return line;
  }

  // An odd number of backslashes at the end: the last one is no escaped backslash.
  static bool continues(std::string_view line) {
    const std::size_t last_other = line.find_last_not_of('\\');
    return (line.size() - (last_other == std::string_view::npos ? 0 : last_other + 1)) % 2 == 1;
  }

  std::string_view rest_;
  std::size_t number_ = 0;
};

std::optional<unsigned> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(0, 4)) {
    const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                           : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10
                           : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10
                                                  : 16U;
    if (digit == 16) return std::nullopt;
    value = value * 16 + digit;
  }
  return value;
}

void append_utf8(std::string& out, unsigned point) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3f)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | (point >> 12));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xf0 | (point >> 18));
    tail(12), tail(6), tail(0);
  }
}

/// Reads the digits after \u at `at`, two such escapes where they are a surrogate pair; the index behind them, or nothing where they are broken.
std::optional<std::size_t> unicode_escape(std::string_view text, std::size_t at, std::string& out) {
  const std::optional<unsigned> unit = hex4(text.substr(at));
  if (!unit) return std::nullopt;
  at += 4;
  unsigned point = *unit;
  if (point >= 0xd800 && point < 0xdc00 && text.substr(at).starts_with("\\u")) {
    const std::optional<unsigned> low = hex4(text.substr(at + 2));
    if (low && *low >= 0xdc00 && *low < 0xe000) {
      point = 0x10000 + ((point - 0xd800) << 10) + (*low - 0xdc00);
      at += 6;
    }
  }
  append_utf8(out, point >= 0xd800 && point < 0xe000 ? 0xfffd : point); // half a pair has no UTF-8
  return at;
}

/// `text` without its escapes, or nothing where a \u has no four digits.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i++];
    if (c != '\\') {
      out += c;
      continue;
    }
    if (i == text.size()) break;
    switch (const char escape = text[i++]) {
      case 't': out += '\t'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 'f': out += '\f'; break;
      case 'u': {
        const std::optional<std::size_t> end = unicode_escape(text, i, out);
        if (!end) return std::nullopt;
        i = *end;
        break;
      }
      default: out += escape; // Java drops the backslash of what is no escape
    }
  }
  return out;
}

/// Where the name ends: at the first separator that is not escaped.
std::size_t end_of_name(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && text[i] != '=' && text[i] != ':' && !is_space(text[i])) i += text[i] == '\\' ? 2U : 1U;
  return i < text.size() ? i : text.size();
}

std::string_view value_after(std::string_view text) {
  const auto skip_spaces = [&] {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  };
  skip_spaces();
  if (!text.empty() && (text.front() == '=' || text.front() == ':')) text.remove_prefix(1);
  skip_spaces();
  return text;
}

} // namespace

Properties::Properties(std::initializer_list<std::pair<std::string_view, std::string_view>> list) {
  for (const auto& [name, value] : list) add(std::string(name), std::string(value));
}

Properties::Properties(const std::map<std::string, std::string>& map) {
  for (const auto& [name, value] : map) add(name, value);
}

Result<Properties> parse_properties(std::string_view text, std::string_view file) {
  Properties properties;
  Lines lines(text);
  while (const std::optional<Line> line = lines.next()) {
    std::string origin = std::string(file) + ":" + std::to_string(line->number);
    const std::size_t end = end_of_name(line->text);
    std::optional<std::string> name = unescaped(std::string_view(line->text).substr(0, end));
    std::optional<std::string> value = unescaped(value_after(std::string_view(line->text).substr(end)));
    if (!name || !value) // the text may be a secret: only its place is said
      return Error(ErrorCode::config_value_invalid, "\\u without four hexadecimal digits (" + origin + ")", "write a backslash as \\\\");
    properties.add(std::move(*name), std::move(*value), std::move(origin));
  }
  return properties;
}

Result<Properties> read_properties(const std::string& path) {
  // stdio instead of a stream: it says why it failed, and tells directories from empty files.
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  std::string text;
  std::array<char, 4096> buffer;
  while (file) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get());
    text.append(buffer.data(), count);
    if (count < buffer.size()) break;
  }
  if (!file || std::ferror(file.get()))
    return Error(ErrorCode::config_file_unreadable,
                 "cannot read the properties file " + path + ": " + std::generic_category().message(errno),
                 "check that the file exists and may be read by this user");
  return parse_properties(text, path);
}

} // namespace klamm
