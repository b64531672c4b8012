#include "support/librdkafka.hpp"

#include <cstdio>
#include <stdexcept>
#include <thread>

#include "failover/workload.hpp"
#include "support/usage.hpp"

namespace klamm::bench {
namespace {

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  if (message->err) std::fprintf(stderr, "librdkafka: a message failed with error %d\n", message->err);
  else say_now('a');
}

void on_commit(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t*, void*) {
  if (!error) say_now('c');
}

[[noreturn]] void send_for_ever(const Librdkafka& library, const Workload& load) {
  rd_kafka_t* producer = library.make_producer({{"bootstrap.servers", load.bootstrap},
                                                {"linger.ms", "0"},
                                                {"socket.nagle.disable", "true"},
                                                {"log_level", "0"},
                                                {"enable.idempotence", "true"}},
                                               &on_delivery, nullptr);
  rd_kafka_topic_t* topic = library.topic_new(producer, load.topic.c_str(), nullptr);
  std::thread poller([&] {
    for (;;) library.poll(producer, 100);
  });
  char value[] = "failover";
  for (auto at = Clock::now();; at += std::chrono::milliseconds(load.gap_ms)) {
    std::this_thread::sleep_until(at);
    if (library.produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value, sizeof value - 1, nullptr, 0, nullptr) != 0)
      std::fprintf(stderr, "librdkafka refused a message\n");
  }
}

[[noreturn]] void consume_for_ever(const Librdkafka& library, const Workload& load) {
  rd_kafka_t* consumer = library.make_consumer({{"bootstrap.servers", load.bootstrap},
                                                {"group.id", load.group},
                                                {"socket.nagle.disable", "true"},
                                                {"log_level", "0"},
                                                {"enable.auto.commit", "false"}},
                                               &on_commit);
  library.poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* topics = library.topic_partition_list_new(1);
  library.topic_partition_list_add(topics, load.topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (library.subscribe(consumer, topics) != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error("librdkafka does not subscribe");
  auto next_commit = Clock::now();
  for (;;) {
    rd_kafka_message_t* message = library.consumer_poll(consumer, load.commit_gap_ms);
    if (!message) continue;
    const bool is_record = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    library.message_destroy(message);
    if (!is_record) continue;
    say_now('a');
    if (Clock::now() < next_commit) continue;
    next_commit = Clock::now() + std::chrono::milliseconds(load.commit_gap_ms);
    library.commit(consumer, nullptr, 1);
  }
}

} // namespace

void go_on_with_librdkafka(const Workload& load, const std::string& file) {
  const Librdkafka library(file);
  if (load.consumes) consume_for_ever(library, load);
  send_for_ever(library, load);
}

} // namespace klamm::bench
