// Where records and tables go: one big buffer in front of a file descriptor.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <exception>
#include <memory>
#include <string_view>

namespace klamm::cli {

/// The reader of our output has gone (EPIPE): there is nothing left to do, and nothing wrong.
class OutputClosed : public std::exception {
public:
  const char* what() const noexcept override { return "the output is closed"; }
};

class Sink {
public:
  /// Takes no ownership of `fd`.
  explicit Sink(int fd, std::size_t capacity = std::size_t{1} << 20);
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  ~Sink(); ///< flushes; what fails then is lost

  void append(std::string_view bytes) {
    if (bytes.size() > room()) return append_large(bytes);
    std::memcpy(buffer_.get() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void append(char byte) {
    if (room() == 0) flush();
    buffer_[size_++] = byte;
  }
  void append_number(std::integral auto number) {
    constexpr std::size_t longest = 24;
    if (room() < longest) flush();
    char* const at = buffer_.get() + size_;
    size_ += static_cast<std::size_t>(std::to_chars(at, at + longest, number).ptr - at);
  }

  bool empty() const noexcept { return size_ == 0; }
  /// What has not been written yet.
  std::string_view pending() const noexcept { return {buffer_.get(), size_}; }
  /// Writes all of it. Throws OutputClosed, or Failure where the disk is full and the like.
  void flush();

private:
  std::size_t room() const noexcept { return capacity_ - size_; }
  void append_large(std::string_view bytes);
  void write(std::string_view bytes) const;

  int fd_;
  std::size_t capacity_, size_ = 0;
  std::unique_ptr<char[]> buffer_;
};

} // namespace klamm::cli
