#include "cli/frame/interrupt.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace klamm::cli {
namespace {

volatile std::sig_atomic_t came = 0;
int pipe_ends[2] = {-1, -1};

extern "C" void note_interrupt(int) {
  const int saved = errno;
  came = 1;
  const char byte = 1;
  [[maybe_unused]] const ssize_t written = ::write(pipe_ends[1], &byte, 1);
  errno = saved;
}

} // namespace

void catch_interrupts() {
  if (pipe_ends[0] >= 0 || ::pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
  struct sigaction action = {};
  action.sa_handler = note_interrupt;
  action.sa_flags = SA_RESETHAND; // the second one does what it always does
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() noexcept { return came != 0; }
bool interrupted_within(std::chrono::duration<double> wait) noexcept {
  pollfd interrupt{pipe_ends[0], POLLIN, 0};
  ::poll(&interrupt, 1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count()));
  return interrupted();
}
int interrupt_fd() noexcept { return pipe_ends[0]; }

} // namespace klamm::cli
