#include "base/crc32c.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "support/hex.hpp"
#include "test_paths.hpp"

using namespace klamm;

namespace {

std::string random_bytes(std::size_t size, std::uint64_t seed) {
  Random random(seed);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

std::uint32_t by(const Crc32cMethod& method, ConstBytes bytes) { return ~method.update(~0U, bytes.data(), bytes.size()); }

} // namespace

TEST_CASE("crc32c: agrees with Java's CRC32C on every vector, by every method") {
  std::ifstream file(KLAMM_TEST_DATA "/records/crc32c.txt");
  std::string line;
  int vectors = 0;
  for (; std::getline(file, line); ++vectors) {
    std::istringstream words(line);
    std::string bytes, crc;
    words >> bytes;
    if (bytes == "pattern") {
      std::size_t length = 0;
      words >> length;
      bytes.resize(length);
      for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<char>(i * 7 + 3);
    } else {
      bytes = bytes == "-" ? "" : test::from_hex(bytes);
    }
    words >> crc;
    const auto expected = static_cast<std::uint32_t>(std::stoul(crc, nullptr, 16));
    REQUIRE(crc32c(as_bytes(bytes)) == expected);
    for (auto method = crc32c_methods(); *method; ++method) {
      INFO((*method)->name, " ", bytes.size());
      REQUIRE(by(**method, as_bytes(bytes)) == expected);
    }
  }
  CHECK(vectors > 300);
}

TEST_CASE("crc32c: every method gives the same at each size and alignment") {
  const std::string data = random_bytes(20'000, 1);
  for (std::size_t size = 0; size < data.size() - 64; size += size < 1100 ? 1 : 509) {
    const ConstBytes bytes = as_bytes(data).subspan(size % 61, size);
    const std::uint32_t expected = by(**crc32c_methods(), bytes);
    for (auto method = crc32c_methods(); *method; ++method) REQUIRE_MESSAGE(by(**method, bytes) == expected, (*method)->name, " ", size);
  }
}

TEST_CASE("crc32c: pieces give what the whole gives, one after the other or combined") {
  const std::string data = random_bytes(10'000, 2);
  const std::uint32_t whole = crc32c(as_bytes(data));
  for (std::size_t cut = 0; cut <= data.size(); cut += 97) {
    const ConstBytes first = as_bytes(data).first(cut), second = as_bytes(data).subspan(cut);
    REQUIRE(crc32c(second, crc32c(first)) == whole);
    REQUIRE(crc32c_combine(crc32c(first), crc32c(second), second.size()) == whole);
  }
}
