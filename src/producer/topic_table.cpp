#include "producer/topic_table.hpp"

#include <cstring>

namespace klamm::producer {
namespace {

std::atomic<std::uint64_t> tables_made{0};

std::uint64_t hash_of(std::string_view name) noexcept {
  constexpr std::uint64_t prime = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = name.size() * prime;
  const char* at = name.data();
  std::size_t left = name.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    hash = (hash ^ word) * prime;
    hash ^= hash >> 32;
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, at, left);
  hash = (hash ^ rest) * prime;
  return hash ^ (hash >> 29);
}

} // namespace

TopicState::TopicState(std::string_view topic_name, const ProducerSettings& all_settings)
    : name(std::make_shared<const std::string>(topic_name)), settings(all_settings.topic_settings(*name)) {}

const TopicState::Partitions& TopicState::prepare(std::int32_t count) {
  if (!all_published_.empty() && all_published_.back()->count() >= count) return *all_published_.back();
  while (static_cast<std::int32_t>(queues_.size()) < count) queues_.emplace_back(*this, static_cast<std::int32_t>(queues_.size()));
  auto partitions = std::make_unique<Partitions>();
  for (PartitionQueue& queue : queues_) partitions->queues.push_back(&queue);
  all_published_.push_back(std::move(partitions));
  return *all_published_.back();
}

void TopicState::publish() { published_.store(all_published_.back().get(), std::memory_order_release); }

std::shared_ptr<const TopicState::Weights> TopicState::weights() const noexcept {
  const std::lock_guard lock(weights_lock_);
  return weights_;
}

void TopicState::set_weights(std::shared_ptr<const Weights> weights) noexcept {
  const std::lock_guard lock(weights_lock_);
  weights_.swap(weights);
}

std::shared_ptr<const std::vector<std::int32_t>> TopicState::available() const noexcept {
  const std::lock_guard lock(available_lock_);
  return available_;
}

void TopicState::set_available(std::shared_ptr<const std::vector<std::int32_t>> available) noexcept {
  const std::lock_guard lock(available_lock_);
  available_.swap(available);
}

TopicTable::TopicTable(const ProducerSettings& settings) : settings_(settings), number_(tables_made.fetch_add(1) + 1) {
  all_slots_.push_back(std::make_unique<Slots>(64));
  slots_.store(all_slots_.back().get(), std::memory_order_release);
}

TopicState* TopicTable::find_in(const Slots& slots, std::string_view name, std::uint64_t hash) noexcept {
  for (std::size_t i = hash & slots.mask;; i = (i + 1) & slots.mask) {
    TopicState* topic = slots.topics[i].load(std::memory_order_acquire);
    if (!topic || *topic->name == name) return topic;
  }
}

void TopicTable::insert(Slots& slots, TopicState& topic, std::uint64_t hash) noexcept {
  std::size_t i = hash & slots.mask;
  while (slots.topics[i].load(std::memory_order_relaxed)) i = (i + 1) & slots.mask;
  slots.topics[i].store(&topic, std::memory_order_release);
}

constinit thread_local TopicTable::Last TopicTable::last_;

TopicState* TopicTable::find(std::string_view name) const noexcept {
  return find_in(*slots_.load(std::memory_order_acquire), name, hash_of(name));
}

TopicState& TopicTable::get_another(std::string_view name) {
  const std::uint64_t hash = hash_of(name);
  TopicState* topic = find_in(*slots_.load(std::memory_order_acquire), name, hash);
  if (!topic) topic = &add(name, hash);
  last_ = {number_, topic, *topic->name};
  return *topic;
}

TopicState& TopicTable::add(std::string_view name, std::uint64_t hash) {
  const std::lock_guard lock(mutex_);
  Slots* slots = slots_.load(std::memory_order_relaxed);
  if (TopicState* topic = find_in(*slots, name, hash)) return *topic; // another thread was first
  TopicState& topic = topics_.emplace_back(name, settings_);
  if (2 * topics_.size() > slots->mask) { // at most half full: probes stay short, and always end
    all_slots_.push_back(std::make_unique<Slots>(2 * (slots->mask + 1)));
    slots = all_slots_.back().get();
    for (TopicState& known : topics_) insert(*slots, known, hash_of(*known.name));
    slots_.store(slots, std::memory_order_release);
  } else {
    insert(*slots, topic, hash);
  }
  return topic;
}

std::vector<TopicState*> TopicTable::all() {
  const std::lock_guard lock(mutex_);
  std::vector<TopicState*> all;
  for (TopicState& topic : topics_) all.push_back(&topic);
  return all;
}

} // namespace klamm::producer
