#include "cli/records/line_format.hpp"

#include <algorithm>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

LineReader::LineReader(LineFormat format) : format_(std::move(format)) {
  const LineFormat& f = format_;
  for (const auto& [name, text] : {std::pair("key.separator", &f.key_separator),
                                   {"headers.delimiter", &f.headers_delimiter},
                                   {"headers.separator", &f.headers_separator},
                                   {"headers.key.separator", &f.headers_key_separator}})
    if (text->empty()) usage_error(std::string(name) + " is empty");
  if (!f.parse_headers) return;
  const auto differ = [](const char* a, const std::string& x, const char* b, const std::string& y) {
    if (x == y) usage_error(std::string(a) + " and " + b + " are the same, so a line can't be cut");
  };
  differ("headers.delimiter", f.headers_delimiter, "headers.separator", f.headers_separator);
  differ("headers.delimiter", f.headers_delimiter, "headers.key.separator", f.headers_key_separator);
  differ("headers.separator", f.headers_separator, "headers.key.separator", f.headers_key_separator);
}

BytesView LineReader::or_null(std::string_view text) const {
  return format_.null_marker && text == *format_.null_marker ? BytesView() : BytesView(text);
}

std::optional<std::string_view> LineReader::take(std::string_view& line, const std::string& separator, const char* what,
                                                 std::int64_t number) const {
  const std::size_t at = line.find(separator);
  if (at == std::string_view::npos) {
    if (format_.ignore_error) return std::nullopt;
    throw Failure(ExitCode::error, "line " + std::to_string(number) + " has no " + what + ": '" + std::string(whole_) + "'",
                  "ignore.error=true takes such a line as a value");
  }
  const std::string_view taken = line.substr(0, at);
  line.remove_prefix(at + separator.size());
  return taken;
}

void LineReader::read_headers(std::string_view text, std::int64_t number) {
  headers_.clear();
  if (text.empty()) return;
  if (format_.null_marker && text == *format_.null_marker) return;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(format_.headers_separator, at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    const std::size_t colon = pair.find(format_.headers_key_separator);
    if (colon == std::string_view::npos && !format_.ignore_error)
      throw Failure(ExitCode::error, "line " + std::to_string(number) + ": the header '" + std::string(pair) + "' has no value",
                    "NAME" + format_.headers_key_separator + "VALUE, or ignore.error=true");
    const std::string_view name = pair.substr(0, colon);
    if (format_.null_marker && name == *format_.null_marker)
      throw Failure(ExitCode::error, "line " + std::to_string(number) + ": a header's name can't be null");
    headers_.push_back(
        {name, colon == std::string_view::npos ? BytesView() : or_null(pair.substr(colon + format_.headers_key_separator.size()))});
    at = end + format_.headers_separator.size();
  }
}

ProducerRecord LineReader::read(std::string_view line, std::int64_t number) {
  whole_ = line;
  ProducerRecord record;
  if (format_.parse_headers) {
    if (const auto text = take(line, format_.headers_delimiter, "headers.delimiter", number)) {
      read_headers(*text, number);
      record.headers = headers_;
    }
  }
  if (format_.parse_key)
    if (const auto key = take(line, format_.key_separator, "key.separator", number)) record.key = or_null(*key);
  record.value = or_null(line);
  return record;
}

} // namespace klamm::cli
