#include "compression/lz4.hpp"

#include <lz4.h>
#include <lz4hc.h>

#include <optional>

#include "compression/output.hpp"
#include "compression/xxh32.hpp"

namespace klamm::compression {

namespace {

constexpr auto codec = CompressionType::lz4;
constexpr std::uint32_t frame_magic = 0x184D2204U, skippable_magic = 0x184D2A50U;
constexpr std::uint32_t stored = 0x80000000U; // the flag of a block that wasn't compressed
constexpr std::size_t block_size = 64 * 1024, dictionary_size = 64 * 1024;

const char* chars(const std::byte* p) noexcept { return reinterpret_cast<const char*>(p); }
char* chars(std::byte* p) noexcept { return reinterpret_cast<char*>(p); }

void put32(std::byte* out, std::uint32_t value) noexcept {
  for (unsigned i = 0; i < 4; ++i) out[i] = static_cast<std::byte>(value >> (8 * i));
}

/// Takes little-endian numbers and pieces off the front.
struct Input {
  ConstBytes left;

  bool has(std::size_t size) const noexcept { return left.size() >= size; }
  ConstBytes take(std::size_t size) noexcept {
    const ConstBytes taken = left.first(size);
    left = left.subspan(size);
    return taken;
  }
  std::uint64_t number(std::size_t size) noexcept {
    std::uint64_t value = 0;
    const ConstBytes bytes = take(size);
    for (std::size_t i = 0; i < size; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return value;
  }
};

struct FrameDescriptor {
  bool independent_blocks = true, block_checksums = false, content_checksum = false;
  std::size_t block_size = 0;
  std::optional<std::uint64_t> content_size;
};

/// Reads what follows the magic number.
Result<FrameDescriptor> read_descriptor(Input& in) {
  const ConstBytes begin = in.left;
  if (!in.has(3)) return corrupt(codec, "it ends inside a frame's header");
  const std::uint64_t flags = in.number(1), block = in.number(1);
  if (flags >> 6 != 1) return corrupt(codec, "version " + std::to_string(flags >> 6) + " of the frame format is unknown");
  const auto flag = [flags](unsigned bit) { return (flags >> bit & 1U) != 0; };
  if (flag(0)) return corrupt(codec, "it needs a dictionary");
  const std::uint64_t size_code = block >> 4 & 7U;
  if (flag(1) || (block & 0x8FU) != 0 || size_code < 4) return corrupt(codec, "a frame's header has bits that have no meaning");

  FrameDescriptor frame{flag(5), flag(4), flag(2), std::size_t{1} << (8 + 2 * size_code), {}};
  if (!in.has(flag(3) ? 9 : 1)) return corrupt(codec, "it ends inside a frame's header");
  if (flag(3)) frame.content_size = in.number(8);
  const ConstBytes descriptor = begin.first(begin.size() - in.left.size());
  const std::uint64_t checksum = in.number(1);
  // Old Java clients (message format 0) included the magic number, which precedes the descriptor.
  const ConstBytes with_magic(descriptor.data() - 4, descriptor.size() + 4);
  if (checksum != (xxh32(descriptor) >> 8 & 255U) && checksum != (xxh32(with_magic) >> 8 & 255U))
    return corrupt(codec, "a frame header's checksum is wrong");
  return frame;
}

/// Decompresses one block behind what is in `out`. `frame_begin` is where its frame's output began: dependent blocks look back to there.
Result<void> decompress_block(ConstBytes block, const FrameDescriptor& frame, std::size_t frame_begin, Buffer& out, std::size_t limit) {
  // A byte of lz4 makes at most 255; the most that one block can justify is taken beforehand.
  const std::size_t most = std::min({frame.block_size, block.size() * 255, limit - out.size()});
  if (out.writable().size() < most) grow_to(out, std::min(limit, std::max(out.size() + most, out.capacity() * 2)));
  const std::size_t history = frame.independent_blocks ? 0 : std::min(out.size() - frame_begin, dictionary_size);
  std::byte nowhere{};
  std::byte* to = most > 0 ? out.writable().data() : &nowhere;
  const int size = LZ4_decompress_safe_usingDict(chars(block.data()), chars(to), static_cast<int>(block.size()), static_cast<int>(most),
                                                 history > 0 ? chars(to - history) : nullptr, static_cast<int>(history));
  if (size < 0 && most == limit - out.size() && most < frame.block_size) return Error(ErrorCode::decompression_limit, {});
  if (size < 0) return corrupt(codec, "a block's content is wrong");
  out.resize(out.size() + static_cast<std::size_t>(size));
  return {};
}

Result<void> read_block(Input& in, std::uint32_t header, const FrameDescriptor& frame, std::size_t frame_begin, Buffer& out,
                        std::size_t limit) {
  const std::size_t size = header & ~stored;
  if (size > frame.block_size) return corrupt(codec, "a block of " + std::to_string(size) + " bytes is larger than the frame allows");
  if (!in.has(size + (frame.block_checksums ? 4 : 0))) return corrupt(codec, "a block of " + std::to_string(size) + " bytes is cut off");
  const ConstBytes block = in.take(size);
  if (frame.block_checksums && in.number(4) != xxh32(block)) return corrupt(codec, "a block's checksum is wrong");
  if ((header & stored) == 0) return decompress_block(block, frame, frame_begin, out, limit);
  if (size > limit - out.size()) return Error(ErrorCode::decompression_limit, {});
  if (out.writable().size() < size) grow_to(out, std::min(limit, std::max(out.size() + size, out.capacity() * 2)));
  out.append(block);
  return {};
}

/// One frame, whose magic number was taken.
Result<void> read_frame(Input& in, Buffer& out, std::size_t limit) {
  auto frame = read_descriptor(in);
  if (!frame) return frame.error();
  const std::size_t begin = out.size();
  if (frame->content_size && *frame->content_size > limit - begin) return Error(ErrorCode::decompression_limit, {});
  for (;;) {
    if (!in.has(4)) return corrupt(codec, "it ends without an end mark");
    const auto header = static_cast<std::uint32_t>(in.number(4));
    if (header == 0) break;
    if (auto done = read_block(in, header, *frame, begin, out, limit); !done) return done;
  }
  const ConstBytes content = ConstBytes(out.bytes()).subspan(begin);
  if (frame->content_checksum && (!in.has(4) || in.number(4) != xxh32(content))) return corrupt(codec, "the content's checksum is wrong");
  if (frame->content_size && *frame->content_size != content.size())
    return corrupt(codec, "the content's size is not what the header says");
  return {};
}

} // namespace

Result<void> Lz4Compressor::compress(int level, ConstBytes in, Buffer& out) {
  const bool fast = level == 9;
  const auto words = [](int bytes) { return static_cast<std::size_t>(bytes) / sizeof(std::max_align_t) + 1; };
  if (fast && !fast_) fast_ = std::make_unique<std::max_align_t[]>(words(LZ4_sizeofState()));
  if (!fast && !high_) high_ = std::make_unique<std::max_align_t[]>(words(LZ4_sizeofStateHC()));

  out.ensure(7 + (in.size() / block_size + 1) * 4 + in.size() + 4);
  std::byte* to = out.writable().data();
  put32(to, frame_magic);
  to[4] = std::byte{0x60}; // version 1, independent blocks
  to[5] = std::byte{0x40}; // 64 KiB
  to[6] = static_cast<std::byte>(xxh32({to + 4, 2}) >> 8);
  to += 7;
  for (; !in.empty(); in = in.subspan(std::min(block_size, in.size()))) {
    const ConstBytes block = in.first(std::min(block_size, in.size()));
    const int size = static_cast<int>(block.size());
    // No room for as much as went in: what doesn't shrink is stored.
    const int packed = fast ? LZ4_compress_fast_extState(fast_.get(), chars(block.data()), chars(to + 4), size, size - 1, 1)
                            : LZ4_compress_HC_extStateHC(high_.get(), chars(block.data()), chars(to + 4), size, size - 1,
                                                         std::clamp(level, 1, LZ4HC_CLEVEL_MAX));
    if (packed <= 0) std::memcpy(to + 4, block.data(), block.size());
    put32(to, packed > 0 ? static_cast<std::uint32_t>(packed) : static_cast<std::uint32_t>(size) | stored);
    to += 4 + (packed > 0 ? packed : size);
  }
  put32(to, 0); // end mark
  out.resize(static_cast<std::size_t>(to + 4 - out.data()));
  return {};
}

Result<void> decompress_lz4(ConstBytes bytes, Buffer& out, std::size_t limit) {
  Input in{bytes};
  do {
    if (!in.has(8)) return corrupt(codec, "it ends inside a frame's header");
    const auto magic = static_cast<std::uint32_t>(in.number(4));
    if ((magic & ~15U) == skippable_magic) {
      const std::size_t size = in.number(4);
      if (!in.has(size)) return corrupt(codec, "it ends inside a skippable frame");
      in.take(size);
      continue;
    }
    if (magic != frame_magic) return corrupt(codec, "it does not begin with a frame's magic number");
    auto done = read_frame(in, out, limit);
    if (!done && done.error().code() == ErrorCode::decompression_limit) return beyond_limit(codec, bytes.size(), limit);
    if (!done) return done;
  } while (!in.left.empty());
  return {};
}

} // namespace klamm::compression
