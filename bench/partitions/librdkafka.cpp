#include "support/librdkafka.hpp"

#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "partitions/workload.hpp"
#include "support/usage.hpp"

namespace klamm::bench {

// Its defaults.
Measured hold_with_librdkafka(const Workload& load, const std::string& file) {
  const Librdkafka library(file);
  rd_kafka_t* consumer = library.make_consumer({{"bootstrap.servers", load.bootstrap},
                                                {"group.id", load.topic + "-" + std::to_string(getpid())},
                                                {"auto.offset.reset", "earliest"},
                                                {"enable.auto.commit", "false"}});
  library.poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* topics = library.topic_partition_list_new(1);
  library.topic_partition_list_add(topics, load.topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (library.subscribe(consumer, topics) != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error("librdkafka does not subscribe");
  library.topic_partition_list_destroy(topics);
  const auto run_for = [&](long seconds) {
    for (const auto end = Clock::now() + std::chrono::seconds(seconds); Clock::now() < end;) {
      if (rd_kafka_message_t* message = library.consumer_poll(consumer, 1000)) library.message_destroy(message);
      if (load.slow) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  };
  run_for(load.settling);
  const Stopwatch stopwatch(1);
  run_for(load.seconds);
  Measured measured = stopwatch.finish(static_cast<double>(load.seconds));
  measured.allocations_per_record = NAN;
  library.consumer_close(consumer);
  library.destroy(consumer);
  return measured;
}

} // namespace klamm::bench
