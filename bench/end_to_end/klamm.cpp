#include <klamm/klamm.hpp>

#include <exception>
#include <thread>

#include "end_to_end/workload.hpp"

namespace klamm::bench {

// Its defaults, but for linger.ms=0.
Measured end_to_end_with_klamm(const Workload& load) {
  Arrivals arrivals(load);
  Consumer consumer{{.bootstrap_servers = {load.bootstrap}}};
  consumer.assign(std::vector<TopicPartitionOffset>{{load.topic, 0, 0}});
  std::exception_ptr failed;
  std::thread reader([&] {
    try {
      for (const auto& records : consumer)
        for (const ConsumerRecord& record : records.value()) arrivals.record(record.value().data(), record.value().size());
    } catch (...) {
      failed = std::current_exception();
    }
  });
  Measured measured;
  {
    Producer producer{{.bootstrap_servers = {load.bootstrap}, .linger = std::chrono::milliseconds(0)}};
    measured = send_at_rate(load, arrivals, 2, [&](const std::string& value) { producer.send({.topic = load.topic, .value = value}); });
  }
  consumer.wakeup();
  reader.join();
  if (failed) std::rethrow_exception(failed);
  return measured;
}

} // namespace klamm::bench
