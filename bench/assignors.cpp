// What the leader of a group of 200 members computes for 2,000 partitions in 100 topics: a first assignment, and the next one after 20 members left and 30 came.
#include <benchmark/benchmark.h>

#include "base/random.hpp"
#include "group/assignors/assignor.hpp"

namespace {

using namespace klamm;

struct Group {
  std::vector<AssignableTopic> topics;
  std::vector<GroupMember> members;
  Random random{7};
  bool same_topics;

  Group(bool same, bool racks) : same_topics(same) {
    for (int t = 0; t < 100; ++t) {
      AssignableTopic& topic = topics.emplace_back();
      topic.name = "topic-" + std::to_string(t);
      for (std::int32_t p = 0; p < 20; ++p) {
        topic.partitions.push_back({p, {}});
        if (racks) topic.partitions.back().racks = {std::string(1, "abc"[random.below(3)])};
      }
    }
    for (int m = 0; m < 200; ++m) add_member(racks);
  }
  void add_member(bool racks) {
    GroupMember& member = members.emplace_back();
    member.member_id = "consumer-" + std::to_string(random());
    if (racks) member.rack_id = "abc"[random.below(3)];
    for (const AssignableTopic& topic : topics)
      if (same_topics || random.below(3) > 0) member.topics.push_back(topic.name);
  }
  /// Everybody has what it was given, then 20 leave and 30 come.
  void live_on(Assignor& assignor, bool racks) {
    const auto given = assignor.assign(topics, members);
    for (std::size_t i = 0; i < members.size(); ++i) {
      assignor.on_assignment(given[i], 1);
      members[i].user_data = assignor.subscription_user_data(members[i].topics);
      members[i].owned_partitions = given[i].partitions;
      members[i].generation_id = 1;
    }
    members.erase(members.begin(), members.begin() + 20);
    for (int i = 0; i < 30; ++i) add_member(racks);
  }
};

void assign(benchmark::State& state, const char* name, bool same_topics, bool racks, bool again) {
  const auto assignor = group::make_assignor(name);
  Group group(same_topics, racks);
  if (again) group.live_on(*assignor, racks);
  for (auto _ : state) benchmark::DoNotOptimize(assignor->assign(group.topics, group.members));
}

const int registered = [] {
  for (const char* name : {"range", "roundrobin", "sticky", "cooperative-sticky"})
    for (const bool same_topics : {true, false})
      for (const bool racks : {false, true})
        for (const bool again : {false, true})
          benchmark::RegisterBenchmark((std::string("assign/") + name + (same_topics ? "/same topics" : "/different topics") +
                                        (racks ? "/racks" : "") + (again ? "/again" : ""))
                                           .c_str(),
                                       assign, name, same_topics, racks, again)
              ->Unit(benchmark::kMillisecond);
  return 0;
}();

} // namespace
