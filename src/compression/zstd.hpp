// zstd. Frames are written with their content's size and without a checksum. Reading decodes straight into the output, which serves as the window, so
// that no frame header can make the library allocate one.
#pragma once

#include <memory>

#include "base/buffer.hpp"
#include "klamm/result.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace klamm::compression {

class ZstdCompressor {
public:
  Result<void> compress(int level, ConstBytes in, Buffer& out);

private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const noexcept;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
};

class ZstdDecompressor {
public:
  /// One or several frames. Leaves at most `limit` bytes in `out`.
  Result<void> decompress(ConstBytes in, Buffer& out, std::size_t limit);

private:
  struct Free {
    void operator()(ZSTD_DCtx_s* context) const noexcept;
  };
  std::unique_ptr<ZSTD_DCtx_s, Free> context_;
  std::size_t last_ratio_ = 0; // of output to input: the guess for frames that don't say their size (Java's)
};

} // namespace klamm::compression
