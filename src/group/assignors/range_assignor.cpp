#include "group/assignors/range_assignor.hpp"

#include <algorithm>
#include <map>

#include "group/assignors/group_input.hpp"

namespace klamm::group {
namespace {

/// One topic on its way to its subscribers. Members are places in the list of subscribers.
class TopicRanges {
public:
  TopicRanges(const GroupInput& input, Index topic)
      : input_(input),
        topic_(topic),
        given_(subscribers().size()),
        per_member_(input.partition_count(topic) / static_cast<Index>(subscribers().size())),
        with_one_more_(input.partition_count(topic) % static_cast<Index>(subscribers().size())),
        racks_matter_(input.racks_matter(subscribers(), input.first_partition(topic), input.end_partition(topic))) {
    for (Index partition = input.first_partition(topic); partition < input.end_partition(topic); ++partition) left_.push_back(partition);
  }

  const std::vector<Index>& subscribers() const noexcept { return input_.subscribers(topic_); }
  Index partition_count() const noexcept { return input_.partition_count(topic_); }
  bool racks_matter() const noexcept { return racks_matter_; }
  bool subscribers_have_racks() const {
    return std::any_of(subscribers().begin(), subscribers().end(), [&](Index member) { return input_.rack_of(member) != no_index; });
  }

  Index quota(Index place) const noexcept {
    const Index most = per_member_ + (with_one_more_ > 0 ? 1 : 0);
    return most - std::min(most, given_[place]);
  }
  /// A member without a rack takes any partition.
  bool fits(Index place, Index nth) const noexcept { return partition_fits(place, input_.first_partition(topic_) + nth); }

  void give_nth(Index place, Index nth, std::vector<std::vector<Index>>& assignment) {
    const Index partition = input_.first_partition(topic_) + nth;
    std::erase(left_, partition);
    give(place, {&partition, 1}, assignment);
  }
  /// To each member in turn the first partitions that are left, up to its quota.
  void give_ranges(bool only_fitting, std::vector<std::vector<Index>>& assignment) {
    std::vector<Index> range;
    for (Index place = 0; place < subscribers().size() && !left_.empty(); ++place) {
      const Index quota_now = quota(place);
      range.clear();
      std::erase_if(left_, [&](Index partition) {
        if (range.size() >= quota_now || (only_fitting && !partition_fits(place, partition))) return false;
        range.push_back(partition);
        return true;
      });
      give(place, range, assignment);
    }
  }

private:
  bool partition_fits(Index place, Index partition) const noexcept {
    const Index rack = input_.rack_of(subscribers()[place]);
    return rack == no_index || input_.has_replica_in(partition, rack);
  }
  void give(Index place, std::span<const Index> partitions, std::vector<std::vector<Index>>& assignment) {
    if (partitions.empty()) return;
    std::vector<Index>& mine = assignment[subscribers()[place]];
    mine.insert(mine.end(), partitions.begin(), partitions.end());
    given_[place] += static_cast<Index>(partitions.size());
    if (given_[place] > per_member_) --with_one_more_;
  }

  const GroupInput& input_;
  Index topic_;
  std::vector<Index> left_;
  std::vector<Index> given_;
  Index per_member_;
  Index with_one_more_; ///< how many members may still get more than per_member_
  bool racks_matter_;
};

/// Partition n of each of these topics to the same member: the first one with a replica of all of them in its rack.
void give_alike(std::span<TopicRanges* const> topics, std::vector<std::vector<Index>>& assignment) {
  std::vector<Index> places(topics.front()->subscribers().size());
  for (Index place = 0; place < places.size(); ++place) places[place] = place;
  for (Index nth = 0; nth < topics.front()->partition_count() && !places.empty(); ++nth) {
    const auto place = std::find_if(places.begin(), places.end(), [&](Index candidate) {
      return std::all_of(topics.begin(), topics.end(),
                         [&](const TopicRanges* topic) { return topic->quota(candidate) > 0 && topic->fits(candidate, nth); });
    });
    if (place == places.end()) continue;
    for (TopicRanges* topic : topics) topic->give_nth(*place, nth, assignment);
    if (topics.front()->quota(*place) == 0) places.erase(place); // (the same for each of the topics)
  }
}

void give_within_racks(std::vector<TopicRanges>& topics, std::vector<std::vector<Index>>& assignment) {
  std::map<std::pair<std::vector<Index>, Index>, std::vector<TopicRanges*>> alike;
  for (TopicRanges& topic : topics)
    if (topic.subscribers_have_racks()) alike[{topic.subscribers(), topic.partition_count()}].push_back(&topic);
  for (const auto& [key, group] : alike) {
    if (group.size() > 1) give_alike(group, assignment);
    else if (group.front()->racks_matter()) group.front()->give_ranges(true, assignment);
  }
}

} // namespace

std::vector<MemberAssignment> RangeAssignor::assign(const std::vector<AssignableTopic>& topics, const std::vector<GroupMember>& members) {
  const GroupInput input(topics, members);
  std::vector<TopicRanges> ranges;
  for (Index topic = 0; topic < input.topic_count(); ++topic) ranges.emplace_back(input, topic);

  std::vector<std::vector<Index>> assignment(members.size());
  if (std::any_of(ranges.begin(), ranges.end(), [](const TopicRanges& topic) { return topic.racks_matter(); }))
    give_within_racks(ranges, assignment);
  for (TopicRanges& topic : ranges) topic.give_ranges(false, assignment);
  return input.named(std::move(assignment));
}

} // namespace klamm::group
