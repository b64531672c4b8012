// The examples that consume, run as users run them.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <klamm/klamm.hpp>

#include "support/cluster.hpp"
#include "test_paths.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

/// `count` records with the keys "0", "1" and "2" in turn, to partitions in turn.
void produce(const std::string& topic, int from, int count, int partitions, std::optional<Timestamp> timestamp = {}) {
  Producer producer{{.bootstrap_servers = {bootstrap()}}};
  for (int i = from; i < from + count; ++i) {
    const std::string key = std::to_string(i % 3), value = "value-" + std::to_string(i);
    producer.send({.topic = topic, .key = key, .value = value, .partition = i % partitions, .timestamp = timestamp});
  }
  producer.flush(20s).value();
}

std::string example(const std::string& name, const std::string& arguments) {
  return run("timeout 60 " KLAMM_EXAMPLES "/" + name + " " + bootstrap() + " " + arguments);
}

std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

} // namespace

TEST_CASE("examples: consumer prints all records of a topic") {
  const std::string topic = new_topic("example-all", 2);
  produce(topic, 0, 25, 2);
  const std::string printed = example("consumer", topic);
  CHECK(lines(printed) == 25);
  CHECK(printed.find(topic + "[0]@12 0: value-24") != std::string::npos);
}

TEST_CASE("examples: consume_coroutine prints what comes until it is told to end") {
  const std::string topic = new_topic("example-coroutine", 2);
  produce(topic, 0, 25, 2);
  const std::string printed =
      run("timeout -s INT 8 " KLAMM_EXAMPLES "/consume_coroutine " + bootstrap() + " " + topic + " || [ $? = 124 ]");
  CHECK(lines(printed) == 26);
  CHECK(printed.find("0@12 value-24\n") != std::string::npos);
  CHECK(printed.ends_with("closed\n"));
}

TEST_CASE("examples: seek_to_time prints the records of the last minutes") {
  const std::string topic = new_topic("example-time", 3);
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  produce(topic, 0, 30, 2, now - 3'600'000);
  produce(topic, 30, 10, 2, now - 60'000); // nothing at all in the third partition
  const std::string printed = example("seek_to_time", topic + " 5");
  CHECK(lines(printed) == 10);
  CHECK(printed.find("value-29\n") == std::string::npos);
  CHECK(printed.find("value-30\n") != std::string::npos);
  CHECK(lines(example("seek_to_time", topic + " 120")) == 40);
}

TEST_CASE("examples: own_offsets_sqlite counts each record once, over runs") {
  const std::string topic = new_topic("example-sqlite", 2);
  const std::string file = std::filesystem::temp_directory_path() / (topic + ".db");
  produce(topic, 0, 30, 2);
  CHECK(example("own_offsets_sqlite", topic + " " + file) == "counted 30, all in all 30\n");
  produce(topic, 30, 12, 2);
  CHECK(example("own_offsets_sqlite", topic + " " + file) == "counted 12, all in all 42\n");
  CHECK(example("own_offsets_sqlite", topic + " " + file) == "counted 0, all in all 42\n");
  std::filesystem::remove(file);
}
