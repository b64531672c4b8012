#include "group/classic_protocol.hpp"

#include <doctest/doctest.h>

#include "group/assignors/assignor.hpp"
#include "group/assignors/member_metadata.hpp"
#include "group/support.hpp"

using namespace klamm;
using namespace klamm::group;
using namespace klamm::test;
using enum ClassicState;

namespace {

using Join = wire::JoinGroupRequest;
using Sync = wire::SyncGroupRequest;
using Beat = wire::HeartbeatRequest;
using Leave = wire::LeaveGroupRequest;

ClassicProtocol::Assignors assignors(std::initializer_list<std::string_view> names) {
  ClassicProtocol::Assignors all;
  for (const std::string_view name : names) all.push_back(make_assignor(name));
  return all;
}

struct World : GroupWorld {
  ClassicProtocol member;
  std::string protocol;
  Step last;

  explicit World(std::string_view assignor = "range", MemberSettings settings = member_settings())
      : member(std::move(settings), assignors({assignor}), Random(1), Log()), protocol(assignor) {}

  Step& step() { return last = member.step(now, snapshot()); }
  wire::JoinGroupResponse joined(std::int32_t generation, std::string_view leader = "other", std::string_view id = "me") {
    wire::JoinGroupResponse response;
    response.generation_id = generation;
    response.protocol_type = "consumer";
    response.protocol_name = protocol;
    response.leader = leader;
    response.member_id = id;
    return response;
  }
  /// From the step that sends JoinGroup to the one behind the assignment.
  void join_and_get(std::vector<TopicPartition> assignment, std::int32_t generation = 1) {
    REQUIRE(ticket<Join>(last) != 0);
    member.on_response(ticket<Join>(last), joined(generation), now);
    REQUIRE(member.state() == syncing);
    step();
    REQUIRE(sent<Sync>(last));
    answer_sync(std::move(assignment));
  }
  void answer_sync(std::vector<TopicPartition> assignment) {
    const Slice bytes = encode_assignment({std::move(assignment), std::nullopt});
    wire::SyncGroupResponse response;
    response.assignment = bytes.bytes();
    member.on_response(ticket<Sync>(last), response, now);
    REQUIRE(member.state() == stable);
    step();
  }
  /// The polling side does what the last step said.
  void done() {
    REQUIRE(last.event);
    member.event_done(last.event->number, now);
    step();
  }
  void subscribe(std::vector<std::string> topics = {"t"}) {
    member.subscribe(std::move(topics), now);
    step();
  }
  void stable_with(std::vector<TopicPartition> assignment) {
    subscribe();
    join_and_get(std::move(assignment));
    done();
  }
  template <class Response>
  static Response refused(ErrorCode code) {
    Response response;
    response.error_code = code;
    return response;
  }
  void beat() {
    now += 3s;
    member.polled(now);
    step();
    REQUIRE(sent<Beat>(last));
  }
  void answer_beat(ErrorCode code) {
    member.on_response(ticket<Beat>(last), refused<wire::HeartbeatResponse>(code), now);
    step();
  }
};

} // namespace

TEST_CASE("classic group: the table of transitions") {
  const std::vector<ClassicState> states{unsubscribed, preparing, joining, syncing, stable, failed};
  std::vector<std::string> legal;
  for (const ClassicState from : states)
    for (const ClassicState to : states)
      if (can_become(from, to)) legal.push_back(std::string(classic_state_name(from)) + ">" + std::string(classic_state_name(to)));
  CHECK(legal == std::vector<std::string>{"unsubscribed>preparing", "preparing>unsubscribed", "preparing>preparing", "preparing>joining",
                                          "preparing>failed", "joining>unsubscribed", "joining>preparing", "joining>syncing",
                                          "joining>failed", "syncing>unsubscribed", "syncing>preparing", "syncing>stable", "syncing>failed",
                                          "stable>unsubscribed", "stable>preparing", "stable>failed", "failed>unsubscribed",
                                          "failed>preparing"});
}

TEST_CASE("classic group: joins with what it subscribes to, synchronizes, and hands over its assignment") {
  World w;
  CHECK(w.step().sends.empty());
  w.subscribe();
  const Join* const join = sent<Join>(w.last);
  REQUIRE(join);
  CHECK(join->group_id == "g");
  CHECK(join->member_id.empty());
  CHECK(join->session_timeout_ms == 45'000);
  CHECK(join->rebalance_timeout_ms == 300'000);
  CHECK(join->protocol_type == "consumer");
  CHECK_FALSE(join->group_instance_id);
  REQUIRE(join->protocols.size() == 1);
  const auto self = decode_member("me", "", join->protocols[0].metadata.view).value();
  CHECK(self.topics == std::vector<std::string>{"t"});
  CHECK(w.last.sends[0].patience == 305s); // the coordinator waits for the others as long
  CHECK(w.step().sends.empty());
}

TEST_CASE("classic group: the assignment is taken over by one event, and heartbeats go on meanwhile") {
  World w;
  w.subscribe();
  w.join_and_get(partitions("t", {0, 1}), 7);
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked.empty());
  CHECK(*w.last.event->assigned == partitions("t", {0, 1}));
  CHECK(w.last.event->ownership == w.member.identity().ownership);
  CHECK(w.member.identity().member_id == "me");
  CHECK(w.member.identity().generation == 7);
  const std::uint64_t number = w.last.event->number;
  w.beat();
  CHECK(sent<Beat>(w.last)->generation_id == 7);
  CHECK(sent<Beat>(w.last)->member_id == "me");
  CHECK_FALSE(w.last.event); // once
  w.member.event_done(number, w.now);
  CHECK(w.step().sends.empty());
}

TEST_CASE("classic group: an empty assignment is told too") {
  World w;
  w.subscribe();
  w.join_and_get({});
  REQUIRE(w.last.event);
  REQUIRE(w.last.event->assigned);
  CHECK(w.last.event->assigned->empty());
}

TEST_CASE("classic group: a member id that the broker gives is used at once (KIP-394)") {
  World w;
  w.subscribe();
  auto response = World::refused<wire::JoinGroupResponse>(ErrorCode::member_id_required);
  response.member_id = "given";
  w.member.on_response(ticket<Join>(w.last), response, w.now);
  w.step();
  REQUIRE(sent<Join>(w.last));
  CHECK(sent<Join>(w.last)->member_id == "given");
}

TEST_CASE("classic group: the leader waits for the topics of all members, assigns, and sends everybody's part") {
  World w;
  w.subscribe();
  GroupMember other;
  other.topics = {"t", "u"};
  GroupMember self;
  self.topics = {"t"};
  const Slice other_bytes = encode_member(other), self_bytes = encode_member(self);
  auto response = w.joined(1, "me");
  response.members = {{"me", std::nullopt, self_bytes.bytes()}, {"other", std::nullopt, other_bytes.bytes()}};
  w.member.on_response(ticket<Join>(w.last), response, w.now);
  CHECK(w.member.topics() == std::vector<std::string>{"t", "u"});
  CHECK(w.step().sends.empty());
  w.member.topics_looked_up({"t"});
  CHECK(w.step().sends.empty());
  w.member.topics_looked_up({"t", "u"}); // "u" does not exist
  w.step();
  const Sync* const sync = sent<Sync>(w.last);
  REQUIRE(sync);
  CHECK(sync->generation_id == 1);
  CHECK(sync->protocol_name == "range");
  REQUIRE(sync->assignments.size() == 2);
  CHECK(decode_assignment(sync->assignments[0].assignment.view)->partitions == partitions("t", {0, 1}));
  CHECK(decode_assignment(sync->assignments[1].assignment.view)->partitions == partitions("t", {2, 3}));
  w.answer_sync(partitions("t", {0, 1}));
  w.done();
  CHECK(w.last.sends.empty());

  w.set_topic("u", 2, 1); // it was created: the leader sees it
  w.step();
  CHECK(w.last.event->revoked == partitions("t", {0, 1}));
  w.done();
  REQUIRE(sent<Join>(w.last));
  CHECK(sent<Join>(w.last)->reason == "the partitions of topic u changed");
}

TEST_CASE("classic group: a static leader that comes back does not assign again (KIP-814)") {
  World w;
  w.subscribe();
  GroupMember self;
  self.topics = {"t"};
  const Slice bytes = encode_member(self);
  auto response = w.joined(3, "me");
  response.skip_assignment = true;
  response.members = {{"me", "i", bytes.bytes()}};
  w.member.on_response(ticket<Join>(w.last), response, w.now);
  w.member.topics_looked_up({"t"});
  w.step();
  REQUIRE(sent<Sync>(w.last));
  CHECK(sent<Sync>(w.last)->assignments.empty());
  w.answer_sync(partitions("t", {0}));
  w.done();
  w.set_topic("t", 1, 5); // but watches the topics
  w.step();
  CHECK(w.last.event);
}

TEST_CASE("classic group: eager members give everything up before they join again") {
  World w;
  w.stable_with(partitions("t", {0, 1}));
  w.beat();
  w.answer_beat(ErrorCode::rebalance_in_progress);
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked == partitions("t", {0, 1}));
  CHECK_FALSE(w.last.event->lost);
  CHECK_FALSE(w.last.event->assigned);
  CHECK(w.member.state() == preparing);
  CHECK_FALSE(sent<Join>(w.last));
  w.now += 3s;
  w.step();
  CHECK(sent<Beat>(w.last)); // for as long as the application takes
  const Ticket beat = ticket<Beat>(w.last);
  w.member.event_done(1 + 1, w.now);
  w.step();
  REQUIRE(sent<Join>(w.last));
  CHECK(sent<Join>(w.last)->member_id == "me");
  CHECK(decode_member("", "", sent<Join>(w.last)->protocols[0].metadata.view)->owned_partitions.empty());
  w.member.on_response(beat, World::refused<wire::HeartbeatResponse>(ErrorCode::rebalance_in_progress), w.now); // late
  CHECK(w.member.state() == joining);
  w.join_and_get(partitions("t", {1}), 2);
  CHECK(*w.last.event->assigned == partitions("t", {1}));
}

TEST_CASE("classic group: cooperative members keep what they have, give up what goes to others, and join once more (KIP-429)") {
  World w("cooperative-sticky");
  CHECK(w.member.rebalance_protocol() == RebalanceProtocol::cooperative);
  w.stable_with(partitions("t", {0, 1, 2, 3}));
  w.beat();
  w.answer_beat(ErrorCode::rebalance_in_progress);
  CHECK_FALSE(w.last.event);
  REQUIRE(sent<Join>(w.last));
  const auto said = decode_member("", "", sent<Join>(w.last)->protocols[0].metadata.view).value();
  CHECK(said.owned_partitions == partitions("t", {0, 1, 2, 3}));
  CHECK(said.generation_id == 1);
  w.join_and_get(partitions("t", {0, 1}), 2);
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked == partitions("t", {2, 3}));
  CHECK(w.last.event->assigned->empty());
  w.done();
  REQUIRE(sent<Join>(w.last));
  CHECK(sent<Join>(w.last)->reason == "gave up partitions for others");
  w.join_and_get(partitions("t", {0, 1}), 3);
  CHECK(w.last.event->revoked.empty());
  CHECK(w.last.event->assigned->empty());
  w.done();
  CHECK_FALSE(sent<Join>(w.last));
}

TEST_CASE("classic group: the leader joins again when what one member was to give up for another has not come within session.timeout.ms") {
  World w("cooperative-sticky");
  w.subscribe();
  GroupMember self, other;
  self.topics = other.topics = {"t"};
  other.owned_partitions = partitions("t", {0, 1, 2, 3});
  other.generation_id = 1;
  const auto lead = [&](std::int32_t generation, bool skips) {
    const Slice mine = encode_member(self), theirs = encode_member(other);
    auto response = w.joined(generation, "me");
    response.skip_assignment = skips;
    response.members = {{"me", "i", mine.bytes()}, {"other", "j", theirs.bytes()}};
    w.member.on_response(ticket<Join>(w.last), response, w.now);
    w.member.topics_looked_up({"t"});
    w.step();
    REQUIRE(sent<Sync>(w.last));
    w.answer_sync(self.owned_partitions);
    w.done();
  };
  const auto wait = [&w](Duration time) { // heartbeats are answered meanwhile
    for (const TimePoint end = w.now + time; w.now < end && !sent<Join>(w.last);) {
      w.now += 1s;
      w.member.polled(w.now);
      w.step();
      if (const Ticket beat = ticket<Beat>(w.last)) w.member.on_response(beat, wire::HeartbeatResponse(), w.now);
    }
  };
  lead(2, false); // two partitions go from the other to nobody, to be mine in the next generation
  CHECK(sent<Sync>(w.last) == nullptr);
  wait(44s);
  CHECK_FALSE(sent<Join>(w.last));
  wait(1s);
  REQUIRE(sent<Join>(w.last));
  CHECK(sent<Join>(w.last)->reason == "partitions that were taken from a member may have no owner");

  other.owned_partitions = partitions("t", {0, 1}); // it has died and come back meanwhile
  self.owned_partitions = partitions("t", {2, 3});
  self.generation_id = other.generation_id = 2;
  lead(3, false);
  wait(10min);
  CHECK_FALSE(sent<Join>(w.last)); // all have an owner

  w.beat();
  w.answer_beat(ErrorCode::rebalance_in_progress);
  lead(4, true); // I have come back, and don't know what the generation held back
  wait(45s);
  CHECK(sent<Join>(w.last));
}

TEST_CASE("classic group: an eager leader has nothing to wait for") {
  World w("sticky");
  w.subscribe();
  GroupMember self, other;
  self.topics = other.topics = {"t"};
  other.owned_partitions = partitions("t", {0, 1, 2, 3});
  const Slice mine = encode_member(self), theirs = encode_member(other);
  auto response = w.joined(2, "me");
  response.skip_assignment = true;
  response.members = {{"me", "i", mine.bytes()}, {"other", "j", theirs.bytes()}};
  w.member.on_response(ticket<Join>(w.last), response, w.now);
  w.member.topics_looked_up({"t"});
  w.step();
  w.answer_sync(partitions("t", {0, 1}));
  w.done();
  w.now += 45s;
  w.member.polled(w.now);
  w.step();
  CHECK_FALSE(sent<Join>(w.last));
  CHECK_FALSE(w.last.event);
}

TEST_CASE("classic group: assignors that not all cooperate make an eager member") {
  const ClassicProtocol member(member_settings(), assignors({"cooperative-sticky", "range"}), Random(1), Log());
  CHECK(member.rebalance_protocol() == RebalanceProtocol::eager);
}

TEST_CASE("classic group: a cooperative member gives up the partitions of a topic that it no longer wants") {
  World w("cooperative-sticky");
  w.subscribe({"t", "u"});
  auto both = partitions("t", {0});
  both.push_back({"u", 0});
  w.join_and_get(both);
  w.done();
  w.member.subscribe({"u"}, w.now);
  w.step();
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked == partitions("t", {0}));
  w.done();
  CHECK(decode_member("", "", sent<Join>(w.last)->protocols[0].metadata.view)->owned_partitions == partitions("u", {0}));
}

TEST_CASE("classic group: another subscription joins again, also when it comes while joining") {
  World w;
  w.subscribe();
  w.member.subscribe({"t", "u"}, w.now);
  w.join_and_get(partitions("t", {0}));
  w.done(); // what the first subscription got
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked == partitions("t", {0}));
  w.done();
  CHECK(decode_member("", "", sent<Join>(w.last)->protocols[0].metadata.view)->topics == std::vector<std::string>{"t", "u"});
}

TEST_CASE("classic group: a lost membership loses the partitions, then joins anew") {
  for (const ErrorCode code : {ErrorCode::unknown_member_id, ErrorCode::illegal_generation}) {
    World w;
    w.stable_with(partitions("t", {0, 1}));
    const auto before = w.member.identity();
    w.beat();
    w.answer_beat(code);
    REQUIRE(w.last.event);
    CHECK(w.last.event->lost);
    CHECK(w.last.event->revoked == partitions("t", {0, 1}));
    CHECK(w.member.identity().ownership > before.ownership); // commits of before are stale from now on
    CHECK(w.member.identity().generation == -1);
    w.done();
    REQUIRE(sent<Join>(w.last));
    CHECK(sent<Join>(w.last)->member_id == (code == ErrorCode::illegal_generation ? "me" : ""));
  }
}

TEST_CASE("classic group: a commit that is refused tells of the same") {
  World w;
  w.stable_with(partitions("t", {0}));
  const Identity as = w.member.identity();
  w.member.commit_refused({"me", 0, as.ownership, false}, ErrorCode::illegal_generation, w.now); // of an older generation
  CHECK(w.member.state() == stable);
  w.member.commit_refused(as, ErrorCode::rebalance_in_progress, w.now);
  w.step();
  CHECK_FALSE(w.last.event->lost);
  w.done();
  w.join_and_get(partitions("t", {0}), 2);
  w.done();
  w.member.commit_refused(w.member.identity(), ErrorCode::unknown_member_id, w.now);
  w.step();
  CHECK(w.last.event->lost);
  w.done();
  w.join_and_get(partitions("t", {0}), 3);
  w.done();
  w.member.commit_refused(w.member.identity(), ErrorCode::fenced_instance_id, w.now);
  CHECK(w.member.state() == failed);
}

TEST_CASE("classic group: errors of joining that pass are retried with backoff") {
  for (const ErrorCode code : {ErrorCode::coordinator_load_in_progress, ErrorCode::rebalance_in_progress, ErrorCode::unknown_member_id,
                               ErrorCode::coordinator_not_available, ErrorCode::not_coordinator, ErrorCode::unknown_server_error}) {
    CAPTURE(error_code_name(code));
    World w;
    w.subscribe();
    w.member.on_response(ticket<Join>(w.last), World::refused<wire::JoinGroupResponse>(code), w.now);
    w.step();
    CHECK_FALSE(sent<Join>(w.last));
    CHECK(w.last.wake > w.now);
    CHECK(w.last.coordinator_lost == (code == ErrorCode::coordinator_not_available || code == ErrorCode::not_coordinator));
    CHECK(w.last.error.has_value() == (code == ErrorCode::unknown_server_error));
    w.now += 2s;
    CHECK(sent<Join>(w.step()));
  }
}

TEST_CASE("classic group: errors of joining that only the user can mend are told, and stay until another subscription") {
  for (const ErrorCode code :
       {ErrorCode::group_authorization_failed, ErrorCode::group_max_size_reached, ErrorCode::inconsistent_group_protocol,
        ErrorCode::invalid_session_timeout, ErrorCode::invalid_group_id, ErrorCode::fenced_instance_id, ErrorCode::unsupported_version}) {
    CAPTURE(error_code_name(code));
    World w;
    w.subscribe();
    w.member.on_response(ticket<Join>(w.last), World::refused<wire::JoinGroupResponse>(code), w.now);
    w.step();
    REQUIRE(w.last.error);
    CHECK(w.last.error->code() == code);
    CHECK_FALSE(w.last.error->hint().empty());
    CHECK(w.last.error->cause().find("\"g\"") != std::string::npos);
    CHECK(w.last.failed);
    w.now += 1h;
    CHECK(w.step().sends.empty());
    w.subscribe();
    CHECK(sent<Join>(w.last));
  }
}

TEST_CASE("classic group: a protocol that was not offered is refused") {
  World w;
  w.subscribe();
  auto response = w.joined(1);
  response.protocol_name = "sticky";
  w.member.on_response(ticket<Join>(w.last), response, w.now);
  w.step();
  CHECK(w.last.error->code() == ErrorCode::inconsistent_group_protocol);
}

TEST_CASE("classic group: what synchronizing may be answered with") {
  const auto refuse = [](World& w, ErrorCode code) {
    w.subscribe();
    w.member.on_response(ticket<Join>(w.last), w.joined(4), w.now);
    w.step();
    w.member.on_response(ticket<Sync>(w.last), World::refused<wire::SyncGroupResponse>(code), w.now);
    w.now += 2s;
    w.step();
  };
  for (const ErrorCode code : {ErrorCode::rebalance_in_progress, ErrorCode::unknown_member_id, ErrorCode::illegal_generation,
                               ErrorCode::coordinator_not_available, ErrorCode::not_coordinator, ErrorCode::unknown_server_error}) {
    CAPTURE(error_code_name(code));
    World w;
    refuse(w, code);
    REQUIRE(sent<Join>(w.last));
    CHECK(sent<Join>(w.last)->member_id == (code == ErrorCode::unknown_member_id ? "" : "me"));
    CHECK(w.last.coordinator_lost == (code == ErrorCode::coordinator_not_available || code == ErrorCode::not_coordinator));
  }
  for (const ErrorCode code :
       {ErrorCode::group_authorization_failed, ErrorCode::inconsistent_group_protocol, ErrorCode::fenced_instance_id}) {
    World w;
    refuse(w, code);
    CHECK(w.last.error->code() == code);
    CHECK(w.member.state() == failed);
  }
}

TEST_CASE("classic group: what heartbeats may be answered with") {
  SUBCASE("a moved coordinator is looked up, and the member stays") {
    for (const ErrorCode code : {ErrorCode::coordinator_not_available, ErrorCode::not_coordinator}) {
      World w;
      w.stable_with(partitions("t", {0}));
      w.beat();
      w.answer_beat(code);
      CHECK(w.last.coordinator_lost);
      CHECK(w.member.state() == stable);
      w.now += 500ms; // sooner than the interval
      CHECK(sent<Beat>(w.step()));
    }
  }
  SUBCASE("another process with the same group.instance.id ends this one") {
    MemberSettings settings = member_settings();
    settings.instance_id = "i";
    World w("range", settings);
    w.stable_with(partitions("t", {0}));
    w.beat();
    w.answer_beat(ErrorCode::fenced_instance_id);
    CHECK(w.last.error->code() == ErrorCode::fenced_instance_id);
    CHECK(w.last.error->hint().find("group.instance.id=i") != std::string::npos);
    CHECK(w.last.failed);
    REQUIRE(w.last.event);
    CHECK(w.last.event->lost);
    w.done();
    CHECK(w.last.sends.empty());
  }
  SUBCASE("what may pass waits for the next one") {
    World w;
    w.stable_with(partitions("t", {0}));
    w.beat();
    w.answer_beat(ErrorCode::coordinator_load_in_progress);
    CHECK(w.member.state() == stable);
    w.beat();
  }
}

TEST_CASE("classic group: a request that fails is sent to the coordinator that is found then") {
  World w;
  w.subscribe();
  w.member.on_failure(ticket<Join>(w.last), Error(ErrorCode::disconnected), w.now);
  w.step();
  CHECK(w.last.coordinator_lost);
  w.now += 2s;
  REQUIRE(sent<Join>(w.step()));
  w.member.on_response(ticket<Join>(w.last), w.joined(1), w.now);
  w.step();
  w.member.on_failure(ticket<Sync>(w.last), Error(ErrorCode::timed_out), w.now);
  w.now += 2s;
  REQUIRE(sent<Join>(w.step()));
  w.join_and_get(partitions("t", {0}), 2);
  w.done();
  w.beat();
  w.member.on_failure(ticket<Beat>(w.last), Error(ErrorCode::disconnected), w.now);
  CHECK(w.member.state() == stable);
  w.now += 2s;
  CHECK(sent<Beat>(w.step()));
  w.member.on_failure(ticket<Beat>(w.last), Error(ErrorCode::sasl_authentication_failed, "no"), w.now);
  w.step();
  CHECK(w.last.failed);
}

TEST_CASE("classic group: max.poll.interval.ms without a poll leaves the group, tells, and joins again with the next poll") {
  World w;
  w.stable_with(partitions("t", {0, 1}));
  for (int i = 0; i < 100 && !w.last.event; ++i) {
    w.now += 3s;
    w.step();
    if (sent<Beat>(w.last)) w.member.on_response(ticket<Beat>(w.last), wire::HeartbeatResponse(), w.now);
  }
  REQUIRE(w.last.event);
  CHECK(w.last.event->lost);
  REQUIRE(w.last.event->error);
  CHECK(w.last.event->error->code() == ErrorCode::max_poll_exceeded);
  REQUIRE(sent<Leave>(w.last));
  CHECK(sent<Leave>(w.last)->members[0].member_id == "me");
  CHECK(sent<Leave>(w.last)->members[0].reason == "consumer poll timeout has expired.");
  const auto event = w.last.event;
  w.now += 1h;
  CHECK(w.step().sends.empty());
  w.member.event_done(event->number, w.now);
  w.step();
  REQUIRE(sent<Join>(w.last));
  CHECK(sent<Join>(w.last)->member_id.empty());
}

TEST_CASE("classic group: polls keep a member in its group") {
  World w;
  w.stable_with(partitions("t", {0}));
  for (int i = 0; i < 1000; ++i) {
    w.beat();
    w.answer_beat(ErrorCode::none);
    REQUIRE_FALSE(w.last.event);
  }
}

TEST_CASE("classic group: unsubscribing leaves, and what was under way counts no more") {
  World w;
  w.stable_with(partitions("t", {0}));
  const auto before = w.member.identity();
  w.member.unsubscribe("why", w.now);
  w.step();
  REQUIRE(sent<Leave>(w.last));
  CHECK(sent<Leave>(w.last)->member_id == "me");
  CHECK(sent<Leave>(w.last)->members[0].reason == "why");
  CHECK(w.member.leaving());
  CHECK(w.member.identity().ownership > before.ownership);
  const Ticket leave = ticket<Leave>(w.last);
  w.subscribe();
  const Ticket join = ticket<Join>(w.last);
  CHECK(sent<Join>(w.last)->member_id.empty());
  w.member.unsubscribe("again", w.now);
  w.member.on_response(join, w.joined(9), w.now);
  CHECK(w.member.state() == unsubscribed);
  CHECK(w.member.identity().generation == -1);
  w.member.on_response(leave, wire::LeaveGroupResponse(), w.now);
  CHECK_FALSE(w.member.leaving());
}

TEST_CASE("classic group: static members don't leave (KIP-345)") {
  MemberSettings settings = member_settings();
  settings.instance_id = "i";
  World w("range", settings);
  w.subscribe();
  CHECK(sent<Join>(w.last)->group_instance_id == "i");
  w.join_and_get(partitions("t", {0}));
  w.done();
  w.member.unsubscribe("why", w.now);
  w.step();
  CHECK(w.last.sends.empty());
  CHECK_FALSE(w.member.leaving());
}

TEST_CASE("classic group: an assignor that throws, or breaks its contract, is told, and joining is tried again") {
  struct Bad : Assignor {
    bool throws = true;
    std::string_view name() const override { return "bad"; }
    std::vector<MemberAssignment> assign(const std::vector<AssignableTopic>&, const std::vector<GroupMember>& members) override {
      if (throws) throw std::runtime_error("out of ideas");
      return std::vector<MemberAssignment>(members.size() + 1);
    }
  };
  for (const bool throws : {true, false}) {
    World w;
    auto bad = std::make_unique<Bad>();
    bad->throws = throws;
    ClassicProtocol::Assignors all;
    all.push_back(std::move(bad));
    ClassicProtocol member(member_settings(), std::move(all), Random(1), Log());
    member.subscribe({"t"}, w.now);
    Step step = member.step(w.now, w.snapshot());
    GroupMember self;
    self.topics = {"t"};
    const Slice bytes = encode_member(self);
    auto response = w.joined(1, "me");
    response.protocol_name = "bad";
    response.members = {{"me", std::nullopt, bytes.bytes()}};
    member.on_response(ticket<Join>(step), response, w.now);
    member.topics_looked_up({"t"});
    step = member.step(w.now, w.snapshot());
    REQUIRE(step.error);
    CHECK(step.error->code() == ErrorCode::assignor_failed);
    CHECK(step.error->cause().find("\"bad\"") != std::string::npos);
    CHECK_FALSE(sent<Sync>(step));
    w.now += 2s;
    step = member.step(w.now, w.snapshot());
    CHECK(sent<Join>(step));
  }
}
