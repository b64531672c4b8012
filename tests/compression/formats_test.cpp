// The forms in which other clients write what klamm itself writes in one.
#include <doctest/doctest.h>
#include <lz4frame.h>
#include <snappy.h>
#include <zstd.h>

#include <string>

#include "compression/codec.hpp"
#include "compression/crc32.hpp"
#include "compression/xxh32.hpp"

using namespace klamm;

namespace {

std::string text_of(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += "line " + std::to_string(i * i % 7919) + ", ";
  return text.substr(0, size);
}

std::string packed(CompressionType codec, std::string_view text) {
  Compressor compressor;
  return std::string(as_text(compressor.compress(codec, as_bytes(text)).value()));
}

std::string unpacked(CompressionType codec, std::string_view bytes) {
  return std::string(Decompressor().decompress(codec, as_bytes(bytes)).value().text());
}

std::string lz4_frame(std::string_view text, const LZ4F_preferences_t& preferences) {
  std::string out(LZ4F_compressFrameBound(text.size(), &preferences), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), text.data(), text.size(), &preferences));
  return out;
}

} // namespace

TEST_CASE("gzip: several members are one text") {
  const std::string a = text_of(1000), b = text_of(70'000);
  CHECK(unpacked(CompressionType::gzip, packed(CompressionType::gzip, a) + packed(CompressionType::gzip, b)) == a + b);
  CHECK(unpacked(CompressionType::gzip, packed(CompressionType::gzip, b) + packed(CompressionType::gzip, "")) == b);
}

TEST_CASE("gzip: a wrong size or checksum at the end is an error") {
  for (const std::size_t from_end : std::initializer_list<std::size_t>{1, 4, 5, 8}) {
    std::string bytes = packed(CompressionType::gzip, text_of(5000));
    bytes[bytes.size() - from_end] = static_cast<char>(bytes[bytes.size() - from_end] ^ 0x10);
    CHECK(Decompressor().decompress(CompressionType::gzip, as_bytes(bytes)).error().code() == ErrorCode::record_corrupt);
  }
}

TEST_CASE("snappy: written in xerial's frame, blocks of 32 KiB each behind its size") {
  const std::string bytes = packed(CompressionType::snappy, text_of(100'000));
  CHECK(bytes.substr(0, 16) == std::string("\x82SNAPPY\0\0\0\0\1\0\0\0\1", 16));
  std::size_t at = 16, blocks = 0, total = 0;
  for (; at < bytes.size(); ++blocks) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    const std::size_t size = static_cast<std::size_t>(byte(0)) << 24 | static_cast<std::size_t>(byte(1)) << 16 |
                             static_cast<std::size_t>(byte(2)) << 8 | byte(3);
    std::size_t holds = 0;
    REQUIRE(snappy::GetUncompressedLength(bytes.data() + at + 4, size, &holds));
    CHECK(holds == (blocks < 3 ? 32'768 : 100'000 - 3 * 32'768));
    total += holds;
    at += 4 + size;
  }
  CHECK(at == bytes.size());
  CHECK(blocks == 4);
  CHECK(total == 100'000);
}

TEST_CASE("snappy: raw blocks of any size are read") {
  for (const std::size_t size : std::initializer_list<std::size_t>{1, 100, 32'768, 500'000}) {
    std::string bytes;
    snappy::Compress(text_of(size).data(), size, &bytes);
    CHECK(unpacked(CompressionType::snappy, bytes) == text_of(size));
  }
}

TEST_CASE("snappy: streams that were joined are one text") {
  const std::string a = text_of(40'000), b = text_of(10);
  CHECK(unpacked(CompressionType::snappy, packed(CompressionType::snappy, a) + packed(CompressionType::snappy, b)) == a + b);
}

TEST_CASE("lz4: written as Java does, and as the lz4 library can read") {
  const std::string text = text_of(200'000), bytes = packed(CompressionType::lz4, text);
  CHECK(bytes.substr(0, 7) == "\x04\x22\x4D\x18\x60\x40\x82");
  LZ4F_dctx* context = nullptr;
  REQUIRE(LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) == 0);
  std::string back(text.size(), '\0');
  std::size_t out = back.size(), in = bytes.size();
  CHECK(LZ4F_decompress(context, back.data(), &out, bytes.data(), &in, nullptr) == 0);
  CHECK(back == text);
  LZ4F_freeDecompressionContext(context);
}

TEST_CASE("lz4: every block size, dependent blocks, checksums and sizes in any combination are read") {
  const std::string text = text_of(700'000);
  for (const LZ4F_blockSizeID_t block_size : {LZ4F_max64KB, LZ4F_max256KB, LZ4F_max1MB, LZ4F_max4MB}) {
    for (unsigned bits = 0; bits < 16; ++bits) {
      LZ4F_preferences_t preferences{};
      preferences.frameInfo.blockSizeID = block_size;
      preferences.frameInfo.blockMode = (bits & 1U) != 0 ? LZ4F_blockIndependent : LZ4F_blockLinked;
      preferences.frameInfo.contentChecksumFlag = (bits & 2U) != 0 ? LZ4F_contentChecksumEnabled : LZ4F_noContentChecksum;
      preferences.frameInfo.blockChecksumFlag = (bits & 4U) != 0 ? LZ4F_blockChecksumEnabled : LZ4F_noBlockChecksum;
      preferences.frameInfo.contentSize = (bits & 8U) != 0 ? text.size() : 0;
      REQUIRE(unpacked(CompressionType::lz4, lz4_frame(text, preferences)) == text);
    }
  }
}

TEST_CASE("lz4: frames that follow each other, and skippable ones, are read") {
  const std::string skippable = std::string("\x53\x2A\x4D\x18\x03\0\0\0abc", 11);
  const std::string bytes = packed(CompressionType::lz4, "one ") + skippable + packed(CompressionType::lz4, "two");
  CHECK(unpacked(CompressionType::lz4, bytes) == "one two");
}

TEST_CASE("lz4: a wrong content checksum is an error") {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  std::string bytes = lz4_frame(text_of(1000), preferences);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  CHECK(Decompressor().decompress(CompressionType::lz4, as_bytes(bytes)).error().cause() ==
        "lz4 data is corrupt: the content's checksum is wrong");
}

TEST_CASE("zstd: frames without a content size, as Java streams them, are read") {
  const std::string text = text_of(3'000'000);
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  bytes.resize(ZSTD_compress2(context, bytes.data(), bytes.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  CHECK(unpacked(CompressionType::zstd, bytes) == text);
  CHECK(unpacked(CompressionType::zstd, bytes + packed(CompressionType::zstd, "more")) == text + "more");
}

TEST_CASE("xxh32: gives xxHash's own test values") {
  CHECK(compression::xxh32({}) == 0x02CC5D05U);
  CHECK(compression::xxh32(as_bytes("abc")) == 0x32D153FFU);
  CHECK(compression::xxh32(as_bytes("Nobody inspects the spammish repetition")) == 0xE2293B2FU);
}

TEST_CASE("crc32: gives zip's check value") { CHECK(crc32(as_bytes("123456789")) == 0xCBF43926U); }
