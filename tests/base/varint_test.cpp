#include "base/varint.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <vector>

using namespace klamm;

namespace {

/// Values on both sides of every change of length.
std::vector<std::uint64_t> edges() {
  std::vector<std::uint64_t> values{0, std::numeric_limits<std::uint64_t>::max()};
  for (unsigned bits = 1; bits < 64; ++bits) {
    for (std::uint64_t around = (std::uint64_t{1} << bits) - 2; around != (std::uint64_t{1} << bits) + 2; ++around)
      values.push_back(around);
  }
  return values;
}

} // namespace

TEST_CASE("varint: what was written is read back, and takes the size that was foretold") {
  for (const std::uint64_t value : edges()) {
    std::array<std::byte, max_varlong_size> bytes{};
    const std::byte* end = put_unsigned_varint(bytes.data(), value);
    REQUIRE(static_cast<std::size_t>(end - bytes.data()) == unsigned_varint_size(value));
    std::uint64_t read = ~value;
    REQUIRE(get_unsigned_varint(bytes.data(), end, read) == end);
    REQUIRE(read == value);
    for (const std::byte* cut = bytes.data(); cut != end; ++cut) REQUIRE(get_unsigned_varint(bytes.data(), cut, read) == nullptr);
  }
}

TEST_CASE("varint: 32-bit values reject what needs more bits") {
  for (const std::uint64_t value : edges()) {
    std::array<std::byte, max_varlong_size> bytes{};
    const std::byte* end = put_unsigned_varint(bytes.data(), value);
    std::uint32_t read = 0;
    REQUIRE((get_unsigned_varint(bytes.data(), end, read) != nullptr) == (value <= std::numeric_limits<std::uint32_t>::max()));
  }
}

TEST_CASE("varint: an endless one is refused") {
  std::array<std::byte, 64> bytes{};
  bytes.fill(std::byte{0x80});
  std::uint32_t small = 0;
  std::uint64_t large = 0;
  CHECK(get_unsigned_varint(bytes.data(), bytes.data() + bytes.size(), small) == nullptr);
  CHECK(get_unsigned_varint(bytes.data(), bytes.data() + bytes.size(), large) == nullptr);
}

TEST_CASE("zigzag: small numbers of both signs stay small, the extremes survive") {
  CHECK(zigzag(std::int32_t{0}) == 0);
  CHECK(zigzag(std::int32_t{-1}) == 1);
  CHECK(zigzag(std::int32_t{1}) == 2);
  for (const std::int64_t value :
       {std::numeric_limits<std::int64_t>::min(), std::int64_t{-64}, std::int64_t{64}, std::numeric_limits<std::int64_t>::max()}) {
    CHECK(unzigzag(zigzag(value)) == value);
    CHECK(unzigzag(zigzag(static_cast<std::int32_t>(value))) == static_cast<std::int32_t>(value));
  }
}
