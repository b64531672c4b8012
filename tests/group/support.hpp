// What the tests of both group protocols share: a cluster's metadata, time, and shorthand.
#pragma once

#include "cluster/support/metadata_answers.hpp"
#include "group/member.hpp"

namespace klamm::test {

inline std::vector<TopicPartition> partitions(const std::string& topic, std::initializer_list<std::int32_t> numbers) {
  std::vector<TopicPartition> all;
  for (const std::int32_t number : numbers) all.push_back({topic, number});
  return all;
}

inline group::MemberSettings member_settings() {
  group::MemberSettings settings;
  settings.group_id = "g";
  return settings;
}

struct GroupWorld {
  CacheWorld metadata;
  TimePoint now{std::chrono::hours(1)};

  GroupWorld() { set_topic("t", 1, 4); }
  void set_topic(std::string_view name, std::uint8_t id, int count) {
    std::vector<MetadataResponse::Partition> all;
    for (int i = 0; i < count; ++i) all.push_back(partition(i, 1, 5));
    metadata.apply(answer({topic(name, uuid(id), std::move(all))}));
  }
  const cluster::MetadataSnapshot& snapshot() const { return *metadata.cache.snapshot(); }
};

/// The one request of a step; null when there is none of that kind.
template <class R>
const R* sent(const group::Step& step) {
  for (const group::Send& send : step.sends)
    if (const R* const request = std::get_if<R>(&send.request)) return request;
  return nullptr;
}
template <class R>
group::Ticket ticket(const group::Step& step) {
  for (const group::Send& send : step.sends)
    if (std::holds_alternative<R>(send.request)) return send.ticket;
  return 0;
}

} // namespace klamm::test
