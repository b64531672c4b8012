// What groups commit and read back.
#include "mock/scenarios/scenarios.hpp"
#include "mock/scenarios/support.hpp"

namespace klamm::test {

void commit_and_fetch_offsets(Dialogue& broker) {
  const auto topic = broker.unique("orders"), group = broker.unique("billing"), other = broker.unique("other");
  const Uuid id = make_topic(broker, topic, 2);
  find_coordinator(broker, group);
  const auto commit = [&](std::string_view of, std::int16_t version, std::int32_t index, std::int64_t offset, std::string_view metadata,
                          std::int32_t generation = -1, std::string_view member = "") {
    wire::OffsetCommitRequest request;
    request.group_id = of;
    request.generation_id_or_member_epoch = generation;
    request.member_id = member;
    auto& into = request.topics.emplace_back();
    into.name = topic;
    into.topic_id = id;
    into.partitions.push_back({.index = index, .committed_offset = offset, .committed_leader_epoch = 3, .committed_metadata = metadata});
    broker.ask(request, version);
  };
  const auto fetch = [&](std::string_view of, std::int16_t version, bool all = false) {
    wire::OffsetFetchRequest request;
    if (version < 8) {
      request.group_id = of;
      if (all) request.topics.reset();
      else request.topics->push_back({topic, {0, 1, 7}});
    } else {
      auto& wanted = request.groups.emplace_back();
      wanted.group_id = of;
      if (all) wanted.topics.reset();
      else wanted.topics->push_back({topic, id, {0, 1, 7}});
    }
    broker.ask(request, version);
  };
  broker.say("each version writes and reads");
  for (std::int16_t version = 2; version <= 10; ++version) commit(group, version, 0, 100 + version, "note");
  for (std::int16_t version = 1; version <= 10; ++version) fetch(group, version);
  for (std::int16_t version = 2; version <= 10; ++version) fetch(group, version, true);
  broker.say("a group that nobody knows");
  fetch(other, 7);
  fetch(other, 8);
  fetch(other, 9, true);
  broker.say("what is refused");
  commit(group, 8, 9, 1, "");
  commit(group, 9, 0, 1, std::string(5000, 'm'));
  commit(group, 8, 1, 1, "", 5, "nobody");
  commit(group, 9, 1, 1, "", 5, "nobody");
  commit(other, 8, 1, 1, "", 5, "nobody");
  commit(other, 9, 1, 1, "", 5, "nobody");
  for (const std::int16_t version : {std::int16_t{9}, std::int16_t{10}}) {
    wire::OffsetCommitRequest request;
    request.group_id = group;
    auto& into = request.topics.emplace_back();
    into.name = "no-such-topic";
    into.topic_id.bytes[3] = 7;
    into.partitions.push_back({.index = 0, .committed_offset = 1});
    broker.ask(request, version);
  }
  broker.say("administrators");
  for (const std::string_view each : {group, other}) {
    wire::DescribeGroupsRequest describe;
    describe.groups = {each};
    broker.ask(describe, 5);
    broker.ask(describe, 6);
    wire::DeleteGroupsRequest remove;
    remove.group_names = {each};
    broker.ask(remove, 2);
  }
  fetch(group, 9);
}

} // namespace klamm::test
