// FetchCollector's calls that say what is assigned and where delivery stands.
#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>

#include "consumer/fetch_collector.hpp"

namespace klamm::consumer {

void FetchCollector::assign(const std::vector<Wanted>& wanted, const std::optional<SeekTarget>& otherwise) {
  std::set<TopicPartition> names;
  for (const Wanted& w : wanted) names.insert(w.partition);
  for (const TopicPartition& old : assignment()) {
    if (!names.contains(old)) revoke(old);
  }
  for (const Wanted& w : wanted) {
    const auto known = by_name_.find(w.partition);
    if (known != by_name_.end()) {
      if (w.target) move_to(deliveries_.at(known->second), *w.target);
      continue;
    }
    const PartitionId id = next_id_++;
    by_name_.emplace(w.partition, id);
    Delivery& added = deliveries_[id];
    added.partition = std::make_shared<PartitionHandle>(id, w.partition);
    added.version = next_version_++;
    const std::optional<SeekTarget>& target = w.target ? w.target : otherwise;
    if (target) added.position = target->position;
    commands_.push_back(AssignCommand{added.partition, added.version, target});
  }
}

void FetchCollector::revoke(const TopicPartition& partition) {
  const auto named = by_name_.find(partition);
  const auto held = deliveries_.find(named->second);
  if (current_ && delivery_ == &held->second) current_.reset();
  commands_.push_back(RevokeCommand{named->second});
  deliveries_.erase(held);
  by_name_.erase(named);
}

std::vector<TopicPartition> FetchCollector::assignment() const {
  std::vector<TopicPartition> names;
  names.reserve(by_name_.size());
  for (const auto& [name, id] : by_name_) names.push_back(name);
  return names;
}

FetchCollector::Delivery& FetchCollector::delivery(const TopicPartition& partition) {
  return const_cast<Delivery&>(std::as_const(*this).delivery(partition)); // NOLINT(cppcoreguidelines-pro-type-const-cast): the same object
}

const FetchCollector::Delivery& FetchCollector::delivery(const TopicPartition& partition) const {
  const auto named = by_name_.find(partition);
  if (named != by_name_.end()) return deliveries_.at(named->second);
  std::ostringstream message;
  message << "klamm: partition " << partition << " is not assigned to this consumer";
  throw std::invalid_argument(message.str());
}

void FetchCollector::move_to(Delivery& delivery, const SeekTarget& target) {
  delivery.version = next_version_++;
  delivery.position = target.position;
  delivery.stopped = false;
  delivery.parked.clear();
  commands_.push_back(SeekCommand{delivery.partition->id, delivery.version, target});
}

void FetchCollector::seek(const TopicPartition& partition, const SeekTarget& target) { move_to(delivery(partition), target); }

void FetchCollector::set_paused(const TopicPartition& partition, bool paused) {
  Delivery& of = delivery(partition);
  if (of.paused == paused) return;
  of.paused = paused;
  commands_.push_back(PauseCommand{of.partition->id, paused});
  if (paused) return;
  for (Cursor& cursor : of.parked) resumed_.push_back(std::move(cursor));
  of.parked.clear();
}

std::vector<TopicPartition> FetchCollector::paused() const {
  std::vector<TopicPartition> names;
  for (const auto& [name, id] : by_name_) {
    if (deliveries_.at(id).paused) names.push_back(name);
  }
  return names;
}

FetchCollector::Position FetchCollector::position(const TopicPartition& partition) const {
  const Delivery& of = delivery(partition);
  return {of.partition, of.version, of.position, of.stopped};
}

std::vector<FetchCollector::Consumed> FetchCollector::consumed() const {
  std::vector<Consumed> all;
  for (const auto& [name, id] : by_name_) {
    const Delivery& of = deliveries_.at(id);
    if (of.position.offset >= 0) all.push_back({name, of.position, of.topic_id});
  }
  return all;
}

std::vector<FetchCollector::Consumed> FetchCollector::take_changed() {
  std::vector<Consumed> changed;
  for (const auto& [name, id] : by_name_) {
    Delivery& of = deliveries_.at(id);
    if (of.position.offset < 0 || (of.position == of.told && of.topic_id == of.told_topic_id)) continue;
    of.told = of.position;
    of.told_topic_id = of.topic_id;
    changed.push_back({name, of.position, of.topic_id});
  }
  return changed;
}

Uuid FetchCollector::topic_id(const TopicPartition& partition) const {
  const auto named = by_name_.find(partition);
  return named != by_name_.end() ? deliveries_.at(named->second).topic_id : Uuid();
}

void FetchCollector::forget_told() {
  for (auto& [id, of] : deliveries_) of.told = {};
}

std::optional<std::int64_t> FetchCollector::lag(const TopicPartition& partition) const { return lag_of(delivery(partition)); }

std::optional<std::int64_t> FetchCollector::lag_of(const Delivery& of) const noexcept {
  const auto& end = settings_.read_committed ? of.partition->last_stable_offset : of.partition->high_watermark;
  const std::int64_t at = end.load(std::memory_order_relaxed);
  if (at < 0 || of.position.offset < 0) return std::nullopt;
  return std::max<std::int64_t>(at - of.position.offset, 0);
}

void FetchCollector::tell(ConsumerStatistics& statistics) const {
  statistics.records = records_;
  for (const auto& [name, id] : by_name_) {
    const Delivery& of = deliveries_.at(id);
    statistics.partitions.push_back({name, of.position.offset, lag_of(of), of.records, of.partition->bytes.get(), of.paused});
  }
}

} // namespace klamm::consumer
