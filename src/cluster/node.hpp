// What names a broker inside this client.
#pragma once

#include <cstdint>
#include <string_view>

namespace klamm::cluster {

/// A broker's id. Those below zero are entries of bootstrap.servers, whose ids are not known: the first is -1, the second -2, …
using NodeId = std::int32_t;

constexpr NodeId no_node = INT32_MIN;
constexpr bool is_bootstrap(NodeId node) noexcept { return node < 0 && node != no_node; }

/// Each broker has up to one connection for each of these, so that a fetch that waits for data delays no commit, and a large produce request no heartbeat.
enum class Purpose : std::uint8_t { normal, long_poll, coordinator };
constexpr std::size_t purpose_count = 3;

constexpr std::string_view purpose_name(Purpose purpose) noexcept {
  switch (purpose) {
    case Purpose::normal: return "normal";
    case Purpose::long_poll: return "long poll";
    case Purpose::coordinator: return "coordinator";
  }
  return "?";
}

} // namespace klamm::cluster
