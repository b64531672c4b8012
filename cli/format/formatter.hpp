// The language of -f: kcat's tokens (%s %k %T …), and rpk's braces behind them (%s{hex}, %d{strftime[%F]}). A format is compiled once; printing a record then
// is a walk over a few steps, without allocation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/format/record_view.hpp"
#include "cli/format/unpack.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {

enum class FormatStyle : unsigned char {
  kcat,  ///< exactly kcat's tokens; a brace behind one is text
  klamm, ///< kcat's tokens, rpk's further ones, braces
  rpk,   ///< rpk's: %T is the topic's length, %h opens a form for headers
};

class Formatter {
public:
  /// Throws Failure for an unknown token or brace, with those that there are.
  Formatter(std::string_view format, FormatStyle style);

  /// -Z: null is printed as NULL instead of as nothing; in kcat's style, which does not tell them apart, empty keys and values too.
  void print_null_as(std::string text) { null_ = std::move(text); }
  /// -s: how keys and values are read where the format doesn't say.
  void unpack_keys(Unpack how) { key_unpack_ = std::move(how); }
  void unpack_values(Unpack how) { value_unpack_ = std::move(how); }

  /// -s hex, base64, json: the same by encoding. Whether there is such a one.
  bool encode_keys(std::string_view encoding) { return encode(Field::key, encoding); }
  bool encode_values(std::string_view encoding) { return encode(Field::value, encoding); }

  void print(Sink& out, const RecordView& record) const;

private:
  friend class FormatCompiler;
  enum class Field : unsigned char {
    text,
    value,
    value_size,
    value_size_binary,
    key,
    key_size,
    timestamp,
    headers,
    each_header,
    header_count,
    topic,
    topic_size,
    partition,
    offset,
    leader_epoch,
    iteration,
    header_key,
    header_key_size,
    header_value,
    header_value_size,
  };
  enum class Rendering : unsigned char { plain, hex, base64, base64_raw, unpack, json, hex_number, big, little, boolean, strftime };
  struct Step {
    Field field = Field::text;
    Rendering rendering = Rendering::plain;
    int bits = 0;     ///< of hex_number, big and little
    std::string text; ///< text, or strftime's pattern
    std::optional<Unpack> unpack{};
    std::vector<Step> inner{}; ///< of each_header
  };

  bool encode(Field field, std::string_view encoding);
  void print(Sink& out, const RecordView& record, const std::vector<Step>& steps, const Header* header) const;
  void print_bytes(Sink& out, BytesView bytes, const Step& step, const std::optional<Unpack>& usual) const;
  void print_headers(Sink& out, const ConsumerHeaders& headers) const;
  static void print_number(Sink& out, std::int64_t number, const Step& step);

  FormatStyle style_;
  std::vector<Step> steps_;
  std::string null_;
  std::optional<Unpack> key_unpack_, value_unpack_;
};

} // namespace klamm::cli
