// The lives of classic groups.
#include <functional>

#include "mock/scenarios/scenarios.hpp"
#include "mock/scenarios/support.hpp"
#include "wire/messages/consumer_protocol.hpp"

namespace klamm::test {
namespace {

/// What members say of themselves. It must be a subscription: Kafka reads it, and a group whose members' it can't read never gets to its first generation.
wire::Bytes subscription_to(std::string_view topic, Dialogue& broker) {
  wire::ConsumerProtocolSubscription subscription;
  subscription.topics = {topic};
  return wire::Bytes(broker.kept(wire::encode_with_version(subscription, 0).text()));
}

struct Speaker {
  Dialogue& broker;
  std::string_view group;

  wire::JoinGroupRequest joining(std::string_view member, const std::vector<std::string_view>& protocols,
                                 std::string_view metadata = "topics", std::optional<std::string_view> instance = std::nullopt) const {
    wire::JoinGroupRequest request;
    request.group_id = group;
    request.session_timeout_ms = 30'000;
    request.rebalance_timeout_ms = 60'000;
    request.member_id = member;
    request.group_instance_id = instance;
    request.protocol_type = "consumer";
    for (const std::string_view protocol : protocols) request.protocols.push_back({protocol, subscription_to(metadata, broker)});
    return request;
  }
  /// Asks for an id (KIP-394), which is called `name`.
  std::string_view id(const std::string& name) const {
    const auto answer = broker.quietly(joining("", {"range"}), 9);
    const auto given = broker.called(answer.member_id, name);
    broker.tell(answer, 9);
    return given;
  }
  void sync(std::string_view member, std::int32_t generation, const std::vector<std::pair<std::string_view, std::string_view>>& given,
            std::int16_t version = 5, std::optional<std::string_view> instance = std::nullopt, std::string_view protocol = "range") const {
    wire::SyncGroupRequest request;
    request.group_id = group;
    request.generation_id = generation;
    request.member_id = member;
    request.group_instance_id = instance;
    request.protocol_type = "consumer";
    request.protocol_name = protocol;
    for (const auto& [to, assignment] : given) request.assignments.push_back({to, wire::Bytes(assignment)});
    broker.ask(request, version);
  }
  void beat(std::string_view member, std::int32_t generation, std::optional<std::string_view> instance = std::nullopt) const {
    wire::HeartbeatRequest request;
    request.group_id = group;
    request.generation_id = generation;
    request.member_id = member;
    request.group_instance_id = instance;
    broker.ask(request, 4);
  }
  void leave(std::string_view member, std::optional<std::string_view> instance = std::nullopt, std::int16_t version = 5) const {
    wire::LeaveGroupRequest request;
    request.group_id = group;
    if (version < 3) request.member_id = member;
    else request.members.push_back({member, instance, "done"});
    broker.ask(request, version);
  }
  void describe(std::int16_t version = 6) const {
    wire::DescribeGroupsRequest request;
    request.groups = {group};
    broker.ask(request, version);
  }
  void commit(std::string_view topic, std::string_view member, std::int32_t generation) const {
    wire::OffsetCommitRequest request;
    request.group_id = group;
    request.generation_id_or_member_epoch = generation;
    request.member_id = member;
    auto& into = request.topics.emplace_back();
    into.name = topic;
    into.partitions.push_back({.index = 0, .committed_offset = 1});
    broker.ask(request, 9);
  }
};

} // namespace

void classic_group_of_one(Dialogue& broker) {
  const auto topic = broker.unique("orders"), group = broker.unique("billing");
  (void)make_topic(broker, topic, 1);
  find_coordinator(broker, group);
  const Speaker speaker{broker, group};
  broker.say("nobody is there");
  speaker.beat("nobody", 1);
  speaker.sync("nobody", 1, {});
  speaker.leave("nobody");
  speaker.leave("nobody", std::nullopt, 2);
  broker.ask(speaker.joining("nobody", {"range"}), 9);
  broker.ask(speaker.joining("nobody", {"range"}), 5);
  broker.say("requests that make no sense");
  auto short_session = speaker.joining("", {"range"});
  short_session.session_timeout_ms = 100'000'000;
  broker.ask(short_session, 9);
  broker.ask(speaker.joining("", {}), 9);
  wire::HeartbeatRequest nameless;
  broker.ask(nameless, 4);
  broker.say("one comes");
  const auto one = speaker.id("ONE");
  speaker.describe();
  broker.ask(speaker.joining(one, {"range", "roundrobin"}), 9);
  speaker.describe();
  speaker.beat(one, 1);
  speaker.commit(topic, one, 1);
  speaker.sync(one, 2, {});
  speaker.sync(one, 1, {}, 5, std::nullopt, "sticky");
  wire::SyncGroupRequest nameless_protocol;
  nameless_protocol.group_id = group;
  nameless_protocol.generation_id = 1;
  nameless_protocol.member_id = one;
  broker.ask(nameless_protocol, 5);
  speaker.sync("other", 1, {});
  speaker.sync(one, 1, {{one, "everything"}});
  speaker.describe();
  broker.say("at work");
  speaker.sync(one, 1, {});
  speaker.sync(one, 1, {}, 3);
  speaker.beat(one, 1);
  speaker.beat(one, 0);
  speaker.beat("other", 1);
  speaker.commit(topic, one, 1);
  speaker.commit(topic, one, 0);
  speaker.commit(topic, "", -1);
  wire::DeleteGroupsRequest remove;
  remove.group_names = {group};
  broker.ask(remove, 2);
  broker.say("it joins again: the leader begins a new generation");
  for (std::int16_t version = 5; version <= 9; ++version) broker.ask(speaker.joining(one, {"range"}), version);
  speaker.beat(one, 6);
  broker.say("and leaves");
  speaker.leave(one);
  speaker.leave(one);
  speaker.describe();
  speaker.beat(one, 6);
  speaker.commit(topic, "", -1);
  broker.ask(remove, 2);
  speaker.describe(5);
}

void classic_group_of_two(Dialogue& broker) {
  const auto group = broker.unique("billing");
  find_coordinator(broker, group);
  const Speaker speaker{broker, group};
  const auto one = speaker.id("ONE");
  broker.ask(speaker.joining(one, {"range", "roundrobin"}), 9);
  speaker.sync(one, 1, {{one, "all"}});
  broker.say("a second comes, the first joins again");
  const auto two = speaker.id("TWO");
  broker.send(speaker.joining(two, {"roundrobin", "range"}, "more"), 9, "second");
  wire::HeartbeatRequest beat;
  beat.group_id = group;
  beat.member_id = one;
  beat.generation_id = 1;
  (void)broker.until<wire::HeartbeatRequest>(beat, 4,
                                             [](const auto& answer) { return answer.error_code == ErrorCode::rebalance_in_progress; });
  wire::DescribeGroupsRequest describe;
  describe.groups = {group};
  auto described = broker.quietly(describe, 6); // (two members come in any order)
  std::ranges::sort(described.groups.at(0).members, std::greater(),
                    [](const auto& member) { return member.member_assignment.text().size(); });
  broker.tell(described, 6);
  speaker.sync(one, 1, {});
  const auto joined = broker.quietly(speaker.joining(one, {"range"}), 9); // (two members come in any order)
  broker.say(joined.leader == one && joined.members.size() == 2 ? "the first leads" : "somebody else leads");
  broker.tell(broker.hear<wire::JoinGroupRequest>(9, "second"), 9);
  broker.say("it did not hear, and asks again");
  broker.ask(speaker.joining(two, {"roundrobin", "range"}, "more"), 9, "second");
  broker.say("a wish that nobody shares");
  broker.ask(speaker.joining("", {"sticky"}), 9);
  wire::SyncGroupRequest waits;
  waits.group_id = group;
  waits.generation_id = 2;
  waits.member_id = two;
  waits.protocol_type = "consumer";
  waits.protocol_name = "range";
  broker.send(waits, 5, "second");
  speaker.sync(one, 2, {{one, "half"}, {two, "other half"}});
  broker.tell(broker.hear<wire::SyncGroupRequest>(5, "second"), 5);
  broker.say("a follower that joins again unchanged does not disturb");
  broker.ask(speaker.joining(two, {"roundrobin", "range"}, "more"), 9, "second");
  speaker.beat(one, 2);
  broker.say("the second leaves");
  speaker.leave(two);
  speaker.beat(one, 2);
  broker.ask(speaker.joining(one, {"range"}), 9);
  speaker.leave(one);
}

void static_classic_members(Dialogue& broker) {
  const auto group = broker.unique("billing");
  find_coordinator(broker, group);
  const Speaker speaker{broker, group};
  const auto join = [&](const std::string& name, std::int16_t version, std::string_view metadata = "topics") {
    const auto answer = broker.quietly(speaker.joining("", {"range"}, metadata, "instance"), version);
    const auto id = broker.called(answer.member_id, name);
    broker.tell(answer, version);
    return id;
  };
  const auto one = join("ONE", 9);
  speaker.sync(one, 1, {{one, "all"}}, 5, "instance");
  broker.say("it restarts");
  const auto two = join("TWO", 9);
  speaker.sync(two, 1, {}, 5, "instance");
  speaker.beat(one, 1, "instance");
  speaker.beat(two, 1, "instance");
  speaker.beat(two, 1, "other instance");
  broker.ask(speaker.joining(one, {"range"}, "topics", "instance"), 9);
  broker.say("again, in an older version");
  const auto three = join("THREE", 8);
  speaker.describe();
  speaker.leave(two, "instance");
  speaker.leave("", "other instance");
  speaker.leave("", "instance");
  speaker.beat(three, 1, "instance");
}

} // namespace klamm::test
