#include "cli/commands/groups.hpp"

#include <doctest/doctest.h>

using namespace klamm::cli;
using klamm::TopicPartition;

TEST_CASE("groups: topics with some of their partitions") {
  using Named = std::pair<std::string, std::vector<std::int32_t>>;
  CHECK(parse_topic_partitions("orders") == Named{"orders", {}});
  CHECK(parse_topic_partitions("orders:2") == Named{"orders", {2}});
  CHECK(parse_topic_partitions("orders:0,3-5") == Named{"orders", {0, 3, 4, 5}});
  for (const char* wrong : {"", ":1", "orders:", "orders:x"}) CHECK_THROWS_AS_MESSAGE(parse_topic_partitions(wrong), Failure, wrong);
}

TEST_CASE("groups: where --to leads") {
  using Kind = SeekTo::Kind;
  const auto is = [](const char* text, Kind kind, std::int64_t value = 0) {
    const SeekTo to = parse_seek_to(text, 10'000'000);
    CHECK_MESSAGE(to.kind == kind, text);
    CHECK_MESSAGE(to.value == value, text);
  };
  is("earliest", Kind::beginning);
  is("beginning", Kind::beginning);
  is("latest", Kind::end);
  is("end", Kind::end);
  is("current", Kind::current);
  is("0", Kind::offset, 0);
  is("42", Kind::offset, 42);
  is("+5", Kind::shift, 5);
  is("-5", Kind::shift, -5);
  is("-1h", Kind::time, 10'000'000 - 3'600'000);
  is("1970-01-01T00:00:01Z", Kind::time, 1'000);
  for (const char* wrong : {"", "sideways", "+", "4x", "99999999999999999999"})
    CHECK_THROWS_AS_MESSAGE(parse_seek_to(wrong, 10'000'000), Failure, wrong);
}

TEST_CASE("groups: files of offsets") {
  using Offsets = std::map<TopicPartition, std::int64_t>;
  CHECK(parse_offsets_file("") == Offsets{});
  CHECK(parse_offsets_file("a,0,5\nb,1,6\r\n\n\"c.d\",2,7") == Offsets{{{"a", 0}, 5}, {{"b", 1}, 6}, {{"c.d", 2}, 7}});
  CHECK(parse_offsets_file("topic,partition,offset\na,0,5\n") == Offsets{{{"a", 0}, 5}});
  for (const char* wrong : {"a", "a,0", ",0,5", "a,x,5", "a,0,5\na,0,x", "a,-1,5", "a,0,-5"})
    CHECK_THROWS_AS_MESSAGE(parse_offsets_file(wrong), Failure, wrong);
}

TEST_CASE("groups: lag is what is committed up to the end, where both are known") {
  GroupProgress progress;
  CHECK(!progress.lag());
  progress.end = 10;
  CHECK(!progress.lag());
  progress.committed = klamm::OffsetAndMetadata(4);
  CHECK(progress.lag() == 6);
  progress.end = 2; // the topic was made anew
  CHECK(progress.lag() == 0);
}
