// Memory for big frames that is used again. What the C library gives for megabytes it takes from the kernel and hands back each time, page by page: a tenth of
// what fetching at full speed costs. Kept for the whole process, as such memory is not any client's; any thread may take and drop it.
#pragma once

#include "base/buffer.hpp"

namespace klamm::net {

/// Smaller frames are not worth it.
constexpr std::size_t least_kept_frame = 64 << 10;
/// Memory that nobody uses is kept up to this, in all.
constexpr std::size_t most_kept_frame_memory = 16 << 20;

/// An empty buffer with room for `size` bytes, and at most a quarter more. Throws std::bad_alloc.
Buffer frame_memory(std::size_t size);
/// How much is kept, for tests.
std::size_t kept_frame_memory() noexcept;

} // namespace klamm::net
