// The clients that are measured, each in a process of its own, and what they have said so far.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace klamm::bench {

class ClientProcesses {
public:
  ClientProcesses() = default;
  ClientProcesses(const ClientProcesses&) = delete;
  ClientProcesses& operator=(const ClientProcesses&) = delete;
  /// Kills them.
  ~ClientProcesses();

  /// Starts `run` in a process of its own, which must not return; gives its number. Forks: only before listen().
  std::size_t start(const std::function<void()>& run);
  /// Begins to read what they say, on a thread.
  void listen();

  /// When it said so, in nanoseconds of the monotonic clock.
  std::vector<std::int64_t> times(std::size_t client, char what) const;
  std::int64_t last(std::size_t client, char what) const;

private:
  struct One {
    pid_t pid = -1;
    int output = -1;
    std::string unread;
    std::vector<std::int64_t> acknowledged, committed;
  };
  void read_all();
  void understand(One& client);

  std::vector<One> clients_;
  mutable std::mutex mutex_; // of the times
  std::atomic<bool> over_{false};
  std::thread reader_;
};

std::int64_t now_ns();

} // namespace klamm::bench
