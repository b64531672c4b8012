#include "admin/reassignments.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/alter_partition_reassignments.hpp"
#include "wire/messages/elect_leaders.hpp"
#include "wire/messages/list_partition_reassignments.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("reassignments: leaders are elected by the controller; of all partitions only those that needed it are told") {
  AdminWorld world;
  world.brokers.edit_metadata = [](NodeId, wire::MetadataResponse& response) { response.controller_id = 3; };
  world.brokers.on<wire::ElectLeadersRequest>([](NodeId node, const wire::ElectLeadersRequest& request) {
    CHECK(node == 3);
    CHECK(request.election_type == 1);
    wire::ElectLeadersResponse response;
    response.topics = {{"t", {{1, ErrorCode::eligible_leaders_not_available, "none is left"}, {0, ErrorCode::none, {}}}}};
    if (!request.topics) response.topics.push_back({"u", {{0, ErrorCode::election_not_needed, "led already"}}});
    return response;
  });
  const std::vector<TopicPartition> partitions{{"t", 0}, {"t", 1}, {"t", -1}};
  const auto elected = world.run<admin::ElectLeaders>(ElectionType::unclean, partitions).value();
  CHECK(elected.at({"t", 0}).has_value());
  CHECK(elected.at({"t", 1}).error().cause() == "none is left");
  CHECK(elected.at({"t", -1}).error().code() == ErrorCode::partition_unknown);
  const auto all = world.run<admin::ElectAllLeaders>(ElectionType::unclean).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].key == TopicPartition{"t", 0});
  CHECK(all[1].result.error().code() == ErrorCode::eligible_leaders_not_available);
  world.brokers.apis[ApiKey::elect_leaders] = {0, 0};
  for (const NodeId id : {1, 2, 3}) world.brokers.hang_up(id);
  CHECK(world.run<admin::ElectAllLeaders>(ElectionType::unclean).error().hint().find("2.4") != std::string::npos);
}

TEST_CASE("reassignments: what concerns the whole election is told of each partition") {
  AdminWorld world;
  world.brokers.on<wire::ElectLeadersRequest>([](NodeId, const wire::ElectLeadersRequest&) {
    wire::ElectLeadersResponse response;
    response.error_code = ErrorCode::cluster_authorization_failed;
    return response;
  });
  const auto refused = world.run<admin::ElectLeaders>(ElectionType::preferred, std::vector<TopicPartition>{{"t", 0}, {"t", 1}}).value();
  for (const auto& item : refused) CHECK(item.result.error().code() == ErrorCode::cluster_authorization_failed);
  CHECK(world.run<admin::ElectAllLeaders>(ElectionType::preferred).error().code() == ErrorCode::cluster_authorization_failed);
}

TEST_CASE("reassignments: partitions are moved, moves are cancelled, and mistakes are not sent") {
  AdminWorld world;
  world.brokers.on<wire::AlterPartitionReassignmentsRequest>([](NodeId, const wire::AlterPartitionReassignmentsRequest& request) {
    CHECK_FALSE(request.allow_replication_factor_change);
    REQUIRE(request.topics.size() == 1);
    CHECK(request.topics[0].partitions.at(0).replicas == std::vector<std::int32_t>{3, 1});
    CHECK_FALSE(request.topics[0].partitions.at(1).replicas);
    wire::AlterPartitionReassignmentsResponse response;
    response.topics = {{"t", {{1, ErrorCode::no_reassignment_in_progress, "it stands still"}, {0, ErrorCode::none, {}}}}};
    return response;
  });
  const std::vector<PartitionReassignment> moves{
      {{"t", 0}, {{3, 1}}}, {{"t", 1}, std::nullopt}, {{"t", 2}, std::vector<std::int32_t>{}}, {{"t", 3}, {{1, 2, 1}}}, {{"t", 4}, {{-1}}}};
  const AlterReassignmentsOptions options{.allow_replication_factor_change = false};
  const auto moved = world.run<admin::AlterReassignments>(moves, options).value();
  CHECK(moved[0].result.has_value());
  CHECK(moved[1].result.error().cause() == "it stands still");
  CHECK(moved[2].result.error().cause() == "the partition is to be on no broker");
  CHECK(moved[3].result.error().cause() == "the broker 1 is named twice");
  CHECK(moved[4].result.error().cause() == "there is no broker -1");
  world.brokers.apis[ApiKey::alter_partition_reassignments] = {0, 0};
  for (const NodeId id : {1, 2, 3}) world.brokers.hang_up(id);
  const auto refused = world.run<admin::AlterReassignments>(std::vector{moves[0]}, options).value();
  CHECK(refused[0].result.error().hint().find("4.1") != std::string::npos);
}

TEST_CASE("reassignments: those under way are listed, all or of some partitions") {
  AdminWorld world;
  bool all = false;
  world.brokers.on<wire::ListPartitionReassignmentsRequest>([&](NodeId, const wire::ListPartitionReassignmentsRequest& request) {
    all = !request.topics;
    wire::ListPartitionReassignmentsResponse response;
    response.topics = {{"t", {{1, {1, 2}, {2}, {1}}, {0, {3}, {}, {}}}}};
    return response;
  });
  const auto moves = world.run<admin::ListReassignments>(std::nullopt).value();
  CHECK(all);
  REQUIRE(moves.size() == 2);
  CHECK(moves[0].partition == TopicPartition{"t", 0});
  CHECK(moves[1].adding == std::vector<std::int32_t>{2});
  CHECK(moves[1].removing == std::vector<std::int32_t>{1});
  CHECK(world.run<admin::ListReassignments>(std::vector<TopicPartition>{{"t", 1}}).has_value());
  CHECK_FALSE(all);
  CHECK(world.run<admin::ListReassignments>(std::vector<TopicPartition>{{"", 1}}).error().code() == ErrorCode::invalid_topic_exception);
}
