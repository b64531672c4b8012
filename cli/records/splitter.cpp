#include "cli/records/splitter.hpp"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

#include "cli/frame/failure.hpp"
#include "cli/frame/interrupt.hpp"

namespace klamm::cli {
namespace {

constexpr std::size_t one_read = 256 * 1024;

// Waits until there is something to read; false after an interrupt.
bool readable(int fd) {
  pollfd wait[2] = {{fd, POLLIN, 0}, {interrupt_fd(), POLLIN, 0}};
  while (!interrupted())
    if (::poll(wait, interrupt_fd() >= 0 ? 2 : 1, -1) > 0 && wait[0].revents != 0) return true;
  return false;
}

} // namespace

Splitter::Splitter(int fd, std::string delimiter, std::size_t longest)
    : fd_(fd), delimiter_(std::move(delimiter)), longest_(longest), buffer_(2 * one_read) {
  if (delimiter_.empty()) usage_error("the delimiter is empty", "-D takes one or more characters; \\n, \\t and \\xHH are understood");
}

std::size_t Splitter::find(std::size_t from) const {
  const void* const found = delimiter_.size() == 1 ? std::memchr(buffer_.data() + from, delimiter_.front(), end_ - from)
                                                   : ::memmem(buffer_.data() + from, end_ - from, delimiter_.data(), delimiter_.size());
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) : std::string::npos;
}

std::optional<std::string_view> Splitter::next() {
  for (std::size_t searched = begin_;;) {
    if (const std::size_t at = find(searched); at != std::string::npos) {
      const std::string_view part(buffer_.data() + begin_, at - begin_);
      begin_ = at + delimiter_.size();
      return part;
    }
    // (the delimiter's first bytes may be there already)
    const std::size_t seen = end_ - begin_ - std::min(end_ - begin_, delimiter_.size() - 1);
    if (!fill()) break;
    searched = begin_ + seen;
  }
  if (begin_ == end_ || interrupted()) return {};
  const std::string_view part(buffer_.data() + begin_, end_ - begin_);
  begin_ = end_;
  return part;
}

std::string_view Splitter::rest() {
  while (fill()) {
  }
  const std::string_view all(buffer_.data() + begin_, end_ - begin_);
  begin_ = end_;
  return all;
}

bool Splitter::fill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ > longest_)
    throw Failure(ExitCode::error, "more than " + std::to_string(longest_) + " bytes without the delimiter", "-D sets it");
  if (buffer_.size() - end_ < one_read) buffer_.resize(buffer_.size() * 2);
  ssize_t count = -1;
  while (count < 0) {
    if (!readable(fd_)) return at_end_ = true, false;
    count = ::read(fd_, buffer_.data() + end_, buffer_.size() - end_);
    if (count < 0 && errno != EINTR && errno != EAGAIN)
      throw Failure(ExitCode::error, std::string("cannot read the input: ") + std::strerror(errno));
  }
  end_ += static_cast<std::size_t>(count);
  return at_end_ = count == 0, count > 0;
}

} // namespace klamm::cli
