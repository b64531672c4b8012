#include "cli/output/table.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "cli/frame/failure.hpp"

using namespace klamm::cli;

namespace {

Table a_table() {
  Table table({{"topic"}, {"partition"}, {"replicas"}, {"leader_epoch", true}});
  table.add({std::string("orders"), std::int64_t{0}, std::vector<std::int32_t>{1, 2}, std::int64_t{5}});
  table.add({std::string("a,\"b\"\x1b[31m"), std::int64_t{12}, std::vector<std::int32_t>{}, std::monostate()});
  return table;
}
std::string printed(const std::string& form, const Table& table = a_table()) {
  Sink out(-1);
  table.print(out, parse_output_form(form));
  return std::string(out.pending());
}

} // namespace

TEST_CASE("table: aligned columns; what comes from outside can't steer the terminal") {
  CHECK(printed("table") == "TOPIC       PARTITION  REPLICAS\n"
                            "orders      0          1,2\n"
                            "a,\"b\"?[31m  12         -\n");
  CHECK(printed("wide").starts_with("TOPIC       PARTITION  REPLICAS  LEADER-EPOCH\norders      0          1,2       5\n"));
}

TEST_CASE("table: JSON, a line each, CSV") {
  CHECK(printed("json") == "[\n"
                           "  {\"topic\":\"orders\",\"partition\":0,\"replicas\":[1,2],\"leader_epoch\":5},\n"
                           "  {\"topic\":\"a,\\\"b\\\"\\u001B[31m\",\"partition\":12,\"replicas\":[],\"leader_epoch\":null}\n"
                           "]\n");
  CHECK(printed("ndjson").starts_with("{\"topic\":\"orders\",\"partition\":0,\"replicas\":[1,2],\"leader_epoch\":5}\n{"));
  CHECK(printed("csv").starts_with("topic,partition,replicas,leader_epoch\norders,0,\"1,2\",5\n\"a,\"\"b\"\""));
  CHECK(printed("json", Table({{"topic"}})) == "[]\n");
}

TEST_CASE("table: a form that there isn't") { CHECK_THROWS_AS(parse_output_form("jsno"), Failure); }

TEST_CASE("sink: everything arrives, also what is larger than the buffer") {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  std::string expected;
  {
    Sink out(ends[1], 32);
    for (int i = 0; i < 100; ++i) {
      out.append_number(i);
      out.append(' ');
      out.append(std::string(static_cast<std::size_t>(i % 50), 'x'));
      expected += std::to_string(i) + " " + std::string(static_cast<std::size_t>(i % 50), 'x');
    }
    out.flush();
    CHECK(out.empty());
  }
  ::close(ends[1]);
  std::string got;
  char block[512];
  for (ssize_t n = 0; (n = ::read(ends[0], block, sizeof block)) > 0;) got.append(block, static_cast<std::size_t>(n));
  ::close(ends[0]);
  CHECK(got == expected);
}

TEST_CASE("sink: a full disk is an error") {
  Sink out(-1, 32);
  out.append("x");
  CHECK_THROWS_AS(out.flush(), Failure);
}
