// The fuzz targets without a fuzzer: their seeds, and each of them cut off and spoilt in the same ways each time.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>

#include "seeds.hpp"

extern "C" { // of fuzz/NAME.cpp, compiled with these names
int klamm_fuzz_batch(const std::uint8_t* bytes, std::size_t size);
int klamm_fuzz_codec(const std::uint8_t* bytes, std::size_t size);
int klamm_fuzz_frame(const std::uint8_t* bytes, std::size_t size);
int klamm_fuzz_group(const std::uint8_t* bytes, std::size_t size);
int klamm_fuzz_message(const std::uint8_t* bytes, std::size_t size);
int klamm_fuzz_properties(const std::uint8_t* bytes, std::size_t size);
int klamm_fuzz_sasl(const std::uint8_t* bytes, std::size_t size);
int klamm_fuzz_versions(const std::uint8_t* bytes, std::size_t size);
}

namespace {

using Target = int (*)(const std::uint8_t*, std::size_t);

void feed(Target target, const std::string& input) { target(reinterpret_cast<const std::uint8_t*>(input.data()), input.size()); }

/// About `runs` inputs, spread over the seeds.
void replay(const char* name, Target target, std::size_t runs) {
  const std::vector<std::string> seeds = klamm::fuzz::seeds(name);
  REQUIRE(seeds.size() > 2);
  std::mt19937 random(1); // NOLINT: the same inputs each time
  static constexpr char values[] = {0, 1, 2, 0x7f, '\x80', '\xfe', '\xff'};
  for (const std::string& seed : seeds) {
    feed(target, seed);
    for (std::size_t i = 0; i < runs / seeds.size(); ++i) {
      std::string spoilt = seed;
      if (i % 4 == 0) spoilt.resize(random() % (seed.size() + 1));
      for (std::size_t changes = 1 + random() % 3; changes > 0 && !spoilt.empty(); --changes)
        spoilt[random() % spoilt.size()] = i % 2 == 0 ? values[random() % sizeof values] : static_cast<char>(random());
      feed(target, spoilt);
    }
  }
  MESSAGE(seeds.size() << " seeds");
}

} // namespace

TEST_CASE("fuzz: batch") { replay("batch", klamm_fuzz_batch, 20000); }
TEST_CASE("fuzz: codec") { replay("codec", klamm_fuzz_codec, 20000); }
TEST_CASE("fuzz: frame") { replay("frame", klamm_fuzz_frame, 5000); }
TEST_CASE("fuzz: group") { replay("group", klamm_fuzz_group, 20000); }
TEST_CASE("fuzz: message") { replay("message", klamm_fuzz_message, 50000); }
TEST_CASE("fuzz: properties") { replay("properties", klamm_fuzz_properties, 5000); }
TEST_CASE("fuzz: sasl") { replay("sasl", klamm_fuzz_sasl, 5000); }
TEST_CASE("fuzz: versions") { replay("versions", klamm_fuzz_versions, 20000); }
