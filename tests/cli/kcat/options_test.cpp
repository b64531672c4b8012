#include "cli/kcat/options.hpp"

#include <doctest/doctest.h>

#include "cli/frame/failure.hpp"

using namespace klamm::cli;

TEST_CASE("kcat: flags with their values attached, apart, and in one word") {
  const KcatOptions said = parse_kcat({"-CeqJ", "-bone:1,two:2", "-t", "orders", "-p0", "-K:", "-o", "-5", "-c10", "-X",
                                       "topic.auto.offset.reset=earliest", "-Xfetch.wait.max.ms=1", "-m3"});
  CHECK(said.mode == 'C');
  CHECK(said.exit_at_end);
  CHECK(said.json);
  CHECK(said.frame.verbosity == 0);
  CHECK(said.frame.brokers == "one:1,two:2");
  CHECK(said.topics == std::vector<std::string>{"orders"});
  CHECK(said.partition == "0");
  CHECK(said.key_delimiter == ":");
  CHECK(said.offsets == std::vector<std::string>{"-5"});
  CHECK(said.count == 10);
  CHECK(said.frame.settings == std::vector<std::string>{"auto.offset.reset=earliest", "fetch.wait.max.ms=1"});
  CHECK(said.frame.timeout == 3);
}

TEST_CASE("kcat: a group's topics, and a producer's files, may stand anywhere") {
  const KcatOptions group = parse_kcat({"-b", "x", "-G", "crew", "orders", "^pay.*", "-e"});
  CHECK(group.mode == 'G');
  CHECK(group.group == "crew");
  CHECK(group.rest == std::vector<std::string>{"orders", "^pay.*"});
  CHECK(group.exit_at_end);
  const KcatOptions files = parse_kcat({"-P", "a", "-H", "x=1", "b", "-H", "y", "-Zl", "-p", "-1"});
  CHECK(files.rest == std::vector<std::string>{"a", "b"});
  CHECK(files.headers == std::vector<std::string>{"x=1", "y"});
  CHECK(files.null);
  CHECK(files.by_line);
  CHECK(files.partition == "-1");
}

TEST_CASE("kcat: each command line is read anew") {
  CHECK(parse_kcat({"-L"}).mode == 'L');
  CHECK(parse_kcat({}).mode == 0);
  CHECK(parse_kcat({"-V"}).mode == 'V');
}

TEST_CASE("kcat: what it has not is refused") {
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"-9"}, {"-t"}, {"-c", "x"}, {"-c", "1x"}, {"-r", "http://registry"}, {"-M", "3"}})
    CHECK_THROWS_AS(parse_kcat(wrong), Failure);
}
