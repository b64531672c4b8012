// The same result as Java's assignors for the same group.
#include <doctest/doctest.h>

#include "group/assignors/assignor.hpp"
#include "group/assignors/java_hash.hpp"
#include "group/assignors/member_metadata.hpp"
#include "java_vectors.hpp"

using namespace klamm;

namespace {

void check_against_java(const std::string& name) {
  const auto cases = test::read_assignor_cases(name);
  REQUIRE(cases.size() >= 400);
  int different = 0;
  for (const test::AssignorCase& c : cases) {
    const auto result = group::make_assignor(name)->assign(c.topics, c.members);
    REQUIRE(result.size() == c.expected.size());
    if (result == c.expected) continue;
    ++different;
    for (std::size_t i = 0; i < result.size() && different <= 3; ++i) {
      CAPTURE(c.number);
      CAPTURE(c.members[i].member_id);
      CHECK(result[i].partitions == c.expected[i].partitions);
    }
  }
  CHECK(different == 0);
}

} // namespace

TEST_CASE("assignors: range gives what Java's gives") { check_against_java("range"); }
TEST_CASE("assignors: roundrobin gives what Java's gives") { check_against_java("roundrobin"); }
TEST_CASE("assignors: sticky gives what Java's gives") { check_against_java("sticky"); }
TEST_CASE("assignors: cooperative-sticky gives what Java's gives") { check_against_java("cooperative-sticky"); }

TEST_CASE("assignors: members are hashed as Java hashes them") {
  CHECK(group::java_hash("") == 0);
  CHECK(group::java_hash("consumer-1") == static_cast<std::uint32_t>(-166239206));
  CHECK(group::java_hash("größe-\U0001F680") == 175616799);
  CHECK(group::java_hash(group::java_hash("orders"), 7) == static_cast<std::uint32_t>(-1008769153));
}
