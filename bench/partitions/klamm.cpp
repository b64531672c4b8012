#include <klamm/klamm.hpp>

#include <thread>

#include "partitions/workload.hpp"
#include "support/usage.hpp"

namespace klamm::bench {

void fill_topic(const Workload& load, long bytes_each) {
  ProducerConfig config{.bootstrap_servers = {load.bootstrap}};
  config.apply(Properties{{"batch.size", "10500"}, {"linger.ms", "100"}, {"buffer.memory", "134217728"}}).value();
  const std::string value(1'000, 'v');
  Producer producer{config};
  for (int partition = 0; partition < load.partitions; ++partition)
    for (long bytes = 0; bytes < bytes_each; bytes += static_cast<long>(value.size()))
      producer.send({.topic = load.topic, .value = value, .partition = partition});
  producer.close(std::chrono::minutes(5)).value();
}

void await_topic(const Workload& load) {
  std::vector<TopicPartition> partitions;
  for (int i = 0; i < load.partitions; ++i) partitions.push_back({load.topic, i});
  Consumer({.bootstrap_servers = {load.bootstrap}}).end_offsets(partitions, std::chrono::minutes(5)).value();
}

// All of it is klamm's default.
Measured hold_with_klamm(const Workload& load) {
  ConsumerConfig config{.bootstrap_servers = {load.bootstrap}};
  if (load.slow) config.max_poll_records = 1;
  Consumer consumer{config};
  std::vector<TopicPartitionOffset> starts;
  for (int i = 0; i < load.partitions; ++i) starts.emplace_back(load.topic, i, 0);
  consumer.assign(starts);
  const auto run_for = [&](long seconds) {
    for (const auto end = Clock::now() + std::chrono::seconds(seconds); Clock::now() < end;) {
      const ConsumerRecords records = consumer.poll(std::chrono::seconds(1)).value();
      if (load.slow) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  };
  run_for(load.settling);
  const Stopwatch stopwatch(1);
  run_for(load.seconds);
  return stopwatch.finish(static_cast<double>(load.seconds));
}

} // namespace klamm::bench
