#include "cli/commands/record_printer.hpp"

#include <array>
#include <utility>

#include "cli/frame/close_names.hpp"

namespace klamm::cli {
namespace {

// A % that is text; delimiters may have one.
std::string literal(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '%' ? std::string("%%") : std::string(1, c);
  return out;
}

std::string fields(const std::string& list, const std::string& separator) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> known{
      {{"key", "%k"}, {"value", "%s"}, {"headers", "%h"}, {"timestamp", "%T"}, {"partition", "%p"}, {"offset", "%o"}, {"topic", "%t"}}};
  std::string format;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const std::string name = list.substr(at, end - at);
    std::string token;
    std::vector<std::string> names;
    for (const auto& [field, its] : known) {
      names.emplace_back(field);
      if (name == field) token = its;
    }
    if (token.empty()) {
      const std::string close = did_you_mean(name, names);
      usage_error("--print has no field '" + name + "'",
                  close.empty() ? "there are key value headers timestamp partition offset topic" : close);
    }
    format += (format.empty() ? "" : separator) + token;
    at = end + 1;
  }
  return format;
}

/// How keys, or values, are read.
struct Serde {
  std::optional<Unpack> unpack;
  std::string encoding; ///< hex, base64, json
};

// "key=>iq", "value=i32", "hex"
void read_serde(const std::string& said, Serde& key, Serde& value) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> names{{{"string", ""},
                                                                                       {"i8", ">b"},
                                                                                       {"i16", ">h"},
                                                                                       {"i32", ">i"},
                                                                                       {"i64", ">q"},
                                                                                       {"u8", ">B"},
                                                                                       {"u16", ">H"},
                                                                                       {"u32", ">I"},
                                                                                       {"u64", ">Q"}}};
  const bool for_key = said.starts_with("key="), for_value = said.starts_with("value=");
  std::string how = said.substr(for_key ? 4 : for_value ? 6 : 0);
  if (how == "avro" || how == "protobuf")
    usage_error("-s " + said + " needs a schema registry, which klamm does not speak", "-s hex shows the bytes");
  for (const auto& [name, pack] : names)
    if (how == name) how = pack;
  Serde serde;
  if (how == "hex" || how == "base64" || how == "json") serde.encoding = how;
  else if (!how.empty()) serde.unpack.emplace(how);
  if (!for_value) key = serde;
  if (!for_key) value = serde;
}

} // namespace

std::string format_of(const ConsumeOptions& options) {
  if (!options.format.empty()) return options.format;
  const std::string end = literal(options.delimiter), between = literal(options.key_delimiter.value_or("\\t"));
  if (!options.print.empty()) return fields(options.print, between) + end;
  return (options.key_delimiter ? "%k" + between : "") + (options.print_offset ? "%o" + between : "") + "%s" + end;
}

RecordPrinter::RecordPrinter(const ConsumeOptions& options) : writer_(options.writer), formatter_(format_of(options), options.style) {
  Serde key, value;
  for (const std::string& said : options.serdes) read_serde(said, key, value);
  if (options.null_as_text) formatter_.print_null_as("NULL");
  if (key.unpack) formatter_.unpack_keys(*key.unpack);
  if (value.unpack) formatter_.unpack_values(*value.unpack);
  if (!key.encoding.empty()) formatter_.encode_keys(key.encoding);
  if (!value.encoding.empty()) formatter_.encode_values(value.encoding);
  if (options.json && !(key.encoding + value.encoding).empty())
    usage_error("-J has an encoding of its own: -s " + (key.encoding.empty() ? value.encoding : key.encoding) + " is one too many",
                "-f '{\"key\":%k{json},\"payload\":\"%s{hex}\"}\\n' makes any envelope");
  if (options.json) json_ = JsonEnvelope{!options.like_kcat, key.unpack, value.unpack};
  if (options.grep.empty()) return;
  auto regex = std::make_unique<regex_t>();
  if (const int failed = regcomp(regex.get(), options.grep.c_str(), REG_EXTENDED | REG_NOSUB); failed != 0) {
    std::array<char, 128> why{};
    regerror(failed, regex.get(), why.data(), why.size());
    usage_error("--grep '" + options.grep + "' is no regular expression: " + why.data());
  }
  grep_.reset(regex.release());
}

bool RecordPrinter::wants(BytesView value) const {
  if (!grep_) return true;
  if (value.is_null()) return false;
  regmatch_t span{0, static_cast<regoff_t>(value.size())};
  return regexec(grep_.get(), value.empty() ? "" : value.data(), 1, &span, REG_STARTEND) == 0;
}

} // namespace klamm::cli
