// The examples that produce, run as users run them; what they sent is read back with klamm's consumer.
#include <doctest/doctest.h>

#include <algorithm>
#include <klamm/klamm.hpp>
#include <map>

#include "support/cluster.hpp"
#include "test_paths.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

std::string example(const std::string& name, const std::string& arguments, const std::string& input = "true") {
  return run(input + " | timeout 100 " KLAMM_EXAMPLES "/" + name + " " + bootstrap() + " " + arguments);
}

std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

std::vector<OwnedRecord> read_all(const std::string& topic, std::int32_t partitions) {
  Consumer consumer{{.bootstrap_servers = {bootstrap()}}};
  std::vector<TopicPartition> all;
  for (std::int32_t i = 0; i < partitions; ++i) all.push_back({topic, i});
  const auto ends = consumer.end_offsets(all, 20s).value();
  consumer.assign(all);
  consumer.seek_to_beginning();
  std::vector<OwnedRecord> records;
  const auto at_end = [&](const TopicPartition& p) { return consumer.position(p, 20s).value() >= ends.at(p); };
  while (!std::all_of(all.begin(), all.end(), at_end)) {
    const ConsumerRecords polled = consumer.poll(1s).value();
    for (const ConsumerRecord& record : polled) records.emplace_back(record);
  }
  return records;
}

} // namespace

TEST_CASE("examples: produce_blocking sends each line") {
  const std::string topic = new_topic("example-blocking", 1);
  CHECK(example("produce_blocking", topic, "printf 'a\\nb\\nc\\n'") == topic + "[0]@0\n" + topic + "[0]@1\n" + topic + "[0]@2\n");
  CHECK(read_all(topic, 1).size() == 3);
}

TEST_CASE("examples: produce_callback counts what was sent, in order for each key") {
  const std::string topic = new_topic("example-callback", 3);
  CHECK(example("produce_callback", topic, "for i in $(seq 300); do echo $((i % 7)) $i; done") == "sent 300, failed 0\n");
  std::map<std::string, int> last;
  for (const OwnedRecord& record : read_all(topic, 3)) {
    const std::string value(record.value().text());
    const int number = std::stoi(value.substr(value.find(' ')));
    CHECK(number > last[std::string(record.key().text())]);
    last[std::string(record.key().text())] = number;
  }
  CHECK(last.size() == 7);
}

TEST_CASE("examples: produce_coroutine waits for each, then for many") {
  const std::string topic = new_topic("example-produce-coroutine", 2);
  const std::string printed = example("produce_coroutine", topic);
  CHECK(lines(printed) == 4);
  CHECK(printed.ends_with("counted 1000\n"));
  CHECK(read_all(topic, 2).size() == 1003);
}

TEST_CASE("examples: produce_headers") {
  const std::string topic = new_topic("example-headers", 1);
  CHECK(lines(example("produce_headers", topic)) == 4);
  const auto records = read_all(topic, 1);
  REQUIRE(records.size() == 4);
  REQUIRE(records[0].headers().size() == 3);
  CHECK(records[0].headers()[1].value == "b2");
  CHECK_FALSE(records[0].headers()[2].value);
  CHECK(records[1].timestamp() == 1'704'067'200'000);
  CHECK(records[2].value().is_null());
  CHECK(records[3].headers()[1].value == topic);
}

TEST_CASE("examples: custom_partitioner keeps the first partition for what is urgent") {
  const std::string topic = new_topic("example-partitioner", 4);
  CHECK(lines(example("custom_partitioner", topic)) == 20);
  int urgent = 0;
  for (const OwnedRecord& record : read_all(topic, 4)) {
    CHECK((record.partition() == 0) == record.value().text().starts_with("urgent"));
    urgent += record.partition() == 0 ? 1 : 0;
  }
  CHECK(urgent == 4);
}

TEST_CASE("examples: typed_json goes on after what is no JSON") {
  const std::string topic = new_topic("example-json", 1);
  CHECK(example("typed_json", topic) == "1: hat for 19.5\nskipped offset 1: {no json\n3: coat for 120\n");
}

TEST_CASE("examples: produce_fast sends all, in batches") {
  const std::string topic = new_topic("example-fast", 6);
  const std::string printed = example("produce_fast", topic + " 200000");
  CHECK(printed.find("sent 200000, failed 0") == 0);
  std::int64_t total = 0;
  Consumer consumer{{.bootstrap_servers = {bootstrap()}}};
  std::vector<TopicPartition> all;
  for (std::int32_t i = 0; i < 6; ++i) all.push_back({topic, i});
  const auto ends = consumer.end_offsets(all, 20s).value();
  for (const auto& [partition, end] : ends) total += end;
  CHECK(total == 200'000);
}
