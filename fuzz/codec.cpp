// Decompression of arbitrary bytes by each codec, and a round trip of the same bytes. The first byte chooses: two bits the codec (--only=zstd: it is that one),
// one whether there is a round trip, the rest its level.
#include <algorithm>
#include <stdexcept>

#include "compression/codec.hpp"
#include "input.hpp"

using namespace klamm;
using fuzz::Input, fuzz::require;

namespace {

CompressionType the_only_one = CompressionType::none;

} // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  const std::string name = fuzz::only(*argc, *argv);
  for (int codec = 1; codec <= 4; ++codec) {
    if (name == compression_name(static_cast<CompressionType>(codec))) the_only_one = static_cast<CompressionType>(codec);
  }
  if (!name.empty() && the_only_one == CompressionType::none) throw std::invalid_argument("no codec is called " + name);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static Compressor compressor;
  static Decompressor decompressor;
  constexpr std::size_t limit = std::size_t{1} << 20U;
  Input input(bytes, size);
  const unsigned choice = input.byte();
  const auto codec = the_only_one == CompressionType::none ? static_cast<CompressionType>(1 + (choice & 3U)) : the_only_one;
  const Slice given = input.rest();
  if (const auto out = decompressor.decompress(codec, given.bytes(), limit)) require(out->size() <= limit);
  if ((choice & 4U) == 0) return 0;
  const auto packed = compressor.compress(codec, static_cast<int>(choice >> 3U) % 10, given.bytes());
  require(packed.has_value());
  const auto unpacked = decompressor.decompress(codec, *packed, limit);
  require(unpacked && std::ranges::equal(unpacked->bytes(), given.bytes()));
  return 0;
}
