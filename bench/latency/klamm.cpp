#include <klamm/klamm.hpp>

#include <atomic>
#include <stdexcept>

#include "latency/workload.hpp"
#include "support/usage.hpp"
#include "support/values.hpp"

namespace klamm::bench {

Measured latency_of_klamm(const Workload& load) {
  ProducerConfig config{.bootstrap_servers = {load.bootstrap}};
  Properties properties{
      {"linger.ms", "0"}, {"acks", load.acks == "1" ? "1" : "all"}, {"enable.idempotence", load.acks == "idempotent" ? "true" : "false"}};
  for (const auto& [name, value] : load.klamm_settings) properties.add(name, value);
  config.apply(properties).value();
  const auto values = make_values(1000, static_cast<std::size_t>(load.value_bytes));
  Producer producer{config};
  std::atomic<long> failed{0};
  std::vector<double> latencies_us; // the client's thread's
  latencies_us.reserve(static_cast<std::size_t>(std::max(load.records, load.warm_up)));
  const auto run = [&](long records) {
    pace(load.rate, records, [&](long i) {
      producer.send({.topic = load.topic, .value = values[static_cast<std::size_t>(i) % values.size()]},
                    [&failed, &latencies_us, sent_at = Clock::now()](const Result<RecordMetadata>& sent) {
                      if (!sent) ++failed;
                      latencies_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - sent_at).count());
                    });
    });
    producer.flush(std::chrono::minutes(1)).value();
  };
  run(load.warm_up);
  latencies_us.clear();
  const Stopwatch stopwatch(1);
  run(load.records);
  Measured measured = stopwatch.finish(static_cast<double>(load.records));
  put_percentiles(measured, latencies_us);
  if (failed > 0) throw std::runtime_error(std::to_string(failed) + " records failed");
  return measured;
}

} // namespace klamm::bench
