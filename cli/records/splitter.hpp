// Cuts a stream of bytes at a delimiter: lines of a file, records of standard input.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klamm::cli {

class Splitter {
public:
  /// Reads `fd`, which stays the caller's. A part longer than `longest` bytes is a Failure, so that memory stays bounded.
  Splitter(int fd, std::string delimiter, std::size_t longest = std::size_t{1} << 30);

  /// The next part without its delimiter, valid until the next call; nothing at the end, and after an interrupt. What follows the last delimiter is a part
  /// unless it is empty.
  std::optional<std::string_view> next();
  /// Everything that is left.
  std::string_view rest();

private:
  bool fill(); ///< reads more; false at the end
  std::size_t find(std::size_t from) const;

  int fd_;
  std::string delimiter_;
  std::size_t longest_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0; ///< what is there and not given out
  bool at_end_ = false;
};

} // namespace klamm::cli
