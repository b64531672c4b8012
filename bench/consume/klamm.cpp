#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <klamm/klamm.hpp>

#include "consume/workload.hpp"
#include "support/values.hpp"

namespace klamm::bench {
namespace {

// All of it is klamm's default.
ConsumerConfig config(const Workload& load) {
  ConsumerConfig config{.bootstrap_servers = {load.bootstrap}};
  Properties properties;
  for (const auto& [name, value] : load.klamm_settings) properties.add(name, value);
  config.apply(properties).value();
  return config;
}

void assign_all(Consumer& consumer, const Workload& load) {
  std::vector<TopicPartitionOffset> starts;
  for (int i = 0; i < load.partitions; ++i) starts.emplace_back(load.topic, i, 0);
  consumer.assign(starts);
}

void read(const ConsumerRecords& records, Reading& reading) {
  if (records.empty()) throw std::runtime_error("no records came for 10 seconds");
  for (const ConsumerRecord& record : records) {
    const BytesView value = record.value();
    reading.value(value.data(), value.size());
  }
  reading.pause();
}

} // namespace

void fill_topic(const Workload& load) {
  ProducerConfig config{.bootstrap_servers = {load.bootstrap}};
  config.apply(Properties{{"batch.size", "131072"}, {"compression.type", load.codec}}).value();
  const auto values = make_values(1000, static_cast<std::size_t>(load.value_bytes));
  Producer producer{config};
  for (long i = 0; i < load.records; ++i)
    producer.send({.topic = load.topic,
                   .value = values[static_cast<std::size_t>(i) % values.size()],
                   .partition = static_cast<int>(i / 1000 % load.partitions)});
  producer.close(std::chrono::minutes(5)).value();
}

Measured consume_with_klamm(const Workload& load, Way way) {
  ConsumerConfig settings = config(load);
  if (way == Way::committed) settings.isolation_level = IsolationLevel::read_committed;
  if (way == Way::group) {
    settings.group_id = load.topic + "-" + std::to_string(getpid());
    settings.auto_offset_reset = AutoOffsetReset::earliest();
  }
  Consumer consumer{settings};
  if (way == Way::group) consumer.subscribe({load.topic});
  else assign_all(consumer, load);
  Reading reading(load);
  while (!reading.done()) {
    const ConsumerRecords records = consumer.poll(std::chrono::seconds(10)).value();
    read(records, reading);
  }
  return reading.finish();
}

Measured consume_with_klamm_coroutine(const Workload& load) {
  asio::io_context context;
  Consumer consumer{config(load), context.get_executor()};
  assign_all(consumer, load);
  Reading reading(load);
  Measured measured;
  const auto work = [&]() -> asio::awaitable<void> {
    while (!reading.done()) {
      const Result<ConsumerRecords> records = co_await consumer.poll_async(std::chrono::seconds(10), asio::use_awaitable);
      read(records.value(), reading);
    }
    measured = reading.finish();
    context.stop();
  };
  asio::co_spawn(context, work, [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  context.run();
  return measured;
}

} // namespace klamm::bench
