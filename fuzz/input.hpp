// What a fuzz target gets, taken apart from the front.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/buffer.hpp"

namespace klamm::fuzz {

class Input {
public:
  Input(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), size_(size) {}

  /// 0 where nothing is left.
  std::uint8_t byte() {
    if (size_ == 0) return 0;
    --size_;
    return *bytes_++;
  }
  /// All that is left, in memory of exactly its size, so that a read beyond the end shows.
  Slice rest() const { return Slice::copy_of(ConstBytes(reinterpret_cast<const std::byte*>(bytes_), size_)); }

private:
  const std::uint8_t* bytes_;
  std::size_t size_;
};

/// Keeps what `value` was computed from from being optimised away.
inline void use(std::size_t value) { asm volatile("" : : "r"(value)); }

/// Ends the run, so that the input is kept.
inline void require(bool holds) {
  if (!holds) std::abort();
}

} // namespace klamm::fuzz
