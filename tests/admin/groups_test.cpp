#include "admin/groups.hpp"

#include "admin/group_members.hpp"
#include "admin/support/admin_world.hpp"
#include "wire/messages/consumer_group_describe.hpp"
#include "wire/messages/consumer_protocol.hpp"
#include "wire/messages/delete_groups.hpp"
#include "wire/messages/describe_groups.hpp"
#include "wire/messages/list_groups.hpp"
#include "wire/messages/share_group_describe.hpp"
#include "wire/messages/streams_group_describe.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

namespace {

struct GroupsWorld : AdminWorld {
  Slice subscription = wire::encode_with_version(wire::ConsumerProtocolSubscription{{"orders"}, {}, {}, -1, "east"});
  Slice assignment = wire::encode_with_version(wire::ConsumerProtocolAssignment{{{"orders", {1, 0}}}, {}});

  GroupsWorld() {
    brokers.coordinators = {{"new", 2}, {"old", 3}, {"gone", 2}, {"dead", 3}};
    brokers.on<wire::ConsumerGroupDescribeRequest>([](NodeId node, const wire::ConsumerGroupDescribeRequest& request) {
      CHECK((node == 2 || node == 3));
      wire::ConsumerGroupDescribeResponse response;
      for (const std::string_view id : request.group_ids) {
        auto& told = response.groups.emplace_back();
        told.group_id = id;
        if (id != "new") {
          told.error_code = ErrorCode::group_id_not_found;
          continue;
        }
        told.group_state = "Reconciling";
        told.group_epoch = 7;
        told.assignment_epoch = 6;
        told.assignor_name = "uniform";
        auto& member = told.members.emplace_back();
        member.member_id = "m";
        member.instance_id = "i";
        member.rack_id = "r";
        member.member_epoch = 5;
        member.client_id = "c";
        member.client_host = "/h";
        member.subscribed_topic_names = {"orders"};
        member.subscribed_topic_regex = "o.*";
        member.assignment.topic_partitions = {{Uuid{{1}}, "orders", {2, 0}}};
        member.target_assignment.topic_partitions = {{Uuid{{1}}, "orders", {1}}};
        member.member_type = 1;
      }
      return response;
    });
    brokers.on<wire::DescribeGroupsRequest>([this](NodeId node, const wire::DescribeGroupsRequest& request) {
      wire::DescribeGroupsResponse response;
      for (const std::string_view id : request.groups) {
        auto& told = response.groups.emplace_back();
        told.group_id = id;
        if (id == "gone") {
          told.error_code = ErrorCode::group_id_not_found;
          told.error_message = "Group gone not found.";
        }
        if (id == "dead") told.group_state = "Dead";
        if (id != "old") continue;
        CHECK(node == 3);
        told.group_state = "Stable";
        told.protocol_type = "consumer";
        told.protocol_data = "range";
        auto& member = told.members.emplace_back();
        member.member_id = "m";
        member.group_instance_id = "i";
        member.client_id = "c";
        member.client_host = "/h";
        member.member_metadata = wire::Bytes(subscription.bytes());
        member.member_assignment = wire::Bytes(assignment.bytes());
        told.members.emplace_back().member_id = "unreadable";
        told.members.back().member_metadata = wire::Bytes(ConstBytes(assignment.bytes()).first(3));
        told.authorized_operations = 1 << 3;
      }
      return response;
    });
  }
};

} // namespace

TEST_CASE("groups: each broker's are listed; one that can't be asked is told beside what the others know") {
  AdminWorld world;
  world.settings_of_calls.timeout = 20s;
  world.brokers.on<wire::ListGroupsRequest>([](NodeId node, const wire::ListGroupsRequest& request) {
    CHECK(request.states_filter == std::vector<std::string_view>{"Stable", "PreparingRebalance"});
    CHECK(request.types_filter == std::vector<std::string_view>{"Classic", "Consumer"});
    wire::ListGroupsResponse response;
    if (node == 3) response.error_code = ErrorCode::group_authorization_failed;
    else if (node == 2) response.groups = {{"z", "consumer", "Stable", "Classic"}, {"a", "consumer", "Stable", "consumer"}};
    else response.groups = {{"a", "consumer", "Stable", "consumer"}, {"x", "connect", "Unheard", "Classic"}};
    return response;
  });
  const ListGroupsOptions options{.states = {GroupState::stable, GroupState::preparing_rebalance},
                                  .types = {GroupType::classic, GroupType::consumer},
                                  .protocol_types = {"consumer", "connect"}};
  const auto groups = world.run<admin::ListGroups>(options).value();
  REQUIRE(groups.found.size() == 3);
  CHECK(groups.found[0].group_id == "a");
  CHECK(groups.found[0].type == GroupType::consumer);
  CHECK(groups.found[0].state == GroupState::stable);
  CHECK(groups.found[1].group_id == "x");
  CHECK(groups.found[1].state == GroupState::unknown);
  CHECK(groups.found[2].type == GroupType::classic);
  REQUIRE(groups.errors.size() == 1);
  CHECK(groups.errors[0].code() == ErrorCode::group_authorization_failed);
  CHECK(groups.errors[0].context().broker == "node 3");
  CHECK(groups.all().error().code() == ErrorCode::group_authorization_failed);
  const auto connect =
      world.run<admin::ListGroups>(ListGroupsOptions{.states = options.states, .types = options.types, .protocol_types = {"connect"}});
  CHECK(connect->found.size() == 1);
}

TEST_CASE("groups: what older brokers can't filter by is told with the release that can") {
  AdminWorld world;
  world.brokers.on<wire::ListGroupsRequest>([](NodeId node, const wire::ListGroupsRequest& request) {
    CHECK(request.types_filter.empty());
    wire::ListGroupsResponse response;
    if (node == 1) response.groups = {{"g", "consumer", "", ""}};
    return response;
  });
  world.brokers.apis[ApiKey::list_groups] = {0, 3};
  const auto all = world.run<admin::ListGroups>(ListGroupsOptions{.types = {GroupType::classic}}).value().all().value();
  REQUIRE(all.size() == 1);
  CHECK(all[0].state == GroupState::unknown);
  CHECK(all[0].type == GroupType::unknown);
  const auto by_state = world.run<admin::ListGroups>(ListGroupsOptions{.states = {GroupState::empty}}).value().all();
  CHECK(by_state.error().code() == ErrorCode::unsupported_by_broker);
  CHECK(by_state.error().hint().find("2.6") != std::string::npos);
  const auto by_type = world.run<admin::ListGroups>(ListGroupsOptions{.types = {GroupType::share}}).value().all();
  CHECK(by_type.error().hint().find("3.8") != std::string::npos);
}

TEST_CASE("groups: described as consumer groups, and as classic ones where they are none") {
  GroupsWorld world;
  const std::vector<std::string> ids{"old", "new", "gone", "dead", ""};
  const auto groups = world.run<admin::DescribeGroups>(ids, DescribeGroupsOptions{.include_authorized_operations = true}).value();
  const GroupDescription& fresh = groups.at("new").value();
  CHECK(fresh.type == GroupType::consumer);
  CHECK(fresh.state == GroupState::reconciling);
  CHECK(fresh.coordinator == 2);
  CHECK(fresh.group_epoch == 7);
  CHECK(fresh.assignment_epoch == 6);
  CHECK(fresh.assignor == "uniform");
  REQUIRE(fresh.members.size() == 1);
  CHECK(fresh.members[0].group_instance_id == "i");
  CHECK(fresh.members[0].rack == "r");
  CHECK(fresh.members[0].member_epoch == 5);
  CHECK(fresh.members[0].subscribed_regex == "o.*");
  CHECK(fresh.members[0].assignment == std::vector<TopicPartition>{{"orders", 0}, {"orders", 2}});
  CHECK(fresh.members[0].target_assignment == std::vector<TopicPartition>{{"orders", 1}});
  CHECK_FALSE(fresh.members[0].classic);
  CHECK_FALSE(fresh.authorized_operations);

  const GroupDescription& old = groups.at("old").value();
  CHECK(old.type == GroupType::classic);
  CHECK(old.state == GroupState::stable);
  CHECK(old.coordinator == 3);
  CHECK(old.assignor == "range");
  CHECK(old.group_epoch == -1);
  REQUIRE(old.members.size() == 2);
  CHECK(old.members[0].subscribed_topics == std::vector<std::string>{"orders"});
  CHECK(old.members[0].rack == "east");
  CHECK(old.members[0].assignment == std::vector<TopicPartition>{{"orders", 0}, {"orders", 1}});
  CHECK(old.members[0].classic);
  CHECK_FALSE(old.members[0].metadata.empty());
  CHECK(old.members[1].subscribed_topics.empty());
  CHECK(old.members[1].metadata.size() == 3);
  CHECK(old.authorized_operations == std::vector{AclOperation::read});

  CHECK(groups.at("gone").error().code() == ErrorCode::group_id_not_found);
  CHECK(groups.at("gone").error().cause() == "Group gone not found.");
  CHECK(groups.at("dead").error().code() == ErrorCode::group_id_not_found);
  CHECK(groups.at("").error().code() == ErrorCode::invalid_group_id);
}

TEST_CASE("groups: what is neither a consumer nor a classic group is described as a share group") {
  GroupsWorld world;
  world.brokers.coordinators["shared"] = 2;
  world.brokers.on<wire::DescribeGroupsRequest>([](NodeId, const wire::DescribeGroupsRequest& request) {
    wire::DescribeGroupsResponse response;
    for (const std::string_view id : request.groups) {
      auto& told = response.groups.emplace_back();
      told.group_id = id;
      told.error_code = ErrorCode::group_id_not_found;
      told.error_message = "it is not a classic group";
    }
    return response;
  });
  world.brokers.on<wire::ShareGroupDescribeRequest>([](NodeId, const wire::ShareGroupDescribeRequest& request) {
    CHECK(request.include_authorized_operations);
    wire::ShareGroupDescribeResponse response;
    for (const std::string_view id : request.group_ids) {
      auto& told = response.groups.emplace_back();
      told.group_id = id;
      if (id == "gone") {
        told.error_code = ErrorCode::group_id_not_found;
        continue;
      }
      told.group_state = "Stable";
      told.group_epoch = 4;
      told.assignment_epoch = 3;
      told.assignor_name = "simple";
      told.members.push_back({"m", "r", 2, "c", "/h", {"orders"}, {{{Uuid{{1}}, "orders", {1, 0}}}}});
    }
    return response;
  });
  const auto groups = world
                          .run<admin::DescribeGroups>(std::vector<std::string>{"shared", "gone"},
                                                      DescribeGroupsOptions{.include_authorized_operations = true})
                          .value();
  const GroupDescription& shared = groups.at("shared").value();
  CHECK(shared.type == GroupType::share);
  CHECK(shared.protocol_type == "share");
  CHECK(shared.state == GroupState::stable);
  CHECK(shared.coordinator == 2);
  CHECK(shared.group_epoch == 4);
  REQUIRE(shared.members.size() == 1);
  CHECK(shared.members[0].rack == "r");
  CHECK(shared.members[0].member_epoch == 2);
  CHECK(shared.members[0].assignment == std::vector<TopicPartition>{{"orders", 0}, {"orders", 1}});
  CHECK_FALSE(shared.members[0].target_assignment);
  CHECK(groups.at("gone").error().cause() == "it is not a classic group");
}

TEST_CASE("groups: what is of no other type is described as a streams group, with its topology and tasks") {
  GroupsWorld world;
  world.brokers.coordinators["streams"] = 2;
  const auto none_such = [](auto& groups, const auto& ids) {
    for (const std::string_view id : ids) {
      auto& told = groups.emplace_back();
      told.group_id = id;
      told.error_code = ErrorCode::group_id_not_found;
    }
  };
  world.brokers.on<wire::DescribeGroupsRequest>([&](NodeId, const wire::DescribeGroupsRequest& request) {
    wire::DescribeGroupsResponse response;
    none_such(response.groups, request.groups);
    response.groups[0].error_message = "it is not a classic group";
    return response;
  });
  world.brokers.on<wire::ShareGroupDescribeRequest>([&](NodeId, const wire::ShareGroupDescribeRequest& request) {
    wire::ShareGroupDescribeResponse response;
    none_such(response.groups, request.group_ids);
    return response;
  });
  world.brokers.on<wire::StreamsGroupDescribeRequest>([](NodeId, const wire::StreamsGroupDescribeRequest& request) {
    CHECK(request.include_authorized_operations);
    wire::StreamsGroupDescribeResponse response;
    for (const std::string_view id : request.group_ids) {
      auto& told = response.groups.emplace_back();
      told.group_id = id;
      if (id != "streams") {
        told.error_code = ErrorCode::group_id_not_found;
        continue;
      }
      told.group_state = "NotReady";
      told.group_epoch = 4;
      told.assignment_epoch = 3;
      auto& topology = told.topology.emplace();
      topology.epoch = 7;
      topology.subtopologies.emplace().push_back({"0", {"orders"}, {"sink"}, {{"changes", 3, 1, {{"cleanup.policy", "compact"}}}}, {}});
      auto& member = told.members.emplace_back();
      member.member_id = "m";
      member.topology_epoch = 7;
      member.process_id = "p";
      member.user_endpoint = wire::StreamsEndpoint{"host", 8080};
      member.client_tags = {{"zone", "a"}};
      member.task_offsets = {{"0", 1, 99}};
      member.assignment.active_tasks = {{"0", {2, 0}}};
      member.target_assignment.standby_tasks = {{"0", {1}}};
    }
    return response;
  });
  const auto groups = world
                          .run<admin::DescribeGroups>(std::vector<std::string>{"streams", "gone"},
                                                      DescribeGroupsOptions{.include_authorized_operations = true})
                          .value();
  const GroupDescription& streams = groups.at("streams").value();
  CHECK(streams.type == GroupType::streams);
  CHECK(streams.protocol_type == "streams");
  CHECK(streams.state == GroupState::not_ready);
  CHECK(streams.coordinator == 2);
  REQUIRE(streams.topology);
  CHECK(streams.topology->epoch == 7);
  REQUIRE(streams.topology->subtopologies.size() == 1);
  const StreamsSubtopology& part = streams.topology->subtopologies[0];
  CHECK(part.source_topics == std::vector<std::string>{"orders"});
  CHECK(part.repartition_sink_topics == std::vector<std::string>{"sink"});
  REQUIRE(part.state_changelog_topics.size() == 1);
  CHECK(part.state_changelog_topics[0].partitions == 3);
  CHECK(part.state_changelog_topics[0].configs.at("cleanup.policy") == "compact");
  REQUIRE(streams.members.size() == 1);
  const StreamsMember& member = streams.members[0].streams.value();
  CHECK(member.process_id == "p");
  CHECK(member.endpoint->host == "host");
  CHECK(member.endpoint->port == 8080);
  CHECK(member.client_tags.at("zone") == "a");
  CHECK(member.task_offsets[0].offset == 99);
  CHECK(member.assignment.active == std::vector<StreamsTaskIds>{{"0", {0, 2}}});
  CHECK(member.target_assignment.standby == std::vector<StreamsTaskIds>{{"0", {1}}});
  CHECK(groups.at("gone").error().code() == ErrorCode::group_id_not_found);

  world.brokers.apis.erase(ApiKey::share_group_describe); // a broker may know streams groups without share groups
  for (const NodeId id : {1, 2, 3}) world.brokers.hang_up(id);
  const auto asked = world.brokers.count(ApiKey::share_group_describe);
  CHECK(world.run<admin::DescribeGroups>(std::vector<std::string>{"streams"}, DescribeGroupsOptions{.include_authorized_operations = true})
            .value()
            .all());
  CHECK(world.brokers.count(ApiKey::share_group_describe) == asked);
}

TEST_CASE("groups: brokers without the new protocol are asked for classic groups at once") {
  GroupsWorld world;
  world.brokers.apis.erase(ApiKey::consumer_group_describe);
  CHECK(world.run<admin::DescribeGroups>(std::vector<std::string>{"old"}, DescribeGroupsOptions{}).value().all());
  CHECK(world.brokers.count(ApiKey::consumer_group_describe) == 0);
}

TEST_CASE("groups: a coordinator that moved is found again; each deletion is told by itself") {
  AdminWorld world;
  world.brokers.coordinators = {{"a", 1}, {"b", 1}, {"c", 2}};
  world.brokers.on<wire::DeleteGroupsRequest>([&](NodeId node, const wire::DeleteGroupsRequest& request) {
    wire::DeleteGroupsResponse response;
    for (const std::string_view id : request.group_names) {
      ErrorCode code = ErrorCode::none;
      if (id == "b") code = ErrorCode::non_empty_group;
      if (id == "c" && node == 2) {
        code = ErrorCode::not_coordinator;
        world.brokers.coordinators["c"] = 3;
      }
      response.results.push_back({id, code});
    }
    return response;
  });
  const auto deleted = world.run<admin::DeleteGroups>(std::vector<std::string>{"a", "b", "c"}).value();
  CHECK(deleted.at("a").has_value());
  CHECK(deleted.at("b").error().code() == ErrorCode::non_empty_group);
  CHECK(deleted.at("c").has_value());
  CHECK(world.brokers.count(ApiKey::delete_groups, 1) == 1);
  CHECK(world.brokers.count(ApiKey::delete_groups, 3) == 1);
}

TEST_CASE("groups: members are removed by id or instance id, each told by itself") {
  AdminWorld world;
  world.brokers.coordinators = {{"g", 2}};
  world.brokers.apis[ApiKey::leave_group] = wire::LeaveGroupRequest::versions;
  const std::vector members{GroupMemberRef::by_id("m"), GroupMemberRef::by_instance_id("i"), GroupMemberRef::by_id("lost"),
                            GroupMemberRef::by_id("")};
  SUBCASE("several at once") {
    world.brokers.leave_group = [](NodeId node, const wire::LeaveGroupRequest& request) {
      CHECK(node == 2);
      CHECK(request.group_id == "g");
      wire::LeaveGroupResponse response;
      for (const auto& member : request.members) {
        CHECK(member.reason == "maintenance");
        auto& told = response.members.emplace_back();
        told.member_id = member.group_instance_id ? "its-id" : member.member_id;
        told.group_instance_id = member.group_instance_id;
        if (member.member_id == "lost") told.error_code = ErrorCode::unknown_member_id;
      }
      return response;
    };
    const auto removed = world.run<admin::RemoveMembers>("g", members, RemoveMembersOptions{.reason = "maintenance"}).value();
    CHECK(removed.at(members[0]).has_value());
    CHECK(removed.at(members[1]).has_value());
    CHECK(removed.at(members[2]).error().code() == ErrorCode::unknown_member_id);
    CHECK(removed.at(members[3]).error().code() == ErrorCode::invalid_request);
  }
  SUBCASE("one by one, by older brokers") {
    world.brokers.apis[ApiKey::leave_group] = {0, 2};
    std::string asked;
    world.brokers.leave_group = [&](NodeId, const wire::LeaveGroupRequest& request) {
      asked += std::string(request.member_id) + " ";
      wire::LeaveGroupResponse response;
      if (request.member_id == "lost") response.error_code = ErrorCode::unknown_member_id;
      return response;
    };
    const auto removed = world.run<admin::RemoveMembers>("g", std::vector{members[0], members[2]}, RemoveMembersOptions{}).value();
    CHECK(asked == "m lost ");
    CHECK(removed.at(members[0]).has_value());
    CHECK(removed.at(members[2]).error().code() == ErrorCode::unknown_member_id);
    const auto refused = world.run<admin::RemoveMembers>("g", std::vector{members[1]}, RemoveMembersOptions{}).value();
    CHECK(refused.at(members[1]).error().hint().find("2.4") != std::string::npos);
  }
}

TEST_CASE("groups: all members are removed, static ones by their instance") {
  GroupsWorld world;
  world.brokers.apis[ApiKey::leave_group] = wire::LeaveGroupRequest::versions;
  bool moved = false;
  world.brokers.leave_group = [&](NodeId, const wire::LeaveGroupRequest& request) {
    wire::LeaveGroupResponse response;
    if (!std::exchange(moved, true)) { // the whole group is loaded elsewhere at the moment
      response.error_code = ErrorCode::coordinator_load_in_progress;
      return response;
    }
    REQUIRE(request.members.size() == 2);
    CHECK(request.members[0].member_id.empty());
    CHECK(request.members[0].group_instance_id == "i");
    response.members = {{"m", "i", ErrorCode::none}, {"unreadable", std::nullopt, ErrorCode::unknown_member_id}};
    return response;
  };
  const auto removed = world.run<admin::RemoveAllMembers>("old", RemoveMembersOptions{}).value();
  REQUIRE(removed.size() == 2);
  CHECK(removed.at(GroupMemberRef::by_instance_id("i")).has_value());
  CHECK(removed.at(GroupMemberRef::by_id("unreadable")).error().code() == ErrorCode::unknown_member_id);
  CHECK(removed.at(GroupMemberRef::by_id("unreadable")).error().context().doing == "removing all members from a group");
  CHECK(world.run<admin::RemoveAllMembers>("gone", RemoveMembersOptions{}).error().code() == ErrorCode::group_id_not_found);
  CHECK(world.run<admin::RemoveAllMembers>("", RemoveMembersOptions{}).error().code() == ErrorCode::invalid_group_id);
}
