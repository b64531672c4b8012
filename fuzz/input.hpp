// What a fuzz target gets, taken apart from the front, and what its command line fixes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

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

/// The word behind `--only=` (libFuzzer itself passes over what begins with two dashes): the one of a target's subjects to feed, whatever the input chooses.
inline std::string only(int argc, char** argv) {
  constexpr std::string_view option = "--only=";
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]).starts_with(option)) return argv[i] + option.size();
  }
  return {};
}

/// Keeps what `value` was computed from from being optimised away.
inline void use(std::size_t value) { asm volatile("" : : "r"(value)); }

/// Ends the run, so that the input is kept.
inline void require(bool holds) {
  if (!holds) std::abort();
}

} // namespace klamm::fuzz
