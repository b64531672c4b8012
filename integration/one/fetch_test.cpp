// What limits fetches, and what positions tell.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>
#include <set>

#include "support/cluster.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

TEST_CASE("fetch: a record larger than every limit still arrives, and so do those around it") {
  const std::string topic = new_topic("large", 2, "--config max.message.bytes=6000000");
  Producer producer{{.bootstrap_servers = {bootstrap()}, .max_request_size = 6'000'000}};
  const std::string large(4'000'000, 'x');
  for (int i = 0; i < 6; ++i)
    producer.send({.topic = topic, .value = i % 2 == 0 ? std::string_view("small") : std::string_view(large), .partition = i % 3 / 2});
  producer.close().value();
  Consumer consumer(
      {.bootstrap_servers = {bootstrap()}, .fetch_max_bytes = 1000, .max_partition_fetch_bytes = 1000, .fetch_buffer_bytes = 10'000});
  consumer.assign(std::vector<TopicPartition>{{topic, 0}, {topic, 1}});
  consumer.seek_to_beginning();
  std::multiset<std::size_t> sizes;
  for (int polls = 0; polls < 60 && sizes.size() < 6; ++polls) {
    const ConsumerRecords records = consumer.poll(500ms).value();
    for (const ConsumerRecord& record : records) sizes.insert(record.value().size());
  }
  CHECK(sizes == std::multiset<std::size_t>{5, 5, 5, large.size(), large.size(), large.size()});
}

TEST_CASE("fetch: position, lag and paused follow what was polled; seeking to an edge finds the position when it is asked for") {
  const std::string topic = new_topic("positions", 2);
  const TopicPartition partition{topic, 0}, other{topic, 1};
  Producer producer{{.bootstrap_servers = {bootstrap()}}};
  for (int i = 0; i < 100; ++i) producer.send({.topic = topic, .value = "v", .partition = 0});
  producer.flush(20s).value();
  Consumer consumer({.bootstrap_servers = {bootstrap()}, .auto_offset_reset = AutoOffsetReset::earliest(), .max_poll_records = 30});
  consumer.assign({partition, other});
  CHECK(consumer.position(partition).value() == 0);
  CHECK_FALSE(consumer.lag(partition));
  CHECK(consumer.poll(10s).value().size() == 30);
  CHECK(consumer.position(partition).value() == 30);
  CHECK(consumer.lag(partition) == 70);
  consumer.pause({partition});
  CHECK(consumer.paused() == std::vector<TopicPartition>{partition});
  CHECK(consumer.poll(300ms).value().empty());
  CHECK(consumer.position(partition).value() == 30);
  consumer.seek_to_end({partition});
  CHECK(consumer.position(partition).value() == 100);
  consumer.resume({partition});
  CHECK(consumer.paused().empty());
  consumer.seek_to_beginning({partition});
  CHECK(consumer.position(partition).value() == 0);
  CHECK(consumer.poll(10s).value()[0].offset() == 0);
}
