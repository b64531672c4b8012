// The small languages of Kafka's tools: --include and --topic, --by-duration, --add-config, formatters and lines.
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>

#include "cli/frame/failure.hpp"
#include "cli/kafka/consumer_groups.hpp"
#include "cli/kafka/kafka_configs.hpp"
#include "cli/kafka/message_formatter.hpp"
#include "cli/kafka/topic_names.hpp"
#include "cli/records/line_format.hpp"

using namespace klamm::cli;
using klamm::BytesView;

namespace {

std::string printed(const std::map<std::string, std::string>& properties, const RecordView& record) {
  Sink out(-1);
  MessageFormatter(properties).print(out, record);
  std::string text(out.pending());
  return text;
}

RecordView record() {
  RecordView view;
  view.topic = "t";
  view.partition = 2;
  view.offset = 7;
  view.timestamp = 1000;
  view.timestamp_type = klamm::TimestampType::create_time;
  view.key = "k";
  view.value = "v";
  return view;
}

} // namespace

TEST_CASE("kafka: topics by a regular expression of the whole name, or several with commas") {
  CHECK(TopicFilter("").fits("anything"));
  CHECK(TopicFilter("orders").fits("orders"));
  CHECK_FALSE(TopicFilter("orders").fits("orders2"));
  CHECK(TopicFilter("orders,pay.*").fits("payments"));
  CHECK(TopicFilter("'orders'").fits("orders"));
  CHECK_THROWS_AS(TopicFilter("(").fits("x"), Failure);
  CHECK(no_such_topic("order", {"orders", "other"}).hint() == "did you mean orders?");
}

TEST_CASE("kafka: durations as Java has them") {
  CHECK(parse_iso_duration("P1DT2H30M") == 26LL * 3'600'000 + 30LL * 60'000);
  CHECK(parse_iso_duration("PT0.5S") == 500);
  CHECK(parse_iso_duration("-PT1S") == -1000);
  for (const char* wrong : {"", "P", "1D", "P1H", "PT1D", "PT1", "PTxS", "P1M"})
    CHECK_THROWS_AS_MESSAGE(parse_iso_duration(wrong), Failure, wrong);
}

TEST_CASE("kafka: settings to be added, with commas in brackets") {
  using Configs = std::map<std::string, std::string>;
  CHECK(parse_added_configs("a=1,b=[x,y],c=") == Configs{{"a", "1"}, {"b", "x,y"}, {"c", ""}});
  CHECK(parse_added_configs("SCRAM-SHA-256=[iterations=8192,password=p]") == Configs{{"SCRAM-SHA-256", "iterations=8192,password=p"}});
  for (const char* wrong : {"a", "=1", "a=[1"}) CHECK_THROWS_AS_MESSAGE(parse_added_configs(wrong), Failure, wrong);
}

TEST_CASE("kafka: whose settings are meant, in the order that they are named") {
  const std::vector<KafkaFlag> flags{
      {"entity-type", "T", ""}, {"entity-name", "N", ""}, {"entity-default", "", ""}, {"user", "U", ""}, {"topic", "T", ""}};
  const auto entities = [&](const std::vector<std::string>& words) { return config_entities(KafkaArguments::parse(words, flags, {})); };
  const auto both = entities({"--entity-type", "users", "--entity-type", "clients", "--entity-default", "--entity-name", "app"});
  REQUIRE(both.size() == 2);
  CHECK(both[0].is_default);
  CHECK(both[1].name == "app");
  CHECK(entities({"--topic", "t"})[0].type == "topics");
  CHECK(entities({"--entity-type", "topics"})[0].name == std::nullopt);
  CHECK_THROWS_AS(entities({"--entity-type", "topic"}), Failure);
  CHECK_THROWS_AS(entities({"--entity-name", "t"}), Failure);
}

TEST_CASE("kafka: numbers as Java writes them") {
  CHECK(java_double(1000) == "1000.0");
  CHECK(java_double(12.5) == "12.5");
  CHECK(java_double(1e7) == "1.0E7");
  CHECK(java_double(12345678) == "1.2345678E7");
  CHECK(java_double(0) == "0.0");
  CHECK(java_double(0.0001) == "1.0E-4");
}

TEST_CASE("kafka: records are printed part by part in the tool's order") {
  CHECK(printed({}, record()) == "v\n");
  CHECK(printed({{"print.key", "true"}, {"key.separator", ":"}, {"line.separator", ";"}}, record()) == "k:v;");
  CHECK(printed({{"print.key", "true"},
                 {"print.timestamp", "true"},
                 {"print.partition", "true"},
                 {"print.offset", "true"},
                 {"print.epoch", "true"},
                 {"print.headers", "true"}},
                record()) == "CreateTime:1000\tPartition:2\tOffset:7\tEpoch:NOT_PRESENT\tNO_HEADERS\tk\tv\n");
  CHECK(printed({{"print.key", "true"}, {"print.value", "false"}}, record()) == "k\n");
  CHECK(printed({{"print.value", "false"}}, record()).empty());
  RecordView null = record();
  null.value = {};
  CHECK(printed({}, null) == "null\n");
  CHECK(printed({{"null.literal", "-"}}, null) == "-\n");
  RecordView number = record();
  number.value = std::string_view("\0\0\0\x05", 4);
  CHECK(printed({{"value.deserializer", "org.apache.kafka.common.serialization.IntegerDeserializer"}}, number) == "5\n");
  CHECK_THROWS_AS(printed({{"print.kye", "true"}}, record()), Failure);
  CHECK_THROWS_AS(printed({{"value.deserializer", "AvroDeserializer"}}, record()), Failure);
}

TEST_CASE("kafka: lines with keys and headers, and null in a marker's place") {
  LineReader keyed({.parse_key = true, .key_separator = ":"});
  CHECK(keyed.read("k:v:w", 1).key == BytesView("k"));
  CHECK(keyed.read("k:v:w", 1).value == BytesView("v:w"));
  CHECK(keyed.read(":", 1).key == BytesView(""));
  CHECK_THROWS_AS(keyed.read("nokey", 3), Failure);
  LineReader lenient({.parse_key = true, .ignore_error = true});
  CHECK(lenient.read("nokey", 1).key.is_null());
  CHECK(lenient.read("nokey", 1).value == BytesView("nokey"));
  LineReader full({.parse_key = true, .parse_headers = true, .null_marker = "NULL"});
  const auto made = full.read("h1:a,h2:NULL\tk\tNULL", 1);
  REQUIRE(made.headers.size() == 2);
  CHECK(made.headers.begin()[0].key == "h1");
  CHECK(made.headers.begin()[0].value == BytesView("a"));
  CHECK(made.headers.begin()[1].value.is_null());
  CHECK(made.key == BytesView("k"));
  CHECK(made.value.is_null());
  CHECK(full.read("NULL\tNULL\tv", 2).headers.empty());
  CHECK(full.read("NULL\tNULL\tv", 2).key.is_null());
  CHECK_THROWS_AS(full.read("h1\tk\tv", 1), Failure);
  CHECK_THROWS_AS(full.read("NULL:x\tk\tv", 1), Failure);
  CHECK_THROWS_AS(LineReader({.parse_headers = true, .headers_separator = ":"}), Failure);
  CHECK_THROWS_AS(LineReader({.key_separator = ""}), Failure);
  CHECK(LineReader({}).read("", 1).value == BytesView(""));
}
