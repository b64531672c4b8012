// However little data claims or makes how much: memory stays within the limit, and in proportion to what was really produced.
#include <doctest/doctest.h>
#include <snappy.h>
#include <zstd.h>

#include <array>
#include <string>

#include "compression/codec.hpp"
#include "support/heap.hpp"

using namespace klamm;

namespace {

constexpr std::array codecs{CompressionType::gzip, CompressionType::snappy, CompressionType::lz4, CompressionType::zstd};

std::string bomb(CompressionType codec, std::size_t size) {
  Compressor compressor;
  return std::string(as_text(compressor.compress(codec, as_bytes(std::string(size, '\0'))).value()));
}

/// A zstd frame of zeros that doesn't say its size, as a streaming writer makes it.
std::string streamed_zstd_bomb(std::size_t size) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  const std::string zeros(size, '\0');
  std::string out(ZSTD_compressBound(size), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), zeros.data(), zeros.size()));
  ZSTD_freeCCtx(context);
  return out;
}

void check_refused(CompressionType codec, const std::string& bytes, std::size_t limit, std::size_t memory) {
  INFO(compression_name(codec), ", ", bytes.size(), " bytes, limit ", limit);
  Decompressor decompressor;
  (void)decompressor.decompress(codec, {}, 0); // contexts
  test::reset_heap_use();
  const auto result = decompressor.decompress(codec, as_bytes(bytes), limit);
  const std::size_t peak = test::heap_use().peak;
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code() == ErrorCode::decompression_limit);
  CHECK(result.error().cause() == std::to_string(bytes.size()) + " bytes of " + std::string(compression_name(codec)) +
                                      " data decompress to more than the limit of " + std::to_string(limit) + " bytes");
  CHECK_FALSE(result.error().hint().empty());
  CHECK(peak <= memory);
}

} // namespace

TEST_CASE("limits: a bomb of each codec ends at the limit, in error and in memory") {
  constexpr std::size_t limit = 8 << 20, slack = 512 << 10; // contexts made at first use
  for (const CompressionType codec : codecs) check_refused(codec, bomb(codec, 64 << 20), limit, 2 * limit + slack);
  check_refused(CompressionType::zstd, streamed_zstd_bomb(64 << 20), limit, 2 * limit + slack);
}

TEST_CASE("limits: without another word the limit is 128 MiB") {
  Decompressor decompressor;
  CHECK(decompressor.decompress(CompressionType::zstd, as_bytes(bomb(CompressionType::zstd, default_decompression_limit))).has_value());
  const auto result =
      decompressor.decompress(CompressionType::zstd, as_bytes(bomb(CompressionType::zstd, default_decompression_limit + 1)));
  CHECK(result.error().code() == ErrorCode::decompression_limit);
}

TEST_CASE("limits: exactly the limit is allowed, one byte less is not") {
  for (const CompressionType codec : codecs) {
    for (const std::size_t size : std::initializer_list<std::size_t>{1, 1000, 65'536, 100'000}) {
      INFO(compression_name(codec), " ", size);
      const std::string bytes = bomb(codec, size);
      Decompressor decompressor;
      CHECK(decompressor.decompress(codec, as_bytes(bytes), size).has_value());
      CHECK(decompressor.decompress(codec, as_bytes(bytes), size - 1).error().code() == ErrorCode::decompression_limit);
    }
  }
}

TEST_CASE("limits: sizes that are only claimed cost no memory") {
  const auto check_cheap = [](CompressionType codec, const std::string& bytes) {
    INFO(compression_name(codec));
    Decompressor decompressor;
    (void)decompressor.decompress(codec, as_bytes(bomb(codec, 10)));
    test::reset_heap_use();
    CHECK_FALSE(decompressor.decompress(codec, as_bytes(bytes)).has_value());
    CHECK(test::heap_use().peak < 128 << 10);
  };
  std::string gzip = bomb(CompressionType::gzip, 10);
  gzip.replace(gzip.size() - 4, 4, "\xFF\xFF\xFF\x07"); // 128 MiB - 1
  check_cheap(CompressionType::gzip, gzip);

  check_cheap(CompressionType::snappy, "\xFF\xFF\xFF\x3F"
                                       "abc"); // raw: 128 MiB - 1 bytes follow

  const std::string zstd_header("\x28\xB5\x2F\xFD\xA0\xFF\xFF\xFF\x07", 9); // single segment, content size 128 MiB - 1
  check_cheap(CompressionType::zstd, zstd_header + std::string("\x01\x00\x00", 3));
  const std::string zstd_window("\x28\xB5\x2F\xFD\x00\xA8", 6); // no content size, a window of 2 GiB
  check_cheap(CompressionType::zstd, zstd_window + std::string("\x01\x00", 2));

  const std::string lz4_header("\x04\x22\x4D\x18\x60\x70\x73", 7); // blocks of 4 MiB
  check_cheap(CompressionType::lz4, lz4_header + std::string("\x04\0\0\0\xFF\xFF\xFF\xFF", 8));
}

TEST_CASE("limits: small results don't keep the room that was reserved for them") {
  Decompressor decompressor;
  Compressor compressor;
  for (const CompressionType codec : codecs) {
    const std::string bytes(as_text(compressor.compress(codec, as_bytes("short")).value()));
    (void)decompressor.decompress(codec, as_bytes(bytes));
    test::reset_heap_use();
    const Slice kept = decompressor.decompress(codec, as_bytes(bytes)).value();
    CHECK(kept.text() == "short");
    CHECK(test::heap_use().allocations <= 2);
  }
}

TEST_CASE("codec: nothing is allocated per batch once the contexts are there (snappy's library does)") {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "record " + std::to_string(i * 7919 % 1000) + "; ";
  Compressor compressor;
  for (const CompressionType codec : {CompressionType::gzip, CompressionType::lz4, CompressionType::zstd}) {
    INFO(compression_name(codec));
    for (int i = 0; i < 3; ++i) REQUIRE(compressor.compress(codec, as_bytes(text)).has_value());
    test::reset_heap_use();
    for (int i = 0; i < 10; ++i) REQUIRE(compressor.compress(codec, as_bytes(text)).has_value());
    CHECK(test::heap_use().allocations == 0);
  }
}
