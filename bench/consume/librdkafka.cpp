#include "support/librdkafka.hpp"

#include <unistd.h>

#include <vector>

#include "consume/workload.hpp"

namespace klamm::bench {
namespace {

// Its defaults, which don't check CRCs, but for the offsets: each run reads everything.
std::map<std::string, std::string> settings(const Workload& load) {
  std::map<std::string, std::string> settings{{"bootstrap.servers", load.bootstrap},
                                              {"group.id", load.topic + "-" + std::to_string(getpid())},
                                              {"auto.offset.reset", "earliest"},
                                              {"enable.auto.commit", "false"}};
  for (const auto& [name, value] : load.librdkafka_settings) settings[name] = value;
  return settings;
}

void read(const Librdkafka& library, rd_kafka_message_t* message, Reading& reading) {
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    throw std::runtime_error("librdkafka's error " + std::to_string(message->err));
  }
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) reading.value(message->payload, message->len);
  library.message_destroy(message);
}

} // namespace

Measured consume_with_librdkafka(const Workload& load, const std::string& file, bool batch_queue) {
  const Librdkafka library(file);
  rd_kafka_t* consumer = library.make_consumer(settings(load));
  library.poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* topics = library.topic_partition_list_new(1);
  library.topic_partition_list_add(topics, load.topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (library.subscribe(consumer, topics) != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error("librdkafka does not subscribe");
  library.topic_partition_list_destroy(topics);

  Reading reading(load);
  rd_kafka_queue_t* queue = batch_queue ? library.queue_get_consumer(consumer) : nullptr;
  std::vector<rd_kafka_message_t*> messages(1000);
  int empty_polls = 0; // of 100 ms, one after the other
  while (!reading.done()) {
    const long before = reading.seen();
    if (batch_queue) {
      const ssize_t count = library.consume_batch_queue(queue, 100, messages.data(), messages.size());
      for (ssize_t i = 0; i < count; ++i) read(library, messages[static_cast<std::size_t>(i)], reading);
    } else if (rd_kafka_message_t* message = library.consumer_poll(consumer, 100)) {
      read(library, message, reading);
    }
    reading.pause();
    empty_polls = reading.seen() > before ? 0 : empty_polls + 1;
    if (empty_polls == 300) throw std::runtime_error("librdkafka gave nothing for 30 seconds: records are missing");
  }
  const Measured measured = reading.finish();
  if (queue) library.queue_destroy(queue);
  library.consumer_close(consumer);
  library.destroy(consumer);
  return measured;
}

} // namespace klamm::bench
