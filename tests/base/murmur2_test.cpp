#include "base/murmur2.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "support/hex.hpp"
#include "test_paths.hpp"

using namespace klamm;

TEST_CASE("murmur2: hashes and partitions are Java's for each of its vectors") {
  std::ifstream file(KLAMM_TEST_DATA "/records/murmur2.txt");
  std::string hex;
  std::int32_t hash = 0, of_7 = 0, of_12 = 0;
  int vectors = 0;
  for (; file >> hex >> hash >> of_7 >> of_12; ++vectors) {
    const std::string key = hex == "-" ? "" : test::from_hex(hex);
    INFO(hex);
    CHECK(static_cast<std::int32_t>(murmur2(as_bytes(key))) == hash);
    CHECK(murmur2_partition(as_bytes(key), 7) == of_7);
    CHECK(murmur2_partition(as_bytes(key), 12) == of_12);
  }
  CHECK(vectors == 201);
}
