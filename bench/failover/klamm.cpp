#include <klamm/klamm.hpp>

#include <cstdio>
#include <thread>

#include "failover/workload.hpp"
#include "support/usage.hpp"

namespace klamm::bench {
namespace {

template <class Config>
Config made(const std::string& bootstrap, Properties properties) {
  properties.add("bootstrap.servers", bootstrap);
  properties.add("log.level", "error");
  Config config;
  config.apply(properties).value();
  return config;
}

[[noreturn]] void send_for_ever(const Workload& load) {
  Producer producer{made<ProducerConfig>(load.bootstrap, {{"linger.ms", "0"}})};
  for (auto at = Clock::now();; at += std::chrono::milliseconds(load.gap_ms)) {
    std::this_thread::sleep_until(at);
    producer.send({.topic = load.topic, .value = "failover"}, [](const Result<RecordMetadata>& sent) {
      if (sent) say_now('a');
      else std::fprintf(stderr, "klamm: %s\n", sent.error().message().c_str());
    });
  }
}

[[noreturn]] void consume_for_ever(const Workload& load) {
  Consumer consumer{made<ConsumerConfig>(load.bootstrap, {{"group.id", load.group}, {"enable.auto.commit", "false"}})};
  consumer.subscribe({load.topic});
  auto next_commit = Clock::now();
  for (;;) {
    const auto records = consumer.poll(std::chrono::milliseconds(load.commit_gap_ms));
    if (!records) std::fprintf(stderr, "klamm: %s\n", records.error().message().c_str());
    if (!records || records->empty()) continue;
    say_now('a');
    if (Clock::now() < next_commit) continue;
    next_commit = Clock::now() + std::chrono::milliseconds(load.commit_gap_ms);
    consumer.commit_async([](const Result<void>& committed) {
      if (committed) say_now('c');
    });
  }
}

} // namespace

void feed_with_klamm(const std::string& bootstrap, const std::vector<std::string>& topics, int gap_ms) {
  Producer producer{made<ProducerConfig>(bootstrap, {{"linger.ms", "0"}})};
  for (auto at = Clock::now();; at += std::chrono::milliseconds(gap_ms)) {
    std::this_thread::sleep_until(at);
    for (const std::string& topic : topics) producer.send({.topic = topic, .value = "failover"});
  }
}

void go_on_with_klamm(const Workload& load) {
  if (load.consumes) consume_for_ever(load);
  send_for_ever(load);
}

} // namespace klamm::bench
