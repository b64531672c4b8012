#include "admin/acls.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/create_acls.hpp"
#include "wire/messages/delete_acls.hpp"
#include "wire/messages/describe_acls.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

namespace {

const AclBinding read_orders(AclResource::topic("orders"), "User:alice", AclOperation::read);
const AclBinding deny_groups(AclResource::groups_from("g-"), "User:bob", AclOperation::all, AclPermission::deny, "10.0.0.1");

} // namespace

TEST_CASE("acls: created by the controller, each told in the order of the request; vague ones are not sent") {
  AdminWorld world;
  world.brokers.edit_metadata = [](NodeId, wire::MetadataResponse& response) { response.controller_id = 2; };
  world.brokers.on<wire::CreateAclsRequest>([](NodeId node, const wire::CreateAclsRequest& request) {
    CHECK(node == 2);
    REQUIRE(request.creations.size() == 2);
    const auto& deny = request.creations[1];
    CHECK(deny.resource_type == 3);
    CHECK(deny.resource_name == "g-");
    CHECK(deny.resource_pattern_type == 4);
    CHECK(deny.principal == "User:bob");
    CHECK(deny.host == "10.0.0.1");
    CHECK(deny.operation == 2);
    CHECK(deny.permission_type == 2);
    wire::CreateAclsResponse response;
    response.results = {{ErrorCode::none, std::nullopt}, {ErrorCode::security_disabled, "no authorizer"}};
    return response;
  });
  const AclBinding vague(AclResource(AclResourceType::topic, "t", AclPattern::match), "User:a", AclOperation::read),
      nobody(AclResource::topic("t"), "alice", AclOperation::read), nothing(AclResource::topic("t"), "User:a", AclOperation::any),
      unsaid(AclResource::topic("t"), "User:a", AclOperation::read, AclPermission::any),
      nameless(AclResource::topic(""), "User:a", AclOperation::read);
  const std::vector acls{read_orders, vague, deny_groups, nobody, nothing, unsaid, nameless, read_orders};
  const auto created = world.run<admin::CreateAcls>(acls).value();
  CHECK(created[0].result.has_value());
  CHECK(created[2].result.error().cause() == "no authorizer");
  CHECK(created.at(nobody).error().cause() == "a principal is TYPE:NAME, not 'alice'");
  for (const std::size_t wrong : {1U, 3U, 4U, 5U, 6U, 7U}) CHECK(created[wrong].result.error().code() == ErrorCode::invalid_request);
}

TEST_CASE("acls: described in order, by a filter that leaves out what it does not say") {
  AdminWorld world;
  world.brokers.on<wire::DescribeAclsRequest>([](NodeId, const wire::DescribeAclsRequest& request) {
    CHECK(request.resource_type_filter == 1);
    CHECK_FALSE(request.resource_name_filter);
    CHECK(request.pattern_type_filter == 1);
    CHECK(request.principal_filter == "User:alice");
    CHECK_FALSE(request.host_filter);
    CHECK(request.operation == 1);
    CHECK(request.permission_type == 1);
    wire::DescribeAclsResponse response;
    response.resources = {{3, "g-", 4, {{"User:bob", "10.0.0.1", 2, 2}}}, {2, "orders", 3, {{"User:alice", "*", 3, 3}}}};
    return response;
  });
  AclFilter filter;
  filter.principal("User:alice");
  CHECK(world.run<admin::DescribeAcls>(filter).value() == std::vector{read_orders, deny_groups});
  filter.principal("alice");
  CHECK(world.run<admin::DescribeAcls>(filter).error().code() == ErrorCode::invalid_request);
}

TEST_CASE("acls: deletion tells which were meant, and which of them are gone") {
  AdminWorld world;
  world.brokers.on<wire::DeleteAclsRequest>([](NodeId, const wire::DeleteAclsRequest& request) {
    CHECK(request.filters.at(0).resource_name_filter == "orders");
    CHECK(request.filters.at(0).operation == 3);
    wire::DeleteAclsResponse response;
    response.filter_results.resize(2);
    response.filter_results[0].matching_acls.push_back({ErrorCode::none, {}, 2, "orders", 3, "User:alice", "*", 3, 3});
    response.filter_results[0].matching_acls.push_back({ErrorCode::unknown_server_error, "disk", 3, "g-", 4, "User:bob", "10.0.0.1", 2, 2});
    response.filter_results[1].error_code = ErrorCode::cluster_authorization_failed;
    return response;
  });
  const std::vector filters{AclFilter::of(read_orders), AclFilter()};
  const auto deleted = world.run<admin::DeleteAcls>(filters).value();
  const auto& of_first = deleted.at(filters[0]).value();
  REQUIRE(of_first.size() == 2);
  CHECK(of_first.at(read_orders).has_value());
  CHECK(of_first.at(deny_groups).error().cause() == "disk");
  CHECK(deleted.at(filters[1]).error().code() == ErrorCode::cluster_authorization_failed);
}
