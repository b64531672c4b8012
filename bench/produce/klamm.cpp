#include <klamm/klamm.hpp>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "produce/workload.hpp"
#include "support/usage.hpp"

namespace klamm::bench {
namespace {

// For throughput: batches of the size that the ceiling probe uses. Everything else is klamm's default.
Properties settings(const Workload& load) {
  Properties properties{{"batch.size", "131072"},
                        {"acks", load.acks == "1" ? "1" : "all"},
                        {"enable.idempotence", load.acks == "idempotent" ? "true" : "false"},
                        {"compression.type", load.codec}};
  for (const auto& [name, value] : load.klamm_settings) properties.add(name, value);
  return properties;
}

struct Outcome {
  std::atomic<long> failed{0};
  std::vector<double> latencies_us; // the client's thread's
};

void send(Producer& producer, const Workload& load, const std::vector<std::string>& values, long count, Outcome& outcome) {
  auto value = values.begin();
  for (long i = 0; i < count; ++i) {
    const ProducerRecord record{.topic = load.topic, .value = *value};
    if (++value == values.end()) value = values.begin();
    if (i % latency_every != 0) {
      producer.send(record, [&outcome](const Result<RecordMetadata>& sent) {
        if (!sent) ++outcome.failed;
      });
    } else {
      producer.send(record, [&outcome, sent_at = Clock::now()](const Result<RecordMetadata>& sent) {
        if (!sent) ++outcome.failed;
        outcome.latencies_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - sent_at).count());
      });
    }
  }
}

void send_from_threads(Producer& producer, const Workload& load, const std::vector<std::string>& values, long count, Outcome& outcome) {
  std::vector<std::thread> others;
  const long share = count / load.threads;
  for (int i = 1; i < load.threads; ++i) others.emplace_back([&] { send(producer, load, values, share, outcome); });
  send(producer, load, values, count - share * (load.threads - 1), outcome);
  for (std::thread& other : others) other.join();
  producer.flush(std::chrono::minutes(2)).value();
}

} // namespace

Measured produce_with_klamm(const Workload& load) {
  ProducerConfig config{.bootstrap_servers = {load.bootstrap}};
  config.apply(settings(load)).value();
  const auto values = values_of(load);
  Producer producer{config};
  Outcome outcome;
  outcome.latencies_us.reserve(static_cast<std::size_t>((load.records + load.warm_up) / latency_every + load.threads + 1));
  send_from_threads(producer, load, values, load.warm_up, outcome);
  outcome.latencies_us.clear();
  const Stopwatch stopwatch(1);
  send_from_threads(producer, load, values, load.records, outcome);
  Measured measured = stopwatch.finish(static_cast<double>(load.records));
  put_percentiles(measured, outcome.latencies_us);
  if (outcome.failed > 0) throw std::runtime_error(std::to_string(outcome.failed) + " records failed");
  return measured;
}

} // namespace klamm::bench
