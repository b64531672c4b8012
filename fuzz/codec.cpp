// Decompression of arbitrary bytes by each codec, and a round trip of the same bytes: the first byte chooses the codec.
#include <algorithm>

#include "compression/codec.hpp"
#include "input.hpp"

using namespace klamm;
using fuzz::Input, fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static Compressor compressor;
  static Decompressor decompressor;
  constexpr std::size_t limit = std::size_t{1} << 20U;
  Input input(bytes, size);
  const auto codec = static_cast<CompressionType>(1 + input.byte() % 4);
  const Slice given = input.rest();
  if (const auto out = decompressor.decompress(codec, given.bytes(), limit)) require(out->size() <= limit);
  const auto packed = compressor.compress(codec, given.bytes());
  require(packed.has_value());
  const auto unpacked = decompressor.decompress(codec, *packed, limit);
  require(unpacked && std::ranges::equal(unpacked->bytes(), given.bytes()));
  return 0;
}
