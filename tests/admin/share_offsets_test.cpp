#include "admin/share_offsets.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/alter_share_group_offsets.hpp"
#include "wire/messages/delete_share_group_offsets.hpp"
#include "wire/messages/describe_share_group_offsets.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("share offsets: of several groups, of all partitions or of some, with lag where the broker tells it") {
  AdminWorld world;
  world.brokers.coordinators = {{"a", 2}, {"b", 2}, {"none", 2}};
  world.brokers.on<wire::DescribeShareGroupOffsetsRequest>([](NodeId node, const wire::DescribeShareGroupOffsetsRequest& request) {
    CHECK(node == 2);
    wire::DescribeShareGroupOffsetsResponse response;
    for (const auto& group : request.groups) {
      auto& told = response.groups.emplace_back();
      told.group_id = group.group_id;
      if (group.group_id == "a") {
        CHECK_FALSE(group.topics);
        told.topics = {
            {"t", {}, {{1, 7, 3, 5, ErrorCode::none, {}}, {0, 4, 2, -1, ErrorCode::none, {}}, {2, -1, 0, -1, ErrorCode::none, {}}}}};
      } else if (group.group_id == "b") {
        REQUIRE(group.topics);
        told.topics = {{"t", {}, {{9, 0, 0, -1, ErrorCode::topic_authorization_failed, "not you"}}},
                       {"u", {}, {{0, -1, 0, -1, ErrorCode::none, {}}}}};
      } else {
        told.error_code = ErrorCode::group_id_not_found;
        told.error_message = "no such group";
      }
    }
    return response;
  });
  const std::vector<GroupOffsetsSpec> asked{"a", {"b", {{"u", 0}, {"t", 9}, {"t", 8}}}, "none", ""};
  const auto told = world.run<admin::ListShareOffsets>(asked).value();
  const ShareOffsets& a = told.at("a").value();
  REQUIRE(a.size() == 2);
  CHECK(a.at({"t", 0}).value()->start_offset == 4);
  CHECK_FALSE(a.at({"t", 0}).value()->lag);
  CHECK(a.at({"t", 1}).value()->lag == 5);
  CHECK(a.at({"t", 1}).value()->leader_epoch == 3);
  const ShareOffsets& b = told.at("b").value();
  REQUIRE(b.size() == 3);
  CHECK_FALSE(b[0].result.value());
  CHECK(b[1].result.error().cause() == "not you");
  CHECK(b[2].result.error().code() == ErrorCode::protocol_error);
  CHECK(told.at("none").error().cause() == "no such group");
  CHECK(told.at("").error().code() == ErrorCode::invalid_group_id);
}

TEST_CASE("share offsets: set and forgotten; what concerns the whole group is told of each") {
  AdminWorld world;
  world.brokers.coordinators = {{"g", 3}, {"busy", 1}};
  world.brokers.on<wire::AlterShareGroupOffsetsRequest>([](NodeId, const wire::AlterShareGroupOffsetsRequest& request) {
    wire::AlterShareGroupOffsetsResponse response;
    if (request.group_id == "busy") response.error_code = ErrorCode::non_empty_group;
    else response.topics = {{"t", {}, {{1, ErrorCode::unknown_topic_or_partition, "where?"}, {0, ErrorCode::none, {}}}}};
    if (request.group_id == "g") CHECK(request.topics.at(0).partitions.at(0).start_offset == 42);
    return response;
  });
  world.brokers.on<wire::DeleteShareGroupOffsetsRequest>([](NodeId, const wire::DeleteShareGroupOffsetsRequest& request) {
    wire::DeleteShareGroupOffsetsResponse response;
    if (request.group_id == "busy") response.error_code = ErrorCode::non_empty_group;
    else response.topics = {{"u", {}, ErrorCode::unknown_topic_or_partition, "where?"}, {"t", {}, ErrorCode::none, {}}};
    return response;
  });
  const std::vector<NewShareOffset> offsets{{{"t", 0}, 42}, {{"t", 1}, 1}, {{"t", 2}, -1}, {{"", 0}, 1}};
  const auto altered = world.run<admin::AlterShareOffsets>("g", offsets).value();
  CHECK(altered[0].result.has_value());
  CHECK(altered[1].result.error().cause() == "where?");
  CHECK(altered[2].result.error().code() == ErrorCode::offset_out_of_range);
  CHECK(altered[3].result.error().code() == ErrorCode::invalid_topic_exception);
  const auto busy = world.run<admin::AlterShareOffsets>("busy", std::vector{offsets[0], offsets[1]}).value();
  for (const auto& item : busy) CHECK(item.result.error().code() == ErrorCode::non_empty_group);

  const std::vector<std::string> topics{"t", "u", ""};
  const auto forgotten = world.run<admin::DeleteShareOffsets>("g", topics).value();
  CHECK(forgotten.at("t").has_value());
  CHECK(forgotten.at("u").error().cause() == "where?");
  CHECK(forgotten.at("").error().code() == ErrorCode::invalid_topic_exception);
  for (const auto& item : world.run<admin::DeleteShareOffsets>("busy", std::vector<std::string>{"t"}).value())
    CHECK(item.result.error().code() == ErrorCode::non_empty_group);
}
