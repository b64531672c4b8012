#include "cli/commands/topics.hpp"

#include <doctest/doctest.h>

using namespace klamm::cli;
using Setting = std::pair<std::string, std::string>;

TEST_CASE("topics: settings, with durations where they are milliseconds") {
  CHECK(parse_topic_setting("retention.ms=7d") == Setting{"retention.ms", "604800000"});
  CHECK(parse_topic_setting("retention.ms=1h30m") == Setting{"retention.ms", "5400000"});
  CHECK(parse_topic_setting("retention.ms=5ms") == Setting{"retention.ms", "5"});
  CHECK(parse_topic_setting("retention.ms=1000") == Setting{"retention.ms", "1000"});
  CHECK(parse_topic_setting("retention.ms=-1") == Setting{"retention.ms", "-1"});
  CHECK(parse_topic_setting("cleanup.policy=compact,delete") == Setting{"cleanup.policy", "compact,delete"});
  CHECK(parse_topic_setting("x=") == Setting{"x", ""});
  for (const char* wrong : {"retention.ms", "=1", "", "retention.ms=soon", "retention.ms=7y"})
    CHECK_THROWS_AS_MESSAGE(parse_topic_setting(wrong), Failure, wrong);
}
