#include <doctest/doctest.h>

#include <atomic>
#include <klamm/klamm.hpp>
#include <map>
#include <mutex>

#include "support/cluster.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

/// What Java's console consumer reads, a line a record.
std::string java_reads(const std::string& topic, int count, const std::string& print) {
  std::string properties;
  for (std::size_t at = 0; at < print.size();) {
    const std::size_t end = std::min(print.find(',', at), print.size());
    properties += " --property print." + print.substr(at, end - at) + "=true";
    at = end + 1;
  }
  return kafka("kafka-console-consumer.sh",
               "--topic " + topic + " --from-beginning --timeout-ms 20000 --max-messages " + std::to_string(count) + properties);
}

} // namespace

TEST_CASE("produce: what send_sync says is where Java's consumer finds the record") {
  const std::string topic = new_topic("sync", 1);
  Producer producer{{.bootstrap_servers = {bootstrap()}}};
  for (int i = 0; i < 3; ++i) {
    const RecordMetadata sent =
        producer.send_sync({.topic = topic, .key = "k" + std::to_string(i), .value = "v" + std::to_string(i)}).value();
    CHECK(sent.topic() == topic);
    CHECK(sent.partition() == 0);
    CHECK(sent.offset() == i);
  }
  const std::string read = java_reads(topic, 3, "offset,key");
  CHECK(read.find("Offset:0\tk0\tv0") != std::string::npos);
  CHECK(read.find("Offset:2\tk2\tv2") != std::string::npos);
}

TEST_CASE("produce: Java reads headers, nulls and empty values as they were sent") {
  const std::string topic = new_topic("nulls", 1);
  Producer producer{{.bootstrap_servers = {bootstrap()}}};
  producer.send_sync({.topic = topic, .value = nullptr, .headers = {{"a", "1"}, {"a", "2"}, {"b", nullptr}}}).value();
  producer.send_sync({.topic = topic, .key = "", .value = ""}).value();
  const std::string read = java_reads(topic, 2, "key,headers");
  CHECK(read.find("a:1,a:2,b:null\tnull\tnull") != std::string::npos);
  CHECK(read.find("NO_HEADERS\t\t\n") != std::string::npos);
}

TEST_CASE("produce: Java reads batches of every codec") {
  for (const auto codec :
       {CompressionType::none, CompressionType::gzip, CompressionType::snappy, CompressionType::lz4, CompressionType::zstd}) {
    const std::string topic = new_topic("codec" + std::to_string(static_cast<int>(codec)), 1);
    Producer producer{{.bootstrap_servers = {bootstrap()}, .linger = 20ms, .compression_type = codec}};
    for (int i = 0; i < 500; ++i) producer.send({.topic = topic, .value = "a value that compresses well, number " + std::to_string(i)});
    producer.flush(20s).value();
    const std::string read = java_reads(topic, 500, "offset");
    CHECK(read.find("Offset:0\ta value that compresses well, number 0") != std::string::npos);
    CHECK(read.find("Offset:499\ta value that compresses well, number 499") != std::string::npos);
  }
}

TEST_CASE("produce: kafka-dump-log finds every batch whole, of every codec, with headers and nulls") {
  for (const auto codec :
       {CompressionType::none, CompressionType::gzip, CompressionType::snappy, CompressionType::lz4, CompressionType::zstd}) {
    const std::string topic = new_topic("dump" + std::to_string(static_cast<int>(codec)), 1);
    Producer producer{{.bootstrap_servers = {bootstrap()}, .linger = 20ms, .compression_type = codec}};
    for (int i = 0; i < 200; ++i)
      producer.send({.topic = topic,
                     .key = i % 2 == 0 ? BytesView("even") : BytesView(),
                     .value = "a value that compresses well",
                     .headers = {{"name", "header"}, {"none", nullptr}}});
    producer.send({.topic = topic, .key = "last", .value = nullptr});
    producer.flush(20s).value();
    const std::string dump = cluster("exec kafka-dump-log.sh --print-data-log --deep-iteration --files " + setting("KLAMM_LOG_DIR") + "/" +
                                     topic + "-0/00000000000000000000.log");
    constexpr std::string_view names[] = {"none", "gzip", "snappy", "lz4", "zstd"};
    CHECK(dump.find("isvalid: true") != std::string::npos);
    CHECK(dump.find("isvalid: false") == std::string::npos);
    CHECK(dump.find("compresscodec: " + std::string(names[static_cast<int>(codec)])) != std::string::npos);
    CHECK(dump.find("offset: 200 ") != std::string::npos);
    CHECK(dump.find("headerKeys: [name,none]") != std::string::npos);
    CHECK(dump.find("baseSequence: 0 ") != std::string::npos);
    CHECK(dump.find("payload: a value that compresses well") != std::string::npos);
  }
}

TEST_CASE("produce: every one of 100,000 records has one completion, and offsets follow the order of sending") {
  const std::string topic = new_topic("many", 4);
  Producer producer{{.bootstrap_servers = {bootstrap()}}};
  constexpr int count = 100'000;
  std::atomic<int> completed{0}, failed{0}, disorder{0};
  std::array<std::int64_t, 4> last{-1, -1, -1, -1};
  for (int i = 0; i < count; ++i) {
    producer.send({.topic = topic, .value = std::to_string(i), .partition = i % 4}, [&](const Result<RecordMetadata>& sent) {
      ++completed;
      if (!sent) return void(++failed);
      auto& before = last[static_cast<std::size_t>(sent->partition())];
      if (sent->offset() != before + 1) ++disorder;
      before = sent->offset();
    });
  }
  producer.close(60s).value();
  CHECK(completed == count);
  CHECK(failed == 0);
  CHECK(disorder == 0);
}

TEST_CASE("produce: a key goes to the partition that Java's console producer chooses") {
  const std::string topic = new_topic("keys", 7);
  std::string lines;
  for (int i = 0; i < 20; ++i) lines += "key" + std::to_string(i) + ":java\\n";
  run("printf '" + lines + "' | " + setting("KLAMM_CLUSTER_CMD") + " exec kafka-console-producer.sh --bootstrap-server " + bootstrap() +
      " --topic " + topic + " --property parse.key=true --property key.separator=:");
  const std::string read = java_reads(topic, 20, "partition,key");
  Producer producer{{.bootstrap_servers = {bootstrap()}}};
  for (int i = 0; i < 20; ++i) {
    const std::string key = "key" + std::to_string(i);
    const RecordMetadata sent = producer.send_sync({.topic = topic, .key = key, .value = "klamm"}).value();
    CHECK(read.find("Partition:" + std::to_string(sent.partition()) + "\t" + key + "\tjava") != std::string::npos);
  }
}

TEST_CASE("produce: acks=0 and acks=1 work, acks=0 without an offset") {
  const std::string topic = new_topic("acks", 1);
  Producer none{{.bootstrap_servers = {bootstrap()}, .acks = Acks::none}};
  CHECK_FALSE(none.send_sync({.topic = topic, .value = "0"}).value().has_offset());
  none.close().value();
  Producer leader{{.bootstrap_servers = {bootstrap()}, .acks = Acks::leader}};
  CHECK(leader.send_sync({.topic = topic, .value = "1"}).value().has_offset());
}

TEST_CASE("produce: a topic that does not exist is said to be unknown, with close names") {
  const std::string topic = new_topic("orders", 1);
  const std::string misspelt = "orderz" + topic.substr(6);
  ProducerConfig config{.bootstrap_servers = {bootstrap()}, .max_block = 3s, .allow_auto_create_topics = false};
  Producer producer{config};
  producer.send_sync({.topic = topic, .value = "v"}).value();
  const auto began = std::chrono::steady_clock::now();
  const auto refused = producer.send_sync({.topic = misspelt, .value = "v"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::topic_unknown);
  CHECK(refused.error().fate() == Fate::not_sent);
  CHECK(std::chrono::steady_clock::now() - began < 4s);
}

TEST_CASE("produce: a record that the broker finds too large fails alone") {
  const std::string topic = new_topic("large", 1, "--config max.message.bytes=2000");
  Producer producer{{.bootstrap_servers = {bootstrap()}, .linger = 50ms}};
  std::mutex mutex;
  std::vector<Result<RecordMetadata>> results;
  const auto keep = [&](Result<RecordMetadata> sent) {
    const std::lock_guard lock(mutex);
    results.push_back(std::move(sent));
  };
  for (int i = 0; i < 8; ++i) producer.send({.topic = topic, .value = std::string(i == 3 ? 5000 : 500, 'x')}, keep);
  producer.close(20s).value();
  int failed = 0;
  for (const auto& result : results) failed += result ? 0 : 1;
  CHECK(results.size() == 8);
  CHECK(failed == 1); // the batch was split until it was alone (KIP-126)
}

TEST_CASE("produce: a partition that does not exist is refused with how many there are") {
  const std::string topic = new_topic("three", 3);
  Producer producer{{.bootstrap_servers = {bootstrap()}}};
  producer.send_sync({.topic = topic, .value = "v"}).value();
  const auto refused = producer.send_sync({.topic = topic, .value = "v", .partition = 7});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cause() == "partition 7 of topic " + topic + " does not exist (it has 3)");
}
