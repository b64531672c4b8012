// What the codecs share: errors that name codec and reason, and output memory that grows with what was really produced.
#pragma once

#include <algorithm>
#include <string>

#include "base/buffer.hpp"
#include "klamm/compression_type.hpp"
#include "klamm/result.hpp"

namespace klamm::compression {

/// A size that the input claims is believed up to this many times the input's own.
constexpr std::size_t believable_ratio = 64;

Error corrupt(CompressionType codec, std::string_view reason);
Error beyond_limit(CompressionType codec, std::size_t compressed_size, std::size_t limit);
Error failed(CompressionType codec, std::string_view reason);

/// Room for `capacity` bytes in all, exactly; content is kept. (Buffer::ensure doubles, and so could go beyond a limit.)
inline void grow_to(Buffer& out, std::size_t capacity) {
  if (out.capacity() >= capacity) return;
  const std::size_t size = out.size();
  if (size == 0) out = Buffer(); // what failed attempts left goes before more is taken
  Buffer larger(capacity);
  if (size > 0) larger.append(out.bytes());
  out = std::move(larger);
}

/// The first capacity to try where a decoder must be given the whole output: what is claimed (0: nothing) as far as it is believable.
inline std::size_t first_capacity(std::size_t compressed_size, std::size_t claimed, std::size_t limit) noexcept {
  const std::size_t believable = std::max<std::size_t>(compressed_size, 1024) * believable_ratio;
  const std::size_t guess = claimed > 0 ? claimed : compressed_size * 6 + 256;
  return std::min({guess, believable, limit});
}

} // namespace klamm::compression
