#include "compression/codec.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>

#include "base/random.hpp"

using namespace klamm;

namespace {

constexpr std::array codecs{CompressionType::none, CompressionType::gzip, CompressionType::snappy, CompressionType::lz4,
                            CompressionType::zstd};

std::string noise(std::size_t size) {
  Random random(size);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

std::string prose(std::size_t size) {
  Random random(size);
  std::string bytes;
  while (bytes.size() < size) bytes += "order " + std::to_string(random.below(5000)) + " is paid; ";
  return bytes.substr(0, size);
}

std::string compressed(CompressionType codec, std::string_view text, int level) {
  Compressor compressor;
  return std::string(as_text(compressor.compress(codec, level, as_bytes(text)).value()));
}

} // namespace

TEST_CASE("codec: every size and kind of content comes back, through contexts used again and again") {
  Compressor compressor;
  Decompressor decompressor;
  for (const CompressionType codec : codecs) {
    for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 2, 13, 100, 4096, 32'767, 32'768, 32'769, 65'535, 65'536, 65'537,
                                                                     131'072, 1'048'575, 1'048'576, 1'048'577}) {
      for (const std::string& text : {noise(size), prose(size), std::string(size, 'x')}) {
        INFO(compression_name(codec), " ", size);
        const auto packed = compressor.compress(codec, as_bytes(text));
        REQUIRE(packed.has_value());
        const auto back = decompressor.decompress(codec, *packed);
        REQUIRE(back.has_value());
        REQUIRE(back->text() == text);
      }
    }
  }
}

TEST_CASE("codec: every level works, and a level beyond the range is the nearest one") {
  const std::string text = prose(50'000);
  Decompressor decompressor;
  const auto comes_back = [&](CompressionType codec, int level) {
    INFO(compression_name(codec), " level ", level);
    const std::string packed = compressed(codec, text, level);
    CHECK(packed.size() < text.size() + 64); // (zstd at -131072 only copies)
    CHECK(decompressor.decompress(codec, as_bytes(packed)).value().text() == text);
    return packed.size();
  };
  for (int level = -2; level <= 11; ++level) comes_back(CompressionType::gzip, level);
  for (int level = 0; level <= 19; ++level) comes_back(CompressionType::lz4, level);
  for (int level : {-200'000, -131'072, -100, -1, 0, 1, 3, 9, 19, 22, 30}) comes_back(CompressionType::zstd, level);
  CHECK(comes_back(CompressionType::gzip, 9) < comes_back(CompressionType::gzip, 1));
  CHECK(comes_back(CompressionType::lz4, 12) < comes_back(CompressionType::lz4, 9)); // 9 is the fast one, as Java's
  CHECK(comes_back(CompressionType::zstd, 19) < comes_back(CompressionType::zstd, 1));
}

TEST_CASE("codec: a level may change from batch to batch") {
  const std::string text = prose(10'000);
  Compressor compressor;
  Decompressor decompressor;
  for (const int level : {1, 9, 1, -1}) {
    for (const CompressionType codec : codecs) {
      CHECK(decompressor.decompress(codec, compressor.compress(codec, level, as_bytes(text)).value()).value().text() == text);
    }
  }
}

TEST_CASE("codec: cut off at any byte it is an error, never less than was put in") {
  const std::string text = prose(3000) + noise(500);
  Decompressor decompressor;
  for (const CompressionType codec : codecs) {
    if (codec == CompressionType::none) continue;
    const std::string packed = compressed(codec, text, default_compression_level(codec));
    for (std::size_t size = 0; size < packed.size(); ++size) {
      // A copy of exactly that size, so that the sanitizer sees a byte too many.
      const Slice cut = Slice::copy_of(as_bytes(packed).first(size));
      const auto result = decompressor.decompress(codec, cut.bytes());
      const bool only_header = codec == CompressionType::snappy && size == 16; // xerial: no block at all
      INFO(compression_name(codec), " ", size);
      REQUIRE((only_header || !result.has_value()));
      if (!result) REQUIRE(result.error().code() == ErrorCode::record_corrupt);
      if (!result) REQUIRE(result.error().cause().find(compression_name(codec)) != std::string::npos);
    }
  }
}

TEST_CASE("codec: no change of a byte can do more than give an error or other bytes") {
  const std::string text = prose(600);
  Decompressor decompressor;
  for (const CompressionType codec : codecs) {
    const std::string packed = compressed(codec, text, default_compression_level(codec));
    for (std::size_t at = 0; at < packed.size(); ++at) {
      for (const int change : {1, 0x80, 0xFF, 0x55}) {
        std::string wrong = packed;
        wrong[at] = static_cast<char>(wrong[at] ^ change);
        const Slice exact = Slice::copy_of(as_bytes(wrong));
        const auto result = decompressor.decompress(codec, exact.bytes(), 1 << 20);
        if (result) REQUIRE(result->size() <= 1 << 20);
      }
    }
  }
}

TEST_CASE("codec: noise is refused or decoded, but never crashes") {
  Decompressor decompressor;
  for (const CompressionType codec : codecs) {
    for (std::size_t size = 0; size < 300; ++size)
      (void)decompressor.decompress(codec, Slice::copy_of(as_bytes(noise(size))).bytes(), 1 << 20);
  }
}

TEST_CASE("codec: a number that no codec has is an error") {
  CHECK_FALSE(Compressor().compress(static_cast<CompressionType>(5), as_bytes("x")).has_value());
  CHECK(Decompressor().decompress(static_cast<CompressionType>(7), as_bytes("x")).error().code() == ErrorCode::record_corrupt);
}
