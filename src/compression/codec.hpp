// Compresses and decompresses the records of batches: one door to gzip, snappy, lz4 and zstd. Contexts and scratch memory are kept between
// calls, so that nothing is allocated per batch in steady state. An object serves one thread at a time.
#pragma once

#include <memory>
#include <string_view>

#include "base/buffer.hpp"
#include "klamm/compression_type.hpp"
#include "klamm/result.hpp"

namespace klamm {

/// "none", "gzip", …, "unknown"
std::string_view compression_name(CompressionType codec) noexcept;

/// The level that Java's client takes: gzip -1 (the library's own), lz4 9, zstd 3.
int default_compression_level(CompressionType codec) noexcept;

class Compressor {
public:
  Compressor() noexcept;
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;
  ~Compressor();

  /// `in` compressed: a view that is valid until the next call. Levels as in Kafka's settings: gzip -1, 1…9; lz4 1…17; zstd -131072…22;
  /// one beyond is taken as the nearest.
  Result<ConstBytes> compress(CompressionType codec, int level, ConstBytes in);
  Result<ConstBytes> compress(CompressionType codec, ConstBytes in) { return compress(codec, default_compression_level(codec), in); }

private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_; // made at first use
};

/// What a batch may decompress to where nothing else is said.
constexpr std::size_t default_decompression_limit = std::size_t{128} << 20U;

class Decompressor {
public:
  Decompressor() noexcept;
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;
  ~Decompressor();

  /// `in` decompressed into memory of its own. Errors: record_corrupt with the reason; decompression_limit when there would be more than `limit` bytes.
  /// Sizes that the input claims are believed only in proportion to its own size: memory grows with what is really produced.
  Result<Slice> decompress(CompressionType codec, ConstBytes in, std::size_t limit = default_decompression_limit);

private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

} // namespace klamm
