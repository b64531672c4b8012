// gzip by libdeflate, which works on whole buffers: nearly twice zlib's speed compressing, almost three times decompressing (bench/codecs.cpp).
#pragma once

#include <memory>

#include "base/buffer.hpp"
#include "klamm/result.hpp"

struct libdeflate_compressor;
struct libdeflate_decompressor;

namespace klamm::compression {

class GzipCompressor {
public:
  Result<void> compress(int level, ConstBytes in, Buffer& out);

private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const noexcept;
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
  int level_ = 0;
};

class GzipDecompressor {
public:
  /// One or several members. Leaves at most `limit` bytes in `out`.
  Result<void> decompress(ConstBytes in, Buffer& out, std::size_t limit);

private:
  struct Free {
    void operator()(libdeflate_decompressor* decompressor) const noexcept;
  };
  std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
};

} // namespace klamm::compression
