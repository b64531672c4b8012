#include "cli/output/sink.hpp"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <string>
#include <unistd.h>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

Sink::Sink(int fd, std::size_t capacity) : fd_(fd), capacity_(capacity), buffer_(new char[capacity]) {}

Sink::~Sink() {
  try {
    flush();
  } catch (const std::exception&) { // (who wants to know has flushed before)
  }
}

void Sink::append_large(std::string_view bytes) {
  flush();
  if (bytes.size() > capacity_) return write(bytes);
  append(bytes);
}

void Sink::flush() {
  const std::string_view all = pending();
  size_ = 0;
  write(all);
}

void Sink::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      throw OutputClosed();
    } else if (errno == EAGAIN) { // (a terminal that another program made non-blocking)
      pollfd ready{fd_, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw Failure(ExitCode::error, std::string("cannot write the output: ") + std::strerror(errno));
    }
  }
}

} // namespace klamm::cli
