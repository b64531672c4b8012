#include "compression/snappy.hpp"

#include <snappy.h>

#include <array>

#include "compression/output.hpp"

namespace klamm::compression {

namespace {

constexpr auto codec = CompressionType::snappy;
constexpr std::size_t block_size = 32 * 1024;
constexpr std::size_t magic_size = 8, header_size = 16;
// "\x82SNAPPY\0", then version and least compatible version, both 1.
constexpr std::array<unsigned char, header_size> header{0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1};

const char* chars(const std::byte* p) noexcept { return reinterpret_cast<const char*>(p); }
char* chars(std::byte* p) noexcept { return reinterpret_cast<char*>(p); }

bool has_header(ConstBytes in) noexcept { return in.size() >= header_size && std::memcmp(in.data(), header.data(), magic_size) == 0; }

std::size_t big_endian32(const std::byte* p) noexcept {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::size_t>(p[i]);
  return value;
}

Result<void> decompress_block(ConstBytes in, Buffer& out, std::size_t limit, std::size_t compressed_size) {
  std::size_t size = 0;
  if (!snappy::GetUncompressedLength(chars(in.data()), in.size(), &size)) return corrupt(codec, "a block's size is unreadable");
  // Three bytes of snappy make at most 64: a larger claim is a lie, found before its memory is taken.
  if (size > in.size() * 22)
    return corrupt(codec, "a block of " + std::to_string(in.size()) + " bytes claims to hold " + std::to_string(size));
  if (size > limit - out.size()) return beyond_limit(codec, compressed_size, limit);
  if (out.writable().size() < size) grow_to(out, std::min(limit, std::max(out.size() + size, out.capacity() * 2)));
  if (size == 0) return {};
  if (!snappy::RawUncompress(chars(in.data()), in.size(), chars(out.writable().data())))
    return corrupt(codec, "a block's content is wrong");
  out.resize(out.size() + size);
  return {};
}

} // namespace

Result<void> compress_snappy(ConstBytes in, Buffer& out) {
  const std::size_t blocks = in.size() / block_size + 1;
  out.ensure(header_size + blocks * (4 + snappy::MaxCompressedLength(block_size)));
  out.append(std::as_bytes(std::span(header)));
  for (; !in.empty(); in = in.subspan(std::min(block_size, in.size()))) {
    std::byte* block = out.writable().data();
    std::size_t size = 0;
    snappy::RawCompress(chars(in.data()), std::min(block_size, in.size()), chars(block + 4), &size);
    for (std::size_t i = 0; i < 4; ++i) block[i] = static_cast<std::byte>(size >> (24 - 8 * i));
    out.resize(out.size() + 4 + size);
  }
  return {};
}

Result<void> decompress_snappy(ConstBytes in, Buffer& out, std::size_t limit) {
  const std::size_t compressed_size = in.size();
  if (!has_header(in)) return decompress_block(in, out, limit, compressed_size);
  for (in = in.subspan(header_size); !in.empty();) {
    if (has_header(in)) { // streams that were joined
      in = in.subspan(header_size);
      continue;
    }
    if (in.size() < 4) return corrupt(codec, "it ends inside a block's size");
    const std::size_t size = big_endian32(in.data());
    in = in.subspan(4);
    if (size > in.size())
      return corrupt(codec, "a block of " + std::to_string(size) + " bytes is cut off after " + std::to_string(in.size()));
    if (auto done = decompress_block(in.first(size), out, limit, compressed_size); !done) return done;
    in = in.subspan(size);
  }
  return {};
}

} // namespace klamm::compression
