// kafka-console-producer: standard input, line by line.
#include "cli/commands/produce.hpp"
#include "cli/frame/close_names.hpp"
#include "cli/kafka/properties.hpp"
#include "cli/kafka/tools.hpp"

namespace klamm::cli {
namespace {

LineFormat line_format(const std::map<std::string, std::string>& properties) {
  LineFormat format;
  const std::map<std::string_view, bool*> switches{
      {"parse.key", &format.parse_key}, {"parse.headers", &format.parse_headers}, {"ignore.error", &format.ignore_error}};
  const std::map<std::string_view, std::string*> texts{{"key.separator", &format.key_separator},
                                                       {"headers.delimiter", &format.headers_delimiter},
                                                       {"headers.separator", &format.headers_separator},
                                                       {"headers.key.separator", &format.headers_key_separator}};
  for (const auto& [name, value] : properties) {
    if (const auto at = switches.find(name); at != switches.end()) *at->second = is_true(value);
    else if (const auto text = texts.find(name); text != texts.end()) *text->second = value;
    else if (name == "null.marker") format.null_marker = value;
    else if (name != "topic") {
      std::vector<std::string> names{"null.marker"};
      for (const auto& [known, place] : switches) names.emplace_back(known);
      for (const auto& [known, place] : texts) names.emplace_back(known);
      const std::string close = did_you_mean(name, names);
      usage_error("lines have no property " + name, close.empty() ? "parse.key, parse.headers, key.separator, null.marker, …" : close);
    }
  }
  return format;
}

/// The flags that stand for a setting of the producer.
constexpr std::pair<std::string_view, std::string_view> settings[]{{"batch-size", "batch.size"},
                                                                   {"max-partition-memory-bytes", "batch.size"},
                                                                   {"max-block-ms", "max.block.ms"},
                                                                   {"max-memory-bytes", "buffer.memory"},
                                                                   {"message-send-max-retries", "retries"},
                                                                   {"metadata-expiry-ms", "metadata.max.age.ms"},
                                                                   {"request-required-acks", "acks"},
                                                                   {"request-timeout-ms", "request.timeout.ms"},
                                                                   {"retry-backoff-ms", "retry.backoff.ms"},
                                                                   {"socket-buffer-size", "send.buffer.bytes"},
                                                                   {"timeout", "linger.ms"}};

ExitCode run(const KafkaArguments& said, Frame& frame) {
  ProduceOptions options;
  options.topic = said.needed("topic");
  if (const auto reader = said.value("line-reader"); reader && !reader->ends_with("LineMessageReader"))
    usage_error("--line-reader " + *reader + " is a class of Java's", "klamm reads lines; -J of klamm produce reads JSON");
  options.lines = line_format(properties_of(said, {"property", "reader-property"}, {"reader-config"}));
  for (const auto& [flag, name] : settings)
    if (const auto value = said.value(flag)) frame.settings.push_back(std::string(name) + "=" + *value);
  if (said.has("compression-codec")) frame.settings.push_back("compression.type=" + said.value_or("compression-codec", "gzip"));
  take_client_settings(said, {"producer.config", "command-config"}, {"producer-property", "command-property"}, frame);
  options.sync = said.has("sync");
  return produce(options, frame);
}

} // namespace

KafkaTool kafka_console_producer_tool() {
  using Takes = KafkaFlag::Takes;
  return {"kafka-console-producer",
          "Sends the lines of standard input.",
          {{"topic", "TOPIC", "Where to"},
           {"sync", "", "Wait for each record's acknowledgement before the next"},
           {"reader-property", "NAME=VALUE",
            "How lines are read: parse.key, parse.headers, key.separator, headers.delimiter, headers.separator, headers.key.separator, "
            "null.marker, "
            "ignore.error"},
           {"reader-config", "FILE", "The same, of a .properties file"},
           {"property", "NAME=VALUE", "--reader-property, as it was called"},
           {"command-property", "NAME=VALUE", "A setting of the producer"},
           {"producer-property", "NAME=VALUE", "--command-property, as it was called"},
           {"producer.config", "FILE", "--command-config, as it was called"},
           {"line-reader", "CLASS", "Only the usual one: each line is a record"},
           {"compression-codec", "CODEC", "none, gzip, snappy, lz4, zstd; without one gzip", Takes::maybe},
           {"request-required-acks", "ACKS", "acks"},
           {"request-timeout-ms", "MS", "request.timeout.ms"},
           {"message-send-max-retries", "N", "retries"},
           {"retry-backoff-ms", "MS", "retry.backoff.ms"},
           {"timeout", "MS", "linger.ms"},
           {"batch-size", "BYTES", "batch.size"},
           {"max-partition-memory-bytes", "BYTES", "--batch-size, as it was called"},
           {"max-memory-bytes", "BYTES", "buffer.memory"},
           {"max-block-ms", "MS", "max.block.ms"},
           {"metadata-expiry-ms", "MS", "metadata.max.age.ms"},
           {"socket-buffer-size", "BYTES", "send.buffer.bytes"}},
          {{"key-serializer", "lines are sent as they are"},
           {"value-serializer", "lines are sent as they are"},
           {"queue-size", "--max-memory-bytes"},
           {"queue-enqueuetimeout-ms", "--max-block-ms"}},
          run};
}

} // namespace klamm::cli
