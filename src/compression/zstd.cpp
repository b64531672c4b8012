#include "compression/zstd.hpp"

#include <zstd.h>
#include <zstd_errors.h>

#include <new>

#include "compression/output.hpp"

namespace klamm::compression {

namespace {

constexpr auto codec = CompressionType::zstd;

} // namespace

void ZstdCompressor::Free::operator()(ZSTD_CCtx_s* context) const noexcept { ZSTD_freeCCtx(context); }
void ZstdDecompressor::Free::operator()(ZSTD_DCtx_s* context) const noexcept { ZSTD_freeDCtx(context); }

Result<void> ZstdCompressor::compress(int level, ConstBytes in, Buffer& out) {
  if (!context_) context_.reset(ZSTD_createCCtx());
  if (!context_) throw std::bad_alloc();
  const std::size_t status =
      ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, std::clamp(level, ZSTD_minCLevel(), ZSTD_maxCLevel()));
  if (ZSTD_isError(status) != 0) return failed(codec, ZSTD_getErrorName(status));
  out.ensure(ZSTD_compressBound(in.size()));
  const std::size_t size = ZSTD_compress2(context_.get(), out.writable().data(), out.writable().size(), in.data(), in.size());
  if (ZSTD_isError(size) != 0) return failed(codec, ZSTD_getErrorName(size));
  out.resize(out.size() + size);
  return {};
}

Result<void> ZstdDecompressor::decompress(ConstBytes in, Buffer& out, std::size_t limit) {
  if (!context_) context_.reset(ZSTD_createDCtx());
  if (!context_) throw std::bad_alloc();
  if (in.empty()) return corrupt(codec, "it is empty");
  const unsigned long long content_size = ZSTD_getFrameContentSize(in.data(), in.size());
  if (content_size == ZSTD_CONTENTSIZE_ERROR) return corrupt(codec, "it does not begin with a frame's header");
  const bool known = content_size != ZSTD_CONTENTSIZE_UNKNOWN;
  if (known && content_size > limit) return beyond_limit(codec, in.size(), limit);
  grow_to(out, first_capacity(in.size(), known ? static_cast<std::size_t>(content_size) : last_ratio_ * in.size(), limit));
  for (;;) {
    std::byte nowhere{};
    const std::size_t size =
        ZSTD_decompressDCtx(context_.get(), out.capacity() > 0 ? out.data() : &nowhere, out.capacity(), in.data(), in.size());
    if (ZSTD_isError(size) == 0) {
      out.resize(size);
      last_ratio_ = std::min(size / in.size() + 1, believable_ratio);
      return {};
    }
    if (ZSTD_getErrorCode(size) != ZSTD_error_dstSize_tooSmall) return corrupt(codec, ZSTD_getErrorName(size));
    if (out.capacity() >= limit) return beyond_limit(codec, in.size(), limit);
    grow_to(out, std::min(limit, std::max<std::size_t>(out.capacity() * 2, 256))); // it was filled, so more is justified
  }
}

} // namespace klamm::compression
