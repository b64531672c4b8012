#include "compression/gzip.hpp"

#include <libdeflate.h>

#include <new>

#include "compression/output.hpp"

namespace klamm::compression {

namespace {

constexpr auto codec = CompressionType::gzip;

/// The size modulo 2^32 that ends a member: a hint, as nobody vouches for it.
std::size_t claimed_size(ConstBytes in) noexcept {
  if (in.size() < 18) return 0;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size |= std::to_integer<std::size_t>(in[in.size() - 4 + i]) << (8 * i);
  return size;
}

} // namespace

void GzipCompressor::Free::operator()(libdeflate_compressor* compressor) const noexcept { libdeflate_free_compressor(compressor); }
void GzipDecompressor::Free::operator()(libdeflate_decompressor* decompressor) const noexcept {
  libdeflate_free_decompressor(decompressor);
}

Result<void> GzipCompressor::compress(int level, ConstBytes in, Buffer& out) {
  level = level < 0 ? 6 : std::clamp(level, 1, 9);
  if (!compressor_ || level != level_) {
    compressor_.reset(libdeflate_alloc_compressor(level));
    if (!compressor_) throw std::bad_alloc();
    level_ = level;
  }
  out.ensure(libdeflate_gzip_compress_bound(compressor_.get(), in.size()));
  const std::size_t size = libdeflate_gzip_compress(compressor_.get(), in.data(), in.size(), out.writable().data(), out.writable().size());
  if (size == 0) return failed(codec, "libdeflate gave nothing");
  out.resize(out.size() + size);
  return {};
}

Result<void> GzipDecompressor::decompress(ConstBytes in, Buffer& out, std::size_t limit) {
  if (!decompressor_) decompressor_.reset(libdeflate_alloc_decompressor());
  if (!decompressor_) throw std::bad_alloc();
  if (in.empty()) return corrupt(codec, "it is empty");
  const std::size_t compressed_size = in.size();
  grow_to(out, first_capacity(in.size(), claimed_size(in), limit));
  while (!in.empty()) {
    std::size_t taken = 0, given = 0;
    const auto room = out.writable();
    // A null destination would mean to libdeflate that there is none.
    std::byte nowhere{};
    switch (libdeflate_gzip_decompress_ex(decompressor_.get(), in.data(), in.size(), room.empty() ? &nowhere : room.data(), room.size(),
                                          &taken, &given)) {
      case LIBDEFLATE_SUCCESS:
        out.resize(out.size() + given);
        in = in.subspan(taken);
        break;
      case LIBDEFLATE_INSUFFICIENT_SPACE: // so it was filled, and more is justified; the member starts again
        if (out.capacity() >= limit) return beyond_limit(codec, compressed_size, limit);
        grow_to(out, std::min(limit, std::max<std::size_t>(out.capacity() * 2, 256)));
        break;
      default: return corrupt(codec, "its header, deflate stream or CRC-32 is wrong");
    }
  }
  return {};
}

} // namespace klamm::compression
