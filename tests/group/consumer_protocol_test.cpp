#include "group/consumer_protocol.hpp"

#include <doctest/doctest.h>

#include "group/support.hpp"

using namespace klamm;
using namespace klamm::group;
using namespace klamm::test;
using enum ConsumerState;

namespace {

using Beat = wire::ConsumerGroupHeartbeatRequest;
using Said = wire::ConsumerGroupHeartbeatResponse;

struct World : GroupWorld {
  ConsumerProtocol member;
  Step last;

  explicit World(MemberSettings settings = member_settings()) : member(std::move(settings), Random(1), Log()) {}

  Step& step() { return last = member.step(now, snapshot()); }
  static Said said(std::int32_t epoch) {
    Said response;
    response.member_epoch = epoch;
    response.heartbeat_interval_ms = 5000;
    return response;
  }
  static Said assigned(std::int32_t epoch, std::vector<std::int32_t> partitions, std::uint8_t topic = 1) {
    Said response = said(epoch);
    response.assignment.emplace();
    if (!partitions.empty()) response.assignment->topic_partitions.push_back({uuid(topic), std::move(partitions)});
    return response;
  }
  static Said refused(ErrorCode code) {
    Said response;
    response.error_code = code;
    response.error_message = "because";
    return response;
  }
  void answer(const Said& response) {
    REQUIRE(ticket<Beat>(last) != 0);
    member.on_response(ticket<Beat>(last), response, now);
    step();
  }
  void done() {
    REQUIRE(last.event);
    member.event_done(last.event->number, now);
    step();
  }
  void subscribe() {
    member.subscribe({"t"}, "", now);
    step();
  }
  /// A member of epoch 1 that owns these, and has said so.
  void stable_with(std::vector<std::int32_t> partitions) {
    subscribe();
    answer(assigned(1, std::move(partitions)));
    done();
    answer(said(1));
    REQUIRE(member.state() == stable);
  }
  void beat() {
    now += 5s;
    member.polled(now);
    step();
    REQUIRE(sent<Beat>(last));
  }
};

std::vector<std::int32_t> owned(const Step& step) {
  const Beat* const beat = sent<Beat>(step);
  std::vector<std::int32_t> all;
  if (beat && beat->topic_partitions)
    for (const auto& topic : *beat->topic_partitions) all.insert(all.end(), topic.partitions.begin(), topic.partitions.end());
  return all;
}

} // namespace

TEST_CASE("consumer group: the table of transitions") {
  const std::vector<ConsumerState> states{unsubscribed, joining, stable, reconciling, acknowledging, losing, failed};
  std::string legal;
  for (const ConsumerState from : states) {
    legal += std::string(consumer_state_name(from)) + ":";
    for (const ConsumerState to : states)
      if (can_become(from, to)) legal += " " + std::string(consumer_state_name(to));
    legal += "\n";
  }
  CHECK(legal == "unsubscribed: joining\n"
                 "joining: unsubscribed stable losing failed\n"
                 "stable: unsubscribed reconciling losing failed\n"
                 "reconciling: unsubscribed acknowledging losing failed\n"
                 "acknowledging: unsubscribed stable reconciling losing failed\n"
                 "losing: unsubscribed joining\n"
                 "failed: unsubscribed joining\n");
}

TEST_CASE("consumer group: joins by a heartbeat of epoch 0 that says everything, under an id of its own making") {
  MemberSettings settings = member_settings();
  settings.rack = "r";
  settings.server_assignor = "uniform";
  World w(settings);
  CHECK(w.step().sends.empty());
  w.subscribe();
  const Beat* const beat = sent<Beat>(w.last);
  REQUIRE(beat);
  CHECK(beat->group_id == "g");
  CHECK(Uuid::parse(beat->member_id));
  CHECK(beat->member_epoch == 0);
  CHECK(beat->rack_id == "r");
  CHECK(beat->server_assignor == "uniform");
  CHECK(beat->rebalance_timeout_ms == 300'000);
  REQUIRE(beat->subscribed_topic_names);
  CHECK(*beat->subscribed_topic_names == std::vector<std::string_view>{"t"});
  CHECK_FALSE(beat->subscribed_topic_regex);
  REQUIRE(beat->topic_partitions);
  CHECK(beat->topic_partitions->empty());
  CHECK(w.member.identity().generation == -1);
  CHECK(w.step().sends.empty());
}

TEST_CASE("consumer group: members have different ids") {
  ConsumerProtocol one(member_settings(), Random(1), Log()), other(member_settings(), Random(2), Log());
  CHECK(one.identity().member_id != other.identity().member_id);
}

TEST_CASE("consumer group: takes its assignment over, then acknowledges it at once") {
  World w;
  w.subscribe();
  w.answer(World::assigned(3, {0, 1}));
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked.empty());
  CHECK(*w.last.event->assigned == partitions("t", {0, 1}));
  CHECK(w.member.identity().generation == 3);
  CHECK(w.member.state() == reconciling);
  CHECK_FALSE(sent<Beat>(w.last));
  w.done();
  CHECK(w.member.state() == acknowledging);
  REQUIRE(sent<Beat>(w.last));
  CHECK(owned(w.last) == std::vector<std::int32_t>{0, 1});
  CHECK(sent<Beat>(w.last)->member_epoch == 3);
  CHECK_FALSE(sent<Beat>(w.last)->subscribed_topic_names); // known already
  CHECK(sent<Beat>(w.last)->rebalance_timeout_ms == -1);
  w.answer(World::said(3));
  CHECK(w.member.state() == stable);
  CHECK(w.last.wake == w.now + 5s);
  w.beat();
  CHECK_FALSE(sent<Beat>(w.last)->topic_partitions);
}

TEST_CASE("consumer group: while the application takes its time heartbeats go on, and claim nothing new") {
  World w;
  w.stable_with({0, 1, 2});
  w.beat();
  w.answer(World::assigned(2, {0, 3}));
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked == partitions("t", {1, 2}));
  CHECK(*w.last.event->assigned == partitions("t", {3}));
  const std::uint64_t number = w.last.event->number;
  w.now += 5s;
  w.step();
  REQUIRE(sent<Beat>(w.last));
  CHECK_FALSE(sent<Beat>(w.last)->topic_partitions);
  w.answer(World::said(2));
  CHECK(w.member.state() == reconciling);
  w.member.event_done(number, w.now);
  w.step();
  CHECK(owned(w.last) == std::vector<std::int32_t>{0, 3});
}

TEST_CASE("consumer group: what the application is about to take is told as taken, so that nobody else gets it before it is given up") {
  World w;
  w.stable_with({0, 1});
  w.beat();
  w.answer(World::assigned(2, {0, 3}));
  REQUIRE(w.last.event);
  const std::uint64_t number = w.last.event->number;
  w.now += 5s;
  w.step();
  w.member.on_failure(ticket<Beat>(w.last), Error(ErrorCode::disconnected), w.now);
  w.step();
  w.now = w.last.wake;
  w.step();
  CHECK(owned(w.last) == std::vector<std::int32_t>{0, 1, 3}); // everything is said again
  w.answer(World::assigned(3, {0}));
  w.member.event_done(number, w.now);
  w.step();
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked == partitions("t", {3}));
  CHECK(owned(w.last) == std::vector<std::int32_t>{0, 3}); // still
}

TEST_CASE("consumer group: an assignment that comes before the last was acknowledged follows it") {
  World w;
  w.subscribe();
  w.answer(World::assigned(1, {0, 1}));
  w.done();
  REQUIRE(sent<Beat>(w.last));
  w.answer(World::assigned(2, {0, 1, 2})); // the answer to the acknowledgement
  REQUIRE(w.last.event);
  CHECK(*w.last.event->assigned == partitions("t", {2}));
  w.done();
  CHECK(owned(w.last) == std::vector<std::int32_t>{0, 1, 2});
}

TEST_CASE("consumer group: an acknowledgement that is lost is sent again, with everything") {
  World w;
  w.subscribe();
  w.answer(World::assigned(1, {0}));
  w.done();
  w.member.on_failure(ticket<Beat>(w.last), Error(ErrorCode::disconnected), w.now);
  w.step();
  CHECK(w.last.coordinator_lost);
  CHECK_FALSE(sent<Beat>(w.last));
  w.now = w.last.wake;
  w.step();
  REQUIRE(sent<Beat>(w.last));
  CHECK(owned(w.last) == std::vector<std::int32_t>{0});
  CHECK(sent<Beat>(w.last)->subscribed_topic_names);
  CHECK(sent<Beat>(w.last)->member_epoch == 1);
  w.answer(World::said(1));
  CHECK(w.member.state() == stable);
}

TEST_CASE("consumer group: a topic that metadata does not know yet is asked for, and taken over when it is") {
  World w;
  w.subscribe();
  Said response = World::assigned(1, {0});
  response.assignment->topic_partitions.push_back({uuid(8), {5}});
  w.answer(response);
  REQUIRE(w.last.event);
  CHECK(*w.last.event->assigned == partitions("t", {0}));
  CHECK(w.member.unnamed_topics() == std::vector<Uuid>{uuid(8)});
  w.done();
  w.answer(World::said(1));
  w.set_topic("new", 8, 6);
  w.step();
  REQUIRE(w.last.event);
  CHECK(*w.last.event->assigned == partitions("new", {5}));
  CHECK(w.member.unnamed_topics().empty());
}

TEST_CASE("consumer group: the partitions of a topic that was created again are given up and begun anew") {
  World w;
  w.stable_with({0});
  w.set_topic("t", 9, 4);
  w.beat();
  w.answer(World::assigned(2, {0}, 9));
  REQUIRE(w.last.event);
  CHECK(w.last.event->revoked == partitions("t", {0}));
  CHECK(*w.last.event->assigned == partitions("t", {0}));
  w.done();
  REQUIRE(sent<Beat>(w.last));
  CHECK((*sent<Beat>(w.last)->topic_partitions)[0].topic_id == uuid(9));
}

TEST_CASE("consumer group: another subscription is told at once, in the same membership") {
  World w;
  w.stable_with({0});
  w.member.subscribe({"t", "u"}, "", w.now);
  w.step();
  REQUIRE(sent<Beat>(w.last));
  CHECK(sent<Beat>(w.last)->subscribed_topic_names->size() == 2);
  CHECK(sent<Beat>(w.last)->member_epoch == 1);
  w.answer(World::said(1));
  w.member.subscribe({}, "^t.*", w.now);
  w.step();
  REQUIRE(sent<Beat>(w.last));
  CHECK(sent<Beat>(w.last)->subscribed_topic_names->empty());
  CHECK(sent<Beat>(w.last)->subscribed_topic_regex == "^t.*");
  w.answer(World::said(1));
  w.member.subscribe({"t"}, "", w.now);
  w.step();
  CHECK(sent<Beat>(w.last)->subscribed_topic_regex == ""); // takes it back
}

TEST_CASE("consumer group: a fenced member loses its partitions, then joins anew as the same member") {
  for (const ErrorCode code : {ErrorCode::fenced_member_epoch, ErrorCode::unknown_member_id}) {
    World w;
    w.stable_with({0, 1});
    const Identity before = w.member.identity();
    w.beat();
    w.answer(World::refused(code));
    REQUIRE(w.last.event);
    CHECK(w.last.event->lost);
    CHECK(w.last.event->revoked == partitions("t", {0, 1}));
    CHECK_FALSE(w.last.event->assigned);
    CHECK(w.member.identity().ownership > before.ownership);
    CHECK(w.member.identity().generation == -1);
    CHECK_FALSE(sent<Beat>(w.last));
    w.done();
    w.now += 2s;
    if (!sent<Beat>(w.last)) w.step();
    REQUIRE(sent<Beat>(w.last));
    CHECK(sent<Beat>(w.last)->member_epoch == 0);
    CHECK(sent<Beat>(w.last)->member_id == before.member_id);
    CHECK(owned(w.last).empty());
  }
}

TEST_CASE("consumer group: fenced while joining, or while the application takes over") {
  World w;
  w.subscribe();
  w.answer(World::refused(ErrorCode::unknown_member_id));
  CHECK_FALSE(w.last.event);
  CHECK_FALSE(sent<Beat>(w.last));
  w.now += 2s;
  REQUIRE(sent<Beat>(w.step()));
  w.answer(World::assigned(1, {0}));
  const std::uint64_t number = w.last.event->number;
  w.now += 5s;
  w.step();
  w.answer(World::refused(ErrorCode::fenced_member_epoch));
  CHECK_FALSE(w.last.event); // one at a time
  w.member.event_done(number, w.now);
  w.step();
  REQUIRE(w.last.event);
  CHECK(w.last.event->lost);
  CHECK(w.last.event->revoked == partitions("t", {0}));
}

TEST_CASE("consumer group: commits that are refused tell of the membership") {
  World w;
  w.stable_with({0});
  const Identity as = w.member.identity();
  w.member.commit_refused(as, ErrorCode::stale_member_epoch, w.now);
  w.step();
  CHECK(sent<Beat>(w.last)); // its answer has the epoch
  w.answer(World::said(2));
  w.member.commit_refused(as, ErrorCode::stale_member_epoch, w.now);
  CHECK_FALSE(sent<Beat>(w.step())); // it has it already
  w.member.commit_refused(as, ErrorCode::unknown_member_id, w.now);
  w.step();
  CHECK(w.last.event->lost);
  w.done();
  w.member.commit_refused(as, ErrorCode::unknown_member_id, w.now); // late
  CHECK(w.member.state() == joining);
}

TEST_CASE("consumer group: errors that pass are retried with backoff, with everything said again") {
  for (const ErrorCode code : {ErrorCode::coordinator_load_in_progress, ErrorCode::coordinator_not_available, ErrorCode::not_coordinator,
                               ErrorCode::topic_authorization_failed}) {
    CAPTURE(error_code_name(code));
    World w;
    w.stable_with({0});
    w.beat();
    w.answer(World::refused(code));
    CHECK_FALSE(sent<Beat>(w.last));
    CHECK(w.last.coordinator_lost == (code == ErrorCode::coordinator_not_available || code == ErrorCode::not_coordinator));
    CHECK(w.last.error.has_value() == (code == ErrorCode::topic_authorization_failed));
    CHECK_FALSE(w.last.failed);
    w.now += 2s;
    w.step();
    REQUIRE(sent<Beat>(w.last));
    CHECK(sent<Beat>(w.last)->subscribed_topic_names);
    CHECK(owned(w.last) == std::vector<std::int32_t>{0});
    CHECK(sent<Beat>(w.last)->member_epoch == 1);
  }
}

TEST_CASE("consumer group: errors that only the user can mend are told, and stay until another subscription") {
  for (const ErrorCode code :
       {ErrorCode::group_authorization_failed, ErrorCode::invalid_request, ErrorCode::group_max_size_reached,
        ErrorCode::unsupported_assignor, ErrorCode::unsupported_version, ErrorCode::unreleased_instance_id, ErrorCode::fenced_instance_id,
        ErrorCode::invalid_regular_expression, ErrorCode::invalid_group_id, ErrorCode::inconsistent_group_protocol}) {
    CAPTURE(error_code_name(code));
    World w;
    w.stable_with({0});
    w.beat();
    w.answer(World::refused(code));
    REQUIRE(w.last.error);
    CHECK(w.last.error->code() == code);
    CHECK(w.last.error->cause().find("because") != std::string::npos);
    CHECK(w.last.failed);
    REQUIRE(w.last.event);
    CHECK(w.last.event->lost);
    w.now += 1h;
    CHECK(w.step().sends.empty());
    w.member.event_done(1 + 1, w.now);
    w.subscribe();
    REQUIRE(sent<Beat>(w.last));
    CHECK(sent<Beat>(w.last)->member_epoch == 0);
  }
}

TEST_CASE("consumer group: a new subscription after an error first loses what is still held") {
  World w;
  w.stable_with({0});
  w.beat();
  w.answer(World::refused(ErrorCode::group_authorization_failed));
  const std::uint64_t number = w.last.event->number;
  w.subscribe();
  CHECK(w.member.state() == losing);
  CHECK_FALSE(sent<Beat>(w.last));
  w.member.event_done(number, w.now);
  CHECK(sent<Beat>(w.step()));
}

TEST_CASE("consumer group: a broker without the protocol is told by the setting's name") {
  World w;
  w.subscribe();
  w.member.on_failure(ticket<Beat>(w.last), Error(ErrorCode::unsupported_by_broker, "no such API"), w.now);
  w.step();
  REQUIRE(w.last.error);
  CHECK(w.last.error->hint().find("group.protocol=consumer") != std::string::npos);
  CHECK(w.last.error->hint().find("4.0") != std::string::npos);
  CHECK(w.last.failed);

  World by_pattern;
  by_pattern.member.subscribe({}, "t.*", by_pattern.now);
  by_pattern.step();
  by_pattern.member.on_failure(ticket<Beat>(by_pattern.last), Error(ErrorCode::serialization_failed, "v0"), by_pattern.now);
  by_pattern.step();
  CHECK(by_pattern.last.error->hint().find("TopicPattern") != std::string::npos);
}

TEST_CASE("consumer group: max.poll.interval.ms without a poll leaves, tells, and joins again with the next poll") {
  World w;
  w.stable_with({0});
  for (int i = 0; i < 70 && !w.last.event; ++i) {
    w.now += 5s;
    w.step();
    if (!w.last.event && sent<Beat>(w.last)) w.member.on_response(ticket<Beat>(w.last), World::said(1), w.now);
  }
  REQUIRE(w.last.event);
  CHECK(w.last.event->lost);
  CHECK(w.last.event->error->code() == ErrorCode::max_poll_exceeded);
  REQUIRE(sent<Beat>(w.last));
  CHECK(sent<Beat>(w.last)->member_epoch == -1);
  const Ticket leave = ticket<Beat>(w.last);
  const std::uint64_t number = w.last.event->number;
  w.now += 1h;
  CHECK(w.step().sends.empty());
  w.member.event_done(number, w.now);
  CHECK(w.step().sends.empty()); // the broker must know first that it left
  w.member.on_response(leave, World::said(-1), w.now);
  w.step();
  REQUIRE(sent<Beat>(w.last));
  CHECK(sent<Beat>(w.last)->member_epoch == 0);
}

TEST_CASE("consumer group: unsubscribing leaves; a static member says that it will be back") {
  for (const bool is_static : {false, true}) {
    MemberSettings settings = member_settings();
    if (is_static) settings.instance_id = "i";
    World w(settings);
    w.stable_with({0});
    w.beat();
    const Ticket beat = ticket<Beat>(w.last);
    const auto before = w.member.identity().ownership;
    w.member.unsubscribe(w.now);
    w.step();
    REQUIRE(sent<Beat>(w.last));
    CHECK(sent<Beat>(w.last)->member_epoch == (is_static ? -2 : -1));
    CHECK(sent<Beat>(w.last)->instance_id.has_value() == is_static);
    CHECK(w.member.leaving());
    const Ticket leave = ticket<Beat>(w.last);
    CHECK(w.member.identity().ownership > before);
    w.member.on_response(beat, World::assigned(5, {1}), w.now); // late
    CHECK(w.member.state() == unsubscribed);
    w.subscribe();
    CHECK_FALSE(sent<Beat>(w.last)); // first the broker must have let it go
    w.member.on_failure(leave, Error(ErrorCode::disconnected), w.now);
    CHECK_FALSE(w.member.leaving());
    CHECK(sent<Beat>(w.step())->member_epoch == 0);
  }
}

TEST_CASE("consumer group: what never joined does not leave") {
  World w;
  w.member.unsubscribe(w.now);
  CHECK(w.step().sends.empty());
  CHECK_FALSE(w.member.leaving());
}
