#include "cli/format/formatter.hpp"

#include "cli/format/encoding.hpp"
#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

std::int64_t size_of(BytesView bytes) { return bytes.is_null() ? -1 : static_cast<std::int64_t>(bytes.size()); }

} // namespace

void Formatter::print(Sink& out, const RecordView& record) const { print(out, record, steps_, nullptr); }

void Formatter::print(Sink& out, const RecordView& record, const std::vector<Step>& steps, const Header* header) const {
  static const std::optional<Unpack> none;
  for (const Step& step : steps) {
    switch (step.field) {
      case Field::text: out.append(step.text); break;
      case Field::value: print_bytes(out, record.value, step, value_unpack_); break;
      case Field::value_size: print_number(out, size_of(record.value), step); break;
      case Field::value_size_binary: append_binary(out, static_cast<std::uint64_t>(size_of(record.value)), 32, true); break;
      case Field::key: print_bytes(out, record.key, step, key_unpack_); break;
      case Field::key_size: print_number(out, size_of(record.key), step); break;
      case Field::timestamp:
        if (step.rendering == Rendering::strftime) append_time(out, record.timestamp, step.text.c_str());
        else print_number(out, record.timestamp, step);
        break;
      case Field::headers: print_headers(out, record.headers); break;
      case Field::each_header:
        for (const Header& one : record.headers) print(out, record, step.inner, &one);
        break;
      case Field::header_count: print_number(out, static_cast<std::int64_t>(record.headers.size()), step); break;
      case Field::topic: print_bytes(out, record.topic, step, none); break;
      case Field::topic_size: print_number(out, static_cast<std::int64_t>(record.topic.size()), step); break;
      case Field::partition: print_number(out, record.partition, step); break;
      case Field::offset: print_number(out, record.offset, step); break;
      case Field::leader_epoch: print_number(out, record.leader_epoch, step); break;
      case Field::iteration: print_number(out, static_cast<std::int64_t>(record.iteration), step); break;
      case Field::header_key: print_bytes(out, header->key, step, none); break;
      case Field::header_key_size: print_number(out, static_cast<std::int64_t>(header->key.size()), step); break;
      case Field::header_value: print_bytes(out, header->value, step, none); break;
      case Field::header_value_size: print_number(out, size_of(header->value), step); break;
    }
  }
}

void Formatter::print_bytes(Sink& out, BytesView bytes, const Step& step, const std::optional<Unpack>& usual) const {
  if (bytes.is_null()) return step.rendering == Rendering::json ? out.append("null") : out.append(null_);
  if (bytes.empty() && style_ == FormatStyle::kcat) return out.append(null_);
  switch (step.rendering) {
    case Rendering::hex: return append_hex(out, bytes);
    case Rendering::base64: return append_base64(out, bytes, true);
    case Rendering::base64_raw: return append_base64(out, bytes, false);
    case Rendering::json: return append_json_string(out, bytes);
    default: break;
  }
  const std::optional<Unpack>& how = step.unpack ? step.unpack : usual;
  if (!how) return out.append(bytes.text());
  const auto wrong = how->print(out, bytes);
  if (wrong && style_ == FormatStyle::kcat) throw Failure(ExitCode::error, "Failed to format message: " + *wrong + ": terminating");
  if (wrong) out.append("<error: "), out.append(*wrong), out.append('>');
}

void Formatter::print_headers(Sink& out, const ConsumerHeaders& headers) const {
  bool first = true;
  for (const Header& header : headers) {
    if (!first) out.append(',');
    first = false;
    out.append(header.key);
    out.append('=');
    out.append(header.value.is_null() ? std::string_view("NULL") : header.value.text());
  }
}

void Formatter::print_number(Sink& out, std::int64_t number, const Step& step) {
  switch (step.rendering) {
    case Rendering::hex_number: return append_hex_number(out, static_cast<std::uint64_t>(number), step.bits);
    case Rendering::big:
    case Rendering::little: return append_binary(out, static_cast<std::uint64_t>(number), step.bits, step.rendering == Rendering::big);
    case Rendering::boolean: return out.append(number != 0 ? "true" : "false");
    default: return out.append_number(number);
  }
}

} // namespace klamm::cli
