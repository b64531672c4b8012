// The membership against a scripted cluster, in virtual time: who is asked, on which connection, and what becomes of it when brokers don't answer.
#include "group/group_loop.hpp"

#include <doctest/doctest.h>

#include "cluster/support/scripted_cluster.hpp"
#include "group/assignors/assignor.hpp"
#include "group/assignors/member_metadata.hpp"

using namespace klamm;
using namespace klamm::group;
using namespace klamm::test;

namespace {

struct World : ClusterWorld {
  std::shared_ptr<PollActivity> activity = std::make_shared<PollActivity>();
  std::shared_ptr<GroupLoop> loop;
  std::vector<RebalanceEvent> events;
  std::vector<std::pair<Error, bool>> errors;
  Slice assignment = encode_assignment({{{"orders", 1}}, std::nullopt});
  std::int32_t generation = 0;
  std::string left_by;

  explicit World(bool classic = true) {
    start();
    MemberSettings of_member;
    of_member.group_id = "g1";
    std::unique_ptr<GroupLoop::Protocol> made;
    if (classic) {
      ClassicProtocol::Assignors assignors;
      assignors.push_back(make_assignor("range"));
      made = std::make_unique<GroupLoop::Protocol>(std::in_place_type<ClassicProtocol>, of_member, std::move(assignors), Random(1),
                                                   runtime->log);
    } else {
      made = std::make_unique<GroupLoop::Protocol>(std::in_place_type<ConsumerProtocol>, of_member, Random(1), runtime->log);
    }
    GroupLoop::Handlers handlers;
    handlers.on_event = [this](RebalanceEvent event) { events.push_back(std::move(event)); };
    handlers.on_error = [this](const Error& error, bool stays) { errors.emplace_back(error, stays); };
    handlers.on_identity = [](const Identity&) {};
    GroupLoop::Settings of_loop;
    of_loop.group_id = "g1";
    loop = GroupLoop::create(std::shared_ptr<cluster::Cluster>(client.get(), [](cluster::Cluster*) {}), of_loop, std::move(made), activity,
                             std::move(handlers));
    brokers.join_group = [this](cluster::NodeId, const wire::JoinGroupRequest&) {
      wire::JoinGroupResponse response;
      response.generation_id = ++generation;
      response.protocol_type = "consumer";
      response.protocol_name = "range";
      response.leader = "another";
      response.member_id = "me";
      return response;
    };
    brokers.sync_group = [this](cluster::NodeId, const wire::SyncGroupRequest&) {
      wire::SyncGroupResponse response;
      response.assignment = assignment.bytes();
      return response;
    };
    brokers.leave_group = [this](cluster::NodeId, const wire::LeaveGroupRequest& request) {
      left_by = request.members.empty() ? request.member_id : request.members.front().member_id;
      return wire::LeaveGroupResponse();
    };
  }
  ~World() {
    loop->close();
    loop.reset();
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
};

} // namespace

TEST_CASE("group loop: joins at the coordinator, and heartbeats there") {
  World w;
  w.loop->subscribe(std::vector<std::string>{"orders"});
  REQUIRE(w.until([&] { return !w.events.empty(); }));
  CHECK(*w.events[0].assigned == std::vector<TopicPartition>{{"orders", 1}});
  CHECK(w.brokers.count(ApiKey::join_group, 2) == 1);
  CHECK(w.loop->identity().member_id == "me");
  w.loop->event_done(w.events[0].number);
  for (int i = 0; i < 4; ++i) {
    w.activity->polled();
    w.pass(3s);
  }
  CHECK(w.brokers.count(ApiKey::heartbeat, 2) >= 3);
  CHECK(w.brokers.count(ApiKey::heartbeat) == w.brokers.count(ApiKey::heartbeat, 2));
}

TEST_CASE("group loop: a coordinator that moved, or died, is looked up, and the member goes on") {
  World w;
  w.loop->subscribe(std::vector<std::string>{"orders"});
  REQUIRE(w.until([&] { return !w.events.empty(); }));
  w.loop->event_done(w.events[0].number);
  w.activity->set_waiting(true);
  w.brokers.coordinators["g1"] = 3;
  w.brokers.stop(2);
  REQUIRE(w.until([&] { return w.brokers.count(ApiKey::heartbeat, 3) > 0; }));
  w.brokers.coordinators["g1"] = 1;
  w.brokers.heartbeat = [](cluster::NodeId node, const wire::HeartbeatRequest&) {
    wire::HeartbeatResponse response;
    if (node == 3) response.error_code = ErrorCode::not_coordinator;
    return response;
  };
  REQUIRE(w.until([&] { return w.brokers.count(ApiKey::heartbeat, 1) > 0; }));
  CHECK(w.events.size() == 1);
  CHECK(w.errors.empty());
}

TEST_CASE("group loop: leaves past a JoinGroup that waits for others, and in time when nobody answers") {
  World w;
  w.loop->subscribe(std::vector<std::string>{"orders"});
  REQUIRE(w.until([&] { return !w.events.empty(); }));
  w.loop->event_done(w.events[0].number);
  w.activity->set_waiting(true);
  w.brokers.script = [](const Asked& asked) {
    return asked.api == ApiKey::join_group ? ScriptedCluster::Reply::silence : ScriptedCluster::Reply::answer;
  };
  w.brokers.heartbeat = [](cluster::NodeId, const wire::HeartbeatRequest&) {
    wire::HeartbeatResponse response;
    response.error_code = ErrorCode::rebalance_in_progress;
    return response;
  };
  REQUIRE(w.until([&] { return w.events.size() == 2; })); // gives everything up
  w.loop->event_done(w.events[1].number);
  REQUIRE(w.until([&] { return w.brokers.count(ApiKey::join_group) == 2; }));
  bool left = false;
  w.loop->leave("why", w.in(10s), [&left] { left = true; });
  REQUIRE(w.until([&] { return left; }, 5s));
  CHECK(w.left_by == "me");

  World silent;
  silent.loop->subscribe(std::vector<std::string>{"orders"});
  REQUIRE(silent.until([&] { return !silent.events.empty(); }));
  silent.brokers.script = [](const Asked&) { return ScriptedCluster::Reply::silence; };
  bool ended = false;
  const TimePoint deadline = silent.in(3s);
  silent.loop->leave("why", deadline, [&ended] { ended = true; });
  REQUIRE(silent.until([&] { return ended; }));
  CHECK(silent.clock->now() <= deadline);
}

TEST_CASE("group loop: LeaveGroup as old brokers know it names one member") {
  World w;
  w.brokers.apis[ApiKey::leave_group] = {0, 2};
  w.loop->subscribe(std::vector<std::string>{"orders"});
  REQUIRE(w.until([&] { return !w.events.empty(); }));
  w.loop->unsubscribe("why");
  REQUIRE(w.until([&] { return !w.left_by.empty(); }));
  CHECK(w.left_by == "me");
}

TEST_CASE("group loop: a pattern subscribes to what matches, now and later") {
  World w;
  w.brokers.topics["orders-2"] = {Uuid{{2}}, ErrorCode::none, {{1, 0}}};
  std::vector<std::string> joined;
  const auto join = w.brokers.join_group;
  w.brokers.join_group = [&](cluster::NodeId node, const wire::JoinGroupRequest& request) {
    joined = decode_member("", "", request.protocols[0].metadata.view).value().topics;
    return join(node, request);
  };
  w.loop->subscribe(TopicMatcher("orders.*", true));
  REQUIRE(w.until([&] { return !w.events.empty(); }));
  CHECK(joined == std::vector<std::string>{"orders", "orders-2"});
  w.loop->event_done(w.events[0].number);
  w.activity->set_waiting(true);
  w.brokers.topics["orders-3"] = {Uuid{{3}}, ErrorCode::none, {{1, 0}}};
  w.brokers.topics["payments"] = {Uuid{{4}}, ErrorCode::none, {{1, 0}}};
  w.client->request_refresh();
  REQUIRE(w.until([&] { return w.events.size() == 2; }));
  w.loop->event_done(w.events[1].number);
  REQUIRE(w.until([&] { return w.events.size() == 3; }));
  CHECK(joined == std::vector<std::string>{"orders", "orders-2", "orders-3"});
}

TEST_CASE("group loop: brokers without KIP-848 are told by the setting's name") {
  World w(false);
  w.brokers.apis.erase(ApiKey::consumer_group_heartbeat);
  w.loop->subscribe(std::vector<std::string>{"orders"});
  REQUIRE(w.until([&] { return !w.errors.empty(); }));
  CHECK(w.errors[0].first.message().find("group.protocol=consumer") != std::string::npos);
  CHECK(w.errors[0].second); // stays
}

TEST_CASE("group loop: KIP-848 assigns by topic ids, which metadata names") {
  World w(false);
  w.brokers.topics["other"] = {Uuid{{7}}, ErrorCode::none, {{1, 0}}};
  std::vector<std::int32_t> epochs;
  w.brokers.consumer_group_heartbeat = [&](cluster::NodeId, const wire::ConsumerGroupHeartbeatRequest& request) {
    epochs.push_back(request.member_epoch);
    wire::ConsumerGroupHeartbeatResponse response;
    response.member_epoch = 4;
    response.heartbeat_interval_ms = 1000;
    if (request.member_epoch == 0) {
      response.assignment.emplace();
      response.assignment->topic_partitions.push_back({Uuid{{7}}, {0}});
    }
    return response;
  };
  w.loop->subscribe_regex("oth.*");
  REQUIRE(w.until([&] { return !w.events.empty(); }));
  CHECK(*w.events[0].assigned == std::vector<TopicPartition>{{"other", 0}});
  w.loop->event_done(w.events[0].number);
  bool left = false;
  w.pass(100ms);
  w.loop->leave("why", w.in(10s), [&left] { left = true; });
  REQUIRE(w.until([&] { return left; }));
  CHECK(epochs == std::vector<std::int32_t>{0, 4, -1});
}

TEST_CASE("group loop: another subscription while topics are being looked up waits for the answer, and not in circles") {
  World w;
  w.brokers.script = [](const Asked& asked) {
    return asked.api == ApiKey::metadata ? ScriptedCluster::Reply::silence : ScriptedCluster::Reply::answer;
  };
  w.loop->subscribe(std::vector<std::string>{"orders"});
  w.settle();
  w.loop->subscribe(std::vector<std::string>{"orders", "payments"});
  w.settle();
  w.pass(1s);
  CHECK(w.clock->next_deadline() > w.clock->now());
}
