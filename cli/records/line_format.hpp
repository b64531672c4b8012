// Lines as kafka-console-producer reads them: headers, a key and a value, each behind its separator.
#pragma once

#include <cstdint>
#include <klamm/record.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klamm::cli {

struct LineFormat {
  bool parse_key = false, parse_headers = false;
  bool ignore_error = false; ///< a line without a separator is a value
  std::string key_separator = "\t", headers_delimiter = "\t", headers_separator = ",", headers_key_separator = ":";
  std::optional<std::string> null_marker{}; ///< this text stands for null
};

class LineReader {
public:
  /// Throws Failure for separators that can't be told apart.
  explicit LineReader(LineFormat format);

  /// The record's views point into the line and into this; they hold until the next one. Throws Failure for a line without its separators.
  ProducerRecord read(std::string_view line, std::int64_t number);

private:
  BytesView or_null(std::string_view text) const;
  /// Takes off what stands before the separator; nothing where there is none and errors are ignored.
  std::optional<std::string_view> take(std::string_view& line, const std::string& separator, const char* what, std::int64_t number) const;
  void read_headers(std::string_view text, std::int64_t number);

  LineFormat format_;
  std::string_view whole_;
  std::vector<Header> headers_;
};

} // namespace klamm::cli
