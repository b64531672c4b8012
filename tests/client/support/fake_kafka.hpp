// One broker on loopback, in a thread of its own, that knows what a producer asks: metadata, a producer id, and Produce, whose records it keeps. For tests of the
// public classes as users meet them: real threads, real sockets.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "klamm/record.hpp"
#include "net/support/scripted_broker.hpp"
#include "net/tcp_transport.hpp"

namespace klamm::test {

struct KeptRecord {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::optional<std::string> key, value;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
  Timestamp timestamp = -1;
  std::int16_t acks = 0; ///< of the request that it came with, as is:
  std::int32_t timeout_ms = 0;
};

class FakeKafka {
public:
  /// Every topic there is, with its partitions.
  explicit FakeKafka(std::map<std::string, std::int32_t> topics = {{"orders", 3}});
  ~FakeKafka();
  FakeKafka(const FakeKafka&) = delete;
  FakeKafka& operator=(const FakeKafka&) = delete;

  std::string bootstrap() const { return "127.0.0.1:" + std::to_string(listener_->port()); }
  /// Produce requests are kept, not answered, until they are let go.
  void hold();
  void let_go();
  /// What Produce answers from now on, by partition; others succeed.
  void fail_with(std::map<std::int32_t, ErrorCode> errors);

  /// What Produce says of the topics' time from now on, as with message.timestamp.type=LogAppendTime.
  void append_at(Timestamp time);

  std::vector<KeptRecord> records() const;
  std::size_t produce_requests() const { return produce_requests_; }
  /// Waits until that many Produce requests have come; false after 20 s.
  bool wait_for_requests(std::size_t count) const;

private:
  struct Held {
    std::weak_ptr<Session> session;
    Request request;
  };
  void answer_produce(Session& session, const Request& request);

  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> working_{context_.get_executor()};
  ScriptedBroker broker_;
  std::unique_ptr<net::TcpListener> listener_;
  const std::map<std::string, std::int32_t> topics_;
  bool holding_ = false; // the thread's, as are:
  std::vector<Held> held_;
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> ends_;
  std::map<std::int32_t, ErrorCode> errors_;
  Timestamp append_time_ = -1;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<KeptRecord> records_;
  std::atomic<std::size_t> produce_requests_{0};
  std::thread thread_;
};

} // namespace klamm::test
