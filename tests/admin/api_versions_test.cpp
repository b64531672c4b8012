#include "admin/api_versions.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/api_versions.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("api versions: of all brokers, or of those that are named, each API by its number") {
  AdminWorld world;
  const auto all = world.run<admin::DescribeApiVersions>(std::vector<std::int32_t>{}).value();
  REQUIRE(all.size() == 3);
  for (const auto& [broker, apis] : all) {
    CAPTURE(broker);
    REQUIRE(apis.has_value());
    CHECK(std::is_sorted(apis->begin(), apis->end(), [](const auto& a, const auto& b) { return a.api < b.api; }));
    const auto metadata = std::find_if(apis->begin(), apis->end(), [](const auto& one) { return one.api == ApiKey::metadata; });
    REQUIRE(metadata != apis->end());
    CHECK(metadata->max > metadata->min);
  }
  const auto some = world.run<admin::DescribeApiVersions>(std::vector<std::int32_t>{2, 9}).value();
  CHECK(some.at(2).has_value());
  CHECK(some.at(9).error().code() == ErrorCode::broker_id_not_registered);
}
