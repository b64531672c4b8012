#include "cli/commands/produce_input.hpp"

#include <nlohmann/json.hpp>

#include "cli/records/escapes.hpp"

namespace klamm::cli {

struct RecordReader::Json {
  std::string key, value;
  std::vector<std::pair<std::string, std::optional<std::string>>> header_texts;
  std::vector<Header> headers;
};

RecordReader::RecordReader(const ProduceOptions& options)
    : options_(options), header_texts_(options.headers), json_(std::make_unique<Json>()) {
  if (options.key_delimiter) {
    key_delimiter_ = unescaped(*options.key_delimiter);
    if (key_delimiter_.empty()) usage_error("-K has an empty delimiter");
  }
  if (options.lines) lines_.emplace(*options.lines);
  if (options.json && options.key_delimiter) usage_error("-J and -K exclude each other", "the envelope says what the key is");
  for (const std::string& text : header_texts_) {
    const std::string_view all = text;
    const std::size_t equals = all.find('=');
    if (all.empty() || equals == 0) usage_error("-H " + text + " has no name", "as in -H trace=42; -H trace alone has a null value");
    headers_.push_back({all.substr(0, equals), equals == std::string_view::npos ? BytesView() : BytesView(all.substr(equals + 1))});
  }
}

RecordReader::~RecordReader() = default;

ProducerRecord RecordReader::read(std::string_view part, std::int64_t number) {
  ProducerRecord record = lines_ ? lines_->read(part, number) : options_.json ? read_json(part, number) : split(part);
  record.topic = options_.topic;
  if (record.key.is_null() && options_.key) record.key = *options_.key;
  if (record.headers.empty()) record.headers = headers_;
  record.partition = options_.partition;
  return record;
}

ProducerRecord RecordReader::split(std::string_view part) const {
  ProducerRecord record;
  if (!key_delimiter_.empty()) {
    if (const std::size_t at = part.find(key_delimiter_); at != std::string_view::npos) {
      record.key = part.substr(0, at);
      part.remove_prefix(at + key_delimiter_.size());
    }
  }
  record.value = part;
  if (options_.empty_is_null && part.empty()) record.value = {};
  if (options_.empty_is_null && record.key.empty()) record.key = {};
  return record;
}

ProducerRecord RecordReader::read_json(std::string_view part, std::int64_t number) {
  const auto fail = [&](const std::string& what) -> void {
    throw Failure(
        ExitCode::error, "record " + std::to_string(number) + " of the input: " + what,
        R"(with -J each line is as consume -J prints it: {"key":"k","payload":"v","headers":["name","value"],"ts":1700000000000})");
  };
  const nlohmann::json envelope = nlohmann::json::parse(part, nullptr, false);
  if (!envelope.is_object()) fail("it is no JSON object");
  const auto text = [](const nlohmann::json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); };
  const auto part_of = [&](const char* name, std::string& into) {
    const auto found = envelope.find(name);
    if (found == envelope.end() || found->is_null()) return BytesView();
    into = text(*found);
    return BytesView(into);
  };

  ProducerRecord record;
  record.key = part_of("key", json_->key);
  record.value = part_of(envelope.contains("payload") ? "payload" : "value", json_->value);
  for (const char* name : {"ts", "timestamp"})
    if (const auto found = envelope.find(name); found != envelope.end() && found->is_number_integer() && *found >= 0)
      record.timestamp = found->get<Timestamp>();
  json_->header_texts.clear();
  json_->headers.clear();
  const auto add = [&](const std::string& name, const nlohmann::json& value) {
    json_->header_texts.emplace_back(name, value.is_null() ? std::nullopt : std::optional(text(value)));
  };
  if (const auto headers = envelope.find("headers"); headers != envelope.end() && !headers->is_null()) {
    if (headers->is_object()) {
      for (const auto& [name, value] : headers->items()) add(name, value);
    } else if (headers->is_array() && headers->size() % 2 == 0) {
      for (std::size_t i = 0; i < headers->size(); i += 2) add(text((*headers)[i]), (*headers)[i + 1]);
    } else {
      fail("its headers are neither an object nor a list of names and values");
    }
  }
  for (const auto& [name, value] : json_->header_texts) json_->headers.push_back({name, value ? BytesView(*value) : BytesView()});
  record.headers = json_->headers;
  return record;
}

} // namespace klamm::cli
