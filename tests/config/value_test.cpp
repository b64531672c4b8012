#include "config/value.hpp"

#include <doctest/doctest.h>

using namespace klamm::config;

namespace {

constexpr std::int64_t ms = 1'000'000;

std::optional<std::int64_t> duration(std::string_view text, std::int64_t tick = ms, Unit unit = Unit::milliseconds) {
  std::int64_t count = 0;
  return parse_duration(text, unit, tick, count) ? std::nullopt : std::optional(count);
}

std::optional<std::int64_t> size(std::string_view text) {
  std::int64_t bytes = 0;
  return parse_size(text, bytes) ? std::nullopt : std::optional(bytes);
}

} // namespace

TEST_CASE("config: a duration is a plain number of its property's unit, or has a unit itself") {
  CHECK(duration("5") == 5);
  CHECK(duration("5", 1'000'000'000, Unit::seconds) == 5);
  CHECK(duration("5ms") == 5);
  CHECK(duration("5 ms") == 5);
  CHECK(duration("2s") == 2'000);
  CHECK(duration("1.5s") == 1'500);
  CHECK(duration("1m") == 60'000);
  CHECK(duration("3h") == 10'800'000);
  CHECK(duration("7d") == 604'800'000);
  CHECK(duration("500us", 1'000) == 500);
  CHECK(duration("0.5", 1'000) == 500);
  CHECK(duration("3000us") == 3);
  CHECK(duration("-1") == -1);
  CHECK(duration("9223372036854775807") == 9'223'372'036'854'775'807);
}

TEST_CASE("config: ISO 8601 durations are read, as Java's by_duration has them") {
  CHECK(duration("PT5S") == 5'000);
  CHECK(duration("PT1H30M") == 5'400'000);
  CHECK(duration("P1DT0.5S") == 86'400'500);
  CHECK(duration("P7D") == 604'800'000);
  for (const std::string_view wrong : {"P", "PT", "PT5", "P5S", "PTxS", "P1M"}) CHECK_FALSE(duration(wrong));
}

TEST_CASE("config: what is no duration, too fine or too long is refused") {
  for (const std::string_view wrong : {"", "ms", "5x", "5mss", "--5", "5.5.5s", "0x5", "5,5"}) CHECK_FALSE(duration(wrong));
  std::int64_t into = 0;
  CHECK(parse_duration("500us", Unit::milliseconds, ms, into)->reason == "is finer than this setting can be");
  CHECK(parse_duration("9223372036854775807d", Unit::milliseconds, ms, into)->reason == "is out of range");
}

TEST_CASE("config: durations are printed in their property's unit") {
  CHECK(print_duration(5, Unit::milliseconds, ms) == "5");
  CHECK(print_duration(500, Unit::milliseconds, 1'000) == "0.5");
  CHECK(print_duration(5'025, Unit::milliseconds, 1'000) == "5.025");
  CHECK(print_duration(-5'000, Unit::milliseconds, 1'000) == "-5");
}

TEST_CASE("config: sizes have units of 1024 and of 1000") {
  CHECK(size("16384") == 16'384);
  CHECK(size("16KiB") == 16'384);
  CHECK(size("1.5 MiB") == 1'572'864);
  CHECK(size("1GiB") == 1'073'741'824);
  CHECK(size("64kB") == 64'000);
  CHECK(size("16MB") == 16'000'000);
  CHECK(size("-1") == -1);
  for (const std::string_view wrong : {"", "KiB", "16k", "16M", "16kib", "1e6"}) CHECK_FALSE(size(wrong));
}

TEST_CASE("config: lists are split at commas, trimmed, without empty items") {
  CHECK(split_list(" a , b,,c ") == std::vector<std::string>{"a", "b", "c"});
  CHECK(split_list("").empty());
}

TEST_CASE("config: the nearest name is found, and none where all are far") {
  CHECK(nearest("linger_ms", {"linger.ms", "acks"}) == "linger.ms");
  CHECK(nearest("LINGER.MS", {"linger.ms"}) == "linger.ms");
  CHECK(nearest("something.else", {"linger.ms", "acks"}).empty());
}
