#include "cluster/topic_builder.hpp"

namespace klamm::cluster {

namespace {

using TopicTold = wire::MetadataResponse::Topic;
using PartitionTold = wire::MetadataResponse::Partition;

/// The partitions in order, without those that make no sense and without repetitions.
std::vector<const PartitionTold*> in_order(const std::vector<PartitionTold>& told) {
  std::vector<const PartitionTold*> sorted;
  sorted.reserve(told.size());
  for (const PartitionTold& p : told)
    if (p.index >= 0) sorted.push_back(&p);
  const auto less = [](const PartitionTold* a, const PartitionTold* b) { return a->index < b->index; };
  if (!std::is_sorted(sorted.begin(), sorted.end(), less)) std::stable_sort(sorted.begin(), sorted.end(), less);
  sorted.erase(std::unique(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->index == b->index; }), sorted.end());
  return sorted;
}

bool may_pass(ErrorCode error) noexcept { return error_code_traits(error).retriable; }

} // namespace

/// One topic's merge: both partition lists are walked in step.
struct TopicBuilder::Merge {
  Topic& topic;
  const Topic* old;
  const Rules& rules;
  bool certain;  ///< both ids are known and the same, so that contradictions mean a stale broker
  bool patience; ///< contradictions are still blamed on a stale broker
  bool contradiction = false;
  bool complete = true;

  void only_old(const Partition& p) {
    contradiction = true;
    if (certain || patience) keep(topic, *old, p);
  }

  void only_told(const PartitionTold& p) { add(topic, p, rules.reliable_epochs ? p.leader_epoch : -1); }

  void both(const Partition& known, const PartitionTold& p) {
    const std::int32_t epoch = rules.reliable_epochs ? p.leader_epoch : -1;
    if (epoch >= 0 && epoch < known.leader_epoch) {
      contradiction = true;
      if (certain || patience) return keep(topic, *old, known);
    }
    // Without an epoch the new leader counts all the same (old brokers); but a partition without a leader keeps its epoch as the mark to beat.
    add(topic, p, epoch < 0 && p.leader_id < 0 ? known.leader_epoch : epoch);
  }

  void walk(const std::vector<const PartitionTold*>& told) {
    std::size_t i = 0;
    for (const PartitionTold* p : told) {
      while (old && i < old->partitions.size() && old->partitions[i].index < p->index) only_old(old->partitions[i++]);
      if (old && i < old->partitions.size() && old->partitions[i].index == p->index) both(old->partitions[i++], *p);
      else only_told(*p);
    }
    while (old && i < old->partitions.size()) only_old(old->partitions[i++]);
  }
};

Topic TopicBuilder::merge(const TopicTold& told, std::string_view name, const Topic* old, const Rules& rules, bool& complete) {
  if (old && !told.topic_id.is_zero() && !old->id.is_zero() && told.topic_id != old->id) old = nullptr; // made anew
  Topic topic;
  topic.name = name;
  topic.id = told.topic_id.is_zero() && old ? old->id : told.topic_id;
  topic.internal = told.is_internal;
  topic.error = told.error_code;
  if (told.error_code != ErrorCode::none) topic.error_since = old && old->error != ErrorCode::none ? old->error_since : rules.now;

  if (told.error_code != ErrorCode::none && told.partitions.empty()) {
    const bool patience = may_pass(told.error_code) && rules.now < after(topic.error_since, rules.grace);
    complete = !may_pass(told.error_code);
    if (old && patience)
      for (const Partition& p : old->partitions) keep(topic, *old, p);
    if (!patience) topic.id = told.topic_id; // what comes next under this name is another topic
    return topic;
  }

  const bool certain = old && !told.topic_id.is_zero() && !old->id.is_zero();
  const TimePoint since = old && old->doubtful_since != never ? old->doubtful_since : rules.now;
  Merge merge{topic, old, rules, certain, rules.now < after(since, rules.grace)};
  topic.partitions.reserve(std::max(told.partitions.size(), old ? old->partitions.size() : 0));
  std::size_t nodes = 0;
  for (const PartitionTold& p : told.partitions) nodes += p.replica_nodes.size() + p.isr_nodes.size() + p.offline_replicas.size();
  topic.nodes_.reserve(nodes);
  merge.walk(in_order(told.partitions));
  if (merge.contradiction && (certain || merge.patience)) topic.doubtful_since = since;
  complete = !merge.contradiction && !may_pass(told.error_code);
  for (const Partition& p : topic.partitions) complete = complete && p.has_leader();
  return topic;
}

Topic TopicBuilder::missing(const Topic& old, const Rules& rules) {
  TopicTold told;
  told.error_code = ErrorCode::unknown_topic_or_partition;
  bool complete = false;
  return merge(told, old.name, &old, rules, complete);
}

void TopicBuilder::set_leader(Topic& topic, std::int32_t partition, NodeId leader, std::int32_t leader_epoch) {
  Partition& p = topic.partitions[static_cast<std::size_t>(topic.partition(partition) - topic.partitions.data())];
  p.leader = leader;
  p.leader_epoch = leader_epoch;
  p.error = ErrorCode::none;
}

bool TopicBuilder::same(const Topic& a, const Topic& b) noexcept {
  const auto same_partition = [](const Partition& p, const Partition& q) {
    return p.index == q.index && p.leader == q.leader && p.leader_epoch == q.leader_epoch && p.error == q.error &&
           p.replicas_ == q.replicas_ && p.isr_ == q.isr_ && p.offline_ == q.offline_;
  };
  return a.name == b.name && a.id == b.id && a.internal == b.internal && a.error == b.error && a.error_since == b.error_since &&
         a.doubtful_since == b.doubtful_since && a.nodes_ == b.nodes_ &&
         std::equal(a.partitions.begin(), a.partitions.end(), b.partitions.begin(), b.partitions.end(), same_partition);
}

void TopicBuilder::add(Topic& topic, const PartitionTold& told, std::int32_t leader_epoch) {
  const auto counted = [](const std::vector<std::int32_t>& nodes) {
    return static_cast<std::uint16_t>(std::min<std::size_t>(nodes.size(), UINT16_MAX));
  };
  Partition p;
  p.index = told.index;
  p.leader = told.leader_id < 0 ? no_node : told.leader_id;
  p.leader_epoch = leader_epoch < 0 ? -1 : leader_epoch;
  p.error = told.error_code;
  p.first_node_ = static_cast<std::uint32_t>(topic.nodes_.size());
  p.replicas_ = counted(told.replica_nodes);
  p.isr_ = counted(told.isr_nodes);
  p.offline_ = counted(told.offline_replicas);
  topic.nodes_.insert(topic.nodes_.end(), told.replica_nodes.begin(), told.replica_nodes.begin() + p.replicas_);
  topic.nodes_.insert(topic.nodes_.end(), told.isr_nodes.begin(), told.isr_nodes.begin() + p.isr_);
  topic.nodes_.insert(topic.nodes_.end(), told.offline_replicas.begin(), told.offline_replicas.begin() + p.offline_);
  topic.partitions.push_back(p);
}

void TopicBuilder::keep(Topic& topic, const Topic& old, const Partition& p) {
  const auto nodes = old.nodes(p.first_node_, std::uint32_t{p.replicas_} + p.isr_ + p.offline_);
  Partition kept = p;
  kept.first_node_ = static_cast<std::uint32_t>(topic.nodes_.size());
  topic.nodes_.insert(topic.nodes_.end(), nodes.begin(), nodes.end());
  topic.partitions.push_back(kept);
}

} // namespace klamm::cluster
