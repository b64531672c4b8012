#include "sim/group_ledger.hpp"

namespace klamm::sim {
namespace {

std::string text_of(const TopicPartition& where) { return where.topic + "[" + std::to_string(where.partition) + "]"; }

} // namespace

GroupLedger::GroupLedger(Ledger& ledger, const mock::ClusterState& brokers, std::string group)
    : ledger_(ledger), brokers_(brokers), group_(std::move(group)) {}

GroupLedger::Member GroupLedger::add_member(std::string name) {
  members_.push_back({std::move(name), {}});
  return members_.size() - 1;
}

bool GroupLedger::is_in_group(const Account& account) const {
  const auto found = brokers_.groups.all().find(group_);
  if (found == brokers_.groups.all().end()) return false;
  const mock::Group& group = found->second;
  if (group.classic) return group.classic->members().contains(account.id) && group.classic->generation() == account.generation;
  if (!group.consumer) return false;
  const auto member = group.consumer->members().find(account.id);
  return member != group.consumer->members().end() && member->second.epoch >= 0; // (a static member that left is kept with epoch -2)
}

std::int64_t GroupLedger::committed_now(const TopicPartition& partition) const {
  const auto group = brokers_.groups.all().find(group_);
  if (group == brokers_.groups.all().end()) return 0;
  const auto topic = group->second.offsets.find(partition.topic);
  if (topic == group->second.offsets.end()) return 0;
  const auto found = topic->second.find(partition.partition);
  return found == topic->second.end() ? 0 : found->second.offset;
}

const mock::PartitionLog& GroupLedger::log(const TopicPartition& partition) const {
  return brokers_.topics().find(partition.topic)->second.partitions[static_cast<std::size_t>(partition.partition)].log;
}

// A member that the group has expelled, or that missed a generation, may not know it yet. Two that are in it never share a partition.
void GroupLedger::assigned(Member member, const std::string& member_id, std::int32_t generation,
                           const std::vector<TopicPartition>& partitions) {
  Account& to = members_[member];
  to.id = member_id;
  to.generation = generation;
  for (const TopicPartition& partition : partitions) {
    ++ownerships_;
    if (to.owned.contains(partition)) ledger_.violation(to.name + " was assigned " + text_of(partition) + ", which it has");
    to.owned[partition] = {committed_now(partition)};
  }
  if (!is_in_group(to)) return;
  for (const Account& other : members_) {
    if (&other == &to || !is_in_group(other)) continue;
    for (const auto& [partition, ownership] : to.owned) {
      if (other.owned.contains(partition))
        ledger_.violation(to.name + " and " + other.name + " own " + text_of(partition) + ", and both are members");
    }
  }
}

void GroupLedger::gave_up(Member member, const std::vector<TopicPartition>& partitions) {
  Account& from = members_[member];
  for (const TopicPartition& partition : partitions) {
    if (from.owned.erase(partition) == 0) ledger_.violation(from.name + " gave up " + text_of(partition) + ", which it does not have");
  }
}

void GroupLedger::delivered(Member member, const TopicPartition& where, std::int64_t offset, BytesView key, BytesView value) {
  Account& to = members_[member];
  const std::string what = to.name + " was given " + text_of(where) + "@" + std::to_string(offset);
  const auto owned = to.owned.find(where);
  if (owned == to.owned.end()) return ledger_.violation(what + ", which it does not own");
  Ownership& ownership = owned->second;
  std::vector<std::size_t>& given = given_[where];
  const auto end = static_cast<std::int64_t>(given.size());
  if (ownership.next) {
    if (offset != *ownership.next) ledger_.violation(what + " instead of " + std::to_string(*ownership.next));
  } else {
    const std::int64_t committed = committed_now(where);
    if (offset < ownership.committed || offset > committed)
      ledger_.violation(what + " first, though " + std::to_string(ownership.committed) + " was committed when it became the owner, and " +
                        std::to_string(committed) + " is now");
  }
  ownership.next = offset + 1;
  const std::size_t known = ledger_.identify(where, key, value);
  if (known == Ledger::foreign) ledger_.violation(what + ", a record that nobody sent there");
  if (offset > end) return ledger_.violation(what + ", though nobody was given " + std::to_string(end));
  if (offset == end) return given.push_back(known);
  ++repeated_;
  if (given[static_cast<std::size_t>(offset)] != known) ledger_.violation(what + ", another record than before");
}

void GroupLedger::committed(const TopicPartition& partition, std::int64_t before, std::int64_t offset) {
  const std::string what = text_of(partition) + " was committed at " + std::to_string(offset);
  if (offset < before) ledger_.violation(what + " after " + std::to_string(before));
  const auto given = given_.find(partition);
  const std::size_t end = given == given_.end() ? 0 : given->second.size();
  if (offset > static_cast<std::int64_t>(end))
    ledger_.violation(what + ", though members were given records only up to " + std::to_string(end));
}

bool GroupLedger::has_everything() const {
  for (const auto& [name, topic] : brokers_.topics()) {
    for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
      const auto given = given_.find({name, static_cast<std::int32_t>(i)});
      const std::size_t end = given == given_.end() ? 0 : given->second.size();
      if (static_cast<std::int64_t>(end) < topic.partitions[i].log.end_offset()) return false;
    }
  }
  return true;
}

bool GroupLedger::is_all_committed() const {
  for (const auto& [partition, given] : given_) {
    if (committed_now(partition) != static_cast<std::int64_t>(given.size())) return false;
  }
  return true;
}

void GroupLedger::audit() const {
  for (const auto& [where, given] : given_) {
    std::size_t matching = 0;
    for_each_record(log(where), 0, log(where).end_offset(), [&](std::int64_t offset, BytesView key, BytesView value) {
      const auto at = static_cast<std::size_t>(offset);
      if (at < given.size() && given[at] == ledger_.identify(where, key, value)) ++matching;
    });
    if (matching != given.size())
      ledger_.violation(text_of(where) + ": of " + std::to_string(given.size()) + " records that members were given, the log holds " +
                        std::to_string(matching) + " at the offsets told");
  }
}

} // namespace klamm::sim
