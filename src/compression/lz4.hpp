// lz4 frames, written as Java's client does (independent blocks of 64 KiB, no checksum of content) and read in every form: any block size, dependent
// blocks, checksums, several frames. The frame is handled here so that output goes straight into its place and memory follows what is produced.
#pragma once

#include <cstddef>
#include <memory>

#include "base/buffer.hpp"
#include "klamm/result.hpp"

namespace klamm::compression {

class Lz4Compressor {
public:
  /// Java's levels: 9, the default, is the fast compressor; any other of 1…17 is the high compressor of that level (12 is the most there is).
  Result<void> compress(int level, ConstBytes in, Buffer& out);

private:
  std::unique_ptr<std::max_align_t[]> fast_, high_; // the library's state for each, made at first use
};

/// Leaves at most `limit` bytes in `out`.
Result<void> decompress_lz4(ConstBytes in, Buffer& out, std::size_t limit);

} // namespace klamm::compression
