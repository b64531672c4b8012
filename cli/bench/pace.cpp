#include "cli/bench/pace.hpp"

#include <poll.h>

#include "cli/frame/interrupt.hpp"

namespace klamm::cli {

void Pace::wait_for(std::uint64_t n) const {
  if (!a_second_) return;
  const auto due =
      began_ + std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(static_cast<double>(n) / *a_second_));
  const auto early = std::chrono::ceil<std::chrono::milliseconds>(due - Clock::now());
  if (early.count() <= 0) return;
  pollfd interrupt{interrupt_fd(), POLLIN, 0};
  ::poll(&interrupt, 1, static_cast<int>(early.count()));
}

} // namespace klamm::cli
