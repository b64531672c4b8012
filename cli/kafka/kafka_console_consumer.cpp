// kafka-console-consumer: records on standard output.
#include <memory>

#include "cli/commands/consume.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/kafka/message_formatter.hpp"
#include "cli/kafka/properties.hpp"
#include "cli/kafka/tools.hpp"

namespace klamm::cli {
namespace {

/// How records are printed, by --formatter.
RecordWriter writer_of(const KafkaArguments& said) {
  const std::string name = said.value_or("formatter", "DefaultMessageFormatter");
  if (name.ends_with("NoOpMessageFormatter")) return [](Sink&, const RecordView&) {};
  if (!name.ends_with("DefaultMessageFormatter"))
    usage_error("--formatter " + name + " is a class of Java's",
                "DefaultMessageFormatter and NoOpMessageFormatter are here; klamm consume has -f and -J");
  auto properties = properties_of(said, {"property", "formatter-property"}, {"formatter-config"});
  for (const char* part : {"key", "value"})
    if (const auto named = said.value(std::string(part) + "-deserializer")) properties[std::string(part) + ".deserializer"] = *named;
  return
      [formatter = std::make_shared<MessageFormatter>(properties)](Sink& out, const RecordView& record) { formatter->print(out, record); };
}

std::string offset_of(const KafkaArguments& said) {
  const std::string offset = said.value_or("offset", said.has("from-beginning") ? "earliest" : "latest");
  if (offset == "earliest") return "beginning";
  if (offset == "latest") return "end";
  return std::to_string(said.number("offset", 0).value());
}

ExitCode run(const KafkaArguments& said, Frame& frame) {
  said.excludes("topic", {"include", "whitelist"});
  said.excludes("group", {"partition"});
  said.excludes("from-beginning", {"offset"});
  if (said.has("offset") && !said.has("partition")) usage_error("--offset needs --partition", "a group goes on where it has committed");
  if (said.has("partition") && !said.has("topic")) usage_error("--partition needs --topic");
  ConsumeOptions options;
  const auto include = said.value("include");
  options.topics = {include ? "^(" + *include + ")$" : said.needed("topic")};
  options.writer = writer_of(said);
  options.group = said.value_or("group", "");
  options.from_beginning = said.has("from-beginning");
  if (const auto partition = said.number("partition", 0, INT32_MAX)) options.partitions = std::to_string(*partition);
  if (options.group.empty()) options.offsets = {offset_of(said)};
  options.count = said.number("max-messages", -1);
  if (options.count == -1) options.count.reset();
  if (const auto wait = said.number("timeout-ms", -1); wait && *wait >= 0) options.idle_timeout = std::chrono::milliseconds(*wait);
  options.isolation = said.value_or("isolation-level", "");
  options.counts = true;
  take_client_settings(said, {"consumer.config", "command-config"}, {"consumer-property", "command-property"}, frame);
  if (options.group.empty())
    for (const auto& [name, value] : properties_of(said, {"consumer-property", "command-property"}))
      if (name == "group.id") options.group = value, options.offsets.clear();
  return consume(options, frame);
}

} // namespace

KafkaTool kafka_console_consumer_tool() {
  return {
      "kafka-console-consumer",
      "Prints records.",
      {{"topic", "TOPIC", "Which"},
       {"include", "REGEX", "All topics whose name this is"},
       {"group", "GROUP", "Read as a member of this group; without one nothing is committed"},
       {"from-beginning", "", "Begin at the first record, where the group has not committed"},
       {"partition", "N", "Only this one"},
       {"offset", "OFFSET", "With --partition: earliest, latest (default), or a number"},
       {"max-messages", "N", "End after so many records"},
       {"timeout-ms", "MS", "End when no record has come for so long"},
       {"isolation-level", "LEVEL", "read_committed, or read_uncommitted (default)"},
       {"formatter", "CLASS", "DefaultMessageFormatter or NoOpMessageFormatter"},
       {"formatter-property", "NAME=VALUE",
        "print.timestamp, print.key, print.offset, print.epoch, print.partition, print.headers, print.value: true or false; key.separator, "
        "line.separator, headers.separator, null.literal; key.deserializer, value.deserializer, headers.deserializer"},
       {"formatter-config", "FILE", "The same, of a .properties file"},
       {"property", "NAME=VALUE", "--formatter-property, as it was called"},
       {"key-deserializer", "CLASS", "StringDeserializer, ShortDeserializer, IntegerDeserializer, LongDeserializer"},
       {"value-deserializer", "CLASS", "The same"},
       {"command-property", "NAME=VALUE", "A setting of the consumer"},
       {"consumer-property", "NAME=VALUE", "--command-property, as it was called"},
       {"consumer.config", "FILE", "--command-config, as it was called"},
       {"skip-message-on-error", "", "Accepted: klamm prints what comes as it is"}},
      {{"whitelist", "--include"},
       {"new-consumer", "there is no other"},
       {"delete-consumer-offsets", "kafka-consumer-groups --group GROUP --delete-offsets --topic TOPIC"},
       {"csv-reporter-enabled", "klamm has none"},
       {"enable-systest-events", "these were for Kafka's own tests"}},
      run};
}

} // namespace klamm::cli
