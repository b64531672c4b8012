// What a client lives on. Given once, shared by all of its parts; replaced as a whole by simulations.
#pragma once

#include <asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "base/log.hpp"
#include "base/random.hpp"
#include "net/clock.hpp"
#include "net/transport.hpp"

namespace klamm::net {

struct Runtime {
  asio::any_io_executor executor; ///< runs one thing at a time: a strand, or a context with one thread
  asio::any_io_executor
      later; ///< the same, which runs nothing at once; where it is set, post() need not ask for it each time, which allocates
  std::shared_ptr<Clock> clock;
  std::shared_ptr<Network> network;
  Random random{0};
  Log log;
  bool has_threads = false; ///< of its own, beside the executor's: not in simulations

  TimePoint now() const { return clock->now(); }
  /// Calls `task` on the executor, after what runs now. Any thread may call it.
  void post(UniqueFunction<void()> task) const;
  /// Runs `work`, which takes milliseconds, on another thread, and then `done` on the executor. In simulations both run on the executor.
  void compute(std::function<void()> work, UniqueFunction<void()> done) const;
};

/// The system's clock and network on `executor`, seeded by the operating system.
std::shared_ptr<Runtime> system_runtime(asio::any_io_executor executor, Log log);

} // namespace klamm::net
