// A group that lives through rebalances: members come and go, what they own and say follows from what they were given.
#pragma once

#include <algorithm>
#include <map>
#include <memory>

#include "base/random.hpp"
#include "group/assignors/assignor.hpp"
#include "group/assignors/member_metadata.hpp"

namespace klamm::test {

class GroupLife {
public:
  GroupLife(std::string assignor, std::uint64_t seed) : name_(std::move(assignor)), random_(seed) {}

  void add_topic(int partitions) {
    AssignableTopic& topic = topics_.emplace_back();
    topic.name = "t" + std::to_string(topics_.size());
    grow(topic, partitions);
  }
  void grow(AssignableTopic& topic, int partitions) {
    for (; partitions > 0; --partitions) topic.partitions.push_back({static_cast<std::int32_t>(topic.partitions.size()), some_racks()});
  }
  void add_member(std::vector<std::string> topics, std::string rack = {}) {
    GroupMember member;
    member.member_id = "m-" + std::to_string(random_.below(1'000'000'000)) + "-" + std::to_string(++members_ever_);
    member.topics = std::move(topics);
    member.rack_id = std::move(rack);
    members_.push_back(std::move(member));
    assignors_.push_back(group::make_assignor(name_));
  }
  void remove_member(std::size_t index) {
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(index));
    assignors_.erase(assignors_.begin() + static_cast<std::ptrdiff_t>(index));
  }
  std::vector<std::string> all_topics() const {
    std::vector<std::string> names;
    for (const AssignableTopic& topic : topics_) names.push_back(topic.name);
    return names;
  }
  std::vector<std::string> some_topics() {
    std::vector<std::string> names = all_topics();
    std::erase_if(names, [this](const std::string&) { return random_.below(3) == 0; });
    return names;
  }
  std::vector<std::string> some_racks() {
    std::vector<std::string> racks;
    for (const char* rack : {"a", "b", "c"})
      if (with_racks && random_.below(2) == 0) racks.emplace_back(rack);
    return racks;
  }
  std::string a_rack() { return with_racks ? std::string(1, "abc"[random_.below(3)]) : std::string(); }

  /// All members join, through the bytes that they would send, and get their assignments.
  std::vector<MemberAssignment> rebalance() {
    std::vector<GroupMember> joined;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      members_[i].user_data = assignors_[i]->subscription_user_data(members_[i].topics);
      if (assignors_[i]->protocol() == RebalanceProtocol::eager) members_[i].owned_partitions.clear();
      joined.push_back(
          group::decode_member(members_[i].member_id, members_[i].group_instance_id, group::encode_member(members_[i]).bytes()).value());
    }
    auto result = assignors_.at(0)->assign(topics_, joined);
    group::check_assignment(*assignors_[0], assignors_[0]->protocol(), topics_, joined, result).value();
    ++generation_;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const auto mine = group::decode_assignment(group::encode_assignment(result[i]).bytes()).value();
      assignors_[i]->on_assignment(mine, generation_);
      members_[i].owned_partitions = mine.partitions;
      members_[i].generation_id = generation_;
    }
    return result;
  }

  /// How many partitions somebody subscribes to.
  std::size_t assignable() const {
    std::size_t count = 0;
    for (const AssignableTopic& topic : topics_)
      if (std::any_of(members_.begin(), members_.end(), [&](const GroupMember& m) { return subscribes(m, topic.name); }))
        count += topic.partitions.size();
    return count;
  }
  static bool subscribes(const GroupMember& member, const std::string& topic) {
    return std::find(member.topics.begin(), member.topics.end(), topic) != member.topics.end();
  }
  static std::size_t count(const std::vector<MemberAssignment>& assignments) {
    std::size_t sum = 0;
    for (const MemberAssignment& assignment : assignments) sum += assignment.partitions.size();
    return sum;
  }

  bool with_racks = false;
  Random& random() { return random_; }
  std::vector<AssignableTopic>& topics() { return topics_; }
  std::vector<GroupMember>& members() { return members_; }

private:
  std::string name_;
  Random random_;
  std::vector<AssignableTopic> topics_;
  std::vector<GroupMember> members_;
  std::vector<std::unique_ptr<Assignor>> assignors_;
  int members_ever_ = 0;
  std::int32_t generation_ = 0;
};

} // namespace klamm::test
