#include "admin/group_offsets.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/offset_delete.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("group offsets: groups of one coordinator share a request; partitions without an offset are told as such") {
  AdminWorld world;
  world.brokers.coordinators = {{"a", 2}, {"b", 2}, {"c", 2}};
  world.brokers.apis[ApiKey::offset_fetch] = wire::OffsetFetchRequest::versions;
  int unstable = 1;
  world.brokers.offset_fetch = [&](NodeId node, const wire::OffsetFetchRequest& request) {
    CHECK(node == 2);
    CHECK(request.require_stable);
    wire::OffsetFetchResponse response;
    for (const auto& group : request.groups) {
      auto& told = response.groups.emplace_back();
      told.group_id = group.group_id;
      if (group.group_id == "c") told.error_code = ErrorCode::group_authorization_failed;
      if (group.group_id == "a") {
        CHECK_FALSE(group.topics);
        told.topics = {{"t", {}, {{1, 7, 3, "note", ErrorCode::none}, {0, 5, -1, "", ErrorCode::none}, {2, -1, -1, "", ErrorCode::none}}}};
      }
      if (group.group_id == "b") {
        REQUIRE(group.topics);
        CHECK(group.topics->size() == 2);
        if (unstable-- > 0) told.topics = {{"t", {}, {{9, -1, -1, "", ErrorCode::unstable_offset_commit}}}};
        else
          told.topics = {{"t", {}, {{9, -1, -1, "", ErrorCode::none}}},
                         {"u", {}, {{0, -1, -1, "", ErrorCode::topic_authorization_failed}}}};
      }
    }
    return response;
  };
  const std::vector<GroupOffsetsSpec> asked{"a", {"b", {{"u", 0}, {"t", 9}}}, "c", {"d", {{"", 0}}}};
  const auto groups = world.run<admin::ListGroupOffsets>(asked, ListGroupOffsetsOptions{.require_stable = true}).value();
  const GroupOffsets& a = groups.at("a").value();
  REQUIRE(a.size() == 2);
  CHECK(a[0].key == TopicPartition{"t", 0});
  CHECK(a.at({"t", 1}).value() == OffsetAndMetadata(7, 3, "note"));
  const GroupOffsets& b = groups.at("b").value();
  REQUIRE(b.size() == 2);
  CHECK(b[0].result.error().code() == ErrorCode::topic_authorization_failed);
  CHECK(b[1].result.value() == std::nullopt);
  CHECK(groups.at("c").error().code() == ErrorCode::group_authorization_failed);
  CHECK(groups.at("d").error().code() == ErrorCode::invalid_topic_exception);
}

TEST_CASE("group offsets: older brokers are asked about one group after the other") {
  AdminWorld world;
  world.brokers.coordinators = {{"a", 2}, {"b", 2}};
  world.brokers.apis[ApiKey::offset_fetch] = {1, 5};
  world.brokers.offset_fetch = [&](NodeId, const wire::OffsetFetchRequest& request) {
    wire::OffsetFetchResponse response;
    if (request.group_id == "a") CHECK_FALSE(request.topics);
    else CHECK(request.topics->at(0).partitions == std::vector<std::int32_t>{4});
    response.topics = {{"t", {{4, request.group_id == "a" ? 1 : 2, -1, "", ErrorCode::none}}}};
    return response;
  };
  const std::vector<GroupOffsetsSpec> asked{"a", {"b", {{"t", 4}}}};
  const auto groups = world.run<admin::ListGroupOffsets>(asked, ListGroupOffsetsOptions{}).value();
  CHECK(groups.at("a")->at({"t", 4}).value()->offset == 1);
  CHECK(groups.at("b")->at({"t", 4}).value()->offset == 2);
  const auto refused = world.run<admin::ListGroupOffsets>(asked, ListGroupOffsetsOptions{.require_stable = true}).value();
  CHECK(refused.at("a").error().hint().find("2.5") != std::string::npos);
}

TEST_CASE("group offsets: committed for a group by nobody of it; its members are named where they are in the way") {
  AdminWorld world;
  world.brokers.coordinators = {{"g", 3}};
  world.brokers.apis[ApiKey::offset_commit] = wire::OffsetCommitRequest::versions;
  world.brokers.offset_commit = [](NodeId node, const wire::OffsetCommitRequest& request) {
    CHECK(node == 3);
    CHECK(request.generation_id_or_member_epoch == -1);
    CHECK(request.member_id.empty());
    wire::OffsetCommitResponse response;
    for (const auto& topic : request.topics) {
      auto& told = response.topics.emplace_back();
      told.name = topic.name;
      for (const auto& partition : topic.partitions) {
        if (topic.name == "t" && partition.index == 0) {
          CHECK(partition.committed_offset == 42);
          CHECK(partition.committed_leader_epoch == 5);
          CHECK(partition.committed_metadata == "why");
        }
        told.partitions.push_back({partition.index, topic.name == "missing" ? ErrorCode::unknown_topic_or_partition
                                                    : partition.index == 1  ? ErrorCode::unknown_member_id
                                                                            : ErrorCode::none});
      }
    }
    return response;
  };
  const std::vector<NewGroupOffset> offsets{
      {{"t", 0}, {42, 5, "why"}}, {{"missing", 0}, {1}}, {{"t", 1}, {1}}, {{"t", 2}, {-1}}, {{"t", -1}, {1}}};
  const auto altered = world.run<admin::AlterGroupOffsets>("g", offsets).value();
  CHECK(altered.at({"t", 0}).has_value());
  CHECK(altered.at({"missing", 0}).error().code() == ErrorCode::unknown_topic_or_partition);
  CHECK(altered.at({"t", 1}).error().cause() == "the group g has members, and only they commit its offsets");
  CHECK(altered.at({"t", 2}).error().code() == ErrorCode::offset_out_of_range);
  CHECK(altered.at({"t", -1}).error().code() == ErrorCode::partition_unknown);
  CHECK(world.brokers.count(ApiKey::offset_commit) == 1);
}

TEST_CASE("group offsets: forgotten; what concerns the whole group is told of each") {
  AdminWorld world;
  world.brokers.coordinators = {{"g", 3}, {"none", 1}};
  world.brokers.on<wire::OffsetDeleteRequest>([](NodeId, const wire::OffsetDeleteRequest& request) {
    wire::OffsetDeleteResponse response;
    if (request.group_id == "none") {
      response.error_code = ErrorCode::group_id_not_found;
      return response;
    }
    response.topics = {{"t", {{0, ErrorCode::none}, {1, ErrorCode::group_subscribed_to_topic}}}};
    return response;
  });
  const std::vector<TopicPartition> partitions{{"t", 0}, {"t", 1}};
  const auto forgotten = world.run<admin::DeleteGroupOffsets>("g", partitions).value();
  CHECK(forgotten.at({"t", 0}).has_value());
  CHECK(forgotten.at({"t", 1}).error().code() == ErrorCode::group_subscribed_to_topic);
  for (const auto& item : world.run<admin::DeleteGroupOffsets>("none", partitions).value())
    CHECK(item.result.error().code() == ErrorCode::group_id_not_found);
}
