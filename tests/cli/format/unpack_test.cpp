#include "cli/format/unpack.hpp"

#include <doctest/doctest.h>

#include "cli/frame/failure.hpp"

using namespace klamm::cli;

namespace {

std::string unpacked(const std::string& pack, std::string_view bytes) {
  Sink out(-1);
  const auto wrong = Unpack(pack).print(out, bytes);
  return std::string(out.pending()) + (wrong ? "!" + *wrong : "");
}

} // namespace

TEST_CASE("unpack: integers of every width, signed and not, both endiannesses") {
  using namespace std::string_view_literals;
  CHECK(unpacked("b B", "\xff\xff"sv) == "-1 255");
  CHECK(unpacked(">h H", "\xff\xfe\x01\x02"sv) == "-2 258");
  CHECK(unpacked("<h H", "\xfe\xff\x01\x02"sv) == "-2 513");
  CHECK(unpacked(">i I", "\xff\xff\xff\xff\xff\xff\xff\xff"sv) == "-1 4294967295");
  CHECK(unpacked("<q Q", "\x01\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"sv) == "1 18446744073709551615");
}

TEST_CASE("unpack: characters, the rest, the end") {
  CHECK(unpacked("cc s", "abcd") == "ab cd");
  CHECK(unpacked("c$", "a") == "a");
  CHECK(unpacked("c$", "ab") == "a!expected the end, and 1 bytes are left");
  CHECK(unpacked("i", "ab") == "!'i' needs 4 bytes at 0, and 2 are left");
  CHECK(unpacked("c", "ab") == "a"); // what is left over is skipped
}

TEST_CASE("unpack: what is no pack-str is refused") { CHECK_THROWS_AS(Unpack("avro"), Failure); }
