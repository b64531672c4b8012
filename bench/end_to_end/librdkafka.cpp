#include "support/librdkafka.hpp"

#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "end_to_end/workload.hpp"

namespace klamm::bench {
namespace {

void on_delivery(rd_kafka_t*, const rd_kafka_message_t*, void*) {}

} // namespace

// At its best for latency: linger 0, no Nagle, a thread for the delivery reports and one that does nothing but consume.
Measured end_to_end_with_librdkafka(const Workload& load, const std::string& file) {
  const Librdkafka library(file);
  Arrivals arrivals(load);
  std::atomic<bool> ended{false};
  rd_kafka_t* consumer = library.make_consumer({{"bootstrap.servers", load.bootstrap},
                                                {"group.id", load.topic + "-" + std::to_string(getpid())},
                                                {"auto.offset.reset", "earliest"},
                                                {"socket.nagle.disable", "true"},
                                                {"enable.auto.commit", "false"}});
  library.poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* topics = library.topic_partition_list_new(1);
  library.topic_partition_list_add(topics, load.topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (library.subscribe(consumer, topics) != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error("librdkafka does not subscribe");
  library.topic_partition_list_destroy(topics);
  std::thread reader([&] {
    while (!ended) {
      rd_kafka_message_t* message = library.consumer_poll(consumer, 100);
      if (!message) continue;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) arrivals.record(message->payload, message->len);
      library.message_destroy(message);
    }
  });

  rd_kafka_t* producer = library.make_producer({{"bootstrap.servers", load.bootstrap},
                                                {"linger.ms", "0"},
                                                {"socket.nagle.disable", "true"},
                                                {"acks", "all"},
                                                {"enable.idempotence", "true"}},
                                               &on_delivery, nullptr);
  rd_kafka_topic_t* topic = library.topic_new(producer, load.topic.c_str(), nullptr);
  std::thread poller([&] {
    while (!ended) library.poll(producer, 100);
  });
  Measured measured = send_at_rate(load, arrivals, 3, [&](const std::string& value) {
    if (library.produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()), value.size(), nullptr, 0,
                        nullptr) != 0)
      throw std::runtime_error("librdkafka refused a message");
  });
  ended = true;
  poller.join();
  reader.join();
  measured.allocations_per_record = NAN;
  library.topic_destroy(topic);
  library.destroy(producer);
  library.consumer_close(consumer);
  library.destroy(consumer);
  return measured;
}

} // namespace klamm::bench
