#include "support/librdkafka.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <thread>

#include "produce/workload.hpp"
#include "support/usage.hpp"

namespace klamm::bench {
namespace {

// librdkafka at its best for throughput: a queue that never runs dry, as many messages to a batch as fit into its 1 MB, and the default linger of
// 5 ms. RD_KAFKA_MSG_F_COPY, as klamm's send() takes the bytes over too; delivery reports by callback, on the sending thread. Messages are handed over as the load
// says: one rd_kafka_produce_batch for each thousand, its fastest way, or one rd_kafka_produce for each, the way that klamm's send() works.
std::map<std::string, std::string> settings(const Workload& load) {
  std::map<std::string, std::string> all{{"bootstrap.servers", load.bootstrap},
                                         {"linger.ms", "5"},
                                         {"batch.num.messages", "1000000"},
                                         {"queue.buffering.max.messages", "2000000"},
                                         {"queue.buffering.max.kbytes", "1048576"},
                                         {"acks", load.acks == "1" ? "1" : "all"},
                                         {"enable.idempotence", load.acks == "idempotent" ? "true" : "false"},
                                         {"compression.codec", load.codec}};
  for (const auto& [name, value] : load.librdkafka_settings) all.insert_or_assign(name, value);
  return all;
}

constexpr long call_of = 1000; // messages

struct Outcome {
  std::atomic<long> failed{0}, delivered{0};
  std::vector<double> latencies_us; // of whoever polls: one thread
};

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  Outcome& outcome = *static_cast<Outcome*>(opaque);
  outcome.delivered.store(outcome.delivered.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); // one thread polls
  if (message->err) ++outcome.failed;
  if (!message->_private) return;
  const auto sent_at = Clock::time_point(Clock::duration(reinterpret_cast<std::intptr_t>(message->_private)));
  outcome.latencies_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - sent_at).count());
}

class Sending {
public:
  Sending(const Librdkafka& library, rd_kafka_t* producer, const Workload& load, Outcome& outcome)
      : library_(library),
        producer_(producer),
        topic_(library.topic_new(producer, load.topic.c_str(), nullptr)),
        values_(values_of(load)),
        threads_(load.threads),
        one_by_one_(load.librdkafka_one_by_one),
        outcome_(outcome) {}
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;
  ~Sending() { library_.topic_destroy(topic_); }

  void send(long count) {
    std::vector<std::thread> others;
    const long share = count / threads_, expected = outcome_.delivered + count;
    for (int i = 1; i < threads_; ++i) others.emplace_back([&] { send_from_here(share, false); });
    send_from_here(count - share * (threads_ - 1), true);
    for (std::thread& other : others) other.join();
    while (outcome_.delivered < expected) library_.poll(producer_, 100);
  }

private:
  void send_from_here(long count, bool polls) {
    std::vector<rd_kafka_message_t> messages(call_of);
    auto next = values_.begin();
    for (long sent = 0; sent < count; sent += call_of) {
      const long now = std::min(call_of, count - sent);
      for (long i = 0; i < now; ++i) {
        auto& message = messages[static_cast<std::size_t>(i)];
        message = {};
        auto& value = *next;
        if (++next == values_.end()) next = values_.begin();
        message.payload = value.data();
        message.len = value.size();
      }
      messages[0]._private =
          reinterpret_cast<void*>(static_cast<std::intptr_t>(Clock::now().time_since_epoch().count())); // see latency_every
      send_all(messages.data(), static_cast<int>(now), polls);
    }
  }

  void send_all(rd_kafka_message_t* messages, int count, bool polls) {
    while (count > 0) {
      const int taken = one_by_one_ ? produce_each(messages, count)
                                    : library_.produce_batch(topic_, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, messages, count);
      if (polls) library_.poll(producer_, 0);
      if (taken == count) return;
      // Which ones were refused is said by each; only a full queue is expected.
      int left = 0;
      for (int i = 0; i < count; ++i) {
        if (messages[i].err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        if (messages[i].err != RD_KAFKA_RESP_ERR__QUEUE_FULL)
          throw std::runtime_error("librdkafka refused a message: error " + std::to_string(messages[i].err));
        messages[left] = messages[i];
        messages[left++].err = RD_KAFKA_RESP_ERR_NO_ERROR;
      }
      count = left;
      if (polls) library_.poll(producer_, 10);
      else std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  int produce_each(rd_kafka_message_t* messages, int count) {
    int taken = 0;
    for (int i = 0; i < count; ++i) {
      rd_kafka_message_t& message = messages[i];
      if (library_.produce(topic_, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, message.payload, message.len, nullptr, 0,
                           message._private) == 0)
        ++taken;
      else message.err = library_.last_error();
    }
    return taken;
  }

  const Librdkafka& library_;
  rd_kafka_t* producer_;
  rd_kafka_topic_t* topic_;
  std::vector<std::string> values_;
  int threads_;
  bool one_by_one_;
  Outcome& outcome_;
};

} // namespace

Measured produce_with_librdkafka(const Workload& load, const std::string& file) {
  const Librdkafka library(file);
  Outcome outcome;
  outcome.latencies_us.reserve(static_cast<std::size_t>((load.records + load.warm_up) / call_of + load.threads + 2));
  rd_kafka_t* producer = library.make_producer(settings(load), &on_delivery, &outcome);
  Measured measured;
  {
    Sending sending(library, producer, load, outcome);
    sending.send(load.warm_up);
    outcome.latencies_us.clear();
    const Stopwatch stopwatch(1);
    sending.send(load.records);
    measured = stopwatch.finish(static_cast<double>(load.records));
  }
  measured.allocations_per_record = NAN; // C: operator new sees nothing of it
  put_percentiles(measured, outcome.latencies_us);
  library.destroy(producer);
  if (outcome.failed > 0) throw std::runtime_error(std::to_string(outcome.failed) + " records failed");
  return measured;
}

} // namespace klamm::bench
