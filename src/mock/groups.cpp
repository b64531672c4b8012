#include "mock/groups.hpp"

#include <algorithm>

#include "wire/messages/consumer_protocol.hpp"

namespace klamm::mock {

void Group::step(TimePoint now) {
  if (classic) classic->step(now);
  if (consumer) consumer->step(now);
}

bool Group::reads(std::string_view topic) const {
  if (consumer)
    return std::ranges::any_of(consumer->members(),
                               [topic](const auto& entry) { return entry.second.topics.contains(std::string(topic)); });
  if (!classic || classic->protocol_type() != "consumer") return false;
  return std::ranges::any_of(classic->members(), [topic](const auto& entry) {
    return std::ranges::any_of(entry.second.protocols, [topic](const auto& protocol) {
      const auto subscription = wire::decode_subscription(as_bytes(protocol.second));
      return subscription && std::ranges::find(subscription->topics, topic) != subscription->topics.end();
    });
  });
}

TimePoint Group::next_deadline() const {
  return std::min(classic ? classic->next_deadline() : never, consumer ? consumer->next_deadline() : never);
}

void Group::reload(TimePoint now) {
  if (classic) classic->reload(now);
  if (consumer) consumer->reload(now);
}

// As Kafka: Java's String.hashCode.
std::size_t Groups::slot(std::string_view key) {
  std::uint32_t hash = 0;
  for (const char c : key) hash = 31 * hash + static_cast<unsigned char>(c);
  return (hash & 0x7fffffffU) % slots;
}

void Groups::lead(std::size_t led, NodeId leader, TimePoint now) {
  if (leaders_[led] == leader) return;
  leaders_[led] = leader;
  for (auto& [id, group] : groups_) {
    if (slot(id) == led) group.reload(now);
  }
}

void Groups::move(std::string_view key, NodeId to, TimePoint now) { lead(slot(key), to, now); }

void Groups::brokers_changed(const std::vector<NodeId>& up, TimePoint now) {
  for (std::size_t i = 0; i < slots; ++i) {
    if (began_ && std::ranges::find(up, leaders_[i]) != up.end()) continue;
    lead(i, up.empty() ? NodeId{-1} : up[i % up.size()], now);
  }
  began_ = true;
}

Group* Groups::find(std::string_view id) {
  const auto found = groups_.find(id);
  return found == groups_.end() ? nullptr : &found->second;
}

Group& Groups::find_or_make(std::string_view id) {
  if (Group* const known = find(id)) return *known;
  return groups_[std::string(id)];
}

void Groups::erase(std::string_view id) {
  if (const auto found = groups_.find(id); found != groups_.end()) groups_.erase(found);
}

void Groups::step(TimePoint now) {
  for (auto& [id, group] : groups_) {
    if (coordinator(id) != -1) group.step(now);
  }
}

TimePoint Groups::next_deadline() const {
  TimePoint next = never;
  for (const auto& [id, group] : groups_) {
    if (coordinator(id) != -1) next = std::min(next, group.next_deadline());
  }
  return next;
}

} // namespace klamm::mock
