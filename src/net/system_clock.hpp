// The system's clock, its timers on an executor. The only reader of std::chrono's clocks.
#pragma once

#include <asio/any_io_executor.hpp>

#include "net/clock.hpp"

namespace klamm::net {

class SystemClock : public Clock {
public:
  explicit SystemClock(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  TimePoint now() const override;
  Timestamp wall_now() const override;
  std::unique_ptr<Timer> make_timer() override;

private:
  asio::any_io_executor executor_;
};

} // namespace klamm::net
