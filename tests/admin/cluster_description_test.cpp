#include "admin/cluster_description.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/describe_cluster.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("cluster description: brokers by id, fenced ones where they are asked for") {
  AdminWorld world;
  world.brokers.on<wire::DescribeClusterRequest>([](NodeId, const wire::DescribeClusterRequest& request) {
    CHECK(request.include_cluster_authorized_operations);
    CHECK(request.include_fenced_brokers);
    CHECK(request.endpoint_type == 1);
    wire::DescribeClusterResponse response;
    response.cluster_id = "the-cluster";
    response.controller_id = 2;
    response.brokers = {{3, "c", 9, "east", true}, {1, "a", 7, std::nullopt, false}};
    response.cluster_authorized_operations = 1 << 8 | 1 << 7;
    return response;
  });
  const auto told =
      world.run<admin::DescribeCluster>(DescribeClusterOptions{.include_authorized_operations = true, .include_fenced_brokers = true})
          .value();
  CHECK(told.id == "the-cluster");
  CHECK(told.controller == 2);
  REQUIRE(told.brokers.size() == 2);
  CHECK(told.brokers[0].id == 1);
  CHECK_FALSE(told.brokers[0].rack);
  CHECK_FALSE(told.brokers[0].fenced);
  CHECK(told.brokers[1].host == "c");
  CHECK(told.brokers[1].port == 9);
  CHECK(told.brokers[1].rack == "east");
  CHECK(told.brokers[1].fenced);
  CHECK(told.authorized_operations == std::vector{AclOperation::alter, AclOperation::describe});
}

TEST_CASE("cluster description: older brokers are asked for metadata, without creating topics") {
  AdminWorld world;
  world.brokers.edit_metadata = [](NodeId, wire::MetadataResponse& response) { response.controller_id = 3; };
  const auto told = world.run<admin::DescribeCluster>(DescribeClusterOptions{}).value();
  CHECK(told.id == "the-cluster");
  CHECK(told.controller == 3);
  CHECK(told.brokers.size() == 3);
  CHECK_FALSE(told.authorized_operations);
  const auto refused = world.run<admin::DescribeCluster>(DescribeClusterOptions{.include_fenced_brokers = true});
  CHECK(refused.error().code() == ErrorCode::unsupported_by_broker);
  CHECK(refused.error().hint().find("4.0") != std::string::npos);
}

TEST_CASE("cluster description: what the broker refuses is the error") {
  AdminWorld world;
  world.brokers.on<wire::DescribeClusterRequest>([](NodeId, const wire::DescribeClusterRequest&) {
    wire::DescribeClusterResponse response;
    response.error_code = ErrorCode::cluster_authorization_failed;
    response.error_message = "not you";
    return response;
  });
  const auto refused = world.run<admin::DescribeCluster>(DescribeClusterOptions{});
  CHECK(refused.error().code() == ErrorCode::cluster_authorization_failed);
  CHECK(refused.error().cause() == "not you");
  CHECK(refused.error().context().doing == "describing the cluster");
}
