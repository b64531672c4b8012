// A producer at full speed whose only broker is stopped: memory stays bounded, every record gets its error in time, and afterwards everything flows.
//   KLAMM_STOPPED_SECONDS=60   how long the broker stays away (default 10)
#include <doctest/doctest.h>

#include <atomic>
#include <klamm/klamm.hpp>

#include "support/cluster.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

std::size_t resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6)) * 1024;
  }
  throw std::runtime_error("/proc/self/status has no VmRSS");
}

/// Whatever a test stops comes back.
struct Stopped {
  Stopped() { cluster("stop 1"); }
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;
  ~Stopped() { cluster("start 1"); }
};

} // namespace

TEST_CASE("broker stopped: memory stays bounded, records fail in time and with a clear error, and flow again after the restart") {
  const char* wanted = std::getenv("KLAMM_STOPPED_SECONDS");
  const auto away = std::chrono::seconds(wanted ? std::stol(wanted) : 10);
  const std::string topic = new_topic("stopped", 6);
  const std::size_t empty = resident_bytes();
  ProducerConfig config{.bootstrap_servers = bootstrap_servers()};
  config.buffer_memory = 32 << 20;
  config.linger = 5ms;
  config.max_block = 20ms;
  config.delivery_timeout = 6s;
  config.request_timeout = 3s;
  config.log_level = LogLevel::error;
  Producer producer(config);

  struct Count {
    std::atomic<std::size_t> ok{0};
    std::atomic<std::size_t> timed_out{0};
    std::atomic<std::size_t> buffer_full{0};
    std::atomic<std::size_t> other{0};
    std::atomic<std::size_t> vague{0};
    std::atomic<long long> longest{0};
  } count;
  std::size_t sent = 0;
  const std::string value(100, 'v');
  const auto send = [&] {
    ++sent;
    producer.send({.topic = topic, .value = value}, [&count,
                                                     began = std::chrono::steady_clock::now()](const Result<RecordMetadata>& result) {
      if (result) return void(++count.ok);
      const Error& error = result.error();
      ++(error.code() == ErrorCode::timed_out ? count.timed_out : error.code() == ErrorCode::buffer_full ? count.buffer_full : count.other);
      if (error.context().topic.empty() || error.message().size() < 40) ++count.vague;
      const long long took = (std::chrono::steady_clock::now() - began).count();
      long long longest = count.longest;
      while (took > longest && !count.longest.compare_exchange_weak(longest, took)) {
      }
    });
  };
  while (sent < 500'000) send();
  REQUIRE(producer.flush(30s));
  CHECK(count.ok + count.buffer_full + count.timed_out == sent); // on a busy machine the broker may take longer than delivery.timeout.ms
  CHECK(count.ok > 0);
  const std::size_t warm = resident_bytes();

  std::size_t highest = 0;
  {
    const Stopped stopped;
    const auto until = std::chrono::steady_clock::now() + away;
    while (std::chrono::steady_clock::now() < until) {
      for (int i = 0; i < 1'000; ++i) send();
      highest = std::max(highest, resident_bytes());
    }
  }
  const std::size_t before = count.ok;
  constexpr std::size_t mib = 1'048'576;
  MESSAGE(sent << " sent, " << before << " written, " << count.timed_out.load() << " timed out, " << count.buffer_full.load()
               << " found the buffer full, " << count.other.load() << " other errors; resident " << empty / mib << " MiB before, "
               << warm / mib << " MiB at work, " << highest / mib << " MiB at most; longest wait for an error "
               << count.longest.load() / 1'000'000 << " ms");
  CHECK(highest <= (32U << 20U) + (32U << 20U));
  CHECK(count.timed_out > 0);
  CHECK(count.other == 0);
  CHECK(count.vague == 0);
  CHECK(count.longest < std::chrono::nanoseconds(config.delivery_timeout + 10s).count());

  // what was waiting may time out while the broker comes up; what is sent from now on must flow
  while (!producer.send_sync({.topic = topic, .value = value})) {
  }
  const std::size_t again = count.ok + count.timed_out + count.buffer_full;
  for (int i = 0; i < 100'000; ++i) send();
  CHECK(producer.flush(30s));
  CHECK(count.ok + count.timed_out + count.buffer_full >= again + 100'000);
  CHECK(count.ok + count.timed_out + count.buffer_full + count.other == sent);
}
