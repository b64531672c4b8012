#include "cli/records/start.hpp"

#include <doctest/doctest.h>

#include "cli/frame/failure.hpp"
#include "cli/records/partition_list.hpp"

using namespace klamm::cli;

namespace {

constexpr std::int64_t now = 1'800'000'000'000, hour = 3'600'000;
Start start(const std::string& text) { return parse_range({text}, now).start; }

} // namespace

TEST_CASE("-o: names, offsets, and how many from the end") {
  CHECK(parse_range({}, now).start.at == Start::At::unset);
  CHECK(start("beginning") == Start{Start::At::beginning});
  CHECK(start("earliest") == Start{Start::At::beginning});
  CHECK(start("end") == Start{Start::At::end});
  CHECK(start("stored") == Start{Start::At::stored});
  CHECK(start("0") == Start{Start::At::offset, 0});
  CHECK(start("9223372036854775807") == Start{Start::At::offset, 9223372036854775807});
  CHECK(start("-10") == Start{Start::At::from_end, 10});
}

TEST_CASE("-o: times, and where to stop") {
  CHECK(start("s@1700000000000") == Start{Start::At::time, 1'700'000'000'000});
  CHECK(start("s@2026-11-20") == Start{Start::At::time, 1'795'132'800'000});
  CHECK(start("2026-11-20T18:30Z") == Start{Start::At::time, 1'795'132'800'000 + 18 * hour + hour / 2});
  CHECK(start("2026-11-20T18:30:15.250") == Start{Start::At::time, 1'795'132'800'000 + 18 * hour + hour / 2 + 15'250});
  CHECK(start("2026-11-20T18:30:15+01:30") == Start{Start::At::time, 1'795'132'800'000 + 17 * hour + 15'000});
  CHECK(start("-1h") == Start{Start::At::time, now - hour});
  CHECK(start("-1h30m15s2ms") == Start{Start::At::time, now - hour - hour / 2 - 15'002});
  CHECK(start("-1w2d") == Start{Start::At::time, now - 9 * 24 * hour});
  CHECK(start("-9999w") == Start{Start::At::time, 0});
  const Range range = parse_range({"s@1", "e@2"}, now);
  CHECK(range.start == Start{Start::At::time, 1});
  CHECK(range.stop == 2);
  CHECK(parse_range({"e@now"}, now).stop == now);
}

TEST_CASE("-o: what is neither is refused with what there is") {
  for (const char* wrong :
       {"", "begining", "1x", "-", "-h", "s@", "s@-5", "s@tomorrow", "e@", "2026-13-01", "2026-02-30", "2026-11-20T25:00",
        "2026-11-20T1:00", "2026-11-20T18:30+1", "-99999999999999999999h", "9223372036854775808", "-9223372036854775808"})
    CHECK_THROWS_AS_MESSAGE(parse_range({wrong}, now), Failure, wrong);
}

TEST_CASE("partitions: lists and ranges, each once") {
  CHECK(parse_partitions("0") == std::vector<std::int32_t>{0});
  CHECK(parse_partitions("5,0-2,1,7") == std::vector<std::int32_t>{5, 0, 1, 2, 7});
  for (const char* wrong : {"", "a", "-1", "1-", "2-1", "1,,2", "0-2000000000", "99999999999", "1 2"})
    CHECK_THROWS_AS_MESSAGE(parse_partitions(wrong), Failure, wrong);
}
