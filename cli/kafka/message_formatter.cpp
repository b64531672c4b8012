#include "cli/kafka/message_formatter.hpp"

#include "cli/frame/close_names.hpp"
#include "cli/frame/failure.hpp"
#include "cli/kafka/properties.hpp"

namespace klamm::cli {
namespace {

std::optional<Unpack> deserializer(const std::string& name, const std::string& java_class) {
  static const std::map<std::string, std::string, std::less<>> packs{
      {"ShortDeserializer", ">h"}, {"IntegerDeserializer", ">i"}, {"LongDeserializer", ">q"}};
  const std::string simple = java_class.substr(java_class.find_last_of('.') + 1);
  if (simple == "StringDeserializer" || simple == "ByteArrayDeserializer" || simple == "BytesDeserializer" ||
      simple == "ByteBufferDeserializer")
    return std::nullopt;
  const auto pack = packs.find(simple);
  if (pack == packs.end())
    usage_error(name + " " + java_class + " is not known here",
                "StringDeserializer, ShortDeserializer, IntegerDeserializer, LongDeserializer");
  return Unpack(pack->second);
}

} // namespace

MessageFormatter::MessageFormatter(const std::map<std::string, std::string>& properties) {
  const std::map<std::string_view, bool*> switches{{"print.timestamp", &timestamp_}, {"print.key", &key_},       {"print.value", &value_},
                                                   {"print.partition", &partition_}, {"print.offset", &offset_}, {"print.epoch", &epoch_},
                                                   {"print.headers", &headers_}};
  const std::map<std::string_view, std::string*> texts{{"key.separator", &key_separator_},
                                                       {"line.separator", &line_separator_},
                                                       {"headers.separator", &headers_separator_},
                                                       {"null.literal", &null_}};
  const std::map<std::string_view, Part*> parts{
      {"key.deserializer", &key_part_}, {"value.deserializer", &value_part_}, {"headers.deserializer", &header_part_}};
  for (const auto& [name, value] : properties) {
    if (const auto at = switches.find(name); at != switches.end()) *at->second = is_true(value);
    else if (const auto text = texts.find(name); text != texts.end()) *text->second = value;
    else if (const auto part = parts.find(name); part != parts.end()) part->second->unpack = deserializer(name, value);
    else if (!name.starts_with("key.deserializer.") && !name.starts_with("value.deserializer.") &&
             !name.starts_with("headers.deserializer.")) {
      std::vector<std::string> names;
      for (const auto& [known, place] : switches) names.emplace_back(known);
      for (const auto& [known, place] : texts) names.emplace_back(known);
      for (const auto& [known, place] : parts) names.emplace_back(known);
      const std::string close = did_you_mean(name, names);
      usage_error("the formatter has no property " + name, close.empty() ? "print.key, print.timestamp, key.separator, …" : close);
    }
  }
}

void MessageFormatter::Part::print(Sink& out, BytesView bytes, const std::string& null) const {
  if (bytes.is_null()) out.append(null);
  else if (unpack) unpack->print(out, bytes.text());
  else out.append(bytes.text());
}

void MessageFormatter::print(Sink& out, const RecordView& record) const {
  bool first = true;
  const auto next = [&] {
    if (!first) out.append(key_separator_);
    first = false;
  };
  if (timestamp_) {
    next();
    if (record.timestamp_type == TimestampType::none) out.append("NO_TIMESTAMP");
    else {
      out.append(record.timestamp_type == TimestampType::log_append_time ? "LogAppendTime:" : "CreateTime:");
      out.append_number(record.timestamp);
    }
  }
  if (partition_) {
    next();
    out.append("Partition:");
    out.append_number(record.partition);
  }
  if (offset_) {
    next();
    out.append("Offset:");
    out.append_number(record.offset);
  }
  if (epoch_) {
    next();
    out.append("Epoch:NOT_PRESENT"); // what Java's tool prints of every record
  }
  if (headers_) {
    next();
    bool any = false;
    for (const auto& header : record.headers) {
      if (any) out.append(headers_separator_);
      any = true;
      out.append(header.key);
      out.append(':');
      header_part_.print(out, header.value, null_);
    }
    if (!any) out.append("NO_HEADERS");
  }
  if (key_) {
    next();
    key_part_.print(out, record.key, null_);
  }
  if (value_) {
    next();
    value_part_.print(out, record.value, null_);
  }
  if (!first) out.append(line_separator_);
}

} // namespace klamm::cli
