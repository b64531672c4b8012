#include "compression/codec.hpp"

#include "compression/gzip.hpp"
#include "compression/lz4.hpp"
#include "compression/output.hpp"
#include "compression/snappy.hpp"
#include "compression/zstd.hpp"

namespace klamm {

std::string_view compression_name(CompressionType codec) noexcept {
  switch (codec) {
    case CompressionType::none: return "none";
    case CompressionType::gzip: return "gzip";
    case CompressionType::snappy: return "snappy";
    case CompressionType::lz4: return "lz4";
    case CompressionType::zstd: return "zstd";
  }
  return "unknown";
}

int default_compression_level(CompressionType codec) noexcept {
  switch (codec) {
    case CompressionType::lz4: return 9;
    case CompressionType::zstd: return 3;
    default: return -1;
  }
}

struct Compressor::Contexts {
  compression::GzipCompressor gzip;
  compression::Lz4Compressor lz4;
  compression::ZstdCompressor zstd;
  Buffer out;

  Result<void> compress(CompressionType codec, int level, ConstBytes in) {
    switch (codec) {
      case CompressionType::none: return out.append(in), Result<void>();
      case CompressionType::gzip: return gzip.compress(level, in, out);
      case CompressionType::snappy: return compression::compress_snappy(in, out);
      case CompressionType::lz4: return lz4.compress(level, in, out);
      case CompressionType::zstd: return zstd.compress(level, in, out);
    }
    return compression::failed(codec, "there is no codec " + std::to_string(static_cast<int>(codec)));
  }
};

Compressor::Compressor() noexcept = default;
Compressor::Compressor(Compressor&&) noexcept = default;
Compressor& Compressor::operator=(Compressor&&) noexcept = default;
Compressor::~Compressor() = default;

Result<ConstBytes> Compressor::compress(CompressionType codec, int level, ConstBytes in) {
  if (!contexts_) contexts_ = std::make_unique<Contexts>();
  contexts_->out.resize(0);
  if (auto done = contexts_->compress(codec, level, in); !done) return done.error();
  return ConstBytes(contexts_->out.bytes());
}

struct Decompressor::Contexts {
  compression::GzipDecompressor gzip;
  compression::ZstdDecompressor zstd;

  Result<void> decompress(CompressionType codec, ConstBytes in, Buffer& out, std::size_t limit) {
    switch (codec) {
      case CompressionType::none:
        if (in.size() > limit) return compression::beyond_limit(codec, in.size(), limit);
        return out.append(in), Result<void>();
      case CompressionType::gzip: return gzip.decompress(in, out, limit);
      case CompressionType::snappy: return compression::decompress_snappy(in, out, limit);
      case CompressionType::lz4: return compression::decompress_lz4(in, out, limit);
      case CompressionType::zstd: return zstd.decompress(in, out, limit);
    }
    return compression::corrupt(codec, "there is no codec " + std::to_string(static_cast<int>(codec)));
  }
};

Decompressor::Decompressor() noexcept = default;
Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;
Decompressor::~Decompressor() = default;

Result<Slice> Decompressor::decompress(CompressionType codec, ConstBytes in, std::size_t limit) {
  if (!contexts_) contexts_ = std::make_unique<Contexts>();
  Buffer out;
  if (auto done = contexts_->decompress(codec, in, out, limit); !done) return done.error();
  // Records may be kept for long: what was reserved for nothing is given back.
  if (out.capacity() - out.size() > out.size() + 4096) return Slice::copy_of(out.bytes());
  return std::move(out).freeze();
}

} // namespace klamm
