#include "support/librdkafka.hpp"

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <thread>

#include "latency/workload.hpp"
#include "support/usage.hpp"
#include "support/values.hpp"

namespace klamm::bench {
namespace {

struct Outcome {
  std::atomic<long> failed{0}, delivered{0};
  std::vector<double> latencies_us; // the polling thread's
};

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  Outcome& outcome = *static_cast<Outcome*>(opaque);
  const auto sent_at = Clock::time_point(Clock::duration(reinterpret_cast<std::intptr_t>(message->_private)));
  outcome.latencies_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - sent_at).count());
  if (message->err) ++outcome.failed;
  ++outcome.delivered;
}

} // namespace

// At its best for latency: linger 0, no Nagle, and a thread that does nothing but wait for delivery reports.
Measured latency_of_librdkafka(const Workload& load, const std::string& file) {
  const Librdkafka library(file);
  Outcome outcome;
  outcome.latencies_us.reserve(static_cast<std::size_t>(load.records + load.warm_up));
  rd_kafka_t* producer = library.make_producer({{"bootstrap.servers", load.bootstrap},
                                                {"linger.ms", "0"},
                                                {"socket.nagle.disable", "true"},
                                                {"acks", load.acks == "1" ? "1" : "all"},
                                                {"enable.idempotence", load.acks == "idempotent" ? "true" : "false"}},
                                               &on_delivery, &outcome);
  rd_kafka_topic_t* topic = library.topic_new(producer, load.topic.c_str(), nullptr);
  auto values = make_values(1000, static_cast<std::size_t>(load.value_bytes));
  std::atomic<bool> ended{false};
  std::thread poller([&] {
    while (!ended) library.poll(producer, 100);
  });
  const auto run = [&](long records) {
    const long expected = outcome.delivered + records;
    pace(load.rate, records, [&](long i) {
      std::string& value = values[static_cast<std::size_t>(i) % values.size()];
      const auto sent_at = reinterpret_cast<void*>(static_cast<std::intptr_t>(Clock::now().time_since_epoch().count()));
      if (library.produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value.data(), value.size(), nullptr, 0, sent_at) != 0)
        ++outcome.failed, ++outcome.delivered;
    });
    while (outcome.delivered < expected) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  run(load.warm_up);
  outcome.latencies_us.clear(); // nothing is in flight
  const Stopwatch stopwatch(2);
  run(load.records);
  Measured measured = stopwatch.finish(static_cast<double>(load.records));
  ended = true;
  poller.join();
  measured.allocations_per_record = NAN;
  put_percentiles(measured, outcome.latencies_us);
  library.topic_destroy(topic);
  library.destroy(producer);
  if (outcome.failed > 0) throw std::runtime_error(std::to_string(outcome.failed) + " records failed");
  return measured;
}

} // namespace klamm::bench
