// The lives of KIP-848 groups.
#include "mock/scenarios/scenarios.hpp"
#include "mock/scenarios/support.hpp"

namespace klamm::test {
namespace {

using Heartbeat = wire::ConsumerGroupHeartbeatRequest;

Heartbeat beat(std::string_view group, std::string_view member, std::int32_t epoch) {
  Heartbeat request;
  request.group_id = group;
  request.member_id = member;
  request.member_epoch = epoch;
  return request;
}

Heartbeat joining(std::string_view group, std::string_view member, std::string_view topic) {
  Heartbeat request = beat(group, member, 0);
  request.rebalance_timeout_ms = 60'000;
  request.subscribed_topic_names = {topic};
  request.topic_partitions.emplace();
  return request;
}

/// Makes a topic and waits until coordinators know it: they assign its partitions, unwritten.
Uuid make_known_topic(Dialogue& broker, std::string_view name, int partitions) {
  const Uuid id = make_topic(broker, name, partitions);
  const auto other = broker.unique("other");
  find_coordinator(broker, other);
  auto request = joining(other, "scout", name);
  (void)broker.until<Heartbeat>(
      request, 1, [](const auto& answer) { return answer.assignment && !answer.assignment->topic_partitions.empty(); }, "scout");
  (void)broker.quietly(beat(other, "scout", -1), 1, "scout");
  return id;
}

} // namespace

void consumer_group(Dialogue& broker) {
  const auto topic = broker.unique("orders"), group = broker.unique("billing");
  const Uuid id = make_known_topic(broker, topic, 4);
  find_coordinator(broker, group);
  const auto ask = [&](const Heartbeat& request) { return broker.ask(request, 1); };
  const auto describe = [&] {
    wire::ConsumerGroupDescribeRequest request;
    request.group_ids = {group};
    broker.ask(request, 1);
  };
  broker.say("nobody is there");
  ask(beat(group, "nobody", 1));
  ask(beat(group, "nobody", -1));
  describe();
  broker.say("requests that make no sense");
  auto bad = joining(group, "one", topic);
  bad.rebalance_timeout_ms = -1;
  ask(bad);
  bad = joining(group, "one", topic);
  bad.topic_partitions.reset();
  ask(bad);
  bad = joining(group, "one", topic);
  bad.subscribed_topic_names.reset();
  ask(bad);
  bad = joining(group, "", topic);
  ask(bad);
  bad = joining(group, "one", topic);
  bad.server_assignor = "mine";
  ask(bad);
  bad = joining(group, "one", topic);
  bad.subscribed_topic_regex = "(";
  auto unreadable = broker.quietly(bad, 1);
  unreadable.error_message = std::nullopt; // (what is wrong with it is told by the regex library)
  broker.tell(unreadable, 1);
  ask(joining("", "one", topic));
  ask(beat(group, "one", -2));
  ask(beat(group, "one", -3));
  broker.say("one comes");
  broker.ask(joining(group, "one", topic), 1);
  ask(joining(group, "one", topic));
  describe();
  ask(beat(group, "one", 1));
  ask(beat(group, "one", 2));
  ask(beat(group, "one", 3));
  ask(beat(group, "two", 2));
  auto whole = joining(group, "one", topic);
  whole.member_epoch = 2;
  whole.topic_partitions->push_back({id, {0, 1, 2, 3}});
  ask(whole);
  broker.say("commits");
  const auto commit = [&](std::string_view member, std::int32_t epoch, std::int16_t version) {
    wire::OffsetCommitRequest request;
    request.group_id = group;
    request.generation_id_or_member_epoch = epoch;
    request.member_id = member;
    auto& into = request.topics.emplace_back();
    into.name = topic;
    into.topic_id = id;
    into.partitions.push_back({.index = 0, .committed_offset = 7});
    broker.ask(request, version);
  };
  commit("one", 2, 9);
  commit("one", 2, 10);
  commit("one", 2, 8);
  commit("one", 1, 9);
  commit("one", 3, 9);
  commit("two", 2, 9);
  commit("", -1, 9);
  const auto fetch = [&](std::optional<std::string_view> member, std::int32_t epoch) {
    wire::OffsetFetchRequest request;
    auto& wanted = request.groups.emplace_back();
    wanted.group_id = group;
    wanted.member_id = member;
    wanted.member_epoch = epoch;
    wanted.topics->push_back({topic, id, {0}});
    broker.ask(request, 9);
  };
  fetch("one", 2);
  fetch("one", 1);
  fetch("two", 2);
  fetch(std::nullopt, -1);
  broker.say("what classic members hear");
  wire::HeartbeatRequest classic;
  classic.group_id = group;
  classic.member_id = "old";
  broker.ask(classic, 4);
  wire::DescribeGroupsRequest describe_classic;
  describe_classic.groups = {group};
  broker.ask(describe_classic, 6);
  broker.say("it leaves");
  ask(beat(group, "one", -1));
  ask(beat(group, "one", -1));
  describe();
  commit("", -1, 9);
}

void consumer_group_of_two(Dialogue& broker) {
  const auto topic = broker.unique("orders"), group = broker.unique("billing");
  const Uuid id = make_known_topic(broker, topic, 4);
  find_coordinator(broker, group);
  broker.ask(joining(group, "one", topic), 1);
  broker.say("a second comes and must wait"); // (Kafka divides at most once a second: a new member may be told the old epoch first)
  auto waits = beat(group, "two", broker.quietly(joining(group, "two", topic), 1).member_epoch);
  const auto told = broker.until<Heartbeat>(beat(group, "one", 2), 1, [](const auto& answer) { return answer.assignment.has_value(); });
  broker.say("the first is asked for two: epoch " + std::to_string(told.member_epoch) + ", keeps " +
             std::to_string(told.assignment->topic_partitions.at(0).partitions.size()));
  auto owns = beat(group, "one", 2);
  owns.topic_partitions.emplace();
  owns.topic_partitions->push_back({id, {0, 1, 2, 3}});
  broker.ask(owns, 1);
  broker.say("and gives them up");
  owns.topic_partitions = told.assignment->topic_partitions;
  broker.ask(owns, 1);
  wire::ConsumerGroupHeartbeatResponse got;
  for (int i = 0; i < 100 && !got.assignment; ++i) {
    got = broker.quietly(waits, 1);
    waits.member_epoch = got.member_epoch;
  }
  broker.say("epoch " + std::to_string(got.member_epoch) + ", the second gets " +
             std::to_string(got.assignment.value().topic_partitions.at(0).partitions.size()));
  broker.say("an answer that was not heard");
  broker.ask(owns, 1);
  owns.topic_partitions->at(0).partitions = {0, 1, 2, 3};
  broker.ask(owns, 1);
  broker.ask(beat(group, "one", 2), 1);
  broker.ask(beat(group, "two", -1), 1);
  broker.ask(beat(group, "one", -1), 1);
}

void static_consumer_members(Dialogue& broker) {
  const auto topic = broker.unique("orders"), group = broker.unique("billing");
  (void)make_known_topic(broker, topic, 2);
  find_coordinator(broker, group);
  const auto with = [](Heartbeat request, std::string_view instance) {
    request.instance_id = instance;
    return request;
  };
  broker.ask(with(joining(group, "one", topic), "instance"), 1);
  broker.ask(with(beat(group, "one", 2), "instance"), 1);
  broker.say("another one of the same name");
  broker.ask(with(joining(group, "two", topic), "instance"), 1);
  broker.ask(with(beat(group, "two", 2), "instance"), 1);
  broker.ask(with(beat(group, "one", 2), "unknown"), 1);
  broker.say("it is gone for a while");
  broker.ask(with(beat(group, "one", -2), "instance"), 1);
  broker.ask(with(joining(group, "two", topic), "instance"), 1);
  broker.ask(with(beat(group, "one", 2), "instance"), 1);
  broker.ask(with(beat(group, "two", 2), "instance"), 1);
  broker.say("and for good");
  broker.ask(with(beat(group, "one", -1), "instance"), 1);
  broker.ask(with(beat(group, "two", -1), "instance"), 1);
  broker.ask(with(beat(group, "two", -1), "instance"), 1);
}

} // namespace klamm::test
