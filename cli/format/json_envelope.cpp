#include "cli/format/json_envelope.hpp"

#include <string>

#include "cli/format/encoding.hpp"

namespace klamm::cli {

void JsonEnvelope::print(Sink& out, const RecordView& record) const {
  out.append(R"({"topic":)");
  append_json_string(out, record.topic, valid_utf8);
  out.append(R"(,"partition":)");
  out.append_number(record.partition);
  out.append(R"(,"offset":)");
  out.append_number(record.offset);
  if (record.timestamp_type != TimestampType::none) {
    out.append(record.timestamp_type == TimestampType::create_time ? R"(,"tstype":"create","ts":)" : R"(,"tstype":"logappend","ts":)");
    out.append_number(record.timestamp);
  }
  out.append(R"(,"broker":)");
  out.append_number(record.broker);
  if (!record.headers.empty()) {
    out.append(R"(,"headers":)");
    char before = '[';
    for (const Header& header : record.headers) {
      out.append(before);
      append_json_string(out, header.key, valid_utf8);
      out.append(',');
      if (header.value.is_null()) out.append("null");
      else append_json_string(out, header.value, valid_utf8);
      before = ',';
    }
    out.append(']');
  }
  print_part(out, "key", record.key, key);
  print_part(out, "payload", record.value, value);
  out.append('}');
}

void JsonEnvelope::print_part(Sink& out, const char* name, BytesView bytes, const std::optional<Unpack>& how) const {
  const auto begin = [&](std::string_view behind) { out.append(",\""), out.append(name), out.append(behind); };
  if (!how || bytes.is_null()) {
    begin("\":");
    if (bytes.is_null()) out.append("null");
    else append_json_string(out, bytes, valid_utf8);
    return;
  }
  constexpr std::size_t room_for_a_number = 32;
  Sink text(-1, how->longest(bytes.size()) + room_for_a_number);
  const std::optional<std::string> wrong = how->print(text, bytes);
  begin(wrong ? "\":null,\"" : "\":");
  if (!wrong) return append_json_string(out, text.pending(), valid_utf8);
  out.append(name);
  out.append("_error\":");
  append_json_string(out, *wrong, valid_utf8);
}

} // namespace klamm::cli
