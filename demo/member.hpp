// A member of the group, on a thread and an io_context of its own, as if it were a process: it can be killed. Positions are the Tally's, not the group's.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "demo/tally.hpp"
#include "klamm/consumer.hpp"

namespace klamm::demo {

class Member {
public:
  Member(int number, std::vector<std::string> servers, std::string topic, Tally& tally);
  ~Member();

  std::int64_t records() const noexcept { return records_; }
  bool is_alive() const noexcept { return thread_.joinable(); }
  /// Leaves the group.
  void leave();
  /// Dies in the middle of what it does, as by kill -9: nobody is told anything.
  void kill();

private:
  class Listener;
  void poll();
  void consume(const ConsumerRecords& records);

  const int number_;
  Tally& tally_;
  std::unique_ptr<asio::io_context> context_ = std::make_unique<asio::io_context>(1);
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_;
  std::optional<Consumer> consumer_;
  std::atomic<std::int64_t> records_{0};
  std::thread thread_;
};

} // namespace klamm::demo
