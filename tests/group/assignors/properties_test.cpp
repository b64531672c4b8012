// What must hold of every assignment, whatever the group has been through.
#include <doctest/doctest.h>

#include <set>

#include "group_life.hpp"

using namespace klamm;
using test::GroupLife;

namespace {

const char* const all_assignors[] = {"range", "roundrobin", "sticky", "cooperative-sticky"};

bool is_sticky(const std::string& name) { return name.ends_with("sticky"); }

std::size_t most(const std::vector<MemberAssignment>& assignments) {
  std::size_t size = 0;
  for (const auto& a : assignments) size = std::max(size, a.partitions.size());
  return size;
}
std::size_t least(const std::vector<MemberAssignment>& assignments) {
  std::size_t size = SIZE_MAX;
  for (const auto& a : assignments) size = std::min(size, a.partitions.size());
  return size;
}

bool has_all_of(const MemberAssignment& now, const MemberAssignment& before) {
  const std::set<TopicPartition> mine(now.partitions.begin(), now.partitions.end());
  return std::all_of(before.partitions.begin(), before.partitions.end(), [&](const TopicPartition& p) { return mine.contains(p); });
}

/// Rebalances until everything is owned; cooperative-sticky needs a second one where something moved (with racks, which may make it think again, a few).
std::vector<MemberAssignment> settle(GroupLife& life, const std::string& name) {
  auto result = life.rebalance(); // (which checks that nothing is given twice, nor to somebody who does not subscribe)
  if (name == "cooperative-sticky")
    for (int more = life.with_racks ? 5 : 1; more > 0 && GroupLife::count(result) < life.assignable(); --more) result = life.rebalance();
  CHECK(GroupLife::count(result) == life.assignable());
  return result;
}

void change(GroupLife& life, bool same_topics) {
  switch (life.random().below(5)) {
    case 0: life.add_member(same_topics ? life.all_topics() : life.some_topics(), life.a_rack()); break;
    case 1:
      if (life.members().size() > 1) life.remove_member(life.random().below(life.members().size()));
      break;
    case 2: life.grow(life.topics()[life.random().below(life.topics().size())], 2); break;
    case 3:
      if (!same_topics) life.members()[life.random().below(life.members().size())].topics = life.some_topics();
      break;
    default: { // a stale claim: somebody who missed that another one got its partitions
      GroupMember& member = life.members()[life.random().below(life.members().size())];
      const GroupMember& other = life.members()[life.random().below(life.members().size())];
      member.generation_id = std::max(-1, member.generation_id - static_cast<std::int32_t>(life.random().below(3)));
      for (const TopicPartition& partition : std::vector(other.owned_partitions))
        if (std::find(member.owned_partitions.begin(), member.owned_partitions.end(), partition) == member.owned_partitions.end())
          member.owned_partitions.push_back(partition);
    }
  }
}

/// No partition can go to a subscriber that has less by two or more.
bool even(const std::vector<GroupMember>& members, const std::vector<MemberAssignment>& result) {
  for (std::size_t from = 0; from < result.size(); ++from)
    for (const TopicPartition& partition : result[from].partitions)
      for (std::size_t to = 0; to < result.size(); ++to)
        if (result[to].partitions.size() + 1 < result[from].partitions.size() && GroupLife::subscribes(members[to], partition.topic))
          return false;
  return true;
}

} // namespace

TEST_CASE("assignors: each partition that somebody subscribes to is owned by exactly one of them, through the whole life of a group") {
  for (const std::string name : all_assignors)
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
      CAPTURE(name);
      CAPTURE(seed);
      GroupLife life(name, seed);
      life.with_racks = seed % 2 == 0;
      const bool same_topics = seed % 3 == 0;
      for (auto i = 1 + life.random().below(5); i > 0; --i) life.add_topic(1 + static_cast<int>(life.random().below(12)));
      for (auto i = 1 + life.random().below(8); i > 0; --i)
        life.add_member(same_topics ? life.all_topics() : life.some_topics(), life.a_rack());
      for (int round = 0; round < 6; ++round) {
        const auto result = settle(life, name);
        if (same_topics && name != "range") CHECK(most(result) <= least(result) + 1);
        if (is_sticky(name)) CHECK(even(life.members(), result));
        if (is_sticky(name) && !life.with_racks) CHECK(life.rebalance() == result); // nothing changed, nothing moves
        change(life, same_topics);
      }
    }
}

TEST_CASE("range: of each topic no subscriber gets two partitions more than another") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    GroupLife life("range", seed);
    life.with_racks = seed % 2 == 0;
    for (int i = 0; i < 4; ++i) life.add_topic(1 + static_cast<int>(life.random().below(12)));
    for (int i = 0; i < 5; ++i) life.add_member(life.some_topics(), life.a_rack());
    const auto result = life.rebalance();
    for (const AssignableTopic& topic : life.topics()) {
      std::size_t fewest = SIZE_MAX, highest = 0;
      for (std::size_t i = 0; i < result.size(); ++i) {
        if (!GroupLife::subscribes(life.members()[i], topic.name)) continue;
        const auto mine = static_cast<std::size_t>(std::count_if(result[i].partitions.begin(), result[i].partitions.end(),
                                                                 [&](const TopicPartition& p) { return p.topic == topic.name; }));
        fewest = std::min(fewest, mine);
        highest = std::max(highest, mine);
      }
      CHECK((fewest == SIZE_MAX || highest <= fewest + 1));
    }
  }
}

TEST_CASE("range: topics with as many partitions are divided alike, also within racks") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    GroupLife life("range", seed);
    life.with_racks = seed % 2 == 0;
    life.add_topic(9);
    life.add_topic(9);
    life.topics()[1].partitions = life.topics()[0].partitions;
    for (int i = 0; i < 4; ++i) life.add_member(life.all_topics(), life.a_rack());
    for (const MemberAssignment& mine : life.rebalance()) {
      std::vector<std::int32_t> of_topic[2];
      for (const TopicPartition& partition : mine.partitions) of_topic[partition.topic == "t1" ? 0 : 1].push_back(partition.partition);
      CHECK(of_topic[0] == of_topic[1]);
    }
  }
}

TEST_CASE("sticky: who stays when a member leaves keeps all it has; a new member gets its share and nothing else moves") {
  for (const std::string name : {"sticky", "cooperative-sticky"})
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
      CAPTURE(name);
      CAPTURE(seed);
      GroupLife life(name, seed);
      for (int i = 0; i < 3; ++i) life.add_topic(1 + static_cast<int>(life.random().below(20)));
      for (int i = 0; i < 6; ++i) life.add_member(life.all_topics());
      auto before = settle(life, name);

      const std::size_t leaves = life.random().below(6);
      life.remove_member(leaves);
      before.erase(before.begin() + static_cast<std::ptrdiff_t>(leaves));
      const auto after_leaving = settle(life, name);
      for (std::size_t i = 0; i < before.size(); ++i) CHECK(has_all_of(after_leaving[i], before[i]));

      life.add_member(life.all_topics());
      const auto after_joining = settle(life, name);
      for (std::size_t i = 0; i < after_leaving.size(); ++i) CHECK(has_all_of(after_leaving[i], after_joining[i]));
    }
}

TEST_CASE("sticky: two members don't swap partitions of a topic") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    GroupLife life("sticky", seed);
    for (int i = 0; i < 5; ++i) life.add_topic(4 + static_cast<int>(life.random().below(6)));
    for (int i = 0; i < 6; ++i) life.add_member(life.some_topics());
    std::map<TopicPartition, std::string> before;
    for (int round = 0; round < 5; ++round) {
      const auto result = life.rebalance();
      std::map<TopicPartition, std::string> now;
      std::set<std::tuple<std::string, std::string, std::string>> moved; // topic, from, to
      for (std::size_t i = 0; i < result.size(); ++i)
        for (const TopicPartition& partition : result[i].partitions) now[partition] = life.members()[i].member_id;
      for (const auto& [partition, owner] : now)
        if (const auto was = before.find(partition); was != before.end() && was->second != owner)
          moved.emplace(partition.topic, was->second, owner);
      for (const auto& [topic, from, to] : moved) CHECK_FALSE(moved.contains({topic, to, from}));
      before = std::move(now);
      life.add_member(life.some_topics());
    }
  }
}

TEST_CASE("assignors: 2,000 partitions and 200 members with different subscriptions come to an end") {
  for (const std::string name : all_assignors) {
    CAPTURE(name);
    GroupLife life(name, 7);
    life.with_racks = true;
    for (int i = 0; i < 100; ++i) life.add_topic(20);
    for (int i = 0; i < 200; ++i) life.add_member(life.some_topics(), life.a_rack());
    settle(life, name);
    for (int i = 0; i < 20; ++i) life.remove_member(life.random().below(life.members().size()));
    for (int i = 0; i < 30; ++i) life.add_member(life.some_topics(), life.a_rack());
    settle(life, name);
  }
}
