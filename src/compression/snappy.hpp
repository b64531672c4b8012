// snappy in the frame of Java's client (xerial's SnappyOutputStream): a header, then blocks of 32 KiB, each behind its size. Raw snappy is read too.
// The library keeps no context: it allocates its table for each block.
#pragma once

#include "base/buffer.hpp"
#include "klamm/result.hpp"

namespace klamm::compression {

Result<void> compress_snappy(ConstBytes in, Buffer& out);
/// Leaves at most `limit` bytes in `out`.
Result<void> decompress_snappy(ConstBytes in, Buffer& out, std::size_t limit);

} // namespace klamm::compression
